"""Endpoints of the dialog 账号: a division's users, a new one, a slip, a hand-over, disabling."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.sessions import clear_sessions
from frappe.utils import cint, escape_html

from kepu_app.access.roles import CITY_REVIEWER, PROVINCIAL_APPROVER
from kepu_app.accounts.rights import COUNTY, PROVINCE, require_place, require_user
from kepu_app.accounts.users import make_user, slip_of


@frappe.whitelist()
def people(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Return the users assigned to a county or province.

	Returns:
		``user``, ``full_name``, ``mobile``, ``role`` and ``city`` (of a province), ``enabled``, ``last_login``
		(blank: never), ``managed``: whether the user may change the account.

	Raises:
		PermissionError: the user does not manage the division.
	"""
	place = require_place(doctype, name)
	return [_person(place, row) for row in place.users]


@frappe.whitelist(methods=["POST"])
def make(
	doctype: str, name: str, full_name: str, mobile: str, role: str | None = None, city: str | None = None
) -> dict[str, Any]:
	"""Create an account for a division's user; return its slip (see ``users.slip_of``).

	Args:
		doctype: County or Province.
		name: of the division.
		full_name: of the new user.
		mobile: the number used to log in.
		role: in a province, approver or reviewer of a city; in a county all are reporters.
		city: a reviewer's.

	Raises:
		PermissionError: the user does not manage the division.
		ValidationError: the number is invalid or in use, or the role is not one of the division's.
	"""
	place = require_place(doctype, name)
	given = _assignment(doctype, role, city)
	user = make_user(full_name, mobile)
	place.append("users", {"user": user.name, "phone": user.mobile_no, **given})
	_save(place, _("made the account of {0}"), user.full_name)
	return slip_of(user, place)


@frappe.whitelist(methods=["POST"])
def renew(doctype: str, name: str, user: str) -> dict[str, Any]:
	"""Return a new slip, with a one-time link; the password stays valid until it is used."""
	place = require_place(doctype, name)
	account = require_user(place, user)
	if not account.enabled:
		frappe.throw(_("The account is disabled."))
	_note(place, _("made a slip for {0}"), account.full_name)
	return slip_of(account, place)


@frappe.whitelist(methods=["POST"])
def set_enabled(doctype: str, name: str, user: str, enabled: bool) -> None:
	"""Disable an account, which ends its sessions, or enable it again."""
	place = require_place(doctype, name)
	account = require_user(place, user)
	_switch(account, cint(enabled))
	sentence = _("enabled the account of {0}") if cint(enabled) else _("disabled the account of {0}")
	_note(place, sentence, account.full_name)


@frappe.whitelist(methods=["POST"])
def hand_over(doctype: str, name: str, user: str, full_name: str, mobile: str) -> dict[str, Any]:
	"""Replace a user by a new one; return the new slip.

	The predecessor's writings keep their name. The old account is disabled unless assigned to another division.
	"""
	place = require_place(doctype, name)
	former = require_user(place, user)
	successor = make_user(full_name, mobile)
	for row in place.users:
		if row.user == former.name:
			row.update(
				{"user": successor.name, "full_name": successor.full_name, "phone": successor.mobile_no}
			)
	_save(place, _("handed the account of {0} over"), former.full_name)
	if not _is_assigned(former.name):
		_switch(frappe.get_doc("User", former.name), 0)
	return slip_of(successor, place)


def _person(place: Document, row: Any) -> dict[str, Any]:
	user = frappe.db.get_value(
		"User", row.user, ["full_name", "mobile_no", "enabled", "last_login"], as_dict=True
	)
	return {
		"user": row.user,
		"full_name": user.full_name,
		"mobile": user.mobile_no or row.phone or "",
		"role": row.get("role"),
		"city": row.get("city"),
		"enabled": user.enabled,
		"last_login": user.last_login,
		"managed": _may_manage(place, row.user),
	}


def _may_manage(place: Document, user: str) -> bool:
	try:
		require_user(place, user)
	except frappe.PermissionError:
		return False
	return True


def _assignment(doctype: str, role: str | None, city: str | None) -> dict[str, Any]:
	if doctype == COUNTY:
		return {}
	if role not in (PROVINCIAL_APPROVER, CITY_REVIEWER):
		frappe.throw(_("Choose what the person does in the province."))
	if role == CITY_REVIEWER and not (city or "").strip():
		frappe.throw(_("A reviewer of a city needs the name of the city."))
	return {"role": role, "city": (city or "").strip() if role == CITY_REVIEWER else None}


def _save(place: Document, sentence: str, full_name: str) -> None:
	"""Save without permission checks: managing a division's accounts needs no write access to it."""
	place.flags.ignore_permissions = True
	place.save()
	_note(place, sentence, full_name)


def _note(place: Document, sentence: str, full_name: str) -> None:
	"""Add a comment to the division's history: who did what with whose account."""
	place.add_comment("Info", sentence.format(escape_html(full_name)))


def _switch(account: Document, enabled: int) -> None:
	"""Switch an account without saving it, which would change the user's notification settings."""
	account.db_set("enabled", enabled)
	if not enabled:
		clear_sessions(account.name, force=True)
	frappe.clear_cache(user=account.name)


def _is_assigned(user: str) -> bool:
	return any(
		frappe.db.exists(row, {"user": user, "parenttype": parent})
		for row, parent in (("County User", COUNTY), ("Province User", PROVINCE))
	)
