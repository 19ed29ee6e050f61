"""Filling of the demo's provinces: the responsible users take each document through the workflow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.model.document import Document

from kepu_app.core.model import AnnualSummary, SpeakerNominee, Submission, TypicalCase
from kepu_app.demo import people, plan
from kepu_app.demo.moving import Edition
from kepu_app.demo.stamping import build, stamp
from kepu_app.demo.timeline import has_past, spread_history
from kepu_app.mappers.attainment import stored_answer
from kepu_app.review.actions import apply_workflow
from kepu_app.review.states import AWAITING_APPOINTMENT, AWAITING_SEAL, COLLECTING, DRAFT, SENT


def fill_province(name: str, edition: Edition) -> None:
	"""Create a province's documents of a year and take them through their workflows, unless that is done."""
	sample = edition.samples[name]
	submission = frappe.get_doc("Provincial Submission", f"{edition.name}-{sample.province.code}")
	if has_past(submission):
		return
	cast = _Cast(name, edition)
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


def cities(sample: Submission) -> list[str]:
	"""Return the cities of a sample's counties, sorted; a city's index gives its reviewer's number."""
	return sorted({county.city for county in sample.counties if county.city})


class _Cast:
	"""The users of a province, by task."""

	def __init__(self, name: str, edition: Edition) -> None:
		self.name, self.edition, self.sample = name, edition, edition.samples[name]
		self._cities = cities(self.sample)

	def submission_path(self) -> plan.Path:
		return plan.submission_path(self.name, self.edition.is_over)

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
		"""Take a document from its first state, or from ``start``, along its path, and return its last version. Steps
		that its workflow lacks are skipped."""
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
	"""Take one step, with the paperwork around it."""
	if action == "Send":
		stamp(doc)
	doc = apply_workflow(doc, action, plan.REASONS[doc.doctype] if action == "Return" else None)
	if action == "Finalise":
		build(doc)
	return doc


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Switch the session to another user, as a context manager."""
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
	"""Write under the draft's headings; the county's own headings get new rows."""
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
			row.met = stored_answer(assessment.met)


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
	same = ("sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")
	with acting_as(cast.user(who, nominee.county_code)):
		doc = frappe.new_doc("Speaker Nominee")
		doc.update({"cycle": year, "county": nominee.county_code, "nominee_name": nominee.name})
		doc.update({field: getattr(nominee, field) for field in same})
		if who == "province":
			doc.rank = nominee.rank
		doc.extend("reasons", [{"reason": reason} for reason in nominee.reasons])
		doc.insert()
	cast.walk(doc, plan.nominee_path(cast.name, nominee.rank))


def _go_on(cast: _Cast, submission: Document) -> None:
	"""Take the remaining steps after an interrupted run."""
	done = {AWAITING_SEAL: 1, SENT: 2}.get(submission.workflow_state)
	left = cast.submission_path()[done:] if done else ()
	_conclude(cast, cast.walk(submission, left, submission.workflow_state))


def _finish_submission(cast: _Cast, submission: Document) -> None:
	with acting_as(cast.user("province")):
		submission.county_deadline = cast.edition.deadlines[cast.name]
		submission.dated = cast.sample.dated
		submission.contact_name = cast.sample.province.contact_name
		submission.contact_phone = cast.sample.province.contact_phone
		submission.set(
			"missing", [{"county": each.county_code, "reason": each.reason} for each in cast.sample.missing]
		)
		submission.save()
	_conclude(cast, cast.walk(submission, cast.submission_path()))


def _conclude(cast: _Cast, submission: Document) -> None:
	"""Add the first scan where the seal is awaited; decide on appointments where all is accepted."""
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
		action = plan.appointment(cast.name, rank, cast.edition.is_over)
		if action:
			with acting_as(people.OFFICER.user):
				apply_workflow(frappe.get_doc("Speaker Nominee", name), action)
