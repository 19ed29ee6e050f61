"""Every breach of the rules is shown in the cell of the workbook that it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from kepu_app.core.model import Submission
from kepu_app.core.rules import check_submission
from kepu_app.core.workbooks.read import read_unlimited as read_workbook
from tests.unit.factories import make_submission
from tests.unit.workbook_entries import CYCLE
from tests.unit.workbook_files import edited, filled_workbook


def located(values: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
	"""Cells of the breaches of the filled workbook with some cells changed, by code."""

	def edit(workbook: Any) -> None:
		for sheet, cells in values.items():
			for coordinate, value in cells.items():
				workbook[sheet][coordinate] = value

	content = read_workbook(edited(filled_workbook(), edit), CYCLE)
	found: dict[str, list[str]] = {}
	for breach in check_submission(content.submission):
		cell = content.locate(breach.place)
		found.setdefault(breach.code, []).append(f"{cell.sheet}!{cell.coordinate}")
	return found


def test_every_breach_is_found_in_its_cell() -> None:
	assert located(
		{
			"基本信息": {"B6": None, "B8": "12345"},
			"示范县名单": {"A4": "110101", "B5": "湾沚县"},
			"工作总结": {"I4": "字" * 3001, "E5": None, "N6": None, "O6": date(2025, 5, 1), "A7": "341999"},
			"测评自评": {"B4": None, "E5": 120, "A7": "341999"},
			"典型案例": {
				"C4": "别的专题",
				"C6": "服务科技工作者",
				"E5": None,
				"E6": "字" * 501,
				"B8": "某县",
			},
			"宣讲团人选": {
				"B4": "灵璧县",
				"F5": "1979-13",
				"I6": "110",
				"J6": None,
				"K6": None,
				"O5": "字" * 201,
			},
		}
	) == {
		"province.blank": ["基本信息!B6"],
		"province.phone": ["基本信息!B8"],
		"county.code_other_province": ["示范县名单!A4"],
		"county.name_differs": ["示范县名单!B5"],
		"county.missing_without_reason": ["示范县名单!F7"],
		"summary.unknown_county": ["工作总结!A7"],
		"summary.too_long": ["工作总结!B4"],
		"summary.section_missing": ["工作总结!E5"],
		"summary.blank": ["工作总结!N6"],
		"summary.dated_late": ["工作总结!O6"],
		"assessment.incomplete": ["测评自评!A4"],
		"assessment.impossible_value": ["测评自评!E5"],
		"case.unknown_topic": ["典型案例!C4"],
		"case.unknown_county": ["典型案例!B8"],
		"cases.topic_repeated": ["典型案例!C5", "典型案例!C6"],
		"case.blank": ["典型案例!E5"],
		"case.too_long": ["典型案例!E6"],
		"nominee.not_demonstration_county": ["宣讲团人选!B4"],
		"nominee.birth_month": ["宣讲团人选!F5"],
		"nominee.bio_too_long": ["宣讲团人选!O5"],
		"nominee.phone": ["宣讲团人选!I6"],
		"nominee.blank": ["宣讲团人选!J6"],
	}


def test_a_place_of_which_there_is_nothing_yet_is_where_it_would_be_entered() -> None:
	found = located({"测评自评": {f"{letter}9": None for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}})
	assert found == {"assessment.incomplete": ["测评自评!A9"]}


def test_an_empty_list_of_counties_is_to_be_filled_in_its_own_sheet() -> None:
	from kepu_app.core.workbooks import write_workbook

	submission = Submission(CYCLE, make_submission().province)
	content = read_workbook(write_workbook(CYCLE, submission=submission), CYCLE)
	(breach,) = check_submission(content.submission)
	cell = content.locate(breach.place)
	assert (breach.code, cell.sheet, cell.coordinate) == ("counties.none", "示范县名单", "A4")
