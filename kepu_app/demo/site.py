"""The demo of a site: the sample provinces with users for each role and documents in every state.

The responsible users do everything, through the same workflow actions as in the Desk; ``plan`` has each document's
path. No mail is sent: the users are invented. ``create`` is idempotent: a finished province keeps users' later
changes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate

from kepu_app.access.roles import CITY_REVIEWER, PROVINCIAL_APPROVER
from kepu_app.core.model import Submission
from kepu_app.cycles.jobs import execute
from kepu_app.demo import people, plan
from kepu_app.demo.assessing import assess
from kepu_app.demo.filling import cities, fill_province
from kepu_app.demo.moving import Edition, day_of_notice, finished_edition, living_edition
from kepu_app.demo.sample import load_collection, load_sample
from kepu_app.demo.timeline import has_past, spread_history
from kepu_app.review.states import CYCLE_DRAFT, CYCLE_LOCKED, CYCLE_OPEN
from kepu_app.setup.seed import seed_cycle

CYCLE = "Reporting Cycle"


def create(password: str | None = None, today: date | None = None) -> None:
	"""Create what is missing. Every demo user gets ``password``, or a generated one that is printed.

	All steps are dated before ``today``; an existing demo keeps its dates.
	"""
	chosen = password or secrets.token_urlsafe(12)
	with muted_mail(), _in_chinese():
		_create(chosen, today or getdate())
	if not password:
		print(f"Password of the demo users: {chosen}")


def _create(password: str, today: date) -> None:
	for person in (people.SYSTEM_MANAGER, people.ADMINISTRATOR, people.OFFICER):
		people.make_user(person, password)
	today = _day_of_demo() or today
	for edition in (finished_edition(today), living_edition(today)):
		_make_edition(edition, password)


def _day_of_demo() -> date | None:
	"""Return the date of an existing demo, derived from its first year; None if it is created now."""
	opened = frappe.get_all(
		CYCLE,
		{"notice_number": ["like", "演示%"], "status": CYCLE_OPEN},
		["notice_date"],
		order_by="year desc",
	)
	return day_of_notice(getdate(opened[0].notice_date)) if opened else None


def _make_edition(edition: Edition, password: str) -> None:
	for name, sample in edition.samples.items():
		_make_place(name, sample, password)
	seed_cycle(edition.cycle)
	frappe.db.commit()
	_open_cycle(edition)
	for name in edition.samples:
		fill_province(name, edition)
		frappe.db.commit()
	_date_others(edition.name)
	assess(edition, password)
	frappe.db.commit()
	if edition.is_over:
		_lock_cycle(edition.name)


def _open_cycle(edition: Edition) -> None:
	"""Open the cycle for the demo's counties, unless that is done, even if it was closed since."""
	counties = [county.code for sample in edition.samples.values() for county in sample.counties]
	made = frappe.db.count("Annual Summary", {"cycle": edition.name, "county": ["in", counties]})
	status = frappe.db.get_value(CYCLE, edition.name, "status")
	if status == CYCLE_DRAFT or (made < len(counties) and status != CYCLE_LOCKED):
		execute(edition.name, "open", frappe.session.user, "zh")


def _lock_cycle(year: str) -> None:
	if frappe.db.get_value(CYCLE, year, "status") != CYCLE_LOCKED:
		execute(year, "lock", frappe.session.user, "zh")


def _date_others(year: str) -> None:
	"""Date the provinces without a sample: they have been collecting since the cycle was opened."""
	for name in frappe.get_all("Provincial Submission", {"cycle": year}, pluck="name"):
		if not has_past(frappe.get_doc("Provincial Submission", name)):
			spread_history(name)


def _busy_city(sample: Submission) -> int:
	"""Return the number of a city with a summary to review."""
	handed_in = plan.APPROVED[:1]
	city = next(each.city for each in sample.counties if plan.SUMMARIES.get(each.code) == handed_in)
	return cities(sample).index(city) + 1


@contextmanager
def muted_mail() -> Iterator[None]:
	"""Mute all mails, queued ones included, as a context manager."""
	before = frappe.flags.mute_emails
	frappe.flags.mute_emails = True
	try:
		yield
	finally:
		frappe.flags.mute_emails = before


@contextmanager
def _in_chinese() -> Iterator[None]:
	"""Set the users' language for Frappe's messages and timeline, as a context manager."""
	before = frappe.local.lang
	frappe.local.lang = "zh"
	try:
		yield
	finally:
		frappe.local.lang = before


def logins() -> list[dict[str, str]]:
	"""Return one user for each role, with what to look at."""
	henan = load_sample("河南省")
	county = next(each.county_code for each in henan.summaries if not each.dated)
	first = [
		("System Manager", people.SYSTEM_MANAGER),
		("Kepu Administrator", people.ADMINISTRATOR),
		("Kepu National Officer", people.OFFICER),
		("Kepu Provincial Approver", people.approvers(henan.province.code)[0]),
		("Kepu Assessor", people.assessors(henan.province.code)[0]),
		("Kepu City Reviewer", people.city_reviewer(henan.province.code, _busy_city(henan))),
		("Kepu County Reporter", people.reporter(county)),
		("Kepu County Reporter", people.reporter(plan.RETURNED)),
	]
	sights = {**plan.SIGHTS, people.reporter(plan.RETURNED).user: plan.SIGHT_OF_RETURNED}
	return [
		{"role": role, "user": person.user, "look_at": sights.get(person.user) or sights[role]}
		for role, person in first
	]


# ---------------------------------------------------------------------- divisions and users


def _make_place(name: str, sample: Submission, password: str) -> None:
	code, through_cities = sample.province.code, load_collection(name).through_cities
	for county in sample.counties:
		_make_county(code, county, password)
	rows = [
		{"user": people.make_user(person, password), "role": PROVINCIAL_APPROVER}
		for person in people.approvers(code)
	]
	for number, city in enumerate(cities(sample) if through_cities else (), start=1):
		user = people.make_user(people.city_reviewer(code, number), password)
		rows.append({"user": user, "role": CITY_REVIEWER, "city": city})
	province = frappe.get_doc("Province", code)
	if province.users:
		return
	province.city_review = int(through_cities)
	province.contact_name = sample.province.contact_name
	province.contact_phone = sample.province.contact_phone
	province.extend("users", rows)
	province.save()


def _make_county(province: str, county: Any, password: str) -> None:
	user = people.make_user(people.reporter(county.code), password)
	if frappe.db.exists("County", county.code):
		return
	doc = frappe.new_doc("County")
	doc.update(
		{
			"code": county.code,
			"county_name": county.name,
			"province": province,
			"city": county.city,
			"batch": county.batch,
			"period": county.period,
			"users": [{"user": user}],
		}
	)
	doc.insert()
