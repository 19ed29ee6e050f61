"""The calendar of deadlines: national ones, hard locks, and the provinces' own for their counties."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from pypika.terms import Criterion

from kepu_app.access.scopes import scope_of
from kepu_app.reports.columns import BLUE, GREY, RED
from kepu_app.reports.listed import listed
from kepu_app.reports.selection import CYCLE, CycleFacts
from kepu_app.review.deadlines import county_deadline, days_until
from kepu_app.utils.doctypes import SUBMISSION

MOST_NAMES = 3
"""Provinces that are named; more are counted."""


def get_events(start: str, end: str) -> list[dict[str, Any]]:
	"""Return Reporting Cycle's calendar events from ``start`` to ``end``, both dates included."""
	first, last = getdate(start), getdate(end)
	events = [*_cycle_events(), *_county_events()]
	return [each for each in events if first <= each["day"] <= last]


def days_left(cycle: CycleFacts) -> int:
	"""Return the days until the deadline of the session's user, negative once it is past.

	For counties' users it is the earliest of their provinces' deadlines, for others the national one.
	"""
	deadline = cycle.national_deadline
	scope = scope_of()
	if scope.counties and not scope.provinces:
		rows = _county_deadlines(cycle.name)
		deadline = min((county_deadline(row.county_deadline, deadline) for row in rows), default=deadline)
	return days_until(deadline)


def _cycle_events() -> list[dict[str, Any]]:
	table = frappe.qb.DocType(CYCLE)
	query = frappe.qb.from_(table).select(table.name, table.national_deadline, table.hard_lock_date)
	events = []
	for cycle in query.where(listed(CYCLE)).run(as_dict=True):
		title = _("{0}: national deadline").format(cycle.name)
		events.append(_event(cycle.name, "national", cycle.national_deadline, title, RED))
		if cycle.hard_lock_date:
			title = _("{0}: hard lock").format(cycle.name)
			events.append(_event(cycle.name, "lock", cycle.hard_lock_date, title, GREY))
	return events


def _county_events() -> list[dict[str, Any]]:
	"""Return one event per cycle and day on which counties have to file."""
	days: dict[tuple[str, date], list[str]] = defaultdict(list)
	for row in _county_deadlines():
		if row.county_deadline:
			days[row.cycle, getdate(row.county_deadline)].append(row.province_name)
	return [
		_event(cycle, f"counties-{day}", day, _county_title(cycle, provinces), BLUE)
		for (cycle, day), provinces in days.items()
	]


def _county_deadlines(cycle: str = "") -> list[Any]:
	"""Return the deadlines of the user's provinces; they bind counties that may not read the submission."""
	submission, province = frappe.qb.DocType(SUBMISSION), frappe.qb.DocType("Province")
	query = (
		frappe.qb.from_(submission)
		.join(province)
		.on((submission.province == province.name) & listed("Province"))
		.select(submission.cycle, submission.county_deadline, province.province_name)
		.where(_is_ours(submission))
		.orderby(province.name)
	)
	return (query.where(submission.cycle == cycle) if cycle else query).run(as_dict=True)


def _is_ours(submission: Any) -> Criterion:
	scope = scope_of()
	if scope.everything:
		return submission.name.isnotnull()
	return submission.province.isin(sorted(scope.provinces | scope.home_provinces) or [""])


def _county_title(cycle: str, provinces: list[str]) -> str:
	if len(provinces) > MOST_NAMES:
		return _("{0}: deadline of the counties in {1} provinces").format(cycle, len(provinces))
	return _("{0}: deadline of the counties of {1}").format(cycle, "、".join(provinces))


def _event(cycle: str, kind: str, day: Any, title: str, color: str) -> dict[str, Any]:
	day = getdate(day)
	return {
		"id": f"{cycle}-{kind}",
		"name": cycle,
		"day": day,
		"start": str(day),
		"end": str(day),
		"title": title,
		"tooltip": title,
		"allDay": 1,
		# Frappe lets users with write permission drag a record to another day, unless it is submitted.
		"docstatus": 1,
		"color": color,
	}
