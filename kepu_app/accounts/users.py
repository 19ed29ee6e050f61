"""Users who log in with a mobile number, and the slip for their first login."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, cstr, format_datetime, get_url, now_datetime

from kepu_app.core.characters import without_invisible
from kepu_app.exceptions import MobileError
from kepu_app.utils.users import without_throttle

NO_MAIL = "no-mail.invalid"
"""Frappe names users by a mail address; without one, users get an undeliverable one (RFC 2606). Account names are
public, so it does not disclose the login number."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
SLIP_DAYS = 7
"""Default validity of a slip's link, in days."""

_LONGEST_NAME = 50

NAMES = ("first_name", "middle_name", "last_name", "full_name", "username")
_MARKUP = re.compile(r'<[^<>]*>|[<>"`]|&(?=#?\w+;)')


def telephone_of(entry: str) -> str:
	"""Parse a mainland mobile number into eleven digits.

	Raises:
		MobileError: it is not one.
	"""
	digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", without_invisible(cstr(entry))))
	digits = digits.removeprefix("+86")
	if not _MOBILE.fullmatch(digits):
		frappe.throw(_("The mobile number needs eleven digits and begins with 1."), MobileError)
	return digits


def make_user(full_name: str, mobile: str) -> Document:
	"""Create an account without roles: they follow from its assignments.

	Raises:
		MobileError: the number is invalid, or in use.
		ValidationError: the name is empty.
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
		del frappe.local.message_log[told:]  # the warning about missing roles, which follow at once
		return user
	except (frappe.DuplicateEntryError, frappe.UniqueValidationError):  # race: the first request has it
		frappe.throw(_("Somebody signs in with this number already; please use another."), MobileError)


def address_without_mail() -> str:
	"""Return a random name for an account, which discloses nothing."""
	return f"u{frappe.generate_hash(length=10)}@{NO_MAIL}"


def keep_plain_names(user: Document, method: str | None = None) -> None:
	"""Handle event ``before_validate`` of User: Frappe inserts names into pages as HTML (injection)."""
	for field in NAMES:
		if user.get(field):
			user.set(field, plain_name(cstr(user.get(field))))


def plain_name(name: str) -> str:
	"""Return a name without characters of HTML and invisible ones."""
	return " ".join(_MARKUP.sub(" ", without_invisible(name)).split())


def slip_of(user: Document, place: Document) -> dict[str, Any]:
	"""Return a slip's content: ``full_name``, ``place``, ``login``, ``site``, ``link``, ``valid_until``.

	The link sets a password once, and invalidates earlier ones.
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
	"""Extend the link and return its end; None for never. Frappe allows minutes, for mail; a slip is carried home.

	Frappe counts from the link's creation, so that time is shifted.
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
