"""A user's reach, derived from the tables of users on Province and County."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe

from kepu_app.access.roles import CITY_REVIEWER, COUNTY_REPORTER, PROVINCIAL_APPROVER, UNSCOPED_ROLES


@dataclass(frozen=True)
class Scope:
	"""A user's reach: the whole country, whole provinces, single counties.

	``cities`` are those that the user reviews for, as keys of ``city_key``; ``counties`` includes their counties.
	``home_provinces`` are the counties' provinces; of these only documents for all of the province's counties are
	visible. ``reported`` are the counties that the user reports for. ``user`` reaches their own documents.
	"""

	everything: bool = False
	provinces: frozenset[str] = frozenset()
	counties: frozenset[str] = frozenset()
	home_provinces: frozenset[str] = frozenset()
	cities: frozenset[str] = frozenset()
	reported: frozenset[str] = frozenset()
	user: str = ""


def scope_of(user: str | None = None) -> Scope:
	"""Return the reach of ``user`` (by default the session's); cached for the request."""
	user = user or frappe.session.user
	known = _known_scopes()
	if user not in known:
		known[user] = _read_scope(user)
	return known[user]


def forget_scopes() -> None:
	"""Clear the cache, after a change of assignments within a request."""
	_known_scopes().clear()


def _known_scopes() -> dict[str, Scope]:
	if not hasattr(frappe.local, "kepu_scopes"):
		frappe.local.kepu_scopes = {}
	return frappe.local.kepu_scopes


def _read_scope(user: str) -> Scope:
	roles = set(frappe.get_roles(user))
	reported = _reported_counties(user) if COUNTY_REPORTER in roles else {}
	if user == "Administrator" or roles.intersection(UNSCOPED_ROLES):
		return Scope(everything=True, reported=frozenset(reported), user=user)
	provinces, cities = set(), set()
	province_of: dict[str, str] = {}
	if roles.intersection((PROVINCIAL_APPROVER, CITY_REVIEWER)):
		for row in _province_rows(user):
			if row.role == PROVINCIAL_APPROVER and PROVINCIAL_APPROVER in roles:
				provinces.add(row.parent)
			elif row.role == CITY_REVIEWER and CITY_REVIEWER in roles and row.city:
				province_of.update(dict.fromkeys(counties_of_city(row.parent, row.city), row.parent))
				cities.add(city_key(row.parent, row.city))
	province_of.update(reported)
	return Scope(
		provinces=frozenset(provinces),
		counties=frozenset(province_of),
		home_provinces=frozenset(filter(None, province_of.values())),
		cities=frozenset(cities),
		reported=frozenset(reported),
		user=user,
	)


def city_key(province: str | None, city: str | None) -> str:
	"""Return a city's key, unique among all cities, whose names may repeat."""
	return f"{province}/{city}" if province and city else ""


def counties_of_city(province: str, city: str) -> list[str]:
	"""Return the codes of a city's counties."""
	return frappe.get_all("County", filters={"province": province, "city": city}, pluck="name")


def _province_rows(user: str) -> list[Any]:
	return frappe.get_all(
		"Province User",
		filters={"user": user, "parenttype": "Province"},
		fields=["parent", "role", "city"],
	)


def _reported_counties(user: str) -> dict[str, str]:
	"""Return the counties that a user is assigned to, mapped to their provinces."""
	row, county = frappe.qb.DocType("County User"), frappe.qb.DocType("County")
	query = frappe.qb.from_(row).left_join(county).on(county.name == row.parent)
	query = query.where((row.user == user) & (row.parenttype == "County"))
	return dict(query.select(row.parent, county.province).run())
