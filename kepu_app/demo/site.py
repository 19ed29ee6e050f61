"""The demo of a site: the sample provinces with people for each role and documents in every state.

Everything is done by the users whose task it is, through the same workflow actions as in the Desk.
``create`` may be run again: what has left its first state is left alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.core.model import AnnualSummary, SpeakerNominee, Submission, TypicalCase
from kepu_app.cycles.opening import open_cycle
from kepu_app.cycles.run import Run
from kepu_app.demo import people
from kepu_app.demo.sample import load_collection, load_sample, sample_provinces
from kepu_app.demo.stamping import stamp
from kepu_app.demo.timeline import spread_history
from kepu_app.review.actions import apply_workflow

Path = tuple[str, ...]
"""Steps of a document, each ``who:action``; ``who`` is reporter, city, province or other (a colleague)."""

SUBMISSIONS: dict[str, Path] = {
	"安徽省": ("province:Finalise", "province:Send", "officer:Accept"),
}
"""How far each province has come; the others are still collecting."""

APPROVED: Path = ("reporter:Submit for Review", "city:Pass City Review", "province:Approve")
SUMMARIES: dict[str, Path] = {
	"410304": ("reporter:Submit for Review",),
	"411323": ("reporter:Submit for Review", "city:Pass City Review"),
	"420505": ("reporter:Submit for Review", "province:Return"),
	"429005": ("reporter:Submit for Review", "province:Return", "reporter:Submit for Review"),
}
"""By county; every other complete summary is approved."""

SELECTED: Path = ("reporter:Propose", "province:Select")
CASES: dict[tuple[str, int], Path] = {
	("河南省", 1): (),
	("河南省", 2): ("reporter:Propose",),
	("河南省", 3): ("reporter:Propose", "province:Return"),
	("湖北省", 3): ("reporter:Propose", "province:Not Select"),
}
NOMINATED: Path = ("province:Propose", "other:Nominate")
NOMINEES: dict[tuple[str, int], Path] = {
	("河南省", 1): ("province:Propose",),
	("河南省", 2): (),
	("湖北省", 1): ("province:Propose", "other:Not Nominate"),
	("湖北省", 2): ("province:Propose", "other:Return"),
}
APPOINTMENTS = {("安徽省", 1): "Appoint", ("安徽省", 2): "Not Appoint"}

REASONS = {
	"Annual Summary": "第二部分的活动场次与测评自评中的数字不一致，请核对后重新报送。",
	"Typical Case": "做法写得过于笼统，请补充具体举措和可核实的成效数据。",
	"Speaker Nominee": "推荐理由请突出面向公众宣讲的经历，并补充近两年的宣讲场次。",
}


def create(password: str | None = None) -> None:
	"""Makes whatever is not there yet. Every demo user gets ``password``, or one made up and told."""
	chosen = password or secrets.token_urlsafe(12)
	for person in (people.ADMINISTRATOR, people.OFFICER):
		people.make_user(person, chosen)
	samples = {name: load_sample(name) for name in sample_provinces()}
	for name, sample in samples.items():
		_make_place(name, sample, chosen)
	frappe.db.commit()
	year = str(next(iter(samples.values())).cycle.year)
	open_cycle(Run(year, "open", frappe.session.user))
	for name, sample in samples.items():
		_fill_province(name, sample)
		frappe.db.commit()
	if not password:
		print(f"Password of the demo users: {chosen}")


def logins() -> list[dict[str, str]]:
	"""One user for each role, for whoever wants to look at the demo."""
	henan = load_sample("河南省")
	first = [
		("Kepu Administrator", people.ADMINISTRATOR),
		("Kepu National Officer", people.OFFICER),
		("Kepu Provincial Approver", people.approvers(henan.province.code)[0]),
		("Kepu City Reviewer", people.city_reviewer(henan.province.code, 1)),
		("Kepu County Reporter", people.reporter(henan.summaries[0].county_code)),
	]
	return [{"role": role, "user": person.user} for role, person in first]


# ---------------------------------------------------------------------- places and people


def _make_place(name: str, sample: Submission, password: str) -> None:
	code = sample.province.code
	for county in sample.counties:
		_make_county(code, county, password)
	province = frappe.get_doc("Province", code)
	province.city_review = int(load_collection(name).through_cities)
	province.contact_name = sample.province.contact_name
	province.contact_phone = sample.province.contact_phone
	for person in people.approvers(code):
		_assign(province, people.make_user(person, password), role="Kepu Provincial Approver")
	if province.city_review:
		for number, city in enumerate(_cities(sample), start=1):
			user = people.make_user(people.city_reviewer(code, number), password)
			_assign(province, user, role="Kepu City Reviewer", city=city)
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


def _assign(province: Document, user: str, **values: Any) -> None:
	if not any(row.user == user for row in province.users):
		province.append("users", {"user": user, **values})


def _cities(sample: Submission) -> list[str]:
	return sorted({county.city for county in sample.counties if county.city})


# ---------------------------------------------------------------------- documents


def _fill_province(name: str, sample: Submission) -> None:
	submission = frappe.get_doc("Provincial Submission", f"{sample.cycle.year}-{sample.province.code}")
	cast = _Cast(name, sample)
	if submission.workflow_state != "Collecting":
		_go_on(cast, submission)
		return
	for summary in sample.summaries:
		_fill_summary(cast, summary)
	for case in sample.cases_in_order():
		_make_case(cast, case)
	for nominee in sample.nominees_in_order():
		_make_nominee(cast, nominee)
	_finish_submission(cast, submission)
	spread_history(submission.cycle, submission.province, submission.county_deadline)


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

	def walk(self, doc: Document, path: Path, start: str = "") -> None:
		"""Takes a document from its first state, or from ``start``, along its path; steps that its workflow
		lacks are left out."""
		if doc.workflow_state not in ("Draft", "Collecting", start):
			return
		for step in path:
			who, action = step.split(":")
			if who == "city" and not doc.get("needs_city_review"):
				continue
			with acting_as(self.user(who, doc.get("county") or "")):
				if action == "Send":
					stamp(doc)
				doc = apply_workflow(doc, action, REASONS[doc.doctype] if action == "Return" else None)


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
	if doc.workflow_state != "Draft" or doc.writers:
		return
	with acting_as(cast.user("reporter", summary.county_code)):
		doc.set("sections", [{"heading": each.heading, "text": each.text} for each in summary.sections])
		doc.on_behalf_of, doc.dated = summary.on_behalf_of, summary.dated
		_assess(doc, summary)
		doc.save()
	is_complete = bool(summary.on_behalf_of and summary.dated)
	cast.walk(doc, SUMMARIES.get(summary.county_code, APPROVED) if is_complete else ())


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
	cast.walk(doc, CASES.get((cast.name, case.order), SELECTED))


def _make_nominee(cast: _Cast, nominee: SpeakerNominee) -> None:
	year = str(cast.sample.cycle.year)
	if frappe.db.exists("Speaker Nominee", {"cycle": year, "nominee_name": nominee.name}):
		return
	same = ("rank", "sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")
	with acting_as(cast.user("province")):
		doc = frappe.new_doc("Speaker Nominee")
		doc.update({"cycle": year, "county": nominee.county_code, "nominee_name": nominee.name})
		doc.update({field: getattr(nominee, field) for field in same})
		doc.extend("reasons", [{"reason": reason} for reason in nominee.reasons])
		doc.insert()
	cast.walk(doc, NOMINEES.get((cast.name, nominee.rank), NOMINATED))


def _go_on(cast: _Cast, submission: Document) -> None:
	"""Takes the steps that a run which was broken off had still to take."""
	done = {"Awaiting Seal": 1, "Sent": 2}.get(submission.workflow_state)
	left = SUBMISSIONS.get(cast.name, ())[done:] if done else ()
	if left:
		cast.walk(submission, left, submission.workflow_state)
		_appoint(cast)
		spread_history(submission.cycle, submission.province, submission.county_deadline)


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
	cast.walk(submission, SUBMISSIONS.get(cast.name, ()))
	_appoint(cast)


def _appoint(cast: _Cast) -> None:
	filters = {"cycle": str(cast.sample.cycle.year), "province": cast.sample.province.code}
	for name, rank in frappe.get_all("Speaker Nominee", filters, ["name", "rank"], as_list=True):
		action = APPOINTMENTS.get((cast.name, rank))
		if action:
			with acting_as(people.OFFICER.user):
				apply_workflow(frappe.get_doc("Speaker Nominee", name), action)
