"""The response to refused calls, and their log, the DocType Refused Call.

One line an hour per user and refused target, with a count. Beyond ``MOST`` lines of a user in an hour, the rest is
one line. So the log is complete and cannot be flooded.
"""

from __future__ import annotations

import hashlib
from typing import Any

import frappe
from frappe import _
from frappe.translate import get_user_lang
from frappe.utils import escape_html, now_datetime

from kepu_app.access.calls import Call
from kepu_app.access.holders import GUEST

LOG = "Refused Call"
NOT_LISTED, OUT_OF_REACH = "Not on the List", "Out of Reach"
MOST = 100
OTHERS = "…"
LONGEST = 140


def refuse(call: Call, target: str, reason: str) -> None:
	"""Log the refusal and raise it, in the user's language.

	Raises:
		PermissionError: the call is not on the allow-list; or a document is out of reach or missing, with the same
		 message for both.
	"""
	note(call, target, reason)
	frappe.local.flags.disable_traceback = True
	frappe.local.message_log = []
	if frappe.session.user and frappe.session.user != GUEST:
		frappe.local.lang = get_user_lang(frappe.session.user)
	shown = escape_html(_named(target[:LONGEST]))
	if reason == OUT_OF_REACH:
		frappe.throw(_("{0} is not there, or not within your reach.").format(shown), frappe.PermissionError)
	frappe.throw(
		_("{0} is not open to you. The administrator can see what was refused, and allow it.").format(shown),
		frappe.PermissionError,
	)


def _named(target: str) -> str:
	"""Return a document's target with its DocType translated; other targets unchanged."""
	doctypes = frappe.get_all("DocType", {"module": "Kepu"}, pluck="name")
	doctype = max((each for each in doctypes if f"{target} ".startswith(f"{each} ")), key=len, default="")
	return f"{_(doctype)}{target.removeprefix(doctype)}" if doctype else target


def note(call: Call, target: str, reason: str) -> None:
	"""Keep a refusal until the request ends: the request's own writes are rolled back first."""
	if not hasattr(frappe.local, "kepu_refused"):
		frappe.local.kepu_refused = []
	frappe.local.kepu_refused.append((call, target[:LONGEST], reason))


def write(response: Any = None, request: Any = None) -> None:
	"""Handle hook ``after_request``: write the refusals to the log."""
	refused = getattr(frappe.local, "kepu_refused", None)
	if not refused:
		return
	frappe.local.kepu_refused = []
	for call, target, reason in refused:
		_count(call, target, reason)
	frappe.db.commit()


def _count(call: Call, target: str, reason: str) -> None:
	user, hour = frappe.session.user or GUEST, now_datetime().replace(minute=0, second=0, microsecond=0)
	if not _add_one(_key(user, hour, target, reason)):
		if frappe.db.count(LOG, {"refused_user": user, "hour": hour}) >= MOST:
			target = reason = OTHERS
		_insert(call, user, hour, target, reason)


def _key(*parts: Any) -> str:
	return hashlib.sha256("\n".join(str(each) for each in parts).encode()).hexdigest()[:20]


def _add_one(key: str) -> bool:
	table = frappe.qb.DocType(LOG)
	if not frappe.db.exists(LOG, key):
		return False
	update = frappe.qb.update(table).set(table.times, table.times + 1).set(table.modified, now_datetime())
	update.where(table.name == key).run()
	return True


def _insert(call: Call, user: str, hour: Any, target: str, reason: str) -> None:
	key = _key(user, hour, target, reason)
	if target == OTHERS and _add_one(key):
		return
	line = frappe.new_doc(LOG)
	line.update({"refused_user": user, "hour": hour, "target": target, "times": 1, "verb": call.verb})
	line.update({"kind": call.kind or PATH, "reason": reason if target != OTHERS else NOT_LISTED})
	line.update({"name": key, "called": call.target[:LONGEST], "address": frappe.local.request_ip})
	line.db_insert(ignore_if_duplicate=True)


PATH = "path"
