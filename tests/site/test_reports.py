"""The six reports: their figures in random states, what each reader gets, and their way onto paper."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import frappe
import pytest
from frappe.desk import utils as desk_utils
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate
from hypothesis import HealthCheck, given, settings
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from kepu_app.exceptions import FilterError, ReportTooLongError
from kepu_app.kepu.report.county_filing_status.county_filing_status import CHOICES
from kepu_app.kepu.report.criteria_attainment.criteria_attainment import spread_of
from kepu_app.reports import background
from kepu_app.reports.columns import short_name
from kepu_app.reports.export import csv_without_formulas
from kepu_app.reports.pdf import MOST_CELLS, MOST_CHARACTERS, REPORTS, print_report
from kepu_app.utils.background import exclusive
from tests.site import factories, recount
from tests.site.client import Client
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	HOME,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
	STRANGER,
	TOPICS,
	UNASSIGNED,
	acting_as,
)
from tests.site.report_states import (
	ALL_COUNTIES,
	FIGURES,
	MORE_COUNTIES,
	PROVINCES,
	STATED,
	YEAR,
	State,
	states,
	write,
)

OVERVIEW, STATUS, MATRIX, ROSTER, CRITERIA, TURNAROUND, BY_COUNTY = REPORTS
EXAMPLES = 200
LANGUAGE = ContextVar("language", default="en")
FOR_PROVINCES = (OFFICER, APPROVER, FOREIGN_APPROVER)
FILING_FIGURES = (
	"expected",
	"filed",
	"in_review",
	"approved",
	"returned",
	"missing",
	"late",
	"overdue",
	"completeness",
	"timeliness",
)


@pytest.fixture
def cycle(places: None) -> Iterator[str]:
	"""A cycle in an uncommitted world that has no other counties than those of the random states."""
	doc = frappe.copy_doc(frappe.get_doc("Reporting Cycle", "2024"))
	doc.update({"year": int(YEAR), "national_deadline": add_days(doc.notice_date, 30)})
	doc.insert()
	for code, (name, province, city) in MORE_COUNTIES.items():
		factories.make_county(code, name, province, city)
	frappe.db.delete("County", {"name": ["not in", list(ALL_COUNTIES)]})
	yield YEAR
	frappe.db.rollback()
	frappe.clear_document_cache("Reporting Cycle", YEAR)


@contextmanager
def stored(state: State) -> Iterator[State]:
	"""The state is in the database for a while."""
	frappe.db.savepoint("state")
	try:
		write(state)
		yield state
	finally:
		frappe.db.rollback(save_point="state")


def shown(report: str, reader: str, **filters: Any) -> Any:
	"""What the Desk gets when ``reader`` opens the report, in English unless a test asks for Chinese."""
	frappe.local.lang = LANGUAGE.get()
	with acting_as(reader):
		answer = run(report, filters={"cycle": YEAR, **filters}, are_default_filters=False)
	return frappe._dict(answer)


def figures_of(answer: Any) -> dict[str, Any]:
	return {each["label"]: each["value"] for each in answer.report_summary}


def bars_of(answer: Any) -> dict[str, dict[str, Any]]:
	"""Values of the chart by dataset and label."""
	data = answer.chart["data"]
	return {each["name"]: dict(zip(data["labels"], each["values"], strict=True)) for each in data["datasets"]}


def total_of(answer: Any) -> Any:
	return next((row for row in answer.result if row.get("bold")), None)


def rows_by(answer: Any, key: str) -> dict[str, Any]:
	return {row[key]: row for row in answer.result if not row.get("bold")}


def provinces_seen(reader: str) -> dict[str, str]:
	"""Names of the provinces that the reader may list, by code."""
	with acting_as(reader):
		fields = ["name", "province_name"]
		return dict(frappe.get_list("Province", fields=fields, order_by="name", as_list=True, limit=0))


# ---------------------------------------------------------------------- figures


def test_figures_equal_a_recount_in_random_states(cycle: str) -> None:
	@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
	@given(states)
	def check(state: State) -> None:
		with stored(state):
			check_status(state)
			check_matrix(state)
			check_criteria(state)
			check_turnaround(state)
			if state.reader in FOR_PROVINCES:
				check_overview(state)
				check_roster(state)

	check()


def check_overview(state: State) -> None:
	answer, names = shown(OVERVIEW, state.reader), provinces_seen(state.reader)
	rows = rows_by(answer, "province")
	assert list(rows) == list(names)
	for code, row in rows.items():
		filing = recount.filing(state, code)
		assert {name: row[name] for name in FILING_FIGURES} == {name: filing[name] for name in FILING_FIGURES}
		assert bool(row["remark"]) == (filing["expected"] == 0)
		topics = recount.topics_of(state, code)
		assert (row["cases"], row["topics"]) == (sum(topics.values()), recount.topics_covered(topics))
		assert row["nominees"] == len(recount.nominated(state, code))
		submission = next((each for each in state.submissions if each.province == code), None)
		assert row.get("workflow_state") == (submission and submission.state)
		assert bool(row.get("sent_late")) == bool(submission and submission.is_late)
	check_overview_as_a_whole(state, answer, names)


def check_overview_as_a_whole(state: State, answer: Any, names: dict[str, str]) -> None:
	whole, total, figures = recount.filing(state), total_of(answer), figures_of(answer)
	assert {name: total[name] for name in FILING_FIGURES} == {name: whole[name] for name in FILING_FIGURES}
	assert total["cases"] == sum(recount.topics_of(state).values())
	assert total["nominees"] == len(recount.nominated(state))
	assert figures["Counties Expected"] == whole["expected"]
	assert (figures["Filed"], figures["Approved"]) == (whole["filed"], whole["approved"])
	assert (figures["Missing"], figures["Overdue"]) == (whole["missing"], whole["overdue"])
	assert figures["Completeness"] == ("—" if whole["completeness"] is None else whole["completeness"])
	sent = [
		each for each in state.submissions if each.province in names and each.state in ("Sent", "Accepted")
	]
	assert figures["Packages Sent"] == f"{len(sent)} / {len(names)}"
	bars = bars_of(answer)
	asked = {short_name(name): recount.filing(state, code) for code, name in names.items()}
	asked = {name: filing for name, filing in asked.items() if filing["expected"]}
	for label, key in (("Approved", "approved"), ("In Review", "in_review"), ("Missing", "missing")):
		assert bars.get(label, {}) == {name: filing[key] for name, filing in asked.items()}


def check_status(state: State) -> None:
	answer, whole = shown(STATUS, state.reader), recount.filing(state)
	assert len(answer.result) == whole["expected"]
	by_county = {each.county: each for each in state.summaries}
	for row in answer.result:
		summary = by_county.get(row["name"].removeprefix(f"{YEAR}-"))
		assert frappe.scrub(row["filing"]) == recount.filing_of(summary)
		assert (row["days_left"] is None) == (row["filing"] in ("Approved", "In Review"))
	figures = figures_of(answer)
	assert (figures["Counties Expected"], figures["Filed"]) == (whole["expected"], whole["filed"])
	assert (figures["Filed Late"], figures["Overdue"]) == (whole["late"], whole["overdue"])
	assert (figures["Returned"], figures["Missing"]) == (whole["returned"], whole["missing"])
	slices = {"Approved": "approved", "In Review": "in_review", "Returned": "returned", "Missing": "missing"}
	expected = {label: whole[key] for label, key in slices.items()} if whole["expected"] else None
	assert bars_of(answer).get("Counties") == expected
	numbers = {
		"Not Filed": whole["missing"] + whole["returned"],
		"Filed": whole["filed"],
		"Filed Late": whole["late"],
		**{choice: whole[frappe.scrub(choice)] for choice in CHOICES if frappe.scrub(choice) in whole},
	}
	choice = CHOICES[len(state.summaries) % len(CHOICES)]
	assert len(shown(STATUS, state.reader, filing=choice).result) == numbers[choice], choice


def check_matrix(state: State) -> None:
	candidates = bool(len(state.cases) % 2)
	counted = "All Candidates" if candidates else ""
	answer = shown(MATRIX, state.reader, counted=counted)
	names = provinces_seen(state.reader)
	rows = rows_by(answer, "province")
	assert list(rows) == list(names)
	for code, row in rows.items():
		topics = recount.topics_of(state, code, candidates=candidates)
		assert [row[f"topic:{topic}"] for topic in TOPICS] == [topics[topic] for topic in TOPICS]
		assert row["other_topics"] == recount.other_cases(topics)
		assert (row["cases"], row["topics"]) == (sum(topics.values()), recount.topics_covered(topics))
	topics = recount.topics_of(state, candidates=candidates)
	figures = figures_of(answer)
	assert figures["Cases"] == sum(topics.values()) == total_of(answer)["cases"]
	assert figures["Topics Covered"] == f"{recount.topics_covered(topics)} / {len(TOPICS)}"
	assert list(bars_of(answer)["Cases"].values()) == [topics[topic] for topic in TOPICS]


def check_roster(state: State) -> None:
	answer, people = shown(ROSTER, state.reader), recount.nominated(state)
	assert sorted(row["sex"] for row in answer.result) == sorted(each.sex for each in people)
	reasons = sorted(row["reasons"].count("\n") + bool(row["reasons"]) for row in answer.result)
	assert reasons == sorted(each.reasons for each in people)
	figures, names = figures_of(answer), provinces_seen(state.reader)
	places = {recount.province_of(each.county) for each in people}
	assert figures["Nominees"] == len(people)
	assert figures["Provinces Represented"] == f"{len(places)} / {len(names)}"
	women = recount.percent(len([each for each in people if each.sex == "女"]), len(people))
	assert figures["Share of Women"] == ("—" if women is None else women)
	bars = {
		short_name(names[code]): len(recount.nominated(state, code)) for code in PROVINCES if code in places
	}
	assert bars_of(answer).get("Nominees", {}) == bars


def check_criteria(state: State) -> None:
	numbers = (*STATED, 4)
	whole = {number: recount.attainment(state, number) for number in numbers}
	answer = shown(CRITERIA, state.reader)
	rows = {row["title"].split(".")[0]: row for row in answer.result if row["indent"] == 0}
	for number, counts in whole.items():
		row = rows[str(number)]
		assert (row["met"], row["not_met"], row["silent"]) == counts
		assert row["share"] == recount.percent(counts[0], counts[0] + counts[1])
	shares = [row["share"] for row in rows.values() if row["share"] is not None]
	assert list(bars_of(answer).get("Share Met (%)", {}).values()) == shares
	filed = [each for each in recount.seen(state.reader, state.summaries) if recount.has_filed(each)]
	assert figures_of(answer)["Counties Assessed"] == len(filed)
	check_spread(state, answer)
	by_province = rows_by(shown(CRITERIA, state.reader, view="Province"), "province")
	for code, row in by_province.items():
		for number in numbers:
			met, not_met, _silent = recount.attainment(state, number, code)
			assert row[f"criterion_{number}"] == recount.percent(met, met + not_met)


def check_spread(state: State, answer: Any) -> None:
	for code in FIGURES:
		row = next(each for each in answer.result if each["title"].startswith(f"{code} "))
		values = recount.values_of(state, code)
		assert ("lowest" in row) == bool(values)
		if values:
			assert (row["lowest"], row["highest"]) == (values[0], values[-1])
			assert row["lower_quartile"] == pytest.approx(recount.at(values, 0.25))
			assert row["median"] == pytest.approx(recount.at(values, 0.5))
			assert row["upper_quartile"] == pytest.approx(recount.at(values, 0.75))


def check_turnaround(state: State) -> None:
	answer = shown(TURNAROUND, state.reader)
	for code, row in rows_by(answer, "key").items():
		check_acts(row, recount.acts(state, lambda act, code=code: recount.province_of(act.county) == code))
		waiting = [
			each
			for each in recount.seen(state.reader, state.summaries)
			if recount.is_review(each.state) and recount.province_of(each.county) == code
		]
		assert row["waiting"] == len(waiting)
		assert row["longest_wait"] == (2.0 if waiting else None)
	check_acts(total_of(answer) or answer.result, recount.acts(state))
	reviews = recount.acts(
		state, lambda act: act.role != "Kepu County Reporter" and recount.is_review(act.from_state)
	)
	answer = shown(TURNAROUND, state.reader, grouping="Reviewer")
	rows = rows_by(answer, "key")
	assert set(rows) == {act.user for act in reviews}
	for user, row in rows.items():
		check_acts(row, [act for act in reviews if act.user == user])
	if reviews:
		check_acts(total_of(answer), reviews)


def check_acts(row: Any, acts: list[Any]) -> None:
	assert row["documents"] == len({act.county for act in acts})
	assert row["returns"] == len([act for act in acts if act.to_state == "Returned"])
	expected = round(row["returns"] / row["documents"], 2) if row["documents"] else None
	assert row["returns_per_document"] == expected
	hours = [act.hours for act in acts if recount.is_review(act.from_state)]
	assert row["review_days"] == (pytest.approx(sum(hours) / len(hours) / 24, abs=0.051) if hours else None)
	assert row["longest_days"] == (pytest.approx(max(hours) / 24, abs=0.051) if hours else None)
	for name in {act.from_state for act in acts}:
		hours = [act.hours for act in acts if act.from_state == name]
		assert row[f"state:{name}"] == pytest.approx(sum(hours) / len(hours) / 24, abs=0.051)


def test_spread_of_few_values() -> None:
	assert spread_of([]) is None
	assert set(vars(spread_of([7])).values()) == {7}
	assert list(vars(spread_of([4, 1, 3, 2])).values()) == [1, 1.75, 2.5, 3.25, 4]


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
	"""SELECTs of one run, caches warm."""
	other = {CRITERIA: {"view": "Province"}, TURNAROUND: {"grouping": "Reviewer"}}
	filters = other.get(report, {}) if second_view else {}
	shown(report, OFFICER, **filters)
	before = _selects()
	shown(report, OFFICER, **filters)
	return _selects() - before


def _selects() -> int:
	return int(frappe.db.sql("show session status like 'Com_select'")[0][1])


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


# ---------------------------------------------------------------------- by HTTP, exports


@pytest.fixture(scope="module")
def world(places: None) -> Iterator[factories.World]:
	"""A committed cycle with a summary, a case and a nominee in each of the two provinces."""
	world = factories.begin("2092")
	for county, approver in ((COUNTY, APPROVER), (factories.FOREIGN_COUNTY, FOREIGN_APPROVER)):
		factories.approved_summary(world, county)
		factories.proposed_case(world, county)
		factories.make_nominee(world.year, county, "=HYPERLINK(1)", approver)
	frappe.db.commit()
	yield world
	factories.end(world.year)


SignIn = Callable[[str], Client]


def ask(client: Client, report: str, year: str, **filters: Any) -> Any:
	arguments = {"report_name": report, "filters": json.dumps({"cycle": year, **filters})}
	return client.get("frappe.desk.query_report.run", **arguments)


@pytest.mark.parametrize("report", REPORTS)
def test_no_foreign_province_by_http(world: factories.World, sign_in: SignIn, report: str) -> None:
	filters = {ROSTER: {"chosen": "Everybody"}, CRITERIA: {"view": "Province"}}.get(report, {})
	answer = ask(sign_in(APPROVER), report, world.year, **filters)
	assert answer.ok, answer.text
	text = json.dumps(answer.json(), ensure_ascii=False)
	assert "安徽省" in text
	assert not [each for each in ("河南", "瀍河", FOREIGN_APPROVER) if each in text]


def test_another_user_cannot_be_asked_for(world: factories.World, sign_in: SignIn) -> None:
	arguments = {"report_name": STATUS, "filters": json.dumps({"cycle": world.year}), "user": OFFICER}
	answer = sign_in(REPORTER).get("frappe.desk.query_report.run", **arguments)
	assert len(answer.json()["message"]["result"]) == 1


@pytest.mark.parametrize("report", [OVERVIEW, ROSTER])
def test_reports_for_provinces_are_refused_to_counties_by_http(
	world: factories.World, sign_in: SignIn, report: str
) -> None:
	assert ask(sign_in(REPORTER), report, world.year).status_code == 403


def export(client: Client, report: str, year: str, **more: Any) -> Any:
	arguments = {
		"report_name": report,
		"filters": json.dumps({"cycle": year, **more.pop("filters", {})}),
		"applied_filters": "{}",
		"visible_idx": "[]",
		"file_format_type": "Excel",
		**more,
	}
	return client.call("frappe.desk.query_report.export_query", **arguments)


@pytest.mark.parametrize("report", REPORTS)
def test_excel_export_has_chinese_headings_and_name(
	world: factories.World, sign_in: SignIn, report: str
) -> None:
	answer = export(sign_in(OFFICER), report, world.year)
	sheet = load_workbook(io.BytesIO(answer.content)).active
	headings = [cell.value for cell in sheet[1]]
	assert all(any("一" <= each <= "鿿" for each in heading) for heading in headings), headings
	assert "filename*=UTF-8''%" in answer.headers["Content-Disposition"]


def test_excel_export_writes_what_people_typed_as_text(world: factories.World, sign_in: SignIn) -> None:
	answer = export(sign_in(OFFICER), ROSTER, world.year, filters={"chosen": "Everybody"})
	sheet = load_workbook(io.BytesIO(answer.content)).active
	cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
	assert len(cells) == 2
	assert {cell.data_type for cell in cells} == {"s"}


def test_csv_export_writes_what_people_typed_as_text(world: factories.World, sign_in: SignIn) -> None:
	answer = export(
		sign_in(OFFICER), ROSTER, world.year, filters={"chosen": "Everybody"}, file_format_type="CSV"
	)
	assert "'=HYPERLINK(1)" in answer.text
	assert ',"=HYPERLINK' not in answer.text


def test_export_of_a_list_writes_what_people_typed_as_text(world: factories.World, sign_in: SignIn) -> None:
	answer = sign_in(APPROVER).call(
		"frappe.desk.reportview.export_query",
		doctype="Speaker Nominee",
		fields=json.dumps(["`tabSpeaker Nominee`.`nominee_name`"]),
		filters=json.dumps([["Speaker Nominee", "cycle", "=", world.year]]),
		file_format_type="Excel",
		title="Speaker Nominee",
	)
	sheet = load_workbook(io.BytesIO(answer.content)).active
	assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"] == [
		"s"
	]


def test_export_is_refused_to_who_may_not_open_the_report(world: factories.World, sign_in: SignIn) -> None:
	assert export(sign_in(REPORTER), ROSTER, world.year).status_code == 403


@pytest.mark.parametrize(
	("typed", "written"),
	[("=1+1", "'=1+1"), ("+86", "+86"), ("-3.5", "-3.5"), ("-a", "'-a"), ("@x", "'@x"), ("安徽省", "安徽省")],
)
def test_cells_of_csv(typed: str, written: str) -> None:
	assert csv_without_formulas(f'"{typed}"\r\n'.encode()).decode() == f'"{written}"\r\n'


PAGE = """<html><head><title>{title}</title><link href="http://127.0.0.1:9/x.css"></head><body>
<h2>{title}</h2><h6>年度: 2092</h6><table><thead><tr><th>#</th><th>县</th></tr></thead><tbody>
<tr><td><span>1</span></td><td><a href="/app/x">瀍河回族区</a><img src="file:///etc/passwd"></td></tr>
<tr><td style="font-weight: bold">2</td><td style="font-weight: bold">&lt;script&gt; {{ 7*7 }}</td></tr>
</tbody></table></body></html>"""


def text_of(pdf: bytes) -> str:
	return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("method", background.EXPORTS)
def test_an_export_in_the_background_holds_no_formula(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
	"""The job of newer Frappe hands the file to this function, which mails a link."""
	sent: list[tuple[Any, ...]] = []
	monkeypatch.setattr(
		desk_utils, "send_report_email", lambda *given, **more: sent.append(given), raising=False
	)
	background.guard_export(method, {"csv_params": {"delimiter": ";", "quoting": 0}})
	desk_utils.send_report_email(
		"a@flow.test", "报表", "csv", "甲;=1+1\r\n".encode(), attached_to_name="报表"
	)
	assert sent == [("a@flow.test", "报表", "csv", "甲;'=1+1\r\n".encode())]


def test_report_prints_chinese_and_nothing_but_the_words(world: factories.World, sign_in: SignIn) -> None:
	page = PAGE.replace("{title}", "县级报送进度")
	answer = sign_in(OFFICER).call("frappe.utils.print_format.report_to_pdf", html=page)
	assert answer.ok, answer.text
	text = text_of(answer.content)
	assert "县级报送进度" in text
	assert "瀍河回族区" in text
	assert "<script> {{ 7*7 }}" in text
	pages = PdfReader(io.BytesIO(answer.content)).pages
	assert pages[0].mediabox.width > pages[0].mediabox.height


@pytest.mark.parametrize(
	"rows",
	[
		"<tr><td>1</td></tr>" * (MOST_CELLS + 1),
		"<tr></tr>" * (MOST_CELLS + 1),
		f"<tr><td>{'字' * (MOST_CHARACTERS + 1)}</td></tr>",
	],
)
def test_report_too_long_to_print_says_what_to_do(rows: str) -> None:
	page = html.document_fromstring(f"<table>{rows}</table>")
	with pytest.raises(ReportTooLongError):
		print_report(page, "县级报送进度", "Landscape")


@pytest.mark.parametrize("depth", [2, 60])
def test_tables_within_tables_are_not_printed(depth: int) -> None:
	page = html.document_fromstring("<table><tr><td>甲" * depth)
	with pytest.raises(frappe.ValidationError, match=r"表格中套有表格|table within a table"):
		print_report(page, "县级报送进度", "Landscape")


def test_a_user_prints_one_report_at_a_time_and_the_log_keeps_its_title(
	world: factories.World, sign_in: SignIn
) -> None:
	page = PAGE.replace("{title}", "县级报送进度")
	with exclusive(f"kepu-report-{OFFICER}"):
		answer = sign_in(OFFICER).call("frappe.utils.print_format.report_to_pdf", html=page)
	assert (answer.status_code, answer.json()["exc_type"]) == (417, "AlreadyRunningError")
	frappe.db.rollback()
	logged = frappe.get_last_doc("Access Log", {"user": OFFICER})
	assert (logged.report_name, logged.page) == ("县级报送进度", None)


def test_character_without_a_font_is_named() -> None:
	page = html.document_fromstring("<table><tr><td>\U000e0fff</td></tr></table>")
	with pytest.raises(frappe.ValidationError, match="E0FFF"):
		print_report(page, "县级报送进度", "Landscape")
