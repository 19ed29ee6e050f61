"""Backdates the demo's documents: their steps happened before the deadline, on working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zlib import crc32

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from kepu_app.review.deadlines import county_deadline

_SPRING_FESTIVAL = (date(2025, 1, 28), date(2025, 2, 4))
_MOVED_WORKDAYS = (date(2025, 1, 26), date(2025, 2, 8))
"""Holidays of 2025: 国办发明电〔2024〕12号."""

_HOURS = (10, 11, 14, 15, 16)
"""Office hours, without the lunch break."""


def has_past(submission: Document) -> bool:
	"""Return whether a province's history is spread, which is done last."""
	return getdate(submission.creation) <= _opening(submission.cycle)


def _opening(cycle: str) -> date:
	"""Return the date of the cycle's opening: a Monday, the notice being of a Thursday."""
	notice = getdate(frappe.get_cached_value("Reporting Cycle", cycle, "notice_date"))
	return _working_day(notice + timedelta(days=4))


@dataclass(frozen=True)
class _Course:
	"""When a document was created, the day of its first step, and the last day for the others if possible.
	``accepted`` is the time of acceptance."""

	made: date
	first: date
	latest: date
	accepted: datetime | None = None


def spread_history(submission: str) -> None:
	"""Move every step of a province's documents to plausible days.

	A county submits its summary on the day of its signature; the province finalises on the day of its own papers.
	What follows from the acceptance has its time.
	"""
	doc = frappe.get_doc("Provincial Submission", submission)
	national = getdate(frappe.get_cached_value("Reporting Cycle", doc.cycle, "national_deadline"))
	opened = _opening(doc.cycle)
	yesterday = getdate() - timedelta(days=1)
	end = min(getdate(doc.dated or county_deadline(doc.county_deadline, national)), getdate())
	steps = _spread(doc.doctype, doc.name, _Course(opened, end, min(national, yesterday)))
	_date_packages(doc.name, steps)
	latest = end - timedelta(days=1)
	for name, dated in _names("Annual Summary", doc, "dated"):
		_spread("Annual Summary", name, _Course(opened, dated or end, latest, steps.get("Accept")))
	for doctype in ("Typical Case", "Speaker Nominee"):
		for name, _same in _names(doctype, doc, "name"):
			day = _working_day(end - timedelta(days=14 + _chance(name, 8)))
			_spread(doctype, name, _Course(day, day, latest, steps.get("Accept")))


def _names(doctype: str, submission: Document, field: str) -> Any:
	place = {"cycle": submission.cycle, "province": submission.province}
	return frappe.get_all(doctype, place, ["name", field], as_list=True)


def _spread(doctype: str, name: str, course: _Course) -> dict[str, datetime]:
	"""Spread the steps of one document; return the time of each action."""
	moment = datetime.combine(course.made, time(9, _chance(name, 60)))
	values: dict[str, Any] = {"creation": moment, "state_since": moment}
	steps: dict[str, datetime] = {}
	for number, entry in enumerate(_entries(doctype, name)):
		before, moment = moment, _next(f"{name}-{number}", moment, course, number == 0)
		if entry.action == "Accept" and course.accepted:
			moment = course.accepted
		_move_entry(entry.name, moment, before)
		steps[entry.action] = values["state_since"] = moment
		values.update(_values_of(doctype, entry.action, moment, values))
	frappe.db.set_value(doctype, name, {**values, "modified": moment}, update_modified=False)
	_move_notes(doctype, name, moment)
	return steps


def _entries(doctype: str, name: str) -> list[Any]:
	return frappe.get_all(
		"Review Entry",
		{"reference_doctype": doctype, "reference_name": name},
		["name", "action"],
		order_by="creation asc, name asc",
	)


def _move_entry(entry: str, moment: datetime, before: datetime) -> None:
	hours = (moment - before).total_seconds() / 3600
	frappe.db.set_value(
		"Review Entry",
		entry,
		{"at": moment, "creation": moment, "modified": moment, "hours_in_state": hours},
		update_modified=False,
	)


def _move_notes(doctype: str, name: str, moment: datetime) -> None:
	"""Backdate Frappe's own notes on the document, shown in the form's timeline."""
	for note, document in (
		("Version", {"ref_doctype": doctype, "docname": name}),
		("Comment", {"reference_doctype": doctype, "reference_name": name}),
	):
		frappe.db.set_value(note, document, {"creation": moment, "modified": moment}, update_modified=False)


def _date_packages(submission: str, steps: dict[str, datetime]) -> None:
	"""Date the packages: one soon after the papers are final, and one before they are sent."""
	rows = frappe.get_all("Submission Package", {"parent": submission}, pluck="name", order_by="idx asc")
	for number, row in enumerate(rows):
		moment = steps["Finalise"] + timedelta(minutes=3 + 40 * number)
		if "Send" in steps and row == rows[-1]:
			moment = steps["Send"] - timedelta(minutes=25)
		frappe.db.set_value("Submission Package", row, "built_at", moment, update_modified=False)


def _values_of(doctype: str, action: str, moment: datetime, so_far: dict[str, Any]) -> dict[str, Any]:
	if doctype == "Provincial Submission":
		is_sent = action == "Send"
		return {"sent_at": moment, "sent_late": 0, "last_submitted_at": moment} if is_sent else {}
	if action not in ("Submit for Review", "Pass City Review", "Propose"):
		return {}
	if doctype != "Annual Summary":
		return {"last_submitted_at": moment}
	return {
		"last_submitted_at": moment,
		"first_submitted_at": so_far.get("first_submitted_at", moment),
		"submitted_late": 0,
	}


def _next(key: str, before: datetime, course: _Course, is_first: bool) -> datetime:
	"""Return the time of the step after ``before``, during office hours."""
	day = course.first if is_first else _later_day(before.date(), course.latest, _chance(key, 3))
	return datetime.combine(day, time(_HOURS[_chance(f"{key}h", len(_HOURS))], _chance(f"{key}m", 60)))


def _later_day(day: date, latest: date, more: int) -> date:
	"""Return the next working day, or one of the ``more`` after it up to ``latest``."""
	day = _working_day(day + timedelta(days=1))
	for _each in range(more):
		following = _working_day(day + timedelta(days=1))
		if following > latest:
			break
		day = following
	return day


def _working_day(day: date) -> date:
	"""Return ``day``, or the next working day."""
	while not _is_working_day(day):
		day += timedelta(days=1)
	return day


def _is_working_day(day: date) -> bool:
	if day in _MOVED_WORKDAYS:
		return True
	return day.weekday() < 5 and not _SPRING_FESTIVAL[0] <= day <= _SPRING_FESTIVAL[1]


def _chance(key: str, limit: int) -> int:
	"""Return a number below ``limit``, deterministic for a key."""
	return crc32(key.encode()) % limit
