"""Who sees what: the one source of list conditions and document permissions.

DocType permissions say what a role may do; this module says with which records. What a user reaches
follows from the tables of users on Province and County and from nothing else, and only while the user
also holds the role of the row. Whoever reaches nothing sees nothing.

A policy lists alternatives ``(fieldname, values)``: a record is within reach when one of its fields has
one of that field's values. Both the condition of a list and the check of a document are read from it, so
they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from pypika.functions import Coalesce
from pypika.terms import Criterion

from kepu_app.roles import CITY_REVIEWER, COUNTY_REPORTER, PROVINCIAL_APPROVER, UNSCOPED_ROLES

Alternatives = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class Scope:
	"""What a user reaches: the whole country, whole provinces, single counties.

	``home_provinces`` are those in which the counties lie; of these only what is meant for all of the
	province's counties can be seen.
	"""

	everything: bool = False
	provinces: frozenset[str] = frozenset()
	counties: frozenset[str] = frozenset()
	home_provinces: frozenset[str] = frozenset()


Policy = Callable[[Scope], Alternatives]


def _of_county_or_province(scope: Scope) -> Alternatives:
	return ("province", scope.provinces), ("county", scope.counties)


def _of_province(scope: Scope) -> Alternatives:
	return (("province", scope.provinces),)


def _counties(scope: Scope) -> Alternatives:
	return ("province", scope.provinces), ("name", scope.counties)


def _provinces(scope: Scope) -> Alternatives:
	return (("name", scope.provinces | scope.home_provinces),)


def _national_or_own(scope: Scope) -> Alternatives:
	own = scope.provinces | scope.home_provinces
	return (("province", own | {""} if own else own),)


POLICIES: dict[str, Policy] = {
	"Province": _provinces,
	"County": _counties,
	"Evaluation Standard": _national_or_own,
	"Annual Summary": _of_county_or_province,
	"Typical Case": _of_county_or_province,
	"Speaker Nominee": _of_province,
	"Provincial Submission": _of_province,
	"Review Entry": _of_county_or_province,
}
"""By DocType. A Review Entry carries its county only where the county may read the document."""


def _own_province(scope: Scope) -> Alternatives:
	return (("province", scope.provinces),)


WRITE_POLICIES = {**POLICIES, "Evaluation Standard": _own_province}
"""Where writing reaches less far than reading: a province refines the standard, and reads the national one."""

WRITING = ("create", "write", "submit", "cancel", "delete", "amend")


def scope_of(user: str | None = None) -> Scope:
	"""What ``user`` (by default the one of the session) reaches; read once a request."""
	user = user or frappe.session.user
	known = _known_scopes()
	if user not in known:
		known[user] = _read_scope(user)
	return known[user]


def forget_scopes() -> None:
	"""For whoever changes the assignments: the rest of the request reads them again."""
	_known_scopes().clear()


def is_within(doctype: str, values: Any, scope: Scope, policies: Mapping[str, Policy] | None = None) -> bool:
	"""Whether a record is within reach; ``values`` is a document or a mapping of its fields."""
	policy = (policies or POLICIES).get(doctype)
	if scope.everything or policy is None:
		return True
	return any((values.get(field) or "") in allowed for field, allowed in policy(scope))


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Hook ``permission_query_conditions``: the SQL that holds a list to what the user reaches."""
	scope = scope_of(user)
	if scope.everything or doctype not in POLICIES:
		return ""
	return f"({reach_criterion(doctype, scope).get_sql(quote_char='`', with_namespace=True)})"


def reach_criterion(doctype: str, scope: Scope) -> Criterion:
	"""The same condition for the query builder."""
	table = frappe.qb.DocType(doctype)
	alternatives = [
		Coalesce(table[field], "").isin(sorted(allowed))
		if "" in allowed
		else table[field].isin(sorted(allowed))
		for field, allowed in POLICIES[doctype](scope)
		if allowed
	]
	return Criterion.any(alternatives) if alternatives else _nothing(table)


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook ``has_permission``: whether the document, as stored and as it is to be stored, is within reach."""
	scope = scope_of(user)
	if scope.everything or doc.doctype not in POLICIES:
		return True
	policies = WRITE_POLICIES if ptype in WRITING else POLICIES
	if not is_within(doc.doctype, doc, scope, policies):
		return _is_blank_new(doc, scope)
	if ptype in WRITING and not doc.is_new():
		# A document in memory may already carry the values that a request wants to write.
		fields = [field for field, _allowed in policies[doc.doctype](scope)]
		stored = frappe.db.get_value(doc.doctype, doc.name, fields, as_dict=True)
		return not stored or is_within(doc.doctype, stored, scope, policies)
	return True


def refuse_sharing(share: Document, method: str | None = None) -> None:
	"""Event of DocShare: sharing would go round the assignment of people to places."""
	if share.share_doctype in POLICIES or share.share_doctype == "Reporting Cycle":
		frappe.throw(
			_(
				"{0} cannot be shared: who may see it follows from the users of its county and province."
			).format(_(share.share_doctype)),
			frappe.PermissionError,
		)


def _known_scopes() -> dict[str, Scope]:
	if not hasattr(frappe.local, "kepu_scopes"):
		frappe.local.kepu_scopes = {}
	return frappe.local.kepu_scopes


def _read_scope(user: str) -> Scope:
	roles = set(frappe.get_roles(user))
	if user == "Administrator" or roles.intersection(UNSCOPED_ROLES):
		return Scope(everything=True)
	provinces, counties = set(), set()
	if roles.intersection((PROVINCIAL_APPROVER, CITY_REVIEWER)):
		for row in _province_rows(user):
			if row.role == PROVINCIAL_APPROVER and PROVINCIAL_APPROVER in roles:
				provinces.add(row.parent)
			elif row.role == CITY_REVIEWER and CITY_REVIEWER in roles and row.city:
				counties.update(counties_of_city(row.parent, row.city))
	if COUNTY_REPORTER in roles:
		counties.update(_rows_of("County User", "County", user))
	return Scope(False, frozenset(provinces), frozenset(counties), _provinces_of(counties))


def counties_of_city(province: str, city: str) -> list[str]:
	"""Codes of a city's counties."""
	return frappe.get_all("County", filters={"province": province, "city": city}, pluck="name")


def _province_rows(user: str) -> list[Any]:
	return frappe.get_all(
		"Province User",
		filters={"user": user, "parenttype": "Province"},
		fields=["parent", "role", "city"],
	)


def _rows_of(doctype: str, parenttype: str, user: str) -> list[str]:
	return frappe.get_all(doctype, filters={"user": user, "parenttype": parenttype}, pluck="parent")


def _provinces_of(counties: Iterable[str]) -> frozenset[str]:
	codes = sorted(counties)
	if not codes:
		return frozenset()
	return frozenset(
		frappe.get_all("County", filters={"name": ["in", codes]}, pluck="province", distinct=True)
	)


def _nothing(table: Any) -> Criterion:
	return table.name.isnull()


def _is_blank_new(doc: Document, scope: Scope) -> bool:
	"""A form that is only being opened has no place yet; it is checked again when it is saved."""
	fields = [field for field, _allowed in POLICIES[doc.doctype](scope) if field != "name"]
	return bool(doc.is_new() and fields and not any(doc.get(field) for field in fields))
