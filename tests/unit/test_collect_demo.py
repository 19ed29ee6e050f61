"""Two dozen Word files of one province, each in another style: every one is placed. The package made of
them is the one that is made from the workbook."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kepu_app.core.cli import main
from kepu_app.core.model import Submission
from kepu_app.core.packages import build_package
from kepu_app.core.packages.printing import paper_files
from kepu_app.core.workbooks import read_workbook
from kepu_app.demo import received
from kepu_app.demo.sample import load_sample

SAMPLE = load_sample()
FEWEST_WORD_FILES = 20


@dataclass(frozen=True)
class Demo:
	"""The folder, the workbook that was filled, and what the command said."""

	folder: Path
	workbook: Path
	said: dict[str, Any]

	@property
	def submission(self) -> Submission:
		return read_workbook(self.workbook, SAMPLE.cycle).submission

	def outcome(self, part_of_name: str) -> str:
		(found,) = {each["outcome"] for each in self.said["files"] if part_of_name in each["file"]}
		return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
	folder, workbook = received.write_received(tmp_path_factory.mktemp("demo"))
	return Demo(folder, workbook, run(folder, workbook))


def run(folder: Path, workbook: Path, *options: str) -> dict[str, Any]:
	"""Return what ``kepu collect --json`` says."""
	import contextlib
	import io

	out = io.StringIO()
	out.reconfigure = lambda **_: None  # type: ignore[attr-defined]
	with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
		code = main(["collect", str(folder), "-o", str(workbook), "--json", *options])
	said = json.loads(out.getvalue())
	assert code == (0 if said["ok"] else 1)
	return said


def test_every_file_is_placed(demo: Demo) -> None:
	unsettled = [each for each in demo.said["files"] if each["outcome"] in ("未能归类", "没有读取", "待替换")]
	assert unsettled == []
	assert demo.said["ok"]
	files = {each["file"] for each in demo.said["files"]}
	assert sum(name.endswith(".docx") and "~$" not in name for name in files) >= FEWEST_WORD_FILES


@pytest.mark.parametrize(
	("name", "outcome"),
	[
		("埇桥区2024年工作总结（初稿）", "较早版本"),
		("埇桥区2024年工作总结（定稿）", "收入"),
		("科协关于报送2024年工作总结的函", "不收入"),
		("盖章扫描件.pdf", "盖章件"),
		("宿州市/Thumbs.db", "不是材料"),
		("~$上县工作总结", "不是材料"),
		("崔映荷", ""),
		("甘向野个人工作简介", "收入"),
		("341321.docx", "收入"),
	],
)
def test_what_became_of_single_files(demo: Demo, name: str, outcome: str) -> None:
	if outcome:
		assert demo.outcome(name) == outcome


def test_reports_hold_what_the_sample_holds(demo: Demo) -> None:
	found = {each.county_code: each for each in demo.submission.summaries}
	assert len(found) == len(SAMPLE.summaries)
	for expected in SAMPLE.summaries:
		if expected.county_code not in received.REWRITTEN:
			assert found[expected.county_code] == replace(expected, assessments=())


def test_cases_and_people_are_the_samples(demo: Demo) -> None:
	assert demo.submission.cases == SAMPLE.cases
	assert demo.submission.nominees == SAMPLE.nominees


def test_rewritten_reports_keep_their_own_headings_and_their_table(demo: Demo) -> None:
	found = {each.county_code: each for each in demo.submission.summaries}
	own, with_table = (found[code] for code in received.REWRITTEN)
	assert [each.heading for each in own.sections if each.text][1] == "二、聚焦航空，打造科普特色品牌"
	assert own.on_behalf_of == "芜湖市湾沚区人民政府"
	assert "煤矿安全科普" in with_table.text
	line = next(each for each in demo.said["files"] if "八公山" in each["file"])
	assert "图片" in line["remark"]


def test_the_county_without_a_file_is_listed_with_its_reason(demo: Demo) -> None:
	(line,) = [each for each in demo.said["files"] if each["outcome"] == "没有来文件"]
	assert line["county"] == "341881 宁国市"
	assert "换届" in line["remark"]


def test_papers_are_those_of_the_sample(demo: Demo) -> None:
	expected = {each.stem: each.paper for each in paper_files(SAMPLE)}
	found = {each.stem: each.paper for each in paper_files(demo.submission)}
	assert found.keys() == expected.keys()
	different = {stem.split("/")[1][:6] for stem in found if found[stem] != expected[stem]}
	assert different == set(received.REWRITTEN)


@pytest.mark.slow
def test_package_is_the_one_that_is_made_from_the_workbook(demo: Demo, tmp_path: Path) -> None:
	built = {
		name: build_package(submission, tmp_path / name).folder
		for name, submission in (("word", demo.submission), ("workbook", SAMPLE))
	}
	papers = {
		name: {
			path.relative_to(folder).as_posix(): path.read_bytes()
			for path in folder.rglob("*")
			if path.parent != folder and path.is_file()
		}
		for name, folder in built.items()
	}
	assert papers["word"].keys() == papers["workbook"].keys()
	different = {
		name.split("/")[1][:6] for name in papers["word"] if papers["word"][name] != papers["workbook"][name]
	}
	assert different == set(received.REWRITTEN)


def test_again_with_the_same_files_changes_nothing(demo: Demo) -> None:
	before = demo.workbook.read_bytes()
	assert run(demo.folder, demo.workbook) == demo.said
	assert demo.workbook.read_bytes() == before


def test_a_later_file_waits_and_then_replaces(demo: Demo, tmp_path: Path) -> None:
	later = tmp_path / "后来的"
	later.mkdir()
	workbook = tmp_path / "安徽省.xlsx"
	shutil.copy(demo.workbook, workbook)
	newer = replace(SAMPLE.summaries[0], dated=SAMPLE.summaries[0].dated.replace(day=18))  # type: ignore[union-attr]
	sample = received.ReceivedSample(SAMPLE)
	(later / "瑶海区工作总结（修改）.docx").write_bytes(received.plain(sample, newer))
	said = run(later, workbook)
	assert [each["outcome"] for each in said["files"] if "瑶海区工作总结" in each["file"]] == ["待替换"]
	assert said["ok"] is False
	said = run(later, workbook, "--replace")
	outcomes = {each["file"]: each["outcome"] for each in said["files"] if "瑶海区" in each["file"]}
	assert outcomes == {
		"瑶海区工作总结（修改）.docx": "替换",
		"合肥市/瑶海区-2024年工作总结.docx": "较早版本",
	}
	summaries = read_workbook(workbook, SAMPLE.cycle).submission.summaries
	assert summaries[0].dated == newer.dated
	assert len(summaries) == len(SAMPLE.summaries)


def test_without_a_list_the_counties_are_those_that_sent_something(demo: Demo, tmp_path: Path) -> None:
	said = run(demo.folder, tmp_path / "安徽省.xlsx")
	submission = read_workbook(tmp_path / "安徽省.xlsx", SAMPLE.cycle).submission
	assert {each.code for each in submission.counties} == {each.county_code for each in SAMPLE.summaries}
	assert submission.county("341302").city == "宿州市"  # type: ignore[union-attr]
	assert said["ok"]


def test_the_same_bytes_each_time() -> None:
	assert received.received_files() == received.received_files()
