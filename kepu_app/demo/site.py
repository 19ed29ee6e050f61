"""The demo of a site: the sample provinces with people for each role and documents in every state.

Everything is done by the users whose task it is, through the same workflow actions as in the Desk; how far
each document goes is in ``plan``. No mail is written: the people are invented.
``create`` may be run again: a province that is done is left as people have changed it since.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.access.roles import CITY_REVIEWER, PROVINCIAL_APPROVER
from kepu_app.core.model import AnnualSummary, SpeakerNominee, Submission, TypicalCase
from kepu_app.cycles.jobs import execute
from kepu_app.demo import people, plan
from kepu_app.demo.sample import load_collection, load_sample, sample_provinces
from kepu_app.demo.stamping import build, stamp
from kepu_app.demo.timeline import has_past, spread_history
from kepu_app.review.actions import apply_workflow
from kepu_app.review.states import AWAITING_APPOINTMENT, AWAITING_SEAL, COLLECTING, CYCLE_DRAFT, DRAFT, SENT


def create(password: str | None = None) -> None:
	"""Makes whatever is not there yet. Every demo user gets ``password``, or one made up and told."""
	chosen = password or secrets.token_urlsafe(12)
	with muted_mail(), _in_chinese():
		_create(chosen)
	if not password:
		print(f"Password of the demo users: {chosen}")


def _create(password: str) -> None:
	for person in (people.SYSTEM_MANAGER, people.ADMINISTRATOR, people.OFFICER):
		people.make_user(person, password)
	samples = {name: load_sample(name) for name in sample_provinces()}
	for name, sample in samples.items():
		_make_place(name, sample, password)
	frappe.db.commit()
	year = str(next(iter(samples.values())).cycle.year)
	_open_cycle(year, [county.code for sample in samples.values() for county in sample.counties])
	for name, sample in samples.items():
		_fill_province(name, sample)
		frappe.db.commit()
	_date_others(year)


def _open_cycle(year: str, counties: list[str]) -> None:
	"""Opens the cycle for the demo's counties, unless that is done: it may have been closed since."""
	made = frappe.db.count("Annual Summary", {"cycle": year, "county": ["in", counties]})
	status = frappe.db.get_value("Reporting Cycle", year, "status")
	if status == CYCLE_DRAFT or made < len(counties):
		execute(year, "open", frappe.session.user, "zh")


def _date_others(year: str) -> None:
	"""The provinces without a sample have been collecting since the cycle began."""
	for name in frappe.get_all("Provincial Submission", {"cycle": year}, pluck="name"):
		if not has_past(frappe.get_doc("Provincial Submission", name)):
			spread_history(name)


def _busy_city(sample: Submission) -> int:
	"""Number of a city with a summary to review."""
	handed_in = plan.APPROVED[:1]
	city = next(each.city for each in sample.counties if plan.SUMMARIES.get(each.code) == handed_in)
	return _cities(sample).index(city) + 1


@contextmanager
def muted_mail() -> Iterator[None]:
	"""For a while no mail is written, not even one that waits."""
	before = frappe.flags.mute_emails
	frappe.flags.mute_emails = True
	try:
		yield
	finally:
		frappe.flags.mute_emails = before


@contextmanager
def _in_chinese() -> Iterator[None]:
	"""What Frappe writes down for people (messages, notes in the timeline) is written in their language."""
	before = frappe.local.lang
	frappe.local.lang = "zh"
	try:
		yield
	finally:
		frappe.local.lang = before


def logins() -> list[dict[str, str]]:
	"""One user for each role, for whoever wants to look at the demo."""
	henan = load_sample("河南省")
	first = [
		("System Manager", people.SYSTEM_MANAGER),
		("Kepu Administrator", people.ADMINISTRATOR),
		("Kepu National Officer", people.OFFICER),
		("Kepu Provincial Approver", people.approvers(henan.province.code)[0]),
		("Kepu City Reviewer", people.city_reviewer(henan.province.code, _busy_city(henan))),
		("Kepu County Reporter", people.reporter(henan.summaries[0].county_code)),
	]
	return [{"role": role, "user": person.user} for role, person in first]


# ---------------------------------------------------------------------- places and people


def _make_place(name: str, sample: Submission, password: str) -> None:
	code, through_cities = sample.province.code, load_collection(name).through_cities
	for county in sample.counties:
		_make_county(code, county, password)
	rows = [
		{"user": people.make_user(person, password), "role": PROVINCIAL_APPROVER}
		for person in people.approvers(code)
	]
	for number, city in enumerate(_cities(sample) if through_cities else (), start=1):
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


def _cities(sample: Submission) -> list[str]:
	return sorted({county.city for county in sample.counties if county.city})


# ---------------------------------------------------------------------- documents


def _fill_province(name: str, sample: Submission) -> None:
	submission = frappe.get_doc("Provincial Submission", f"{sample.cycle.year}-{sample.province.code}")
	if has_past(submission):
		return
	cast = _Cast(name, sample)
	if submission.workflow_state != COLLECTING:
		_go_on(cast, submission)
		return
	for summary in sample.summaries:
		_fill_summary(cast, summary)
	for case in sample.cases_in_order():
		_make_case(cast, case)
	for nominee in sample.nominees_in_order():
		_make_nominee(cast, nominee)
	_finish_submission(cast, submission)


class _Cast:
	"""Who does what in a province."""

	def __init__(self, name: str, sample: Submission) -> None:
		self.name, self.sample = name, sample
		self._cities = _cities(sample)

	def user(self, who: str, county: str = "") -> str:
		code = self.sample.province.code
		if who == "officer":
			return people.OFFICER.user
		if who == "reporter":
			return people.reporter(county).user
		if who == "city":
			city = frappe.get_cached_value("County", county, "city")
			return people.city_reviewer(code, self._cities.index(city) + 1).user
		return people.approvers(code)[who == "other"].user

	def walk(self, doc: Document, path: plan.Path, start: str = "") -> Document:
		"""Takes a document from its first state, or from ``start``, along its path, and gives it as it is
		then; steps that its workflow lacks are left out."""
		if doc.workflow_state not in (DRAFT, COLLECTING, start):
			return doc
		for step in path:
			who, action = step.split(":")
			if who == "city" and not doc.get("needs_city_review"):
				continue
			with acting_as(self.user(who, doc.get("county") or "")):
				doc = _take_step(doc, action)
		return doc


def _take_step(doc: Document, action: str) -> Document:
	"""One step with what goes before and after it on paper."""
	if action == "Send":
		stamp(doc)
	doc = apply_workflow(doc, action, plan.REASONS[doc.doctype] if action == "Return" else None)
	if action == "Finalise":
		build(doc)
	return doc


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""The session is another user's for a while."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)


def _fill_summary(cast: _Cast, summary: AnnualSummary) -> None:
	doc = frappe.get_doc("Annual Summary", f"{cast.sample.cycle.year}-{summary.county_code}")
	if doc.workflow_state != DRAFT or doc.writers:
		return
	with acting_as(cast.user("reporter", summary.county_code)):
		_write_sections(doc, summary)
		doc.on_behalf_of, doc.dated = summary.on_behalf_of, summary.dated
		_assess(doc, summary)
		doc.save()
	is_complete = bool(summary.on_behalf_of and summary.dated)
	cast.walk(doc, plan.summary_path(summary.county_code, is_complete))


def _write_sections(doc: Document, summary: AnnualSummary) -> None:
	"""Under the headings that the draft has; under one of the county's own in a row of its own."""
	rows = {row.heading: row for row in doc.sections}
	for section in summary.sections:
		row = rows.get(section.heading) or doc.append("sections", {"heading": section.heading})
		row.text = section.text


def _assess(doc: Document, summary: AnnualSummary) -> None:
	stated = {each.criterion: each for each in summary.assessments}
	for row in doc.assessments:
		assessment = stated.get(row.criterion)
		if assessment and row.indicator_code in assessment.values:
			row.value = str(assessment.values[row.indicator_code])
		elif assessment and assessment.met is not None and not row.indicator_code:
			row.met = "Met" if assessment.met else "Not Met"


def _make_case(cast: _Cast, case: TypicalCase) -> None:
	year = str(cast.sample.cycle.year)
	if frappe.db.exists("Typical Case", {"cycle": year, "county": case.county_code, "title": case.title}):
		return
	with acting_as(cast.user("reporter", case.county_code)):
		doc = frappe.new_doc("Typical Case")
		doc.update({"cycle": year, "county": case.county_code, "topic": case.topic, "title": case.title})
		doc.update({"text": case.text, "sort_order": case.order})
		doc.insert()
	cast.walk(doc, plan.case_path(cast.name, case.order))


def _make_nominee(cast: _Cast, nominee: SpeakerNominee) -> None:
	year = str(cast.sample.cycle.year)
	if frappe.db.exists("Speaker Nominee", {"cycle": year, "nominee_name": nominee.name}):
		return
	who = plan.recommender(cast.name, nominee.rank)
	same = ("rank", "sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")
	with acting_as(cast.user(who, nominee.county_code)):
		doc = frappe.new_doc("Speaker Nominee")
		doc.update({"cycle": year, "county": nominee.county_code, "nominee_name": nominee.name})
		doc.update({field: getattr(nominee, field) for field in same})
		doc.extend("reasons", [{"reason": reason} for reason in nominee.reasons])
		doc.insert()
	cast.walk(doc, plan.nominee_path(cast.name, nominee.rank))


def _go_on(cast: _Cast, submission: Document) -> None:
	"""Takes the steps that a run which was broken off had still to take."""
	done = {AWAITING_SEAL: 1, SENT: 2}.get(submission.workflow_state)
	left = plan.submission_path(cast.name)[done:] if done else ()
	_conclude(cast, cast.walk(submission, left, submission.workflow_state))


def _finish_submission(cast: _Cast, submission: Document) -> None:
	with acting_as(cast.user("province")):
		submission.county_deadline = load_collection(cast.name).county_deadline
		submission.dated = cast.sample.dated
		submission.contact_name = cast.sample.province.contact_name
		submission.contact_phone = cast.sample.province.contact_phone
		submission.set(
			"missing", [{"county": each.county_code, "reason": each.reason} for each in cast.sample.missing]
		)
		submission.save()
	_conclude(cast, cast.walk(submission, plan.submission_path(cast.name)))


def _conclude(cast: _Cast, submission: Document) -> None:
	"""Where the seal is awaited the first scan has come; where all is accepted people are appointed."""
	if submission.workflow_state == AWAITING_SEAL and not submission.scans:
		with acting_as(cast.user("province")):
			stamp(submission, papers=1)
	_appoint(cast)
	spread_history(submission.name)


def _appoint(cast: _Cast) -> None:
	filters = {
		"cycle": str(cast.sample.cycle.year),
		"province": cast.sample.province.code,
		"workflow_state": AWAITING_APPOINTMENT,
	}
	for name, rank in frappe.get_all("Speaker Nominee", filters, ["name", "rank"], as_list=True):
		action = plan.APPOINTMENTS.get((cast.name, rank))
		if action:
			with acting_as(people.OFFICER.user):
				apply_workflow(frappe.get_doc("Speaker Nominee", name), action)
