"""The app's roles, and which of them are given by the tables of users on Province and County, and of
assessors on Assessment Round."""

from __future__ import annotations

import frappe

COUNTY_REPORTER = "Kepu County Reporter"
CITY_REVIEWER = "Kepu City Reviewer"
PROVINCIAL_APPROVER = "Kepu Provincial Approver"
ASSESSOR = "Kepu Assessor"
NATIONAL_OFFICER = "Kepu National Officer"
KEPU_ADMINISTRATOR = "Kepu Administrator"

SCOPED_ROLES = (COUNTY_REPORTER, CITY_REVIEWER, PROVINCIAL_APPROVER, ASSESSOR)
"""Roles that see a part of the country, and nothing without an assignment."""

UNSCOPED_ROLES = (NATIONAL_OFFICER, KEPU_ADMINISTRATOR)
"""Roles that see the whole country."""

ROLES = (*SCOPED_ROLES, *UNSCOPED_ROLES)


def is_app_user(user: str | None = None) -> bool:
	"""Whether somebody works with the app and does not rule the site: holds one of its roles, and is no
	System Manager. By default the user of the session."""
	user = user or frappe.session.user
	if user in ("Administrator", "Guest"):
		return False
	roles = set(frappe.get_roles(user))
	return not roles.isdisjoint(ROLES) and "System Manager" not in roles
