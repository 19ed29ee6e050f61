"""The package of a province: what is in it, and that it is the same every time."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kepu_app.core.errors import InputError
from kepu_app.core.model import County, ScanOf, StampedScan, Submission, SummarySection, TypicalCase
from kepu_app.core.packages import BuiltPackage, Templates, build_package, package_name, verify_package
from kepu_app.core.packages.printing import paper_files, safe_name
from kepu_app.core.printing.paper_models import SummaryPaper
from tests.unit.factories import (
	COUNTIES,
	make_cycle,
	make_nominee,
	make_province,
	make_small,
	make_submission,
	make_summary,
)
from tests.unit.font_files import make_font
from tests.unit.package_files import NAME, files_in
from tests.unit.word_files import template_of, text_of


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltPackage:
	"""Provide a package printed by two processes."""
	scans = (StampedScan(ScanOf.SUMMARY, "341302.PDF", b"%PDF-1.7 scan", "341302"),)
	return build_package(make_small(scans=scans), tmp_path_factory.mktemp("built"), jobs=2)


class TestContent:
	def test_files(self, built: BuiltPackage) -> None:
		assert sorted(files_in(built.folder)) == [
			"1-工作总结/341302-埇桥区-2024年工作总结.docx",
			"1-工作总结/341302-埇桥区-2024年工作总结.pdf",
			"1-工作总结/341302-埇桥区-盖章件.pdf",
			"2-典型案例/安徽省2024年典型案例.docx",
			"2-典型案例/安徽省2024年典型案例.pdf",
			"3-宣讲团人选/安徽省宣讲团人选建议名单.docx",
			"3-宣讲团人选/安徽省宣讲团人选建议名单.pdf",
			"manifest.json",
			"汇总表.xlsx",
		]
		assert (built.folder.name, built.archive.name) == (NAME, f"{NAME}.zip")

	def test_each_file_is_what_its_ending_says(self, built: BuiltPackage) -> None:
		for path, content in files_in(built.folder).items():
			if path.endswith(".pdf"):
				assert content.startswith(b"%PDF-1.7")
			elif path.endswith(".docx"):
				assert text_of(content).startswith("附件")
		assert load_workbook(built.folder / "汇总表.xlsx").sheetnames

	def test_manifest_tells_every_file_and_the_facts(self, built: BuiltPackage) -> None:
		found = {each.path: (each.size, each.sha256) for each in built.manifest.files}
		assert found == {
			path: (len(content), sha256(content).hexdigest())
			for path, content in files_in(built.folder).items()
			if path != "manifest.json"
		}
		facts = built.manifest.facts
		assert facts["draft"] is False
		assert facts["cycle"] == {"year": 2024, "notice": "科协普函基字〔2025〕1号"}
		assert facts["province"] == {"code": "340000", "name": "安徽省"}
		assert facts["counts"] == {
			"counties": 1,
			"summaries": 1,
			"missing": 0,
			"cases": 1,
			"nominees": 1,
			"scans": 1,
			"evidence": 0,
			"breaches": 0,
		}
		assert set(facts["versions"]) == {"kepu_app", "weasyprint", "uharfbuzz", "docxtpl", "openpyxl"}

	def test_zip_holds_the_folder(self, built: BuiltPackage) -> None:
		with ZipFile(built.archive) as archive:
			packed = {entry.filename: archive.read(entry) for entry in archive.infolist()}
		assert packed == {f"{NAME}/{path}": content for path, content in files_in(built.folder).items()}
		assert sha256(built.archive.read_bytes()).hexdigest() == built.sha256

	def test_verifies(self, built: BuiltPackage) -> None:
		assert verify_package(built.folder).is_intact
		assert verify_package(built.archive).is_intact

	def test_nothing_else_is_left(self, built: BuiltPackage) -> None:
		assert sorted(each.name for each in built.folder.parent.iterdir()) == [NAME, f"{NAME}.zip"]

	def test_no_case_book_without_cases_and_no_list_without_nominees(self) -> None:
		stems = [each.stem for each in paper_files(make_small(cases=(), nominees=()))]
		assert stems == ["1-工作总结/341302-埇桥区-2024年工作总结"]


SUMMARY_STEM = "1-工作总结/341302-埇桥区-2024年工作总结"


class TestOwnTemplates:
	@pytest.mark.parametrize("jobs", [1, 2])
	def test_take_the_place_of_the_shipped_ones(self, tmp_path: Path, jobs: int) -> None:
		templates = Templates(
			{SummaryPaper: "<html><body><p>{{ paper.signature }}</p></body></html>"},
			{SummaryPaper: template_of("{{ paper.place }}")},
		)
		built = build_package(make_small(), tmp_path, jobs=jobs, templates=templates)
		stem = built.folder / SUMMARY_STEM
		with pdfplumber.open(f"{stem}.pdf") as pdf:
			assert pdf.pages[0].extract_text().split("\n")[0] == "埇桥区科学技术协会"
		assert text_of(Path(f"{stem}.docx").read_bytes()) == "安徽省宿州市埇桥区"
		assert "附件3" in text_of((built.folder / "2-典型案例" / "安徽省2024年典型案例.docx").read_bytes())

	def test_own_style_and_fonts(self, tmp_path: Path) -> None:
		fonts, out = tmp_path / "fonts", tmp_path / "out"
		fonts.mkdir()
		make_font(fonts / "xbs.ttf", "FZXiaoBiaoSong-B05S", "年工作总结")
		templates = Templates(
			styles={SummaryPaper: "h1 span:last-child { font-size: 40pt }"}, font_folders=(fonts,)
		)
		built = build_package(make_small(), out, jobs=2, templates=templates)
		with pdfplumber.open(f"{built.folder / SUMMARY_STEM}.pdf") as pdf:
			characters = pdf.pages[0].chars
		title = [each for each in characters if "FZXiaoBiaoSong-B05S" in each["fontname"]]
		assert {each["text"] for each in title} == set("年工作总结")
		assert max(each["size"] for each in title) == pytest.approx(40, abs=0.01)

	def test_unusable_one_stops_the_build(self, tmp_path: Path) -> None:
		templates = Templates(words={SummaryPaper: template_of("{{ paper.nobody }}")})
		with pytest.raises(InputError, match="paper\\.nobody"):
			build_package(make_small(), tmp_path, jobs=2, templates=templates)
		assert list(tmp_path.iterdir()) == []


class TestSameBytes:
	def test_two_runs_have_one_hash_whatever_the_number_of_processes(
		self, built: BuiltPackage, tmp_path: Path
	) -> None:
		scans = (StampedScan(ScanOf.SUMMARY, "341302.PDF", b"%PDF-1.7 scan", "341302"),)
		again = build_package(make_small(scans=scans), tmp_path, jobs=1)
		assert files_in(again.folder) == files_in(built.folder)
		assert again.sha256 == built.sha256

	def test_another_input_has_another_hash(self, built: BuiltPackage, tmp_path: Path) -> None:
		other = build_package(make_small(dated=None), tmp_path, jobs=1)
		assert other.sha256 != built.sha256


class TestScans:
	def test_names_and_numbers(self, tmp_path: Path) -> None:
		kinds = (
			("341302", ScanOf.SUMMARY, "a.JPG"),
			("341302", ScanOf.SUMMARY, "b.pdf"),
			("", ScanOf.CASES, "c.png"),
			("", ScanOf.NOMINEES, "d.pdf"),
			("349999", ScanOf.SUMMARY, "e.pdf"),
		)
		scans = tuple(StampedScan(of, name, name.encode(), code) for code, of, name in kinds)
		built = build_package(make_submission(summaries=(), cases=(), nominees=(), scans=scans), tmp_path)
		found = {path: content for path, content in files_in(built.folder).items() if "盖章件" in path}
		assert found == {
			"1-工作总结/341302-埇桥区-盖章件.jpg": b"a.JPG",
			"1-工作总结/341302-埇桥区-盖章件-2.pdf": b"b.pdf",
			"1-工作总结/349999-盖章件.pdf": b"e.pdf",
			"2-典型案例/安徽省-盖章件.png": b"c.png",
			"3-宣讲团人选/安徽省-盖章件.pdf": b"d.pdf",
		}

	def test_draft_carries_none_and_says_so_in_name_and_manifest(self, tmp_path: Path) -> None:
		scans = (StampedScan(ScanOf.CASES, "a.pdf", b"%PDF-", ""),)
		empty = make_submission(summaries=(), cases=(), nominees=(), scans=scans)
		built = build_package(empty, tmp_path, draft=True)
		assert built.folder.name == f"{NAME}（草稿）"
		assert sorted(files_in(built.folder)) == ["manifest.json", "汇总表.xlsx"]
		assert built.manifest.facts["draft"] is True
		assert built.manifest.facts["counts"]["scans"] == 0


class TestNames:
	def test_summary_of_a_county_that_is_not_in_the_list(self) -> None:
		[file] = paper_files(make_small(summaries=(make_summary("349999"),), cases=(), nominees=()))
		assert file.stem == "1-工作总结/349999-2024年工作总结"

	def test_no_two_papers_of_one_name(self) -> None:
		"""As only a draft can have them; a name differs from another in more than its case."""
		codes = ("341302", "341302", "34/1", "34:1", "A", "a")
		submission = make_small(
			counties=(COUNTIES[0], *(County(code=code, name=code) for code in codes[2:])),
			summaries=tuple(make_summary(code) for code in codes),
			cases=(),
			nominees=(),
		)
		stems = [each.stem.removeprefix("1-工作总结/") for each in paper_files(submission)]
		assert stems == [
			"341302-埇桥区-2024年工作总结",
			"341302-埇桥区-2024年工作总结-2",
			"34_1-2024年工作总结",
			"34_1-2024年工作总结-2",
			"A-2024年工作总结",
			"a-2024年工作总结-2",
		]

	@pytest.mark.parametrize(
		("name", "safe"),
		[
			("埇桥区", "埇桥区"),
			("../../etc/passwd", "_.._etc_passwd"),
			('a\\b:c*d?e"f<g>h|i', "a_b_c_d_e_f_g_h_i"),
			("tab\tnew\nline\x00\x7f\x85", "tab_new_line___"),
			("half \ud842 pair", "half _ pair"),
			(" . 末尾. ", "末尾"),
			("...", "_"),
			("", "_"),
			("长" * 100, "长" * 53),
			("a" * 159 + " 区", "a" * 159),
			("𠮷" * 50, "𠮷" * 40),
		],
	)
	def test_safe_name(self, name: str, safe: str) -> None:
		assert safe_name(name) == safe

	@given(st.text())
	def test_every_name_can_be_written(self, name: str) -> None:
		safe = safe_name(name)
		assert safe not in ("", ".", "..")
		assert len(f"{safe}-2024年工作总结-12.docx".encode()) <= 255
		assert not re.search(r'[\\/:*?"<>|\x00-\x1f]|[ .]$', safe)

	def test_package_name(self) -> None:
		assert package_name(make_submission()) == NAME
		odd = make_submission(province=make_province(name="a/b"), cycle=make_cycle(year=2025))
		assert package_name(odd, draft=True) == "a_b2025年全国科普示范县汇总材料（草稿）"


class TestProgress:
	@pytest.mark.parametrize("jobs", [1, 2])
	def test_told_at_the_start_and_after_each_paper(self, tmp_path: Path, jobs: int) -> None:
		told: list[tuple[int, int, str]] = []
		build_package(make_small(), tmp_path, jobs=jobs, progress=lambda *step: told.append(step))
		assert [step[:2] for step in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
		assert told[0][2] == ""
		assert {step[2] for step in told[1:]} == {
			"341302-埇桥区-2024年工作总结",
			"安徽省2024年典型案例",
			"安徽省宣讲团人选建议名单",
		}


CHARACTERS = st.sampled_from("科普示范县埇湾鄠，。“”（）—… 2024.5%ABC<&{%}=\n\t\u3000\u200b一、（一）1.")
TEXT = st.text(CHARACTERS, min_size=1, max_size=60).filter(lambda text: text.strip())
FIELD = st.text(st.sampled_from("科普示范县埇湾鄠，（）—2024.5%ABC<&{}=/\\:*"), min_size=1, max_size=12)


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
	county = County(code="341302", name=draw(FIELD), city=draw(FIELD | st.just("")))
	sections = draw(st.lists(st.builds(SummarySection, FIELD, TEXT), max_size=2).map(tuple))
	summary = make_summary(sections=sections, on_behalf_of=draw(FIELD))
	case = st.builds(TypicalCase, st.just("341302"), FIELD, FIELD, TEXT)
	nominee = make_nominee(
		1, name=draw(FIELD), reasons=tuple(draw(st.lists(FIELD, max_size=3))), bio=draw(TEXT)
	)
	return make_small(
		counties=(county,),
		summaries=draw(st.sampled_from([(), (summary,), (summary, summary)])),
		cases=draw(st.lists(case, max_size=2).map(tuple)),
		nominees=draw(st.sampled_from([(), (nominee,)])),
		province=make_province(name=draw(FIELD)),
	)


@settings(max_examples=12)
@given(submission=submissions(), data=st.data())
def test_every_package_is_whole_repeats_itself_and_shows_every_change(
	submission: Submission, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
	one = build_package(submission, tmp_path_factory.mktemp("one"), jobs=1)
	other = build_package(submission, tmp_path_factory.mktemp("other"), jobs=1)
	assert one.sha256 == other.sha256
	assert verify_package(one.folder).is_intact
	assert verify_package(one.archive).is_intact
	papers = len(submission.summaries) + bool(submission.cases) + bool(submission.nominees)
	assert len(one.manifest.files) == 2 * papers + 1
	path = data.draw(st.sampled_from([each.path for each in one.manifest.files]))
	content = bytearray((one.folder / path).read_bytes())
	content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
	(one.folder / path).write_bytes(content)
	assert verify_package(one.folder).changed == (path,)
