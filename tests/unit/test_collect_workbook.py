"""The workbook before and after a run, and the folder of scans: nothing of anybody's is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from kepu_app.core.collecting.container import ArrivedFile
from kepu_app.core.collecting.scans_folder import ScansFolder
from kepu_app.core.collecting.workbook import (
	copies_of,
	guessed_province,
	held_workbook,
	list_among,
	store,
)
from kepu_app.core.defaults import find_province
from kepu_app.core.errors import InputError
from kepu_app.core.model import ScanOf
from kepu_app.core.packages.scans import read_scans
from kepu_app.core.workbooks import Receipt, read_workbook, write_workbook
from kepu_app.demo.word_styles import picture, scanned_page
from tests.unit.factories import COUNTIES, make_cycle, make_province, make_submission
from tests.unit.workbook_files import edited

CYCLE = make_cycle()
RECEIPTS = (Receipt("总结.docx", outcome="收入"),)


def written(path: Path, **changes: object) -> Path:
	submission = make_submission(**changes)
	path.write_bytes(write_workbook(CYCLE, submission=submission))
	return path


class TestHeld:
	def test_a_new_one_needs_a_province(self, tmp_path: Path) -> None:
		held = held_workbook(tmp_path / "新.xlsx", CYCLE, make_province())
		assert (held.submission.province, held.submission.counties) == (make_province(), ())
		with pytest.raises(InputError, match="--province"):
			held_workbook(tmp_path / "新.xlsx", CYCLE, None)

	def test_one_of_another_province(self, tmp_path: Path) -> None:
		path = written(tmp_path / "安徽.xlsx")
		with pytest.raises(InputError, match="是安徽省的工作簿，不是河南省的"):
			held_workbook(path, CYCLE, find_province("河南省"))
		assert held_workbook(path, CYCLE, None).submission == make_submission()

	@pytest.mark.parametrize(
		("name", "province"),
		[
			("安徽省.xlsx", "安徽省"),
			("安徽收件", "安徽省"),
			("内蒙古2024", "内蒙古自治区"),
			("收件", None),
			("新疆", None),
		],
	)
	def test_province_by_name(self, name: str, province: str | None) -> None:
		found = guessed_province(name)
		assert (found.name if found else None) == province


class TestStored:
	def test_lists_and_own_columns_stay(self, tmp_path: Path) -> None:
		county = replace(COUNTIES[0], extra={"经费（万元）": "208"})
		path = written(tmp_path / "安徽.xlsx", counties=(county, *COUNTIES[1:]))
		held = held_workbook(path, CYCLE, None)
		assert store(path, held, held.submission, RECEIPTS) is None
		again = held_workbook(path, CYCLE, None)
		assert (again.submission, again.earlier) == (held.submission, RECEIPTS)

	def test_nothing_new_writes_nothing(self, tmp_path: Path) -> None:
		path = written(tmp_path / "安徽.xlsx")
		held = held_workbook(path, CYCLE, None)
		store(path, held, held.submission, RECEIPTS)
		before = path.stat().st_mtime_ns
		store(path, held_workbook(path, CYCLE, None), held.submission, RECEIPTS)
		assert path.stat().st_mtime_ns == before

	def test_one_that_was_saved_elsewhere_is_kept_beside(self, tmp_path: Path) -> None:
		def edit(workbook: Workbook) -> None:
			workbook.create_sheet("我的备注")["A1"] = "不要丢"

		path = tmp_path / "安徽.xlsx"
		path.write_bytes(edited(write_workbook(CYCLE, submission=make_submission()), edit))
		before = path.read_bytes()
		for number in (1, 2):
			held = held_workbook(path, CYCLE, None)
			copy = store(path, held, held.submission, RECEIPTS)
			assert copy == tmp_path / f"安徽（收件前{number}）.xlsx"
			assert copy.read_bytes() == before
			path.write_bytes(before)
		assert len(copies_of(path)) == 2
		assert copies_of(tmp_path / "没有" / "安徽.xlsx") == []


def test_list_of_counties_among_what_came(tmp_path: Path) -> None:
	(tmp_path / "表.xlsx").write_bytes(b"x")
	files = [
		ArrivedFile("表.xlsx", opener=(tmp_path / "表.xlsx").open),  # type: ignore[arg-type]
		ArrivedFile("空.xlsx", refusal="是空文件"),
	]
	files = [replace(files[0], opener=lambda: (tmp_path / "表.xlsx").open("rb")), files[1]]
	assert list_among(files, CYCLE) is None
	path = written(tmp_path / "名单.xlsx")
	found = list_among([*files, ArrivedFile("名单.xlsx", opener=lambda: path.open("rb"))], CYCLE)
	assert found is not None
	assert found.submission.counties == COUNTIES


class TestScans:
	def test_bundle_understands_the_names(self, tmp_path: Path) -> None:
		scans = ScansFolder(tmp_path / "盖章件")
		kept = [
			scans.keep(ScanOf.SUMMARY, COUNTIES[0], "扫描0001.pdf", scanned_page()),
			scans.keep(ScanOf.SUMMARY, COUNTIES[0], "扫描0002.PNG", picture(9, 9)),
			scans.keep(ScanOf.CASES, None, "案例.png", picture(8, 9)),
			scans.keep(ScanOf.NOMINEES, None, "人选.png", picture(7, 9)),
		]
		assert kept == [
			"341302-埇桥区-盖章件.pdf",
			"341302-埇桥区-盖章件-2.png",
			"典型案例-盖章件.png",
			"宣讲团人选-盖章件.png",
		]
		read = read_scans(tmp_path / "盖章件", make_submission())
		assert {each.filename: (each.of, each.county_code) for each in read} == {
			kept[0]: (ScanOf.SUMMARY, "341302"),
			kept[1]: (ScanOf.SUMMARY, "341302"),
			kept[2]: (ScanOf.CASES, ""),
			kept[3]: (ScanOf.NOMINEES, ""),
		}

	def test_the_same_scan_again(self, tmp_path: Path) -> None:
		for name in ("一.pdf", "二.pdf"):
			scans = ScansFolder(tmp_path)
			assert scans.keep(ScanOf.SUMMARY, COUNTIES[0], name, scanned_page()) == "341302-埇桥区-盖章件.pdf"
		assert len(list(tmp_path.iterdir())) == 1

	def test_what_is_no_scan(self, tmp_path: Path) -> None:
		with pytest.raises(InputError, match="不是PDF"):
			ScansFolder(tmp_path).keep(ScanOf.CASES, None, "案例.pdf", b"x")


def test_a_scan_is_a_pdf_without_text(tmp_path: Path) -> None:
	pdfplumber = pytest.importorskip("pdfplumber")
	(tmp_path / "s.pdf").write_bytes(scanned_page())
	with pdfplumber.open(tmp_path / "s.pdf") as pdf:
		(page,) = pdf.pages
		assert not page.extract_text()
		assert len(page.images) == 1


def test_a_workbook_with_the_list_is_read_as_before(tmp_path: Path) -> None:
	path = written(tmp_path / "安徽.xlsx")
	held = held_workbook(path, CYCLE, None)
	store(path, held, held.submission, RECEIPTS)
	assert read_workbook(path, CYCLE).notes == ()
