"""Send a reminder to one user, and record it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import frappe
from frappe import _
from frappe.translate import get_user_lang
from frappe.utils import escape_html, get_url_to_form, now_datetime

from kepu_app.controllers.intent import intend
from kepu_app.reminders.due import Item
from kepu_app.reminders.groups import tell_person
from kepu_app.review.notify import outgoing_account
from kepu_app.utils.doctypes import SUMMARY
from kepu_app.utils.messages import plain_text


def remind(user: str, items: list[Item], today: date, *, sent_by: str | None, by_mail: bool) -> None:
	"""Send one message about all ``items``: in the app, by mail if asked for, and by SMS where a province wants that.

	Args:
		user: who is reminded.
		items: of one cycle or several; the user may see each.
		today: the day from which days left are counted.
		sent_by: who pressed the button; None for the scheduler, which sends one digest per user and day.
		by_mail: whether a mail goes too; needs an outgoing account and an address.

	Raises:
		UniqueValidationError: the scheduler has reminded this user today already.
	"""
	items = sorted(items, key=lambda each: (each.deadline, each.doctype, each.name))
	with language_of(user):
		subject, html = _subject(items), _as_html(items, today)
		is_mailed = by_mail and _send_mail(user, subject, html)
	kept = _keep(user, items, today, subject, sent_by, is_mailed)
	tell_person(user, items, today, kept)
	_notify(user, items, subject, html)


def days_left(deadline: date, today: date) -> str:
	"""Return the days left, or overdue, as text in the reader's language."""
	days = (deadline - today).days
	if days > 0:
		return _("{0} days left").format(days)
	return _("due today") if days == 0 else _("{0} days overdue").format(-days)


@contextmanager
def language_of(user: str) -> Iterator[None]:
	"""Translate into this user's language, instead of the session's, within the context."""
	before = frappe.local.lang
	frappe.local.lang = get_user_lang(user)
	try:
		yield
	finally:
		frappe.local.lang = before


def _subject(items: list[Item]) -> str:
	if _are_assessments(items):
		return _("Still to assess: {0}").format("；".join(escape_html(each.title) for each in items))
	if len(items) == 1:
		return _("Still to be filed: {0}").format(escape_html(items[0].title))
	return _("{0} documents are still to be filed").format(len(items))


def _as_html(items: list[Item], today: date) -> str:
	rows = (
		f'<li><a href="{get_url_to_form(item.doctype, item.name)}">{escape_html(item.title)}</a> '
		f"{item.deadline.isoformat()} ({escape_html(days_left(item.deadline, today))})</li>"
		for item in items
	)
	lead = (
		_("Still to assess, with the deadline of each:")
		if _are_assessments(items)
		else _("Still to be filed, with the deadline of each:")
	)
	return f"<p>{lead}</p><ul>{''.join(rows)}</ul>"


def _are_assessments(items: list[Item]) -> bool:
	return all(item.doctype == "Subject Assessment" for item in items)


def _send_mail(user: str, subject: str, html: str) -> bool:
	"""Enqueue a mail; return whether it was. The reminder in the app does not depend on it."""
	address = frappe.get_cached_value("User", user, "email")
	if not address or not outgoing_account():
		return False
	return bool(frappe.sendmail(recipients=[address], subject=plain_text(subject), message=html))


def _keep(
	user: str, items: list[Item], today: date, subject: str, sent_by: str | None, is_mailed: bool
) -> str:
	log = frappe.new_doc("Sent Reminder")
	log.update(
		{
			"user": user,
			"day": today,
			"digest_key": None if sent_by else f"{today.isoformat()}|{user}",
			"cycle": frappe.db.get_value(items[0].doctype, items[0].name, "cycle"),
			"sent_by": sent_by,
			"by_mail": int(is_mailed),
			"subject": plain_text(subject)[:140],
			"items": json.dumps(
				[f"{item.doctype} {item.name} {item.title}" for item in items], ensure_ascii=False
			),
		}
	)
	intend(log, by_system=True)
	# No user may write the log, not even the sender.
	log.insert(ignore_permissions=True)
	_note_in_summaries([item.name for item in items if item.doctype == SUMMARY and item.to_county])
	return log.name


def _note_in_summaries(names: list[str]) -> None:
	if names:
		filters = {"name": ["in", names]}
		frappe.db.set_value(SUMMARY, filters, "last_reminded_at", now_datetime(), update_modified=False)


def _notify(user: str, items: list[Item], subject: str, html: str) -> None:
	log = frappe.new_doc("Notification Log")
	log.update({"type": "Alert", "for_user": user, "subject": subject, "email_content": html})
	log.update({"document_type": items[0].doctype, "document_name": items[0].name})
	# The notification belongs to the reminded user; the app writes it for the sender.
	log.insert(ignore_permissions=True)
