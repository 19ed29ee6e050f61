"""Users whom a user of the app knows: colleagues, by name only.

These are the users of one's counties and provinces, their reviewers, and users who acted on a document within
reach. National users know all users of the app; the app's administrator assigns users, and so knows the names of
all.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import frappe
from frappe.model.document import Document
from pypika.terms import Criterion

from kepu_app.access.answers import NO_OBJECTION
from kepu_app.access.policies import criterion_of
from kepu_app.access.roles import KEPU_ADMINISTRATOR, PROVINCIAL_APPROVER, ROLES, is_app_user
from kepu_app.access.scopes import Scope, scope_of

SHOWN_FIELDS = (
	"name",
	"full_name",
	"first_name",
	"middle_name",
	"last_name",
	"user_image",
	"enabled",
	"user_type",
)
"""Fields of User that others may read and search by: the name, and what marks it as a user's."""


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Handle hook ``permission_query_conditions`` of User."""
	user = user or frappe.session.user
	if _knows_all(user):
		return ""
	return f"({_criterion(user).get_sql(quote_char='`', with_namespace=True)})"


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""Handle hook ``has_permission`` of User; ``NO_OBJECTION`` leaves the answer to Frappe."""
	user = user or frappe.session.user
	return NO_OBJECTION if knows(doc.name, user) else False


def knows(other: str | None, user: str | None = None) -> bool:
	"""Return whether a user may know another user's existence and name."""
	user = user or frappe.session.user
	if other == user or _knows_all(user):
		return True
	table = frappe.qb.DocType("User")
	return bool(
		frappe.qb.from_(table).select(table.name).where((table.name == other) & _criterion(user)).run()
	)


def known_among(names: Collection[str]) -> set[str]:
	"""Return the names that are users known to the session's user; one query for all."""
	user, table = frappe.session.user, frappe.qb.DocType("User")
	query = frappe.qb.from_(table).select(table.name).where(table.name.isin(list(names) or [""]))
	query = query if _knows_all(user) else query.where(_criterion(user))
	return {name for (name,) in query.run()}


def known_users(search: str = "", user: str | None = None) -> list[Any]:
	"""Return ``name`` and ``full_name`` of enabled users whom the user knows, by a part of the name."""
	table, user = frappe.qb.DocType("User"), user or frappe.session.user
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.full_name)
		.where((table.enabled == 1) & (table.user_type == "System User"))
		.where(table.name.notin(("Administrator", "Guest")))
		.orderby(table.full_name)
	)
	if not _knows_all(user):
		query = query.where(_criterion(user))
	if search:
		query = query.where(table.full_name.like(f"%{search}%"))
	return query.run(as_dict=True)


def _knows_all(user: str) -> bool:
	return not is_app_user(user) or KEPU_ADMINISTRATOR in frappe.get_roles(user)


def _criterion(user: str) -> Criterion:
	table, scope = frappe.qb.DocType("User"), scope_of(user)
	if scope.everything:
		return (table.name == user) | table.name.isin(_holders_of_roles())
	alternatives = [table.name == user, *_of_places(table, scope), table.name.isin(_actors(scope))]
	return Criterion.any(alternatives)


def _holders_of_roles() -> Any:
	role = frappe.qb.DocType("Has Role")
	return (
		frappe.qb.from_(role).select(role.parent).where((role.parenttype == "User") & role.role.isin(ROLES))
	)


def _of_places(table: Any, scope: Scope) -> list[Criterion]:
	county, county_user = frappe.qb.DocType("County"), frappe.qb.DocType("County User")
	reached = [county.name.isin(sorted(scope.counties))] if scope.counties else []
	reached += [county.province.isin(sorted(scope.provinces))] if scope.provinces else []
	if not reached:
		return []
	counties = frappe.qb.from_(county).select(county.name).where(Criterion.any(reached))
	reporters = frappe.qb.from_(county_user).select(county_user.user)
	found = [table.name.isin(reporters.where(county_user.parent.isin(counties)))]
	return [*found, *_reviewers(table, scope)]


def _reviewers(table: Any, scope: Scope) -> list[Criterion]:
	county, row = frappe.qb.DocType("County"), frappe.qb.DocType("Province User")
	cities = (
		frappe.qb.from_(county).select(county.city).where(county.name.isin(sorted(scope.counties) or [""]))
	)
	of_whole = row.parent.isin(sorted(scope.provinces) or [""])
	of_home = row.parent.isin(sorted(scope.home_provinces) or [""])
	wanted = of_whole | (of_home & ((row.role == PROVINCIAL_APPROVER) | row.city.isin(cities)))
	return [table.name.isin(frappe.qb.from_(row).select(row.user).where(wanted))]


def _actors(scope: Scope) -> Any:
	entry = frappe.qb.DocType("Review Entry")
	return frappe.qb.from_(entry).select(entry.user).where(criterion_of("Review Entry", scope))
