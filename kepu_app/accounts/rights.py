"""Authorisation to manage accounts.

The administrator manages all accounts; a province those of its own counties. Accounts with further roles, or with
assignments to others' divisions or rounds, are excluded: a new password would give access to them.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.access.roles import KEPU_ADMINISTRATOR, PROVINCIAL_APPROVER, SCOPED_ROLES
from kepu_app.access.scopes import scope_of

COUNTY, PROVINCE = "County", "Province"
AUTOMATIC_ROLES = ("All", "Guest", "Desk User")


def require_place(doctype: str, name: str) -> Document:
	"""Return the county or province, if the user manages its accounts.

	Raises:
		PermissionError: the user does not, or it is missing; the message is the same.
	"""
	if doctype not in (COUNTY, PROVINCE) or not _manages(doctype, name):
		raise frappe.PermissionError(_("You do not manage the accounts of this place."))
	return frappe.get_doc(doctype, name)


def require_user(place: Document, user: str) -> Document:
	"""Return the account of one of the division's users, if it is only assigned to divisions that the user manages.

	Raises:
		PermissionError: the user may not manage it, or it is not the division's; the message is the same.
	"""
	is_of_place = any(row.user == user for row in place.users)
	if not is_of_place or user == frappe.session.user or not _is_managed(user):
		raise frappe.PermissionError(_("You do not manage this account."))
	return frappe.get_doc("User", user)


def _is_administrator() -> bool:
	return bool({KEPU_ADMINISTRATOR, "System Manager"}.intersection(frappe.get_roles()))


def _manages(doctype: str, name: str) -> bool:
	if not frappe.db.exists(doctype, name):
		return False
	if _is_administrator():
		return True
	if doctype != COUNTY or PROVINCIAL_APPROVER not in frappe.get_roles():
		return False
	return frappe.db.get_value(COUNTY, name, "province") in _approved_provinces()


def _approved_provinces() -> set[str]:
	"""Return the provinces where the user approves, not only reviews for a city."""
	rows = {"user": frappe.session.user, "role": PROVINCIAL_APPROVER, "parenttype": PROVINCE}
	assigned = set(frappe.get_all("Province User", rows, pluck="parent"))
	return assigned & scope_of().provinces


def _is_managed(user: str) -> bool:
	if user in ("Administrator", "Guest"):
		return False
	if not set(frappe.get_roles(user)) <= {*SCOPED_ROLES, *AUTOMATIC_ROLES}:
		return False
	counties = frappe.get_all("County User", {"user": user, "parenttype": COUNTY}, pluck="parent")
	provinces = frappe.get_all("Province User", {"user": user, "parenttype": PROVINCE}, pluck="parent")
	places = [(COUNTY, each) for each in counties] + [(PROVINCE, each) for each in provinces]
	return all(_manages(*place) for place in places) and _holds_rounds_of(user)


def _holds_rounds_of(user: str) -> bool:
	"""Return whether the user manages accounts for the province of each round that the account assesses in. A new
	password must not give access to CAST's marks."""
	if _is_administrator():
		return True
	rounds = frappe.get_all(
		"Round Assessor", {"user": user, "parenttype": "Assessment Round"}, pluck="parent"
	)
	provinces = (
		frappe.get_all("Assessment Round", {"name": ["in", rounds]}, pluck="province") if rounds else []
	)
	return set(provinces) <= _approved_provinces()
