"""A site with the whole country and the people who work there, and what they are given to do."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.sessions import Session, get_csrf_token
from frappe.utils import add_days, nowdate
from measured_site import places, users

from kepu_app.access.roles import COUNTY_REPORTER, NATIONAL_OFFICER, PROVINCIAL_APPROVER

SITE, YEAR = "load.localhost", "2090"
APPROVERS_OF_A_PROVINCE, OFFICERS, BUILDERS = 2, 3, 2
DOMAIN = "load.example"
PACE = (20, 60)
"""Seconds, at least and at most, that somebody reads or types between two clicks: a paragraph, more or less."""
SIGNING_IN = 10
REPORTS = (
	"County Filing Status",
	"Criteria Attainment",
	"Review Turnaround",
	"Provincial Submission Overview",
)


def make() -> None:
	"""533 counties with a reporter each, two approvers a province, officers; a cycle that ends tomorrow."""
	places.SITE = SITE
	places.connect()
	codes = [each.code for each in places.chosen_divisions()]
	for code in codes:
		users.write_user(reporter(code), COUNTY_REPORTER)
	places.make_people_and_counties({code: reporter(code) for code in codes})
	_make_approvers()
	for number in range(OFFICERS):
		users.write_user(officer(number), NATIONAL_OFFICER)
	users.give_passwords(DOMAIN)
	_make_cycle()
	places.open_cycle(YEAR)
	frappe.db.commit()


def reporter(county: str) -> str:
	return f"reporter-{county}@{DOMAIN}"


def approver(province: str, number: int) -> str:
	return f"approver-{province}-{number}@{DOMAIN}"


def officer(number: int) -> str:
	return f"officer-{number}@{DOMAIN}"


def _make_approvers() -> None:
	for province in frappe.get_all("Province", pluck="name"):
		doc = frappe.get_doc("Province", province)
		for number in range(APPROVERS_OF_A_PROVINCE):
			users.write_user(approver(province, number), PROVINCIAL_APPROVER)
			doc.append("users", {"user": approver(province, number), "role": PROVINCIAL_APPROVER})
		doc.save()


def _make_cycle() -> None:
	cycle = frappe.copy_doc(frappe.get_doc("Reporting Cycle", places.YEARS[0]))
	cycle.update({"year": int(YEAR), "notice_date": nowdate(), "national_deadline": add_days(nowdate(), 1)})
	cycle.insert()
	frappe.db.commit()


def cast(pace: tuple[int, ...] = PACE) -> dict[str, Any]:
	"""Who there is, for ``people``: users with what is theirs, and how many officers and builders work at once.

	Most have the Desk open already; every ``SIGNING_IN``-th of a kind signs in.
	"""
	people = _people() | {"pace": pace}
	for kind in ("reporters", "approvers", "officers", "builders"):
		for number, person in enumerate(people[kind]):
			if number % SIGNING_IN:
				person |= _session(person["user"])
	frappe.set_user("Administrator")
	frappe.db.commit()
	return people


def _session(user: str) -> dict[str, str]:
	frappe.utils.set_request(path="/")
	frappe.form_dict.pop("sid", None)
	frappe.local.session_obj = Session(user, full_name=user, user_type="System User")
	return {"token": get_csrf_token(), "sid": frappe.local.session_obj.sid}


def _people() -> dict[str, Any]:
	counties = frappe.get_all("County", ["name", "county_name", "province"], order_by="name")
	provinces = sorted({each.province for each in counties})
	return {
		"password": users.PASSWORD,
		"year": YEAR,
		"today": nowdate(),
		"reports": REPORTS,
		"reporters": [
			{
				"user": reporter(each.name),
				"summary": f"{YEAR}-{each.name}",
				"on_behalf_of": f"{each.county_name}科协",
			}
			for each in counties
		],
		"approvers": [
			{"user": approver(province, number), "province": province}
			for number in range(APPROVERS_OF_A_PROVINCE)
			for province in provinces
		],
		"officers": [{"user": officer(number)} for number in range(OFFICERS)],
		"builders": [
			{"user": approver(province, 0), "submission": f"{YEAR}-{province}"}
			for province in provinces[:BUILDERS]
		],
		"at_work": {"officers": OFFICERS, "builders": BUILDERS},
	}


def hand_ins() -> list[str]:
	"""Return the summary of each hand-in that the database holds, oldest first."""
	frappe.db.rollback()
	filters = {"reference_doctype": "Annual Summary", "cycle": YEAR, "action": "Submit for Review"}
	return frappe.get_all("Review Entry", filters, pluck="reference_name", order_by="creation asc, name asc")
