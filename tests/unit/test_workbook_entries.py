"""Entries that cannot be read, and whose they are."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from tests.unit.factories import make_submission
from tests.unit.refused_workbooks import bad, only_message, problems, read, with_edit
from tests.unit.workbook_files import with_cells


@pytest.mark.parametrize(
	("kind", "formula"),
	[
		("formula", "=A1"),
		("formula to another workbook", "=[1]Sheet1!A1"),
		("link formula", '=HYPERLINK("http://x")'),
		("array formula", "=SUM(A1:A2)"),
	],
)
def test_a_formula_instead_of_a_value_is_named(kind: str, formula: str) -> None:
	content = bad(kind)
	assert problems(content) == [("workbook.formula", "典型案例!E4")]
	assert formula in only_message(content)


def test_a_formula_in_a_calculated_column_is_none_of_our_business() -> None:
	assert read(with_cells("典型案例", {"F4": "=1/0", "F5": "#N/A"})).submission == make_submission()


def test_an_error_value_is_named() -> None:
	assert problems(bad("error value")) == [("workbook.error_value", "宣讲团人选!C4")]
	assert problems(bad("error value in basics")) == [("workbook.error_value", "基本信息!B6")]


@pytest.mark.parametrize(
	("kind", "code", "place"),
	[
		("unknown province", "workbook.province", "基本信息!B5"),
		("no day", "workbook.date", "基本信息!B9"),
		("time for a day", "workbook.date", "基本信息!B9"),
		("unclear month", "workbook.month", "宣讲团人选!F4"),
		("scientific number", "workbook.scientific", "宣讲团人选!I4"),
		("number too long for Excel", "workbook.long_number", "宣讲团人选!I4"),
		("date for text", "workbook.date_for_text", "示范县名单!D4"),
		("running number", "workbook.position", "典型案例!A4"),
		("statement", "workbook.statement", "测评自评!B4"),
		("figure", "workbook.figure", "测评自评!F4"),
	],
)
def test_an_entry_that_cannot_be_read_is_named(kind: str, code: str, place: str) -> None:
	assert problems(bad(kind)) == [(code, place)]


def test_a_self_assessment_needs_a_summary() -> None:
	assert problems(bad("self-assessment without summary")) == [
		("workbook.assessment_without_summary", "测评自评!A7"),
		("workbook.assessment_without_summary", "测评自评!A10"),
	]
	assert "没有填写示范县" in only_message(bad("self-assessment of nobody"))


def test_a_self_assessment_may_stand_below_the_row_prepared_for_it() -> None:
	def edit(workbook: Workbook) -> None:
		sheet = workbook["测评自评"]
		for column in range(1, sheet.max_column + 1):
			sheet.cell(12, column).value = sheet.cell(4, column).value
			if column > 1:
				sheet.cell(4, column).value = None

	assert read(with_edit(edit)).submission == make_submission()


def test_a_code_and_a_name_that_contradict_each_other_are_named() -> None:
	assert problems(bad("code and name of two counties")) == [("workbook.county", "典型案例!B4")]


def test_a_name_that_two_counties_share_has_to_be_chosen() -> None:
	content = bad("two counties of one name")
	assert problems(content) == [("workbook.county", "典型案例!B4")]
	assert "341302 埇桥区、340210 埇桥区" in only_message(content)


@pytest.mark.parametrize(
	"entry", ["埇桥区", "341302", 341302, "宿州市埇桥区", "341302埇桥区", "341302 埇桥区 "]
)
def test_a_county_is_known_by_code_or_name(entry: object) -> None:
	assert read(with_cells("典型案例", {"B4": entry})).submission == make_submission()


def test_a_county_renamed_in_the_list_is_known_by_its_code_with_a_note() -> None:
	content = read(with_cells("典型案例", {"B4": "341302 宿县"}))
	assert content.submission == make_submission()
	assert "“341302 埇桥区”" in content.notes[0].message


def test_a_county_whose_code_was_corrected_in_the_list_is_known_by_its_name_with_a_note() -> None:
	content = read(with_cells("示范县名单", {"A4": "341399"}))
	assert content.submission.cases[0].county_code == "341399"
	assert "按名称认作“341399 埇桥区”" in content.notes[0].message


def test_a_county_that_is_not_in_the_list_is_left_to_the_rules() -> None:
	submission = read(with_cells("典型案例", {"B4": "灵璧县", "B5": "341323 灵璧县"})).submission
	assert [each.county_code for each in submission.cases[:2]] == ["灵璧县", "341323"]
