"""The Desk's first page: what waits for the session's user, and the state of his own documents."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from kepu_app.access.roles import (
	ASSESSOR,
	COUNTY_REPORTER,
	KEPU_ADMINISTRATOR,
	PROVINCIAL_APPROVER,
)
from kepu_app.desk.steps import line_of
from kepu_app.reports.listed import may_read
from kepu_app.reports.waiting import count_waiting, cycles_under_way, waiting_states
from kepu_app.review.deadlines import days_until, due_dates
from kepu_app.review.forms import missing_for_next_step
from kepu_app.review.states import AUTHOR_STATES, SENT_BACK_STATES, UNFINISHED_STATES
from kepu_app.utils.doctypes import CASE, NOMINEE, SUBMISSION, SUMMARY

ASSESSMENT = "Subject Assessment"
MOST_OWN, MOST_WAITING, MOST_EXAMINED, MOST_MISSING = 20, 10, 5, 3
"""Limits: own documents of a kind, waiting ones of a kind, own documents checked, sentences on one's breaches."""

OWN = {COUNTY_REPORTER: (SUMMARY, CASE, NOMINEE), PROVINCIAL_APPROVER: (SUBMISSION,)}
"""By role: DocTypes whose documents are the holder's own work from start to end."""

TITLES = {NOMINEE: "nominee_name", ASSESSMENT: "subject_name"}

Entry = dict[str, Any]


def home() -> dict[str, Any]:
	"""Return the payload of the whole page.

	Returns:
		``own``: the user's own documents, each with ``steps`` (see ``steps.line_of``), ``reason`` of a
		return and ``opinion`` of the last step. ``missing`` has their ``errors`` and the first
		``sentences``. ``waiting``: by DocType the ``total`` and the first ``entries`` of what others have
		handed to the user. ``setup``: what the administrator has left to do before the year can begin.
		Every entry has ``doctype``, ``name``, ``title``, ``state``, ``since``, ``deadline`` (a day or None)
		and ``days`` until then.
	"""
	roles, cycles = frappe.get_roles(), cycles_under_way() if may_read("Reporting Cycle") else []
	own = [each for role, kinds in OWN.items() if role in roles for each in kinds]
	entries = [entry for doctype in own for entry in _own(doctype, cycles)]
	groups = [_waiting(doctype, roles, cycles) for doctype in (SUMMARY, CASE, NOMINEE, SUBMISSION)]
	groups = [each for each in groups if each and each["doctype"] not in own]
	_set_opinions(entries)
	_set_deadlines([*entries, *(entry for group in groups for entry in group["entries"])])
	if ASSESSOR in roles:
		groups.extend(_assessments())
	return {
		"today": getdate(),
		"own": [_with_missing(entry, number) for number, entry in enumerate(_urgent_first(entries))],
		"waiting": groups,
		"setup": _setup() if KEPU_ADMINISTRATOR in roles else [],
	}


def _own(doctype: str, cycles: list[str]) -> list[Entry]:
	if not cycles or not may_read(doctype):
		return []
	rows = _listed(doctype, {"cycle": ["in", cycles], "docstatus": ["<", 2]}, MOST_OWN)
	return [{**_entry(doctype, row), "steps": _steps(doctype, row)} for row in rows]


def _waiting(doctype: str, roles: list[str], cycles: list[str]) -> Entry | None:
	states = waiting_states(doctype, roles)
	if not states or not cycles or not may_read(doctype):
		return None
	total = count_waiting(doctype, states, cycles)
	rows = _listed(doctype, {"cycle": ["in", cycles], "workflow_state": ["in", states]}, MOST_WAITING)
	return {
		"doctype": doctype,
		"label": _(doctype),
		"total": total,
		"states": states,
		"cycles": cycles,
		"entries": [_entry(doctype, row) for row in rows],
	}


def _listed(doctype: str, filters: dict[str, Any], limit: int) -> list[Any]:
	"""Return the rows of a list, the longest waiting first."""
	fields = ["name", "cycle", "province", "workflow_state", "state_since", "return_reason"]
	fields.append(f"{TITLES.get(doctype, 'title')} as title")
	if doctype != SUBMISSION:
		fields.extend(["county", "needs_city_review"])
	return frappe.get_list(doctype, filters, fields, order_by="state_since asc", limit_page_length=limit)


def _entry(doctype: str, row: Any) -> Entry:
	is_back = row.workflow_state in SENT_BACK_STATES
	return {
		"doctype": doctype,
		"label": _(doctype),
		"name": row.name,
		"title": row.title or row.name,
		"cycle": row.cycle,
		"province": row.province,
		"state": row.workflow_state,
		"is_mine": row.workflow_state in AUTHOR_STATES,
		"is_back": is_back,
		"since": row.state_since,
		"reason": row.return_reason if is_back else None,
	}


def _steps(doctype: str, row: Any) -> list[dict[str, Any]]:
	return line_of(doctype, row.workflow_state, bool(row.get("needs_city_review")))


def _urgent_first(entries: list[Entry]) -> list[Entry]:
	return sorted(entries, key=lambda each: (not each["is_back"], not each["is_mine"]))


def _with_missing(entry: Entry, number: int) -> Entry:
	"""Add the breaches, for the first few entries that the user has still to hand in."""
	if not entry["is_mine"] or number >= MOST_EXAMINED:
		return {**entry, "missing": None}
	found = [each for each in missing_for_next_step(entry["doctype"], entry["name"]) if each["is_error"]]
	sentences = [each["message"] for each in found[:MOST_MISSING]]
	return {**entry, "missing": {"errors": len(found), "sentences": sentences}}


def _set_opinions(entries: list[Entry]) -> None:
	"""Set the opinion given with the step to the present state."""
	written = {"reference_name": ["in", [each["name"] for each in entries]], "opinion": ["is", "set"]}
	fields = ["reference_doctype", "reference_name", "at", "opinion"]
	rows = frappe.get_list("Review Entry", written, fields, limit_page_length=0) if entries else []
	opinions = {(row.reference_doctype, row.reference_name, row.at): row.opinion for row in rows}
	for entry in entries:
		entry["opinion"] = opinions.get((entry["doctype"], entry["name"], entry["since"]))


def _set_deadlines(entries: list[Entry]) -> None:
	"""Set the deadlines; counties may not read the submission that holds theirs."""
	for entry, due in zip(entries, due_dates(entries), strict=True):
		is_due = entry["state"] in UNFINISHED_STATES
		entry["deadline"], entry["days"] = (due, days_until(due)) if is_due else (None, None)


def _assessments() -> list[Entry]:
	titles = dict(frappe.get_all("Assessment Round", {"status": "Open"}, ["name", "title"], as_list=True))
	filters = {"assessor": frappe.session.user, "status": "To Do", "round": ["in", list(titles)]}
	rows = frappe.get_list(
		ASSESSMENT,
		filters,
		["name", "subject_name as title", "deadline", "status", "creation", "round"],
		order_by="deadline asc, round asc, subject asc",
		limit_page_length=MOST_WAITING,
	)
	if not rows:
		return []
	group = {"doctype": ASSESSMENT, "label": _(ASSESSMENT), "states": [], "cycles": []}
	total = len(frappe.get_list(ASSESSMENT, filters, pluck="name", limit_page_length=0))
	return [{**group, "total": total, "entries": [_assessment(row, titles[row.round]) for row in rows]}]


def _assessment(row: Any, round_title: str) -> Entry:
	return {
		"round": round_title,
		"doctype": ASSESSMENT,
		"name": row.name,
		"title": row.title,
		"state": row.status,
		"since": row.creation,
		"deadline": row.deadline,
		"days": days_until(row.deadline) if row.deadline else None,
	}


def _setup() -> list[dict[str, Any]]:
	"""Return the administrator's tasks up to an open cycle."""
	years = frappe.get_list("Reporting Cycle", fields=["name", "status"], order_by="year desc", limit=1)
	is_open = bool(cycles_under_way())
	latest = years[0].name if years else ""
	return [
		_task(
			_("Import the list of counties"),
			bool(frappe.db.count("County", {"active": 1})),
			["List", "County"],
		),
		_task(_("Name the people of the provinces"), _has_people("Province User"), ["List", "Province"]),
		_task(_("Name the people of the counties"), _has_people("County User"), ["List", "County"]),
		_task(_("Check the reporting cycle"), is_open, ["Form", "Reporting Cycle", latest]),
		_task(_("Open the reporting cycle"), is_open, ["Form", "Reporting Cycle", latest]),
	]


def _has_people(table: str) -> bool:
	return bool(frappe.get_all(table, limit=1))


def _task(label: str, is_done: bool, route: list[str]) -> dict[str, Any]:
	return {"label": label, "is_done": is_done, "route": route}
