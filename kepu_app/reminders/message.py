"""Writes a reminder to one person, and keeps that it went out."""

from __future__ import annotations

import json
from datetime import date

import frappe
from frappe import _
from frappe.utils import escape_html, get_url_to_form, now_datetime

from kepu_app.reminders.due import Item


def remind(user: str, items: list[Item], today: date, *, sent_by: str | None, by_mail: bool) -> bool:
	"""One message about all ``items``: in the app, and by mail if asked for.

	Args:
		user: who is reminded.
		items: of one cycle or of several.
		today: the day, by which days left are counted.
		sent_by: who pressed the button; None for the scheduler, which sends one digest a person a day.
		by_mail: whether a mail goes too; only where there is an outgoing account.

	Returns:
		False when the scheduler has reminded this person today already.
	"""
	if sent_by is None and frappe.db.exists("Sent Reminder", {"digest_key": _digest_key(user, today)}):
		return False
	language = frappe.get_cached_value("User", user, "language")
	with _speaking(language):
		subject = _("{0} reports are awaited").format(len(items))
		html = _as_html(items, today)
	_keep(user, items, today, subject, sent_by, by_mail)
	_notify(user, items, subject, html)
	if by_mail:
		frappe.sendmail(
			recipients=[frappe.get_cached_value("User", user, "email")], subject=subject, message=html
		)
	return True


def days_left(deadline: date, today: date) -> str:
	"""Days left, or overdue, in the reader's words."""
	days = (deadline - today).days
	if days > 0:
		return _("{0} days left").format(days)
	return _("due today") if days == 0 else _("{0} days overdue").format(-days)


def _as_html(items: list[Item], today: date) -> str:
	rows = (
		f'<li><a href="{get_url_to_form(item.doctype, item.name)}">{escape_html(item.title)}</a> '
		f"{item.deadline.isoformat()} ({escape_html(days_left(item.deadline, today))})</li>"
		for item in items
	)
	return f"<ul>{''.join(rows)}</ul>"


def _keep(
	user: str, items: list[Item], today: date, subject: str, sent_by: str | None, by_mail: bool
) -> None:
	log = frappe.new_doc("Sent Reminder")
	log.update(
		{
			"user": user,
			"day": today,
			"digest_key": None if sent_by else _digest_key(user, today),
			"cycle": frappe.db.get_value(items[0].doctype, items[0].name, "cycle"),
			"sent_by": sent_by,
			"by_mail": int(by_mail),
			"subject": subject,
			"items": json.dumps(
				[f"{item.doctype} {item.name} {item.title}" for item in items], ensure_ascii=False
			),
		}
	)
	log.flags.by_system = True
	# Nobody may write into the log, whoever had the reminder sent.
	log.insert(ignore_permissions=True)
	summaries = [item.name for item in items if item.doctype == "Annual Summary"]
	if summaries:
		frappe.db.set_value(
			"Annual Summary",
			{"name": ["in", summaries]},
			"last_reminded_at",
			now_datetime(),
			update_modified=False,
		)


def _notify(user: str, items: list[Item], subject: str, html: str) -> None:
	log = frappe.new_doc("Notification Log")
	log.update({"type": "Alert", "for_user": user, "subject": subject, "email_content": html})
	log.update({"document_type": items[0].doctype, "document_name": items[0].name})
	# The notification belongs to the reminded person; the app writes it on behalf of the sender.
	log.insert(ignore_permissions=True)


def _digest_key(user: str, day: date) -> str:
	return f"{day.isoformat()}|{user}"


class _speaking:
	"""The language of the person who is reminded, for as long as the message is written."""

	def __init__(self, language: str | None) -> None:
		self._language = language

	def __enter__(self) -> None:
		self._before = frappe.local.lang
		if self._language:
			frappe.local.lang = self._language

	def __exit__(self, *_error: object) -> None:
		frappe.local.lang = self._before
