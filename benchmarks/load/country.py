"""A site with the whole country and the people who work there, and what they are given to do."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings
from frappe.sessions import Session, get_csrf_token
from frappe.utils import add_days, now_datetime, nowdate
from frappe.utils.password import update_password
from measured_site import places

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
		_make_user(reporter(code), COUNTY_REPORTER)
	places.make_people_and_counties({code: reporter(code) for code in codes})
	_make_approvers()
	for number in range(OFFICERS):
		_make_user(officer(number), NATIONAL_OFFICER)
	_give_passwords()
	_make_cycle()
	places.open_cycle(YEAR)
	frappe.db.commit()


def reporter(county: str) -> str:
	return f"reporter-{county}@{DOMAIN}"


def approver(province: str, number: int) -> str:
	return f"approver-{province}-{number}@{DOMAIN}"


def officer(number: int) -> str:
	return f"officer-{number}@{DOMAIN}"


def _make_user(email: str, role: str) -> None:
	"""Straight into the database: what Frappe does around a user takes a second each. Made a day ago, because
	it lets nobody make another user after sixty in an hour. The Desk opens only for who has settings."""
	user = frappe.new_doc("User")
	user.update({"name": email, "email": email, "first_name": email.split("@")[0], "full_name": email})
	user.update({"enabled": 1, "user_type": "System User", "language": "zh"})
	user.creation = add_days(now_datetime(), -1)
	user.append_roles(role)
	user.db_insert()
	for row in user.roles:
		row.update({"parent": email, "parenttype": "User", "parentfield": "roles"})
		row.db_insert()
	create_notification_settings(email)


def _make_approvers() -> None:
	for province in frappe.get_all("Province", pluck="name"):
		doc = frappe.get_doc("Province", province)
		for number in range(APPROVERS_OF_A_PROVINCE):
			_make_user(approver(province, number), PROVINCIAL_APPROVER)
			doc.append("users", {"user": approver(province, number), "role": PROVINCIAL_APPROVER})
		doc.save()


def _give_passwords() -> None:
	"""One for all, and so one hash: to make 600 of them would take a minute."""
	people = frappe.get_all("User", {"name": ["like", f"%@{DOMAIN}"]}, pluck="name")
	update_password(people[0], places.PASSWORD)
	auth = frappe.qb.Table("__Auth")
	found = frappe.qb.from_(auth).select(auth.password).where(auth.name == people[0]).run()[0][0]
	insert = frappe.qb.into(auth).columns("doctype", "name", "fieldname", "password", "encrypted")
	for person in people[1:]:
		insert = insert.insert("User", person, "password", found, 0)
	insert.run()


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
		"password": places.PASSWORD,
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
