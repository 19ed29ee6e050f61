"""What each reader gets of the six reports, by role, assignment and filter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate

from kepu_app.exceptions import FilterError
from kepu_app.reports.pdf import REPORTS
from tests.site import recount
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN,
	HOME,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
	STRANGER,
	TOPICS,
	UNASSIGNED,
	acting_as,
)
from tests.site.queries import selects
from tests.site.report_readings import (
	CRITERIA,
	LANGUAGE,
	MATRIX,
	OVERVIEW,
	ROSTER,
	STATUS,
	TURNAROUND,
	bars_of,
	figures_of,
	rows_by,
	shown,
	stored,
	uncommitted_cycle,
)
from tests.site.report_states import ALL_COUNTIES, PROVINCES, STATED, YEAR, State, write

# ---------------------------------------------------------------------- readers

FULL = State(
	reader=OFFICER,
	is_over=False,
	national_deadline=2,
	active=frozenset(ALL_COUNTIES),
	summaries=(),
	cases=(),
	nominees=(),
	submissions=(),
	acts=(),
)


@pytest.fixture
def cycle(places: None) -> Iterator[str]:
	with uncommitted_cycle() as year:
		yield year


def numbers_in(answer: Any) -> str:
	"""Rows, chart and figures as text."""
	return json.dumps([answer.result, answer.chart, answer.report_summary], default=str, ensure_ascii=False)


@pytest.fixture
def filled(cycle: str) -> None:
	"""Every county has filed, with a case, a nominee, answers and a review."""
	from tests.site.report_states import Act, Case, Nominee, Submission, Summary

	codes = sorted(ALL_COUNTIES)
	stated, figures = dict.fromkeys(STATED, "Met"), {"4.1": (60, "Met"), "4.2": (1, "Met")}
	write(
		State(
			**{
				**vars(FULL),
				"summaries": tuple(Summary(code, "Approved", True, False, stated, figures) for code in codes),
				"cases": tuple(Case(code, "Selected", TOPICS[0]) for code in codes),
				"nominees": tuple(Nominee(code, "Nominated", "女", 2) for code in codes),
				"submissions": tuple(Submission(code, "Sent", None, False) for code in PROVINCES),
				"acts": tuple(
					Act(
						code,
						"Pending Provincial Review",
						"Approved",
						"Kepu Provincial Approver",
						APPROVER,
						48,
					)
					for code in codes
				),
			}
		)
	)


def names_of(counties: set[str]) -> set[str]:
	return {ALL_COUNTIES[code][0] for code in counties}


@pytest.mark.parametrize("report", REPORTS)
def test_provincial_approver_gets_the_own_province_alone(filled: None, report: str) -> None:
	view = {"view": "Province"} if report == CRITERIA else {}
	text = numbers_in(shown(report, APPROVER, **view))
	assert "安徽" in text
	assert not [each for each in ("河南", "湖北", FOREIGN, "420000") if each in text]
	assert not [name for name in names_of(set(ALL_COUNTIES) - recount.SEEN[APPROVER]) if name in text]


def test_provincial_approver_s_chart_and_figures_count_the_own_province_alone(filled: None) -> None:
	mine = len(recount.SEEN[APPROVER])
	assert bars_of(shown(OVERVIEW, APPROVER))["Approved"] == {"安徽": mine}
	assert figures_of(shown(OVERVIEW, APPROVER))["Counties Expected"] == mine
	assert figures_of(shown(STATUS, APPROVER))["Approved"] == mine
	assert sum(bars_of(shown(MATRIX, APPROVER))["Cases"].values()) == mine
	assert figures_of(shown(CRITERIA, APPROVER))["Counties Assessed"] == mine
	assert figures_of(shown(TURNAROUND, APPROVER))["Number: Annual Summary"] == mine
	assert bars_of(shown(ROSTER, APPROVER))["Nominees"] == {"安徽": mine}


@pytest.mark.parametrize("report", [STATUS, MATRIX, CRITERIA, TURNAROUND])
def test_county_reporter_gets_the_own_county_alone(filled: None, report: str) -> None:
	answer = shown(report, REPORTER)
	text = numbers_in(answer)
	assert not [name for name in names_of(set(ALL_COUNTIES) - {COUNTY}) if name in text]
	counted = {STATUS: "Counties Expected", MATRIX: "Cases", CRITERIA: "Counties Assessed"}
	assert figures_of(answer)[counted.get(report, "Number: Annual Summary")] == 1


@pytest.mark.parametrize("report", [STATUS, MATRIX, CRITERIA, TURNAROUND])
def test_city_reviewer_gets_the_counties_of_the_city(filled: None, report: str) -> None:
	counted = {STATUS: "Counties Expected", MATRIX: "Cases", CRITERIA: "Counties Assessed"}
	figures = figures_of(shown(report, CITY))
	assert figures[counted.get(report, "Number: Annual Summary")] == len(recount.SEEN[CITY])


@pytest.mark.parametrize("report", [OVERVIEW, ROSTER])
@pytest.mark.parametrize("reader", [REPORTER, CITY])
def test_personal_data_and_packages_are_not_for_counties_and_cities(
	filled: None, report: str, reader: str
) -> None:
	with pytest.raises(frappe.PermissionError):
		shown(report, reader)


@pytest.mark.parametrize("report", REPORTS)
def test_stranger_opens_no_report(filled: None, report: str) -> None:
	with pytest.raises(frappe.PermissionError):
		shown(report, STRANGER)


@pytest.mark.parametrize("report", REPORTS)
def test_roles_without_assignment_count_nothing(filled: None, report: str) -> None:
	answer = shown(report, UNASSIGNED)
	assert not answer.result
	figures = figures_of(answer) if answer.report_summary else {}
	assert {value for value in figures.values() if value} <= {"—", "0 / 0"}


def test_filters_cannot_widen_what_is_seen(filled: None) -> None:
	assert not shown(OVERVIEW, APPROVER, province=FOREIGN).result
	assert not shown(STATUS, REPORTER, province=FOREIGN).result
	assert not shown(ROSTER, APPROVER, province=FOREIGN, chosen="Everybody").result


def test_user_permissions_narrow_a_report_as_they_narrow_the_list(filled: None) -> None:
	permission = {"doctype": "User Permission", "user": OFFICER, "allow": "County", "for_value": COUNTY}
	frappe.get_doc({**permission, "apply_to_all_doctypes": 1}).insert()
	try:
		with acting_as(OFFICER):
			listed = frappe.get_list("Annual Summary", filters={"cycle": YEAR}, pluck="name")
		assert listed == [f"{YEAR}-{COUNTY}"]
		assert figures_of(shown(STATUS, OFFICER))["Counties Expected"] == 1
		assert figures_of(shown(CRITERIA, OFFICER))["Counties Assessed"] == 1
		assert figures_of(shown(ROSTER, OFFICER))["Nominees"] == 1
		overview = rows_by(shown(OVERVIEW, OFFICER), "province")[HOME]
		assert [overview[key] for key in ("expected", "cases", "nominees")] == [1, 1, 1]
	finally:
		frappe.db.rollback()
		frappe.clear_cache(user=OFFICER)


def test_hidden_fields_of_a_nominee_stay_hidden(filled: None) -> None:
	frappe.db.set_value("Speaker Nominee", {"cycle": YEAR}, "phone", "13900001111")
	assert "13900001111" in numbers_in(shown(ROSTER, OFFICER))
	setter = {"doc_type": "Speaker Nominee", "field_name": "phone", "property": "permlevel", "value": "3"}
	frappe.get_doc(
		{"doctype": "Property Setter", "doctype_or_field": "DocField", "property_type": "Int", **setter}
	).insert()
	try:
		assert "13900001111" not in numbers_in(shown(ROSTER, OFFICER))
	finally:
		frappe.db.rollback()
		frappe.clear_cache(doctype="Speaker Nominee")


# ---------------------------------------------------------------------- edges


def test_past_cycle_keeps_its_counties_when_the_list_changes(filled: None) -> None:
	frappe.db.set_value("Reporting Cycle", YEAR, "status", "Locked")
	frappe.db.set_value("County", COUNTY, "active", 0)
	frappe.db.delete("Annual Summary", {"name": f"{YEAR}-{NEIGHBOUR}"})
	rows = rows_by(shown(STATUS, OFFICER), "name")
	assert f"{YEAR}-{COUNTY}" in rows
	assert f"{YEAR}-{NEIGHBOUR}" not in rows


def test_deadline_counts_to_the_end_of_its_day(cycle: str) -> None:
	with stored(State(**{**vars(FULL), "national_deadline": 0})):
		assert figures_of(shown(STATUS, OFFICER))["Overdue"] == 0
	with stored(State(**{**vars(FULL), "national_deadline": -1})):
		assert figures_of(shown(STATUS, OFFICER))["Overdue"] == len(ALL_COUNTIES)


def test_filing_status_tells_contact_deadline_and_last_reminder(filled: None) -> None:
	frappe.db.set_value("County User", {"parent": COUNTY}, {"full_name": "李 静", "phone": "13812345678"})
	frappe.db.set_value("Annual Summary", f"{YEAR}-{COUNTY}", "last_reminded_at", "2091-01-02 08:00:00")
	frappe.db.set_value("Provincial Submission", f"{YEAR}-{HOME}", "county_deadline", add_days(getdate(), 1))
	row = rows_by(shown(STATUS, REPORTER), "name")[f"{YEAR}-{COUNTY}"]
	assert row["contact"] == "李 静 13812345678"
	assert str(row["last_reminded_at"]) == "2091-01-02 08:00:00"
	assert row["deadline"] == add_days(getdate(), 1)


def test_without_any_cycle_reports_are_empty(places: None) -> None:
	frappe.db.delete("Reporting Cycle")
	for report in REPORTS:
		with acting_as(OFFICER):
			answer = run(report, filters={}, are_default_filters=False)
		assert answer["result"] == []


@pytest.mark.parametrize(
	("report", "filters"),
	[
		(OVERVIEW, {"cycle": "1999"}),
		(OVERVIEW, {"cycle": ["like", "%"]}),
		(STATUS, {"province": {"a": 1}}),
		(STATUS, {"filing": "Nonsense"}),
		(MATRIX, {"counted": "Nonsense"}),
		(ROSTER, {"chosen": "Nonsense"}),
		(CRITERIA, {"view": "Nonsense"}),
		(TURNAROUND, {"document_type": "User"}),
		(TURNAROUND, {"grouping": "Nonsense"}),
	],
)
def test_impossible_filters_are_refused_by_name(cycle: str, report: str, filters: dict[str, Any]) -> None:
	with pytest.raises(FilterError):
		shown(report, OFFICER, **filters)


def test_message_of_a_missing_cycle_is_chinese(cycle: str) -> None:
	token = LANGUAGE.set("zh")
	try:
		with pytest.raises(FilterError, match="没有1999年度的填报周期"):
			shown(OVERVIEW, OFFICER, cycle="1999")
	finally:
		LANGUAGE.reset(token)


def test_queries_do_not_grow_with_the_rows(filled: None) -> None:
	few = {(report, view): queries_of(report, view) for report in REPORTS for view in (False, True)}
	multiply_counties(40)
	many = {(report, view): queries_of(report, view) for report in REPORTS for view in (False, True)}
	assert len(shown(STATUS, OFFICER).result) > 10 * len(ALL_COUNTIES)
	assert many == few


def queries_of(report: str, second_view: bool) -> int:
	"""Return the number of SELECTs of one run, caches warm."""
	other = {CRITERIA: {"view": "Province"}, TURNAROUND: {"grouping": "Reviewer"}}
	filters = other.get(report, {}) if second_view else {}
	shown(report, OFFICER, **filters)
	before = selects()
	shown(report, OFFICER, **filters)
	return selects() - before


def multiply_counties(times: int) -> None:
	"""So many more of each county with all that it has filed, past all rules."""
	for doctype, parent in (
		("County", "name"),
		("Annual Summary", "county"),
		("Summary Assessment", "parent"),
		("Typical Case", "county"),
		("Speaker Nominee", "county"),
		("Nominee Reason", "parent"),
		("Review Entry", "county"),
		("County User", "parent"),
	):
		columns = frappe.db.get_table_columns(doctype)
		wanted = {} if doctype in ("County", "County User") else {"cycle": YEAR}
		if parent == "parent" and doctype != "County User":
			wanted = {"parent": ["like", f"{YEAR}-%"]}
		rows = frappe.get_all(doctype, wanted, ["*"], limit=0)
		copies = [
			[_copied(row, column, number, parent) for column in columns]
			for row in rows
			for number in range(1, times + 1)
		]
		frappe.db.bulk_insert(doctype, columns, copies)


def _copied(row: Any, column: str, number: int, parent: str) -> Any:
	value = row.get(column)
	if column == "name" and isinstance(value, int):
		return value + number * 10_000
	if column in ("name", parent) or (column == "code" and value):
		return f"{value}#{number}"
	return None if column.endswith("_slot") else value
