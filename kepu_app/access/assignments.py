"""Sync of roles and User Permissions from the tables of users on Province and County.

``policies.py`` authorises from the same tables. The User Permissions made here only preset province and county
in new documents and filter link fields. They never widen access.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.permissions import AUTOMATIC_ROLES

from kepu_app.access.policies import POLICIES, may_see
from kepu_app.access.roles import (
	ASSESSOR,
	CITY_REVIEWER,
	COUNTY_REPORTER,
	NATIONAL_OFFICER,
	PROVINCIAL_APPROVER,
	SCOPED_ROLES,
)
from kepu_app.access.scopes import counties_of_city, forget_scopes, scope_of

PLACES = ("Province", "County")


def users_before_and_now(doc: Document) -> set[str]:
	"""Return the users whose access a change of this Province or County may affect."""
	before = doc.get_doc_before_save()
	rows = [*doc.users, *(before.users if before else ())]
	return {row.user for row in rows if row.user}


def sync_access(users: Iterable[str]) -> None:
	"""Grant each user the roles and User Permissions of the stored assignments, and revoke the others.

	Users who may edit the tables may assign users, without rights on User records and permissions.
	"""
	forget_scopes()
	for user in sorted(set(users)):
		if not frappe.db.exists("User", user):
			continue
		_sync_roles(user)
		_sync_user_permissions(user)
		_end_follows(user)
		frappe.clear_cache(user=user)
		# Race: a job that reads the roles meanwhile would cache the earlier ones.
		frappe.db.after_commit.add(partial(frappe.clear_cache, user=user))


def check_users(doc: Document) -> None:
	"""Refuse rows without a user or for all users, and duplicates."""
	seen = set()
	for row in doc.users:
		if row.user in ("Guest", "Administrator"):
			frappe.throw(_("Row {0}: {1} cannot be assigned.").format(row.idx, row.user))
		key = (row.user, row.get("role"), row.get("city"))
		if key in seen:
			frappe.throw(_("Row {0}: {1} is assigned twice.").format(row.idx, row.user))
		seen.add(key)


def is_somebody_elses(user: str, province: str) -> bool:
	"""Return whether a province's users may not grant an account rights or revoke them.

	They may for the province's own users, and for those who may only assess. Without a province the question is
	CAST's, which may engage all users of the app, except site administrators.
	"""
	roles = set(frappe.get_all("Has Role", {"parent": user, "parenttype": "User"}, pluck="role"))
	rights = roles - {*AUTOMATIC_ROLES, ASSESSOR}
	if not rights:
		return False
	if not province:
		return not rights <= {*SCOPED_ROLES, NATIONAL_OFFICER}
	scope = scope_of(user)
	return (
		scope.everything
		or not rights <= set(SCOPED_ROLES)
		or province not in scope.provinces | scope.home_provinces
	)


def _sync_roles(user: str) -> None:
	wanted = _roles_of(user)
	doc = frappe.get_doc("User", user)
	held = {row.role for row in doc.roles}
	surplus = set(SCOPED_ROLES) & held - wanted
	if not surplus and wanted <= held:
		return
	doc.flags.ignore_permissions = True
	doc.set("roles", [row for row in doc.roles if row.role not in surplus])
	doc.append_roles(*sorted(wanted - held))
	if not doc.enabled:
		# Frappe treats every save of a disabled account as the one that disables it. It refuses that while only
		# the Administrator is a System Manager.
		doc.check_enable_disable = _nothing
	doc.save()


def _nothing() -> None:
	"""Do nothing: the account is disabled already."""


def _roles_of(user: str) -> set[str]:
	filters = {"user": user, "parenttype": "Province"}
	roles = set(frappe.get_all("Province User", filters, pluck="role"))
	if frappe.db.exists("County User", {"user": user, "parenttype": "County"}):
		roles.add(COUNTY_REPORTER)
	if frappe.db.exists("Round Assessor", {"user": user, "parenttype": "Assessment Round"}):
		roles.add(ASSESSOR)
	return roles


def _sync_user_permissions(user: str) -> None:
	wanted = _places_of(user)
	existing = frappe.get_all(
		"User Permission", {"user": user, "allow": ["in", PLACES]}, ["name", "allow", "for_value"]
	)
	for each in existing:
		if (each.allow, each.for_value) not in wanted:
			frappe.delete_doc("User Permission", each.name, ignore_permissions=True, force=True)
	present = {(each.allow, each.for_value) for each in existing}
	for allow, value in sorted(wanted - present):
		permission = frappe.new_doc("User Permission")
		permission.update({"user": user, "allow": allow, "for_value": value, "apply_to_all_doctypes": 1})
		permission.insert(ignore_permissions=True)


def _end_follows(user: str) -> None:
	"""End follows: Frappe mails changes of a followed document without checking permissions again."""
	followed = frappe.get_all(
		"Document Follow",
		{"user": user, "ref_doctype": ["in", list(POLICIES)]},
		["name", "ref_doctype", "ref_docname"],
	)
	lost = [each.name for each in followed if not may_see(each.ref_doctype, each.ref_docname, user)]
	if lost:
		frappe.db.delete("Document Follow", {"name": ["in", lost]})


def _places_of(user: str) -> set[tuple[str, str]]:
	"""Return counties for users who work for counties only. A user of a whole province gets just provinces:
	Frappe filters by both at once and would hide the province's other counties."""
	rows = frappe.get_all(
		"Province User", {"user": user, "parenttype": "Province"}, ["parent", "role", "city"]
	)
	counties = set(frappe.get_all("County User", {"user": user, "parenttype": "County"}, pluck="parent"))
	for row in rows:
		if row.role == CITY_REVIEWER and row.city:
			counties.update(counties_of_city(row.parent, row.city))
	provinces = {row.parent for row in rows if row.role == PROVINCIAL_APPROVER}
	if not provinces:
		return {("County", each) for each in counties}
	homes = frappe.get_all("County", {"name": ["in", sorted(counties)]}, pluck="province") if counties else []
	return {("Province", each) for each in {*provinces, *homes}}


def forget_user(user: Document, method: str | None = None) -> None:
	"""Handle event of User: remove a deleted user's assignments."""
	for row_type in ("Province User", "County User", "Round Assessor"):
		frappe.db.delete(row_type, {"user": user.name})


def note_given_roles(user: Document, method: str | None = None) -> None:
	"""Handle event of User, before Frappe's validation: note the roles granted deliberately."""
	user.flags.given_roles = {row.role for row in user.roles}


def refuse_unasked_rights(user: Document, method: str | None = None) -> None:
	"""Handle event of User, after Frappe's validation. While only the Administrator is a System Manager, Frappe
	grants that role to any System User who is saved. A change of assignments would grant the whole site."""
	given = user.flags.given_roles or set()
	has_profile = user.get("role_profile_name") or user.get("role_profiles")
	if has_profile or "System Manager" in given:
		return
	if not any(row.role == "System Manager" for row in user.roles):
		return
	user.set("roles", [row for row in user.roles if row.role != "System Manager"])
	user.set_system_user()
