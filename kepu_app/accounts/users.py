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

NO_MAIL = "no-mail.invalid"
"""Frappe names users by a mail address; who gives none gets one to which no mail can go (RFC 2606)."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LONGEST_NAME = 50


class MobileError(frappe.ValidationError):
	"""The number cannot be used to sign in with."""


def telephone_of(entry: str) -> str:
	"""A mobile number of the mainland, in eleven digits.

	Raises:
		MobileError: it is none.
	"""
	digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", without_invisible(cstr(entry))))
	digits = digits.removeprefix("+86")
	if not _MOBILE.fullmatch(digits):
		frappe.throw(_("The mobile number needs eleven digits and begins with 1."), MobileError)
	return digits


def make_user(full_name: str, mobile: str) -> Document:
	"""An account without roles: they follow from the places that it is assigned to.

	Raises:
		MobileError: the number is none, or somebody signs in with it already.
		ValidationError: there is no name.
	"""
	number, name = telephone_of(mobile), " ".join(without_invisible(cstr(full_name)).split())
	if not name or len(name) > _LONGEST_NAME:
		frappe.throw(_("Please enter the name of the person."))
	if frappe.db.exists("User", {"mobile_no": number}) or frappe.db.exists("User", f"{number}@{NO_MAIL}"):
		frappe.throw(_("Somebody signs in with this number already; please use another."), MobileError)
	user = frappe.new_doc("User")
	user.update({"email": f"{number}@{NO_MAIL}", "first_name": name, "mobile_no": number})
	user.update({"send_welcome_email": 0, "language": "zh", "user_type": "System User"})
	user.flags.ignore_permissions = user.flags.no_welcome_mail = True
	before, frappe.flags.in_import = frappe.flags.in_import, True  # Frappe lets nobody make over 60 an hour
	try:
		return user.insert()
	except frappe.DuplicateEntryError:  # two at once; the first has it
		frappe.throw(_("Somebody signs in with this number already; please use another."), MobileError)
	finally:
		frappe.flags.in_import = before


def slip_of(user: Document, place: Document) -> dict[str, Any]:
	"""What is printed for a person: ``full_name``, ``place``, ``login``, ``site``, ``link``, ``valid_until``.

	The link sets a password once. An earlier link works no more.
	"""
	link = user.reset_password(send_email=False)
	seconds = cint(frappe.get_system_settings("reset_password_link_expiry_duration"))
	until = add_to_date(now_datetime(), seconds=seconds) if seconds else None
	return {
		"full_name": user.full_name,
		"place": place.get("county_name") or place.get("province_name"),
		"login": user.mobile_no or user.name,
		"site": get_url(),
		"link": link,
		"valid_until": format_datetime(until, "yyyy-MM-dd HH:mm") if until else "",
	}
