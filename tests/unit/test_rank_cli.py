"""``kepu rank``: the ranking of the sample, what it writes, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kepu_app.core.assessment import AssessmentState
from kepu_app.core.collecting.workbook import held_workbook, store
from kepu_app.core.workbooks import read_scoring, write_workbook
from kepu_app.demo.sample import load_sample, load_scoring, workbook_path
from tests.unit.command_line import Run
from tests.unit.pdf_pages import text_of

SAMPLE = load_sample()


def with_cell(tmp_path: Path, cell: str, value: object) -> Path:
	"""Return the sample workbook with its results as values and one cell changed."""
	workbook = openpyxl.load_workbook(workbook_path(), data_only=True)
	workbook["综合评估"][cell] = value
	path = tmp_path / "工作簿.xlsx"
	workbook.save(path)
	return path


class TestSample:
	def test_the_table(self, kepu: Run) -> None:
		said = kepu("rank", workbook_path())
		assert said.code == 0
		assert "│ 1    │ 湾沚区   │ 91.25" in said.out
		assert "│ —    │ 宁国市" in said.out
		assert "回避：鲍文涛回避埇桥区：配偶在埇桥区科协工作。" in said.out

	def test_json_has_who_gave_what(self, kepu: Run) -> None:
		found = kepu("rank", workbook_path(), "--json").json
		assert found["ok"] is True
		assert [each["rank"] for each in found["results"]] == [*range(1, 13), None]
		first = found["results"][0]
		assert (first["name"], first["final"], first["counted"]) == ("湾沚区", "91.25", 7)
		assert sum(each["left_out"] for each in first["scores"]) == 2
		assert set(first["scores"][0]["marks"]) == {str(number) for number in range(1, 13)}
		assert found["results"][11]["far"][0]["item"] == 7

	def test_the_files(self, kepu: Run, tmp_path: Path) -> None:
		pdf, excel = tmp_path / "汇总表.pdf", tmp_path / "汇总表.xlsx"
		said = kepu("rank", workbook_path(), "-o", pdf, "-o", excel)
		assert said.code == 0
		assert str(pdf) in said.out
		assert "安徽省2024年全国科普示范县综合评估评分汇总表" in text_of(pdf.read_bytes())
		assert openpyxl.load_workbook(excel)["评分汇总"]["B4"].value == "湾沚区"
		again = kepu("rank", workbook_path(), "-o", pdf)
		assert (again.code, "已经存在；要覆盖请加 --force" in again.err) == (2, True)
		assert kepu("rank", workbook_path(), "-o", pdf, "--force").code == 0

	def test_the_workbook_is_up_to_date(self) -> None:
		found = read_scoring(workbook_path(), SAMPLE.counties, SAMPLE.province.name)
		assert found is not None
		assert found.scoring.sheet == load_scoring().sheet
		given = {each for each in found.scoring.assessments if each.state is not AssessmentState.MISSING}
		assert given == set(load_scoring().assessments)
		assert workbook_path().read_bytes() == write_workbook(
			SAMPLE.cycle, submission=SAMPLE, scoring=load_scoring()
		)


class TestRefused:
	def test_a_result_that_was_typed_over(self, kepu: Run, tmp_path: Path) -> None:
		path, target = with_cell(tmp_path, "M25", 99.99), tmp_path / "汇总表.pdf"
		said = kepu("rank", path, "-o", target, "--json")
		assert (said.code, said.json["ok"], said.json["files"]) == (1, False, [])
		assert said.json["discrepancies"][0]["place"] == "综合评估!M25"
		assert "最终得分显示99.99，按得分计算应为78.92" in said.json["discrepancies"][0]["message"]
		assert not target.exists()
		assert "没有生成评分汇总表。" in kepu("rank", path).out

	def test_a_mark_beyond_full_marks(self, kepu: Run, tmp_path: Path) -> None:
		said = kepu("rank", with_cell(tmp_path, "F13", 12), "--json")
		assert said.code == 2
		assert said.json["errors"][0]["place"] == "综合评估!F13"
		assert "得分12超过满分10" in said.json["errors"][0]["message"]

	def test_a_workbook_without_the_sheet(self, kepu: Run, tmp_path: Path) -> None:
		path = tmp_path / "工作簿.xlsx"
		path.write_bytes(write_workbook(SAMPLE.cycle, submission=SAMPLE))
		said = kepu("rank", path)
		assert (said.code, "没有“综合评估”这张表；可用 --prepare 加上" in said.err) == (2, True)

	def test_another_kind_of_file(self, kepu: Run, tmp_path: Path) -> None:
		said = kepu("rank", workbook_path(), "-o", tmp_path / "汇总表.doc")
		assert (said.code, "“汇总表.doc”应以.pdf或.xlsx结尾" in said.err) == (2, True)


class TestPrepare:
	@pytest.mark.parametrize("items", ["totals", "standard"])
	def test_adds_the_sheet_and_keeps_the_rest(self, kepu: Run, tmp_path: Path, items: str) -> None:
		plain, target = tmp_path / "工作簿.xlsx", tmp_path / "评估.xlsx"
		plain.write_bytes(write_workbook(SAMPLE.cycle, submission=SAMPLE))
		said = kepu("rank", plain, "--prepare", "王建平、李晓梅, 张立群", "--items", items, "-o", target)
		assert (said.code, "13个示范县，3位评审专家" in said.out) == (0, True)
		found = read_scoring(target, SAMPLE.counties, SAMPLE.province.name)
		assert found is not None
		assert found.scoring.assessors == ("王建平", "李晓梅", "张立群")
		assert len(found.scoring.sheet.items) == (1 if items == "totals" else 12)
		assert kepu("check", target, "--json").json == kepu("check", plain, "--json").json

	def test_a_name_with_a_blank_is_one(self, kepu: Run, tmp_path: Path) -> None:
		plain, target = tmp_path / "工作簿.xlsx", tmp_path / "评估.xlsx"
		plain.write_bytes(write_workbook(SAMPLE.cycle, submission=SAMPLE))
		said = kepu("rank", plain, "--prepare", " 司马　相如，Anna Li ；李 明", "-o", target, "--json")
		assert said.json["assessors"] == ["司马　相如", "Anna Li", "李 明"]
		said = kepu("rank", plain, "--prepare", "李四 王五，Anna Li", "-o", tmp_path / "另一份.xlsx")
		assert "2位评审专家（李四 王五、Anna Li）" in "".join(said.out.split("\n"))
		assert "“李四 王五”按一位计；如是两位，请用顿号" in "".join(said.out.split("\n"))
		assert "“Anna Li”按一位计" not in said.out
		found = read_scoring(target, SAMPLE.counties, SAMPLE.province.name)
		assert found is not None
		assert len(found.scoring.assessors) == 3

	@pytest.mark.parametrize("names", ["", "  ", "、，", "\n"])
	def test_needs_a_name(self, kepu: Run, tmp_path: Path, names: str) -> None:
		plain, target = tmp_path / "工作簿.xlsx", tmp_path / "评估.xlsx"
		plain.write_bytes(write_workbook(SAMPLE.cycle, submission=SAMPLE))
		said = kepu("rank", plain, "--prepare", names, "-o", target)
		assert (said.code, "--prepare 没有写评审专家" in said.err, target.exists()) == (2, True, False)

	def test_needs_counties(self, kepu: Run, tmp_path: Path) -> None:
		plain, target = tmp_path / "工作簿.xlsx", tmp_path / "评估.xlsx"
		empty = replace(SAMPLE, counties=(), summaries=(), cases=(), nominees=(), missing=())
		plain.write_bytes(write_workbook(SAMPLE.cycle, submission=empty))
		said = kepu("rank", plain, "--prepare", "王建平", "-o", target)
		assert (said.code, "请先填写示范县名单" in said.err, target.exists()) == (2, True, False)

	def test_does_not_throw_marks_away(self, kepu: Run, tmp_path: Path) -> None:
		said = kepu("rank", workbook_path(), "--prepare", "王建平", "-o", tmp_path / "新.xlsx")
		assert (said.code, "已经有“综合评估”这张表，没有改动" in said.err) == (2, True)

	def test_needs_a_workbook_to_write(self, kepu: Run, tmp_path: Path) -> None:
		said = kepu("rank", workbook_path(), "--prepare", "王建平")
		assert (said.code, "用 -o 写明一个要生成的.xlsx工作簿" in said.err) == (2, True)
		said = kepu("rank", workbook_path(), "--prepare", "王", "--items", "x", "-o", tmp_path / "新.xlsx")
		assert said.code == 2


def test_collecting_keeps_the_assessment(tmp_path: Path) -> None:
	path = tmp_path / "安徽省.xlsx"
	path.write_bytes(workbook_path().read_bytes())
	held = held_workbook(path, SAMPLE.cycle, None)
	assert store(path, held, held.submission, ()) is None
	fewer = held_workbook(path, SAMPLE.cycle, None)
	store(path, fewer, replace(fewer.submission, cases=()), ())
	found = read_scoring(path, SAMPLE.counties, SAMPLE.province.name)
	assert found is not None
	assert {each for each in found.scoring.assessments if each.state is AssessmentState.SUBMITTED} == {
		each for each in load_scoring().assessments if each.state is AssessmentState.SUBMITTED
	}
