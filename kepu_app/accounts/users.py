"""A user who signs in with a mobile number, and the slip that brings him in for the first time."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, cstr, format_datetime, get_url, now_datetime

from kepu_app.core.characters import without_invisible
from kepu_app.utils.users import without_throttle

NO_MAIL = "no-mail.invalid"
"""Frappe names users by a mail address; who gives none gets one to which no mail can go (RFC 2606). Everybody sees the
names of accounts, so it tells nothing of the number by which one signs in."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
SLIP_DAYS = 7
"""Days for which a slip's link works where the administrator has not said."""

_LONGEST_NAME = 50

NAMES = ("first_name", "middle_name", "last_name", "full_name", "username")
_MARKUP = re.compile(r'<[^<>]*>|[<>"`]|&(?=#?\w+;)')


class MobileError(frappe.ValidationError):
	"""The number cannot be used to sign in with."""


def telephone_of(entry: str) -> str:
	"""Return a mobile number of the mainland, in eleven digits.

	Raises:
		MobileError: it is none.
	"""
	digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", without_invisible(cstr(entry))))
	digits = digits.removeprefix("+86")
	if not _MOBILE.fullmatch(digits):
		frappe.throw(_("The mobile number needs eleven digits and begins with 1."), MobileError)
	return digits


def make_user(full_name: str, mobile: str) -> Document:
	"""Return an account without roles: they follow from the places that it is assigned to.

	Raises:
		MobileError: the number is none, or somebody signs in with it already.
		ValidationError: there is no name.
	"""
	number, name = telephone_of(mobile), plain_name(cstr(full_name))
	if not name or len(name) > _LONGEST_NAME:
		frappe.throw(_("Please enter the name of the person."))
	if frappe.db.exists("User", {"mobile_no": number}):
		frappe.throw(_("Somebody signs in with this number already; please use another."), MobileError)
	user = frappe.new_doc("User")
	user.update({"email": address_without_mail(), "first_name": name, "mobile_no": number})
	user.update({"send_welcome_email": 0, "language": "zh", "user_type": "System User"})
	user.flags.ignore_permissions = user.flags.no_welcome_mail = True
	told = len(frappe.local.message_log)
	try:
		with without_throttle():
			user.insert()
		del frappe.local.message_log[told:]  # that the account has no roles, which follow at once
		return user
	except (frappe.DuplicateEntryError, frappe.UniqueValidationError):  # two at once; the first has it
		frappe.throw(_("Somebody signs in with this number already; please use another."), MobileError)


def address_without_mail() -> str:
	"""Return a name for an account, of which nobody can tell or guess anything."""
	return f"u{frappe.generate_hash(length=10)}@{NO_MAIL}"


def keep_plain_names(user: Document, method: str | None = None) -> None:
	"""Event ``before_validate`` of User: Frappe puts people's names into pages as HTML."""
	for field in NAMES:
		if user.get(field):
			user.set(field, plain_name(cstr(user.get(field))))


def plain_name(name: str) -> str:
	"""Return a name without the signs of HTML, and without what nobody sees."""
	return " ".join(_MARKUP.sub(" ", without_invisible(name)).split())


def slip_of(user: Document, place: Document) -> dict[str, Any]:
	"""Return what is printed for a person: ``full_name``, ``place``, ``login``, ``site``, ``link``,
	``valid_until``.

	The link sets a password once. An earlier link works no more.
	"""
	link = user.reset_password(send_email=False)
	until = _lengthen(user)
	return {
		"full_name": user.full_name,
		"place": place.get("county_name") or place.get("province_name"),
		"login": user.mobile_no or user.name,
		"site": get_url(),
		"link": link,
		"valid_until": format_datetime(until, "yyyy-MM-dd HH:mm") if until else "",
	}


def _lengthen(user: Document) -> Any:
	"""When the link ends; None for never. Frappe gives it minutes, as long as a mail takes; a slip is carried home.

	Frappe counts from when the link was made, so that moment is put where the end comes out right.
	"""
	seconds = cint(frappe.get_system_settings("reset_password_link_expiry_duration"))
	if not seconds:
		return None
	days = cint(frappe.db.get_single_value("Kepu Settings", "slip_days")) or SLIP_DAYS
	until = add_to_date(now_datetime(), days=days)
	user.db_set(
		"last_reset_password_key_generated_on", add_to_date(until, seconds=-seconds), update_modified=False
	)
	return until
