"""The app's roles, and which the tables of users on Province and County, and of assessors on Assessment Round,
grant."""

from __future__ import annotations

import frappe
from frappe.permissions import AUTOMATIC_ROLES

COUNTY_REPORTER = "Kepu County Reporter"
CITY_REVIEWER = "Kepu City Reviewer"
PROVINCIAL_APPROVER = "Kepu Provincial Approver"
ASSESSOR = "Kepu Assessor"
NATIONAL_OFFICER = "Kepu National Officer"
KEPU_ADMINISTRATOR = "Kepu Administrator"

SCOPED_ROLES = (COUNTY_REPORTER, CITY_REVIEWER, PROVINCIAL_APPROVER, ASSESSOR)
"""Roles that need an assignment and see only its part of the country."""

UNSCOPED_ROLES = (NATIONAL_OFFICER, KEPU_ADMINISTRATOR)
"""Roles that see the whole country."""

ROLES = (*SCOPED_ROLES, *UNSCOPED_ROLES)


def is_app_user(user: str | None = None) -> bool:
	"""Return whether a user (by default the session's) is bound to what the app opens.

	That is one who holds a role of the app, or none, and does not manage the site. Users of other apps hold a role
	of those.
	"""
	user = user or frappe.session.user
	if user in ("Administrator", "Guest"):
		return False
	roles = set(frappe.get_roles(user)).difference(AUTOMATIC_ROLES)
	if "System Manager" in roles:
		return False
	return not roles or not roles.isdisjoint(ROLES)
