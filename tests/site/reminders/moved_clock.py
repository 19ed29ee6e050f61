"""Reminders with a moved clock: what a run on some day sends, and to whom.

The clock of this process is moved; the database's and the server's are not. The site's days are those of
Shanghai, eight hours ahead of the clock.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from typing import Any

import frappe
import time_machine

from kepu_app.access.scopes import forget_scopes
from kepu_app.reminders import send_due_reminders
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.site.factories import (
	APPROVER,
	DEPUTY,
	DOMAIN,
	FOREIGN_APPROVER,
	FOREIGN_DEPUTY,
	HOME_COUNTIES,
	REPORTER,
	World,
	reporter,
)
from tests.site.mails import outgoing_account

SHANGHAI = timezone(timedelta(hours=8))
HOME_REPORTERS = {reporter(county) for county in HOME_COUNTIES}
FOREIGN_REPORTERS = {reporter("410304"), reporter("411502")}
HOME_APPROVERS, FOREIGN_APPROVERS = {APPROVER, DEPUTY}, {FOREIGN_APPROVER, FOREIGN_DEPUTY}
SETTINGS = ("reminders_enabled", "reminders_by_mail", "reminder_days")
DEADLINE, NATIONAL = "2028-02-20", "2028-03-10"
"""Of the counties of the one province, and of all others."""

Reminded = dict[str, set[str]]
"""Names of the documents that each person was reminded of."""


@contextmanager
def settings_put_back() -> Iterator[None]:
	before = {field: frappe.db.get_single_value("Kepu Settings", field) for field in SETTINGS}
	yield
	forget_reminders()
	frappe.db.set_single_value("Kepu Settings", before)
	frappe.db.commit()


@contextmanager
def as_opened(world: World) -> Iterator[None]:
	"""Nobody has filed, nobody has been reminded, and reminders are on: three, one and no day before the
	deadline, and a day after it."""
	forget_reminders()
	set_cycle(world.year, status="Open", national_deadline=NATIONAL, hard_lock_date=None, reminder_days=None)
	mine = {"cycle": world.year}
	frappe.db.set_value(SUBMISSION, mine, {"county_deadline": None, "workflow_state": "Collecting"})
	frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", DEADLINE)
	unfiled = {"workflow_state": "Draft", "last_reminded_at": None, "first_submitted_at": None}
	frappe.db.set_value(SUMMARY, mine, unfiled, update_modified=False)
	values = {"reminders_enabled": 1, "reminders_by_mail": 0, "reminder_days": "3,1,0,-1"}
	frappe.db.set_single_value("Kepu Settings", values)
	frappe.db.commit()
	language, frappe.local.lang = frappe.local.lang, "zh"
	yield
	frappe.local.lang = language
	frappe.db.rollback()
	forget_reminders()


@contextmanager
def reminders_by_mail() -> Iterator[None]:
	"""With an outgoing account."""
	with outgoing_account():
		frappe.db.set_single_value("Kepu Settings", "reminders_by_mail", 1)
		frappe.db.commit()
		yield


def set_cycle(year: str, **values: Any) -> None:
	frappe.db.set_value("Reporting Cycle", year, values)
	frappe.clear_document_cache("Reporting Cycle", year)


def forget_reminders() -> None:
	ours = ["like", f"%@{DOMAIN}"]
	mails = frappe.get_all("Email Queue Recipient", {"recipient": ours}, pluck="parent")
	frappe.db.delete("Email Queue", {"name": ["in", mails]})
	frappe.db.delete("Email Queue Recipient", {"recipient": ours})
	frappe.db.delete("Sent Reminder", {"user": ours})
	frappe.db.delete("Notification Log", {"for_user": ours})
	frappe.db.set_single_value("Kepu Settings", "reminded_until", None, update_modified=False)
	frappe.db.commit()


def at(day: str, clock: str = "00:05") -> Any:
	"""Return the clock shows this time of this day in Shanghai, for as long as the context lasts."""
	return time_machine.travel(moment_of(day, clock))


def moment_of(day: str, clock: str) -> datetime:
	local = datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)
	return local.astimezone(timezone.utc)


def run_on(day: str, clock: str = "00:05") -> Reminded:
	"""Return the daily job at this time, and whom it reminded of what."""
	before = set(frappe.get_all("Sent Reminder", pluck="name"))
	with at(day, clock):
		number = send_due_reminders()
	logs = [each for each in sent_reminders() if each.name not in before]
	assert len({each.user for each in logs}) == len(logs) == number
	assert {str(each.day) for each in logs} <= {day}
	return {each.user: names_in(each) for each in logs}


def sent_reminders() -> list[Any]:
	frappe.db.rollback()
	fields = ["name", "user", "day", "items", "by_mail", "subject", "sent_by"]
	return frappe.get_all("Sent Reminder", {"user": ["like", f"%@{DOMAIN}"]}, fields)


def names_in(log: Any) -> set[str]:
	"""Each is kept as type, name and title; the types have two words."""
	return {each.split(" ")[2] for each in json.loads(log["items"])}


def notified(year: str) -> list[str]:
	"""Users with a reminder in the app, once for each."""
	filters = {"for_user": ["like", f"%@{DOMAIN}"], "document_name": ["like", f"{year}-%"]}
	return sorted(frappe.get_all("Notification Log", filters, pluck="for_user"))


def mailed() -> list[str]:
	"""Addresses in the mail queue, once for each mail."""
	filters = {"recipient": ["like", f"%@{DOMAIN}"]}
	return sorted(frappe.get_all("Email Queue Recipient", filters, pluck="recipient"))


def of_own_county(world: World, users: set[str]) -> Reminded:
	return {user: {world.summary(user.split("@")[0].removeprefix("reporter-"))} for user in users}


def of_each(users: set[str], *names: str) -> Reminded:
	return {user: set(names) for user in users}


def days_after(day: str, number: int) -> str:
	return (date.fromisoformat(day) + timedelta(days=number)).isoformat()


@contextmanager
def put_back(doctype: str, name: str, field: str, value: Any) -> Iterator[None]:
	"""Give a field of a record another value for a while."""
	before = frappe.db.get_value(doctype, name, field)
	_set(doctype, name, field, value)
	try:
		yield
	finally:
		frappe.db.rollback()
		_set(doctype, name, field, before)


def _set(doctype: str, name: str, field: str, value: Any) -> None:
	frappe.db.set_value(doctype, name, field, value, update_modified=False)
	frappe.db.commit()
	frappe.clear_document_cache(doctype, name)
	forget_scopes()
	frappe.clear_cache(user=REPORTER)
