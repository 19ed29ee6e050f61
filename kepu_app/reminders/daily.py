"""The scheduler's reminders: once a day, whatever happened to the days before."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import frappe
from frappe.utils import getdate

from kepu_app.background import exclusive
from kepu_app.reminders.due import Item, due_items
from kepu_app.reminders.message import remind
from kepu_app.review.states import CYCLE_OPEN

_LAST_DAY = "kepu_reminders_last_day"
LONGEST_GAP = 7
"""Days of a stopped scheduler that are made up for; older reminders would only be noise."""


def send_due_reminders() -> int:
	"""Daily job: one digest for each person concerned. Gives how many went out."""
	settings = frappe.get_cached_doc("Kepu Settings")
	if not settings.reminders_enabled:
		return 0
	with exclusive("kepu-reminders") as is_alone:
		if not is_alone:
			return 0
		return _send(getdate(), bool(settings.reminders_by_mail))


def _send(today: date, by_mail: bool) -> int:
	sent = 0
	for user, items in sorted(_collect(_last_day(today), today).items()):
		sent += remind(user, items, today, sent_by=None, by_mail=by_mail)
		# One person at a time: whoever was reminded before a crash is not reminded again after it.
		frappe.db.commit()  # nosemgrep: frappe-manual-commit
	frappe.db.set_default(_LAST_DAY, today.isoformat())
	frappe.db.commit()  # nosemgrep: frappe-manual-commit
	return sent


def _collect(since: date, today: date) -> dict[str, list[Item]]:
	found: dict[str, list[Item]] = defaultdict(list)
	for name in frappe.get_all("Reporting Cycle", {"status": CYCLE_OPEN}, pluck="name", order_by="year asc"):
		for user, items in due_items(frappe.get_cached_doc("Reporting Cycle", name), since, today).items():
			found[user] += items
	return found


def _last_day(today: date) -> date:
	"""The last day that was looked at; yesterday on a site that never was."""
	noted = frappe.db.get_default(_LAST_DAY)
	last = getdate(noted) if noted else today - timedelta(days=1)
	return min(max(last, today - timedelta(days=LONGEST_GAP)), today)
