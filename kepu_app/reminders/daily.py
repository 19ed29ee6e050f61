"""The scheduler's reminders: once a day, making up for missed days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import getdate

from kepu_app.messaging.outbox import held
from kepu_app.reminders.assessors import due_assessments
from kepu_app.reminders.due import Digests, due_items, open_cycles
from kepu_app.reminders.groups import tell_groups
from kepu_app.reminders.message import remind
from kepu_app.utils.background import exclusive
from kepu_app.utils.jobs import count, job

SETTINGS = "Kepu Settings"
LONGEST_GAP = 7
"""Missed days of a stopped scheduler that are made up for; older reminders would be noise."""


@job("daily reminders")
def send_due_reminders() -> int:
	"""Send one digest to each user concerned, as a daily job, and return their number.

	Idempotent: a missed day is made up for, once; an interrupted run is continued without the users already reminded.
	Days with reminders switched off are not made up for.
	"""
	with exclusive("kepu-reminders") as is_alone:
		return _send(getdate()) if is_alone else 0


def _send(today: date) -> int:
	settings = frappe.get_doc(SETTINGS)
	since = _last_day(settings.reminded_until, today)
	digests = _collect(since, today) if settings.reminders_enabled else {}
	with held():
		if settings.reminders_enabled:
			_tell_groups(since, today)
		sent = [_remind(user, digests, today, bool(settings.reminders_by_mail)) for user in sorted(digests)]
	count(sent=sum(sent), failed=len(sent) - sum(sent))
	if all(sent):
		frappe.db.set_single_value(SETTINGS, "reminded_until", today, update_modified=False)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the end of a background job
	return sum(sent)


def _tell_groups(since: date, today: date) -> None:
	"""Notify the groups in their own transaction, whose failure stops no other reminder."""
	try:
		tell_groups(since, today)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title="Reminders to groups")
		count(groups_failed=1)
	finally:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the groups' own transaction


def _remind(user: str, digests: Digests, today: date, by_mail: bool) -> bool:
	"""Remind one user in a transaction of its own: a crash repeats no reminder, one failure stops no others."""
	try:
		remind(user, digests[user], today, sent_by=None, by_mail=by_mail)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"Reminder to {user}")
		return False
	finally:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the user's own transaction
	return True


def _collect(since: date, today: date) -> Digests:
	found: Digests = defaultdict(list)
	for cycle in open_cycles(today):
		for user, items in due_items(cycle, since, today).items():
			found[user] += items
	for user, items in due_assessments(since, today).items():
		found[user] += items
	reminded = _last_digests(since)
	left = {
		user: [item for item in items if item.due_on > reminded.get(user, since)]
		for user, items in found.items()
	}
	return {user: items for user, items in left.items() if items}


def _last_digests(since: date) -> dict[str, date]:
	"""Return by user the day of the last digest after ``since``, of an interrupted run."""
	log = frappe.qb.DocType("Sent Reminder")
	query = frappe.qb.from_(log).select(log.user, log.day).where(log.digest_key.isnotnull())
	return {user: getdate(day) for user, day in query.where(log.day > since).orderby(log.day).run()}


def _last_day(noted: Any, today: date) -> date:
	"""Return the last day that was processed; yesterday on a new site."""
	# Saving Kepu Settings before the first run stores Frappe's null date, 0001-01-01.
	last = (getdate(noted) if noted else None) or today - timedelta(days=1)
	return min(max(last, today - timedelta(days=LONGEST_GAP)), today)
