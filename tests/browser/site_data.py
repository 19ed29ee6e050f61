"""People and documents for the browser tests, made anew on the site on each run.

Runs with the bench's own Python, from the folder ``sites``::

    ../env/bin/python …/site_data.py SITE PASSWORD

Writes what it made as JSON: the users by role, the documents by what they are for. Users and places stay
from run to run, documents do not. Since nobody can delete a review history, the whole cycle of an earlier
run is taken away in the database.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import getdate

from kepu_app.core.model import SpeakerNominee, Submission, TypicalCase
from kepu_app.demo.sample import load_sample
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.browser import small_provinces
from tests.browser.site_steps import (
	CYCLE,
	USERS,
	act,
	assign,
	have_user,
	insert_by_system,
	make_county,
	make_summary_of,
	new,
	step,
)
from tests.site.factories import acting_as

PROVINCE, CITY_PROVINCE = "340000", "410000"
CITY, CITY_COUNTY = "洛阳市", "410304"
OWN, OTHER, RETURNED, PENDING, APPROVED, SCANNED = "341302", "341321", "340826", "340123", "341181", "341021"
FROZEN_PROVINCE, FROZEN_COUNTY = "420000", "420104"

ROLES = {
	"national": ("Kepu National Officer",),
	"administrator": ("Kepu Administrator",),
	"system_manager": ("System Manager",),
}
"""Of those who are not given one by a place."""


def main() -> None:
	site, password = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	frappe.local.lang = "zh"  # as the people's own: their messages are written in it
	_make_people(password)
	_take_documents_away()
	_open_cycle()
	made = _make_documents(load_sample("安徽省"))
	frappe.db.commit()
	users = {role: user for role, (user, _name) in USERS.items()}
	print(json.dumps({"users": users, "documents": made}, ensure_ascii=False))
	frappe.destroy()


def _make_people(password: str) -> None:
	# Frappe queues two jobs a user; the worker would be at them while the first tests wait for theirs.
	frappe.flags.in_install = True
	_add_people(password)
	frappe.flags.in_install = False


def _add_people(password: str) -> None:
	for role, (user, full_name) in USERS.items():
		have_user(user, full_name, password, *ROLES.get(role, ()))
	_make_counties(PROVINCE, load_sample("安徽省"), {"county": (OWN, RETURNED), "other_county": (OTHER,)})
	_make_counties(CITY_PROVINCE, load_sample("河南省"), {"city_county": (CITY_COUNTY,)})
	_make_counties(FROZEN_PROVINCE, load_sample("湖北省"), {"city_county": (FROZEN_COUNTY,)})
	approver = "Kepu Provincial Approver"
	assign(PROVINCE, [(role, approver, None) for role in ("province", "second_province")], city_review=0)
	assign(CITY_PROVINCE, [("city", "Kepu City Reviewer", CITY)], city_review=1)
	small_provinces.make_places()


def _make_counties(province: str, sample: Submission, reporters: dict[str, tuple[str, ...]]) -> None:
	for county in sample.counties:
		values = {each: getattr(county, each) for each in ("city", "batch", "period")}
		of_county = [role for role, codes in reporters.items() if county.code in codes]
		make_county(county.code, of_county, county_name=county.name, province=province, **values)


def _take_documents_away() -> None:
	for doctype in WORKFLOW_DOCTYPES:
		for field in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(field.options, {"parenttype": doctype})
		for log in ("Version", "Comment"):
			field = "ref_doctype" if log == "Version" else "reference_doctype"
			frappe.db.delete(log, {field: doctype})
		frappe.db.delete("File", {"attached_to_doctype": doctype})
		frappe.db.delete("Notification Log", {"document_type": doctype})
		frappe.db.delete(doctype)
	frappe.db.delete("Review Entry")
	frappe.db.delete("Review Remark")


def _open_cycle() -> None:
	"""Open the cycle; its deadlines lie ahead, whatever today is."""
	notice_date = min(getdate(frappe.db.get_value("Reporting Cycle", CYCLE, "notice_date")), getdate())
	values = {
		"status": "Open",
		"national_deadline": getdate() + timedelta(days=9),
		"notice_date": notice_date,
	}
	frappe.get_doc("Reporting Cycle", CYCLE).db_set(values)


def _make_documents(sample: Submission) -> dict[str, Any]:
	for province, days in ((PROVINCE, 3), (CITY_PROVINCE, 6), (FROZEN_PROVINCE, 4)):
		doc = new("Provincial Submission", cycle=CYCLE, province=province)
		doc.county_deadline = getdate() + timedelta(days=days)
		insert_by_system(doc)
	summaries = {
		each: _make_sample_summary(sample, each) for each in (OWN, RETURNED, PENDING, APPROVED, SCANNED)
	}
	for county in (OTHER, CITY_COUNTY, FROZEN_COUNTY):
		summaries[county] = insert_by_system(new("Annual Summary", cycle=CYCLE, county=county)).name
	_fill_papers(load_sample("湖北省"))
	_review_summaries(summaries)
	return {
		"submission": f"{CYCLE}-{PROVINCE}",
		"summary": summaries[OWN],
		"empty": summaries[OTHER],
		"returned": summaries[RETURNED],
		"pending": summaries[PENDING],
		"approved": summaries[APPROVED],
		"scanned": summaries[SCANNED],
		"city": summaries[CITY_COUNTY],
		"frozen": summaries[FROZEN_COUNTY],
		"printed": f"{CYCLE}-{FROZEN_PROVINCE}",
		**_make_cases(sample),
		**_make_nominees(sample),
		**small_provinces.make_documents(),
	}


def _review_summaries(summaries: dict[str, str]) -> None:
	for county in (RETURNED, PENDING, APPROVED, SCANNED):
		_hand_in(county, summaries[county])
	reason = "第二部分的数据没有写明来源，请补充后再报。"
	act("province", "Annual Summary", summaries[RETURNED], "Return", reason)
	for county in (APPROVED, SCANNED):
		act("province", "Annual Summary", summaries[county], "Approve")
	frozen = f"{CYCLE}-{FROZEN_PROVINCE}"
	frappe.db.set_value("Provincial Submission", frozen, "workflow_state", "Awaiting Seal")


def _hand_in(county: str, summary: str) -> None:
	"""By a user who reports for the county while it does so."""
	doc, user = frappe.get_doc("County", county), USERS["other_county"][0]
	users = [row.user for row in doc.users]
	if user not in users:
		doc.append("users", {"user": user})
		doc.save()
	with acting_as(user):
		step("Annual Summary", summary, "Submit for Review")
	doc.set("users", [{"user": each} for each in users])
	doc.save()


def _make_sample_summary(sample: Submission, county: str) -> str:
	summary = next(each for each in sample.summaries if each.county_code == county)
	return make_summary_of(
		county, summary.on_behalf_of, {each.heading: each.text for each in summary.sections}
	)


def _make_cases(sample: Submission) -> dict[str, str]:
	names = [_insert_case(case) for case in sample.cases]
	for name in names[1:]:
		act("province", "Typical Case", name, "Propose")
	act("second_province", "Typical Case", names[1], "Select")
	act("second_province", "Typical Case", names[2], "Not Select")
	return {
		"case": names[0],
		"selected_case": names[1],
		"proposed_case": names[3],
		"second_proposed_case": names[4],
	}


def _insert_case(case: TypicalCase) -> str:
	doc = new("Typical Case", cycle=CYCLE, county=case.county_code, topic=case.topic, title=case.title)
	doc.text, doc.sort_order = case.text, case.order
	return insert_by_system(doc).name


def _make_nominees(sample: Submission) -> dict[str, str]:
	names = [_insert_nominee(nominee) for nominee in sample.nominees]
	act("province", "Speaker Nominee", names[1], "Propose")
	return {"nominee": names[0], "proposed_nominee": names[1]}


def _insert_nominee(nominee: SpeakerNominee) -> str:
	plain = ("sex", "political_status", "birth_month", "organisation", "position", "phone", "bio", "rank")
	doc = new("Speaker Nominee", cycle=CYCLE, county=nominee.county_code, nominee_name=nominee.name)
	doc.update({each: getattr(nominee, each) for each in plain})
	doc.set("reasons", [{"reason": each} for each in nominee.reasons])
	return insert_by_system(doc).name


def _fill_papers(sample: Submission) -> None:
	"""Make a case book and a list of nominees to print, picked past all rules: nobody changes them any more."""
	for case in sample.cases:
		frappe.db.set_value("Typical Case", _insert_case(case), "workflow_state", "Selected")
	for nominee in sample.nominees:
		frappe.db.set_value("Speaker Nominee", _insert_nominee(nominee), "workflow_state", "Nominated")
	frappe.db.set_value("Provincial Submission", f"{CYCLE}-{FROZEN_PROVINCE}", "dated", getdate())


if __name__ == "__main__":
	main()
