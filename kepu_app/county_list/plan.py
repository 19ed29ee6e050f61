"""Changes that a list would make, computed in a fixed number of queries for any length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr

from kepu_app.access.roles import CITY_REVIEWER, COUNTY_REPORTER, PROVINCIAL_APPROVER
from kepu_app.core.county_list import (
	AssignedRole,
	CountyEntry,
	CountyListContent,
	KnownList,
	UserEntry,
)
from kepu_app.core.county_list.layout import COUNTY_SHEET, USER_SHEET
from kepu_app.mappers.records import county_model, province_model

ROLES = {
	AssignedRole.COUNTY_REPORTER: COUNTY_REPORTER,
	AssignedRole.CITY_REVIEWER: CITY_REVIEWER,
	AssignedRole.PROVINCIAL_APPROVER: PROVINCIAL_APPROVER,
}
COUNTY_FIELDS = {"county_name": "name", "city": "city", "batch": "batch", "period": "period"}
"""Fields of a County, mapped to the core model's. Its code is its name, its province does not change."""


@dataclass
class PlaceChange:
	"""Changes of a County or Province: ``values`` by field, the values ``before``, ``rows`` to add to its users.
	``phones`` are telephone numbers by row name. ``place`` is the list's row.
	"""

	doctype: str
	name: str
	place: str
	is_new: bool = False
	values: dict[str, str] = field(default_factory=dict)
	before: dict[str, str] = field(default_factory=dict)
	rows: list[dict[str, str]] = field(default_factory=list)
	phones: dict[str, str] = field(default_factory=dict)


@dataclass
class NewUser:
	"""User without a User record yet."""

	email: str
	full_name: str
	place: str
	roles: set[str] = field(default_factory=set)


@dataclass
class Plan:
	"""All changes, and ``notes`` on what stays although the list differs."""

	users: list[NewUser] = field(default_factory=list)
	places: list[PlaceChange] = field(default_factory=list)
	notes: list[str] = field(default_factory=list)

	def summary(self) -> dict[str, int]:
		"""Return the number of changed records of each kind."""
		counties = [each for each in self.places if each.doctype == "County"]
		return {
			"new_counties": sum(each.is_new for each in counties),
			"changed_counties": sum(bool(each.values) and not each.is_new for each in counties),
			"new_users": len(self.users),
			"new_assignments": sum(len(each.rows) for each in self.places),
			"changed_phones": sum(len(each.phones) for each in self.places),
		}


def known_list() -> KnownList:
	"""Return the stored provinces and counties."""
	provinces = frappe.get_all("Province", pluck="name", order_by="code asc")
	return KnownList([province_model(each) for each in provinces], county_entries())


def county_entries() -> list[CountyEntry]:
	"""Return every county, active or not, by code."""
	counties = frappe.get_all("County", fields=["*"], order_by="code asc")
	return [CountyEntry(county_model(each), each.province, 0) for each in counties]


def user_entries() -> list[UserEntry]:
	"""Return every assignment of a user to a county, a city or a province."""
	return [*_reporters(), *_reviewers_and_approvers()]


def make_plan(content: CountyListContent) -> Plan:
	"""Return what the list adds or changes."""
	plan = Plan()
	kept = {each.county.code: each for each in county_entries()}
	changes: dict[tuple[str, str], PlaceChange] = {}
	for listed in content.counties:
		change = _county_change(listed, kept.get(listed.county.code))
		changes["County", listed.county.code] = change
	users = _kept_users(content.users)
	kept_rows = _kept_rows()
	for entry in content.users:
		_note_kept_user(plan, entry, users)
		_plan_assignment(changes, entry, kept_rows)
	plan.users = _new_users(content.users, users)
	plan.places = [
		each for each in changes.values() if each.is_new or each.values or each.rows or each.phones
	]
	return plan


def foreign_addresses(users: Sequence[UserEntry]) -> dict[str, str]:
	"""Return addresses in the list that belong to users of another name, such as Administrator, by address."""
	emails = sorted({each.email for each in users})
	found = frappe.get_all("User", {"email": ["in", emails]}, ["name", "email"]) if emails else []
	return {each.email: each.name for each in found if each.email != each.name}


def _county_change(entry: CountyEntry, kept: CountyEntry | None) -> PlaceChange:
	"""Return a county's changes: a blank in the list changes nothing, except in a new county."""
	change = PlaceChange("County", entry.county.code, f"{COUNTY_SHEET}!A{entry.row}", is_new=kept is None)
	wanted = {name: cstr(getattr(entry.county, model)) for name, model in COUNTY_FIELDS.items()}
	if kept is None:
		change.values = {"code": entry.county.code, "province": entry.province, **wanted}
		return change
	change.before = {name: cstr(getattr(kept.county, model)) for name, model in COUNTY_FIELDS.items()}
	change.values = {name: value for name, value in wanted.items() if value and value != change.before[name]}
	return change


def _plan_assignment(
	changes: dict[tuple[str, str], PlaceChange], entry: UserEntry, kept_rows: dict[tuple[str, ...], Any]
) -> None:
	is_reporter = entry.role is AssignedRole.COUNTY_REPORTER
	doctype, name = ("County", entry.county) if is_reporter else ("Province", entry.province)
	row = {"user": entry.email, "phone": entry.phone}
	if not is_reporter:
		row.update({"role": ROLES[entry.role], "city": entry.city})
	place = f"{USER_SHEET}!A{entry.row}"
	change = changes.setdefault((doctype, name), PlaceChange(doctype, name, place))
	kept = kept_rows.get((doctype, name, entry.email, row.get("role", ""), row.get("city", "")))
	if kept is None:
		change.rows.append(row)
	elif entry.phone and entry.phone != cstr(kept.phone):
		change.phones[kept.name] = entry.phone


def _new_users(entries: Iterable[UserEntry], kept: dict[str, Any]) -> list[NewUser]:
	found: dict[str, NewUser] = {}
	for entry in entries:
		if entry.email in kept:
			continue
		place = f"{USER_SHEET}!A{entry.row}"
		user = found.setdefault(entry.email, NewUser(entry.email, entry.full_name, place))
		user.roles.add(ROLES[entry.role])
	return list(found.values())


def _kept_users(entries: Iterable[UserEntry]) -> dict[str, Any]:
	emails = sorted({each.email for each in entries})
	if not emails:
		return {}
	users = frappe.get_all("User", {"name": ["in", emails]}, ["name", "full_name", "enabled"])
	return {each.name: each for each in users}


def _note_kept_user(plan: Plan, entry: UserEntry, users: dict[str, Any]) -> None:
	kept = users.get(entry.email)
	if kept is None:
		return
	place = f"{USER_SHEET}!B{entry.row}"
	if cstr(kept.full_name) != entry.full_name:
		plan.notes.append(
			_("{0}: the user {1} is called {2} already; the name is left as it is.").format(
				place, entry.email, kept.full_name
			)
		)
	if not kept.enabled:
		plan.notes.append(_("{0}: the user {1} is disabled and cannot sign in.").format(place, entry.email))


def _kept_rows() -> dict[tuple[str, ...], Any]:
	"""Return the assignments by DocType, name, user, role and city."""
	fields = ["name", "parent", "user", "phone"]
	rows: dict[tuple[str, ...], Any] = {}
	for each in frappe.get_all("County User", {"parenttype": "County"}, fields):
		rows["County", each.parent, each.user, "", ""] = each
	for each in frappe.get_all("Province User", {"parenttype": "Province"}, [*fields, "role", "city"]):
		city = cstr(each.city) if each.role == CITY_REVIEWER else ""
		rows["Province", each.parent, each.user, each.role, city] = each
	return rows


def _reporters() -> list[UserEntry]:
	rows = frappe.get_all("County User", {"parenttype": "County"}, ["*"], order_by="parent asc, idx asc")
	homes = dict(frappe.get_all("County", fields=["name", "province"], as_list=True))
	names = _full_names()
	return [
		UserEntry(
			email=row.user,
			full_name=names.get(row.user, ""),
			role=AssignedRole.COUNTY_REPORTER,
			province=homes[row.parent],
			county=row.parent,
			phone=cstr(row.phone),
		)
		for row in rows
	]


def _reviewers_and_approvers() -> list[UserEntry]:
	rows = frappe.get_all("Province User", {"parenttype": "Province"}, ["*"], order_by="parent asc, idx asc")
	roles = {role: assigned for assigned, role in ROLES.items()}
	names = _full_names()
	return [
		UserEntry(
			email=row.user,
			full_name=names.get(row.user, ""),
			role=roles[row.role],
			province=row.parent,
			city=cstr(row.city) if row.role == CITY_REVIEWER else "",
			phone=cstr(row.phone),
		)
		for row in rows
	]


def _full_names() -> dict[str, str]:
	return dict(frappe.get_all("User", fields=["name", "full_name"], as_list=True))
