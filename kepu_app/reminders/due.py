"""What is due on a day, and whom it concerns. Only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import cstr, getdate

from kepu_app.kepu.doctype.reporting_cycle.reporting_cycle import parse_reminder_days
from kepu_app.review.states import ACCEPTED, CYCLE_OPEN, DRAFT, RETURNED, SENT
from kepu_app.roles import PROVINCIAL_APPROVER

FILED_BY_PROVINCE = (SENT, ACCEPTED)


@dataclass(frozen=True)
class Item:
	"""One thing that somebody is reminded of: a document, what it is called, and the day it is due."""

	doctype: str
	name: str
	title: str
	deadline: date


def due_items(cycle: Any, since: date, today: date) -> dict[str, list[Item]]:
	"""Reminders of a cycle by user: for whatever became due after ``since``, up to ``today``.

	A day that the scheduler missed is made up for, once. A county that has filed is left in peace, and so is
	a province that has sent.

	Args:
		cycle: a Reporting Cycle with name, status, national_deadline and reminder_days.
		since: the last day that was looked at.
		today: the day to look at.
	"""
	if cycle.status != CYCLE_OPEN:
		return {}
	days = reminder_days(cycle)
	found: dict[str, list[Item]] = defaultdict(list)
	_add_counties(found, cycle, days, since, today)
	_add_provinces(found, cycle, days, since, today)
	return found


def reminder_days(cycle: Any) -> list[int]:
	"""Days before a deadline, negative after it: the cycle's own, else those of Kepu Settings."""
	own = cstr(cycle.reminder_days).strip()
	return parse_reminder_days(own or frappe.db.get_single_value("Kepu Settings", "reminder_days"))


def is_due(deadline: date, days: Iterable[int], since: date, today: date) -> bool:
	"""Whether one of the days before or after the deadline lies in (since, today]."""
	return any(since < deadline - timedelta(days=each) <= today for each in days)


def unfiled_summaries(filters: Mapping[str, Any]) -> list[Any]:
	"""Summaries that wait for their county, of active counties."""
	summary, county = frappe.qb.DocType("Annual Summary"), frappe.qb.DocType("County")
	query = (
		frappe.qb.from_(summary)
		.join(county)
		.on(county.name == summary.county)
		.select(summary.name, summary.title, summary.county, summary.province, summary.cycle)
		.where((county.active == 1) & summary.workflow_state.isin((DRAFT, RETURNED)))
		.orderby(summary.name)
	)
	for field, values in filters.items():
		query = query.where(
			summary[field].isin(values) if isinstance(values, list) else summary[field] == values
		)
	return query.run(as_dict=True)


def county_people(counties: list[str]) -> dict[str, list[str]]:
	"""Enabled users assigned to each of these counties."""
	return _people("County User", {"parenttype": "County", "parent": ["in", counties]}) if counties else {}


def deadlines_of(cycle: str) -> dict[str, date]:
	"""The day by which a province's counties file, by province."""
	national = frappe.get_cached_value("Reporting Cycle", cycle, "national_deadline")
	rows = frappe.get_all("Provincial Submission", {"cycle": cycle}, ["province", "county_deadline"])
	return {row.province: getdate(row.county_deadline or national) for row in rows}


def _add_counties(
	found: dict[str, list[Item]], cycle: Any, days: list[int], since: date, today: date
) -> None:
	deadlines = deadlines_of(cycle.name)
	due = [province for province, day in deadlines.items() if is_due(day, days, since, today)]
	if not due:
		return
	summaries = unfiled_summaries({"cycle": cycle.name, "province": due})
	people = county_people([each.county for each in summaries])
	approvers = _approvers(due)
	for each in summaries:
		item = Item("Annual Summary", each.name, each.title, deadlines[each.province])
		for user in {*people.get(each.county, ()), *approvers.get(each.province, ())}:
			found[user].append(item)


def _add_provinces(
	found: dict[str, list[Item]], cycle: Any, days: list[int], since: date, today: date
) -> None:
	deadline = getdate(cycle.national_deadline)
	if not is_due(deadline, days, since, today):
		return
	filters = {"cycle": cycle.name, "workflow_state": ["not in", FILED_BY_PROVINCE]}
	waiting = frappe.get_all(
		"Provincial Submission", filters, ["name", "title", "province"], order_by="name asc"
	)
	approvers = _approvers([each.province for each in waiting])
	for each in waiting:
		for user in approvers.get(each.province, ()):
			found[user].append(Item("Provincial Submission", each.name, each.title, deadline))


def _approvers(provinces: list[str]) -> dict[str, list[str]]:
	filters = {"parenttype": "Province", "parent": ["in", provinces], "role": PROVINCIAL_APPROVER}
	return _people("Province User", filters) if provinces else {}


def _people(doctype: str, filters: Mapping[str, Any]) -> dict[str, list[str]]:
	rows = frappe.get_all(doctype, filters, ["parent", "user"])
	users = {"name": ["in", sorted({row.user for row in rows})], "enabled": 1}
	enabled = set(frappe.get_all("User", users, pluck="name"))
	found: dict[str, list[str]] = defaultdict(list)
	for row in rows:
		if row.user in enabled:
			found[row.parent].append(row.user)
	return found
