"""The scheduler's reminders: once a day, whatever happened to the days before."""

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
"""Days of a stopped scheduler that are made up for; older reminders would only be noise."""


@job("daily reminders")
def send_due_reminders() -> int:
	"""Daily job: one digest for each person concerned. Gives how many went out.

	A day that was missed is made up for, once. A run that ends half way is made up for too, without those
	whom it had reminded already. Days on which reminders were switched off are not made up for.
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
	"""Notify the groups in a transaction of its own, whose failure stops nobody's reminder."""
	try:
		tell_groups(since, today)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title="Reminders to groups")
		count(groups_failed=1)
	finally:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- what groups are told is kept by itself


def _remind(user: str, digests: Digests, today: date, by_mail: bool) -> bool:
	"""Each person is a transaction of its own. After a crash nobody is reminded twice, and one failure does
	not stop the others."""
	try:
		remind(user, digests[user], today, sent_by=None, by_mail=by_mail)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"Reminder to {user}")
		return False
	finally:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- each person is kept by himself
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
	"""Return the day of the last digest of whoever had one after ``since``, when a run did not come to its
	end."""
	log = frappe.qb.DocType("Sent Reminder")
	query = frappe.qb.from_(log).select(log.user, log.day).where(log.digest_key.isnotnull())
	return {user: getdate(day) for user, day in query.where(log.day > since).orderby(log.day).run()}


def _last_day(noted: Any, today: date) -> date:
	"""Return the last day that was dealt with; yesterday on a site that never was."""
	# Saving Kepu Settings before the first run leaves Frappe's day of nothing, 0001-01-01.
	last = (getdate(noted) if noted else None) or today - timedelta(days=1)
	return min(max(last, today - timedelta(days=LONGEST_GAP)), today)
