"""Reminders to group robots and mobile numbers: numbers, divisions and days only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe.utils import get_url, getdate

from kepu_app.assessment.assessors import ASSESSMENT
from kepu_app.core.messaging import texts
from kepu_app.messaging.channels import REMINDER, place_name, wants_robot, wants_sms
from kepu_app.messaging.outbox import ROBOT, SMS, put
from kepu_app.reminders.due import (
	Item,
	last_due,
	open_cycles,
	reminder_days,
	unfiled_summaries,
)
from kepu_app.review.deadlines import county_deadlines
from kepu_app.review.states import SENT_STATES
from kepu_app.utils.doctypes import SUBMISSION

Lines = dict[str | None, list[str]]
"""The lines for each group, by province; None is CAST's."""


def tell_groups(since: date, today: date) -> None:
	"""Enqueue the scheduler's reminders of a day, one per group. Idempotent within a day.

	Args:
		since: the last day that was processed.
		today: the day to process.
	"""
	lines: Lines = defaultdict(list)
	for cycle in open_cycles(today):
		_add_counties(lines, cycle, since, today)
		_add_provinces(lines, cycle, since, today)
	for province, found in lines.items():
		once_key = f"{today.isoformat()}|{province or 'CAST'}"
		put(ROBOT, REMINDER, once_key, province=province, text="\n".join(found))


def tell_asked(summaries: Iterable[Any], deadlines: Mapping[str, Mapping[str, date]]) -> None:
	"""Notify each province's group of how many of its counties a user reminds.

	Args:
		summaries: of the counties, with ``province`` and ``cycle``.
		deadlines: of each cycle, by province.
	"""
	for (cycle, province), number in Counter((each.cycle, each.province) for each in summaries).items():
		if wants_robot(province, REMINDER):
			text = texts.asked_for(place_name(province), number, deadlines[cycle][province], getdate())
			put(ROBOT, REMINDER, province=province, text=text)


def tell_person(user: str, items: Sequence[Item], today: date, once_key: str) -> None:
	"""Enqueue a text message to a reminded user, if one of the provinces concerned wants that.

	Args:
		user: who is reminded.
		items: of what.
		today: the day.
		once_key: of the Sent Reminder; makes the call idempotent.
	"""
	wanting = [each for each in _provinces_of(items) if wants_sms(each, REMINDER)]
	if not wanting or not frappe.db.get_value("User", user, "mobile_no"):
		return
	write = texts.assessment_sms if _are_assessments(items) else texts.reminder_sms
	text = write(len(items), min(each.deadline for each in items), today, get_url())
	put(SMS, REMINDER, once_key, province=wanting[0], recipient=user, text=text)


def _add_counties(lines: Lines, cycle: Any, since: date, today: date) -> None:
	deadlines = county_deadlines(cycle.name, cycle.national_deadline)
	days = reminder_days(cycle)
	due = [
		each
		for each, day in deadlines.items()
		if wants_robot(each, REMINDER) and last_due(day, days, since, today)
	]
	if not due:
		return
	unfiled = Counter(
		each.province for each in unfiled_summaries({"cycle": cycle.name, "province": sorted(due)})
	)
	for province, number in sorted(unfiled.items()):
		lines[province].append(texts.awaited(place_name(province), number, deadlines[province], today))


def _add_provinces(lines: Lines, cycle: Any, since: date, today: date) -> None:
	deadline = getdate(cycle.national_deadline)
	if not last_due(deadline, reminder_days(cycle), since, today):
		return
	filters = {"cycle": cycle.name, "workflow_state": ["not in", SENT_STATES]}
	waiting = frappe.get_all(SUBMISSION, filters, pluck="province", order_by="province asc")
	for province in waiting:
		if wants_robot(province, REMINDER):
			lines[province].append(texts.awaited_of_province(place_name(province), deadline, today))
	if waiting and wants_robot(None, REMINDER):
		counties = len(unfiled_summaries({"cycle": cycle.name}))
		lines[None].append(texts.awaited_in_country(counties, len(waiting), deadline, today))


def _provinces_of(items: Sequence[Item]) -> list[str | None]:
	"""Return the items' provinces; assessments of CAST's rounds have None."""
	found: set[str | None] = set()
	for doctype in {each.doctype for each in items}:
		names = [each.name for each in items if each.doctype == doctype]
		found.update(frappe.get_all(doctype, {"name": ["in", names]}, pluck="province", distinct=True))
	return sorted({each or None for each in found}, key=str)


def _are_assessments(items: Sequence[Item]) -> bool:
	return all(each.doctype == ASSESSMENT for each in items)
