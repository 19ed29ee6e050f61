"""Users who are bound to the allow-list."""

from __future__ import annotations

import frappe
from frappe import _

from kepu_app.access.calls import Call, strings_in
from kepu_app.access.policies import PROTECTED
from kepu_app.access.roles import ROLES, is_app_user
from kepu_app.utils.stored import stored_value

GUEST = "Guest"
FREE_ROLES = ("System Manager", "Administrator")


def app_roles() -> frozenset[str]:
	"""Return the app's roles that the session's user holds."""
	return frozenset(ROLES).intersection(frappe.get_roles())


def is_held(call: Call) -> bool:
	"""Return whether the session's user is bound to the allow-list in this call."""
	user = frappe.session.user
	if not user or user == GUEST:
		return True
	if is_free():
		return False
	return is_app_user() or _names_the_app(call)


def is_free() -> bool:
	"""Return whether the session's user may read and change everything anyway."""
	return frappe.session.user == "Administrator" or bool(set(FREE_ROLES).intersection(frappe.get_roles()))


def refuse_disabled() -> None:
	"""Raise AuthenticationError for a disabled account: Frappe checks at login only, and still accepts the account's
	API keys and tokens."""
	user = frappe.session.user
	if user and user != GUEST and not stored_value("User", user, "enabled"):
		frappe.throw(_("The account is disabled."), frappe.AuthenticationError)


def _names_the_app(call: Call) -> bool:
	"""Return whether a user of another app requests the app's documents."""
	if call.doctype in PROTECTED:
		return True
	written = str(dict(call.arguments))
	# Cheap first check, since requests may be long; JSON may hide a name in escapes.
	if "\\u" not in written and not any(each in written for each in PROTECTED):
		return False
	return not set(PROTECTED).isdisjoint(strings_in(dict(call.arguments)))
