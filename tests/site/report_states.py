"""Random states of a cycle for the report tests: what was filed, chosen, sent and reviewed.

A state is drawn by hypothesis, written into the database past all rules, and kept as plain values, from
which the tests count for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import add_days, getdate, now_datetime
from hypothesis import strategies as st

from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTIES,
	DEPUTY,
	FOREIGN,
	FOREIGN_APPROVER,
	HOME,
	OFFICER,
	REPORTER,
	TOPICS,
)
from tests.years import year_of

YEAR = year_of(__file__)
MORE_COUNTIES = {"340225": ("无为市", HOME, "芜湖市"), "429004": ("仙桃市", "420000", "")}
"""Beside those of ``factories``: one of no reviewed city, and one of a province without people."""
ALL_COUNTIES = {**COUNTIES, **MORE_COUNTIES}
PROVINCES = (HOME, FOREIGN, "420000")

READERS = (OFFICER, APPROVER, FOREIGN_APPROVER, CITY, REPORTER)
REVIEWERS = (APPROVER, DEPUTY, CITY, OFFICER)
SECOND_LOOK = "Second Look"
"""A state that an administrator has added."""
SUMMARY_STATES = (
	"Draft",
	"Pending City Review",
	"Pending Provincial Review",
	SECOND_LOOK,
	"Approved",
	"Returned",
	"Accepted",
)
CASE_STATES = ("Draft", "Recommended", "Proposed", "Selected", "Not Selected", "Returned", "Accepted")
NOMINEE_STATES = (
	"Recommended",
	"Draft",
	"Proposed",
	"Nominated",
	"Not Nominated",
	"Returned",
	"Awaiting Appointment",
	"Appointed",
	"Not Appointed",
)
SUBMISSION_STATES = ("Collecting", "Awaiting Seal", "Sent", "Returned by CAST", "Accepted")
OLD_TOPIC = "old-topic"
STATED = (1, 2, 3)
"""Criteria that a county states itself, in these tests; number 4 has two figures."""
FIGURES = ("4.1", "4.2")
ROLES_OF_ACTS = (
	"Kepu County Reporter",
	"Kepu City Reviewer",
	"Kepu Provincial Approver",
	"Kepu National Officer",
)


@dataclass(frozen=True)
class Summary:
	"""``stated`` by criterion: Met, Not Met or blank; ``figures`` by code: value and met, or None."""

	county: str
	state: str
	was_submitted: bool
	is_late: bool
	stated: dict[int, str]
	figures: dict[str, tuple[int, str] | None]


@dataclass(frozen=True)
class Case:
	county: str
	state: str
	topic: str


@dataclass(frozen=True)
class Nominee:
	county: str
	state: str
	sex: str
	reasons: int


@dataclass(frozen=True)
class Submission:
	"""``deadline``: days from today to that of the counties; None: the national one holds."""

	province: str
	state: str
	deadline: int | None
	is_late: bool


@dataclass(frozen=True)
class Act:
	"""A Review Entry on a summary."""

	county: str
	from_state: str
	to_state: str
	role: str
	user: str
	hours: int


@dataclass(frozen=True)
class State:
	reader: str
	is_over: bool
	national_deadline: int
	active: frozenset[str]
	summaries: tuple[Summary, ...]
	cases: tuple[Case, ...]
	nominees: tuple[Nominee, ...]
	submissions: tuple[Submission, ...]
	acts: tuple[Act, ...]


# ---------------------------------------------------------------------- drawing

_counties = st.sampled_from(sorted(ALL_COUNTIES))
_days = st.integers(-3, 3)
_figure = st.none() | st.tuples(st.integers(0, 9), st.sampled_from(("Met", "Not Met")))

_summaries = st.builds(
	Summary,
	county=_counties,
	state=st.sampled_from(SUMMARY_STATES),
	was_submitted=st.booleans(),
	is_late=st.booleans(),
	stated=st.fixed_dictionaries({number: st.sampled_from(("", "Met", "Not Met")) for number in STATED}),
	figures=st.fixed_dictionaries(dict.fromkeys(FIGURES, _figure)),
)
_cases = st.builds(
	Case,
	county=_counties,
	state=st.sampled_from(CASE_STATES),
	topic=st.sampled_from((*TOPICS, OLD_TOPIC)),
)
_nominees = st.builds(
	Nominee,
	county=_counties,
	state=st.sampled_from(NOMINEE_STATES),
	sex=st.sampled_from(("男", "女", "")),
	reasons=st.integers(0, 3),
)
_submissions = st.builds(
	Submission,
	province=st.sampled_from(PROVINCES),
	state=st.sampled_from(SUBMISSION_STATES),
	deadline=st.none() | _days,
	is_late=st.booleans(),
)
_acts = st.builds(
	Act,
	county=_counties,
	from_state=st.sampled_from(SUMMARY_STATES),
	to_state=st.sampled_from(SUMMARY_STATES),
	role=st.sampled_from(ROLES_OF_ACTS),
	user=st.sampled_from((*REVIEWERS, REPORTER)),
	hours=st.integers(0, 200),
)


def _some(of: Any, most: int, **unique: Any) -> Any:
	return st.lists(of, max_size=most, **unique).map(tuple)


states = st.builds(
	State,
	reader=st.sampled_from(READERS),
	is_over=st.booleans(),
	national_deadline=_days,
	active=st.frozensets(_counties),
	summaries=_some(_summaries, len(ALL_COUNTIES), unique_by=lambda each: each.county),
	cases=_some(_cases, 12),
	nominees=_some(_nominees, 8),
	submissions=_some(_submissions, len(PROVINCES), unique_by=lambda each: each.province),
	acts=_some(_acts, 12),
)


# ---------------------------------------------------------------------- writing


def write(state: State) -> None:
	"""Put the state into the database, in place of whatever the cycle held."""
	status = "Closed" if state.is_over else "Open"
	deadline = add_days(getdate(), state.national_deadline)
	frappe.db.set_value("Reporting Cycle", YEAR, {"status": status, "national_deadline": deadline})
	frappe.db.set_value("County", {"name": ["in", list(ALL_COUNTIES)]}, "active", 0)
	if state.active:
		frappe.db.set_value("County", {"name": ["in", sorted(state.active)]}, "active", 1)
	_write_summaries(state)
	_write_cases(state)
	_write_nominees(state)
	_write_submissions(state)
	_write_acts(state)


def _insert(doctype: str, rows: list[dict[str, Any]]) -> None:
	if rows:
		fields = list(rows[0])
		frappe.db.bulk_insert(doctype, fields, [[row[field] for field in fields] for row in rows])


def _place(county: str) -> dict[str, str]:
	return {"cycle": YEAR, "county": county, "province": ALL_COUNTIES[county][1]}


def _write_summaries(state: State) -> None:
	rows, assessments = [], []
	for each in state.summaries:
		name = f"{YEAR}-{each.county}"
		submitted_at = now_datetime() if each.was_submitted else None
		rows.append(
			{
				"name": name,
				**_place(each.county),
				"workflow_state": each.state,
				"first_submitted_at": submitted_at,
				"submitted_late": int(each.is_late),
				"state_since": now_datetime() - timedelta(days=2),
			}
		)
		assessments += _assessments(name, each)
	_insert("Annual Summary", rows)
	_insert("Summary Assessment", assessments)


def _assessments(name: str, summary: Summary) -> list[dict[str, Any]]:
	rows = [
		{"criterion": number, "indicator_code": None, "value": None, "met": met}
		for number, met in summary.stated.items()
	]
	for code, figure in summary.figures.items():
		value, met = (str(figure[0]), figure[1]) if figure else (None, None)
		rows.append({"criterion": 4, "indicator_code": code, "value": value, "met": met})
	link = {"parent": name, "parenttype": "Annual Summary", "parentfield": "assessments"}
	return [{"name": f"{name}-{index}", **link, "title": "项目", **row} for index, row in enumerate(rows)]


def _write_cases(state: State) -> None:
	_insert(
		"Typical Case",
		[
			{
				"name": f"{YEAR}-case-{index}",
				**_place(each.county),
				"workflow_state": each.state,
				"topic": each.topic,
			}
			for index, each in enumerate(state.cases)
		],
	)


def _write_nominees(state: State) -> None:
	rows, reasons = [], []
	for index, each in enumerate(state.nominees):
		name = f"{YEAR}-nominee-{index}"
		person = {"nominee_name": f"人选{index}", "sex": each.sex, "rank": index}
		rows.append({"name": name, **_place(each.county), **person, "workflow_state": each.state})
		link = {"parent": name, "parenttype": "Speaker Nominee", "parentfield": "reasons"}
		reasons += [
			{"name": f"{name}-{number}", **link, "idx": number, "reason": f"理由{number}"}
			for number in range(1, each.reasons + 1)
		]
	_insert("Speaker Nominee", rows)
	_insert("Nominee Reason", reasons)


def _write_submissions(state: State) -> None:
	_insert(
		"Provincial Submission",
		[
			{
				"name": f"{YEAR}-{each.province}",
				"cycle": YEAR,
				"province": each.province,
				"workflow_state": each.state,
				"county_deadline": None if each.deadline is None else add_days(getdate(), each.deadline),
				"sent_late": int(each.is_late),
			}
			for each in state.submissions
		],
	)


def _write_acts(state: State) -> None:
	_insert(
		"Review Entry",
		[
			{
				"name": 900_000_000 + index,
				"reference_doctype": "Annual Summary",
				"reference_name": f"{YEAR}-{each.county}",
				**_place(each.county),
				"from_state": each.from_state,
				"to_state": each.to_state,
				"role": each.role,
				"user": each.user,
				"hours_in_state": each.hours,
			}
			for index, each in enumerate(state.acts)
		],
	)
