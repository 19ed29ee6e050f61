"""What is due on a day, and which users it concerns. Only reads.

A county's users are reminded of its summary, before and after their province's deadline; once that is past, the
province's users too. The latter are reminded of their own submission by the national deadline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import cstr, getdate

from kepu_app.access.roles import COUNTY_REPORTER, PROVINCIAL_APPROVER
from kepu_app.kepu.doctype.reporting_cycle.reporting_cycle import parse_reminder_days
from kepu_app.review.deadlines import county_deadlines
from kepu_app.review.states import CYCLE_OPEN, SENT_STATES, WRITING_STATES
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY

Digests = dict[str, list["Item"]]
"""What each user is reminded of."""


@dataclass(frozen=True)
class Item:
	"""A document that a user is reminded of, with its title and deadline.

	``due_on`` is the day of this reminder, ``to_county`` whether it goes to users of the county that has to file.
	"""

	doctype: str
	name: str
	title: str
	deadline: date
	due_on: date
	to_county: bool = False


def open_cycles(today: date) -> list[Any]:
	"""Return the cycles in which something can still be filed: open, and before the day of their lock."""
	fields = ["name", "national_deadline", "reminder_days", "hard_lock_date"]
	cycles = frappe.get_all("Reporting Cycle", {"status": CYCLE_OPEN}, fields, order_by="year asc")
	return [each for each in cycles if not each.hard_lock_date or today < getdate(each.hard_lock_date)]


def due_items(cycle: Any, since: date, today: date) -> Digests:
	"""Return a cycle's reminders by user: for what became due after ``since``, up to ``today``.

	A county that has filed is not reminded, nor a province that has sent.

	Args:
		cycle: one of ``open_cycles``.
		since: the last day that was processed.
		today: the day to process.
	"""
	days = reminder_days(cycle)
	found: Digests = defaultdict(list)
	_add_counties(found, cycle, days, since, today)
	_add_provinces(found, cycle, days, since, today)
	return found


def reminder_days(cycle: Any) -> list[int]:
	"""Return the days before a deadline, negative after it: the cycle's own, else those of Kepu Settings."""
	own = cstr(cycle.reminder_days).strip()
	return parse_reminder_days(own or frappe.db.get_single_value("Kepu Settings", "reminder_days"))


def last_due(deadline: date, days: Iterable[int], since: date, today: date) -> date | None:
	"""Return the last reminder day in (since, today], or None; ``days`` count back from the deadline."""
	due = (deadline - timedelta(days=each) for each in days)
	return max((day for day in due if since < day <= today), default=None)


def unfiled_summaries(filters: Mapping[str, Any]) -> list[Any]:
	"""Return the summaries of active counties that wait for their county."""
	summary, county = frappe.qb.DocType(SUMMARY), frappe.qb.DocType("County")
	query = (
		frappe.qb.from_(summary)
		.join(county)
		.on(county.name == summary.county)
		.select(summary.name, summary.title, summary.county, summary.province, summary.cycle)
		.select(summary.first_submitted_at)
		.where((county.active == 1) & summary.workflow_state.isin(WRITING_STATES))
		.orderby(summary.name)
	)
	for field, values in filters.items():
		query = query.where(
			summary[field].isin(values) if isinstance(values, list) else summary[field] == values
		)
	return query.run(as_dict=True)


def county_people(counties: Collection[str]) -> dict[str, list[str]]:
	"""Return the enabled users who report for each of these counties."""
	return _people("County User", "County", counties, COUNTY_REPORTER)


def _add_counties(found: Digests, cycle: Any, days: list[int], since: date, today: date) -> None:
	deadlines = county_deadlines(cycle.name, cycle.national_deadline)
	due = {province: last_due(day, days, since, today) for province, day in deadlines.items()}
	provinces = [province for province, day in due.items() if day]
	summaries = unfiled_summaries({"cycle": cycle.name, "province": provinces}) if provinces else []
	people = county_people([each.county for each in summaries])
	approvers = _approvers([each for each in provinces if due[each] > deadlines[each]])
	for each in summaries:
		fields = (SUMMARY, each.name, each.title, deadlines[each.province], due[each.province])
		reporters = people.get(each.county, [])
		for user in reporters:
			found[user].append(Item(*fields, to_county=True))
		for user in approvers.get(each.province, ()):
			if user not in reporters:
				found[user].append(Item(*fields))


def _add_provinces(found: Digests, cycle: Any, days: list[int], since: date, today: date) -> None:
	deadline = getdate(cycle.national_deadline)
	due_on = last_due(deadline, days, since, today)
	if not due_on:
		return
	filters = {"cycle": cycle.name, "workflow_state": ["not in", SENT_STATES]}
	waiting = frappe.get_all(SUBMISSION, filters, ["name", "title", "province"], order_by="name asc")
	approvers = _approvers([each.province for each in waiting])
	for each in waiting:
		for user in approvers.get(each.province, ()):
			found[user].append(Item(SUBMISSION, each.name, each.title, deadline, due_on))


def _approvers(provinces: Collection[str]) -> dict[str, list[str]]:
	return _people("Province User", "Province", provinces, PROVINCIAL_APPROVER)


def _people(table: str, parenttype: str, places: Collection[str], role: str) -> dict[str, list[str]]:
	"""Return the enabled users in the divisions' tables who hold the role, without which they see nothing."""
	if not places:
		return {}
	row, user, held = frappe.qb.DocType(table), frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(row)
		.join(user)
		.on((user.name == row.user) & (user.enabled == 1))
		.join(held)
		.on((held.parent == user.name) & (held.parenttype == "User") & (held.role == role))
		.where((row.parenttype == parenttype) & row.parent.isin(sorted(places)))
		.select(row.parent, row.user)
		.distinct()
	)
	if parenttype == "Province":
		query = query.where(row.role == role)
	found: dict[str, list[str]] = defaultdict(list)
	for place, name in query.run():
		found[place].append(name)
	return found
