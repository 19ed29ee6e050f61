"""People and documents for the browser tests, made anew on the site on each run.

Runs with the bench's own Python, from the folder ``sites``::

    ../env/bin/python …/site_data.py SITE PASSWORD

Writes what it made as JSON: the users by role, the documents by what they are for. Users and places stay
from run to run, documents do not, since a review history cannot be deleted by anybody: the whole cycle of
an earlier run is taken away in the database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import frappe
from frappe.model.workflow import get_workflow
from frappe.utils import getdate
from frappe.utils.password import update_password

from kepu_app.core.model import Submission
from kepu_app.demo.sample import load_sample
from kepu_app.review.actions import apply_workflow
from kepu_app.review.guard import GuardedDocument

CYCLE = "2024"
PROVINCE, CITY_PROVINCE = "340000", "410000"
CITY, CITY_COUNTY = "洛阳市", "410304"
OWN, OTHER, RETURNED, PENDING, APPROVED, SCANNED = "341302", "341321", "340826", "340123", "341181", "341021"
FROZEN_PROVINCE, FROZEN_COUNTY = "420000", "420104"

USERS = {
	"county": ("chen.xiaomai@kepu.test", "陈晓麦"),
	"other_county": ("fang.zhou@kepu.test", "方舟"),
	"city_county": ("ma.ruoyu@kepu.test", "马若瑜"),
	"city": ("luo.mingche@kepu.test", "罗明澈"),
	"province": ("cheng.xiaolan@kepu.test", "程晓岚"),
	"second_province": ("jiang.heng@kepu.test", "江衡"),
	"national": ("bu.xinran@kepu.test", "布欣然"),
	"administrator": ("guan.li@kepu.test", "管理"),
	"system_manager": ("xi.tong@kepu.test", "系统"),
}
DOCUMENTS = ("Speaker Nominee", "Typical Case", "Annual Summary", "Provincial Submission")


def main() -> None:
	site, password = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	frappe.set_user("Administrator")
	_make_people(password)
	_take_documents_away()
	_open_cycle()
	made = _make_documents(load_sample("安徽省"))
	frappe.db.commit()
	users = {role: user for role, (user, _name) in USERS.items()}
	print(json.dumps({"users": users, "documents": made}, ensure_ascii=False))
	frappe.destroy()


def _make_people(password: str) -> None:
	for user, full_name in USERS.values():
		if not frappe.db.exists("User", user):
			values = {"email": user, "first_name": full_name, "send_welcome_email": 0, "language": "zh"}
			frappe.get_doc({"doctype": "User", **values}).insert()
		update_password(user, password)
	_add_roles("national", "Kepu National Officer")
	_add_roles("administrator", "Kepu Administrator")
	_add_roles("system_manager", "System Manager")
	_make_counties(PROVINCE, load_sample("安徽省"), {"county": (OWN, RETURNED), "other_county": (OTHER,)})
	_make_counties(CITY_PROVINCE, load_sample("河南省"), {"city_county": (CITY_COUNTY,)})
	_make_counties(FROZEN_PROVINCE, load_sample("湖北省"), {"city_county": (FROZEN_COUNTY,)})
	approver = "Kepu Provincial Approver"
	_assign(PROVINCE, [(role, approver, None) for role in ("province", "second_province")])
	_assign(CITY_PROVINCE, [("city", "Kepu City Reviewer", CITY)], city_review=1)


def _add_roles(role: str, *names: str) -> None:
	frappe.get_doc("User", USERS[role][0]).add_roles(*names)


def _make_counties(province: str, sample: Submission, reporters: dict[str, tuple[str, ...]]) -> None:
	for county in sample.counties:
		values = {each: getattr(county, each) for each in ("code", "city", "batch", "period")}
		values.update({"county_name": county.name, "province": province, "active": 1})
		doc = frappe.get_doc("County", county.code) if _exists("County", county.code) else _new("County")
		doc.update(values)
		doc.set(
			"users", [{"user": USERS[role][0]} for role, codes in reporters.items() if county.code in codes]
		)
		doc.save()


def _assign(province: str, people: list[tuple[str, str, str | None]], city_review: int = 0) -> None:
	doc = frappe.get_doc("Province", province)
	doc.city_review = city_review
	doc.set("users", [{"user": USERS[role][0], "role": name, "city": city} for role, name, city in people])
	doc.save()


def _take_documents_away() -> None:
	for doctype in DOCUMENTS:
		for field in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(field.options, {"parenttype": doctype})
		for log in ("Version", "Comment"):
			field = "ref_doctype" if log == "Version" else "reference_doctype"
			frappe.db.delete(log, {field: doctype})
		frappe.db.delete(doctype)
	frappe.db.delete("Review Entry")


def _open_cycle() -> None:
	"""The deadlines lie ahead, whatever today is."""
	notice_date = min(getdate(frappe.db.get_value("Reporting Cycle", CYCLE, "notice_date")), getdate())
	values = {
		"status": "Open",
		"national_deadline": getdate() + timedelta(days=9),
		"notice_date": notice_date,
	}
	frappe.get_doc("Reporting Cycle", CYCLE).db_set(values)


def _make_documents(sample: Submission) -> dict[str, Any]:
	for province, days in ((PROVINCE, 3), (CITY_PROVINCE, 6), (FROZEN_PROVINCE, 4)):
		doc = _new("Provincial Submission", cycle=CYCLE, province=province)
		doc.county_deadline = getdate() + timedelta(days=days)
		_insert_by_system(doc)
	summaries = {each: _make_summary(sample, each) for each in (OWN, RETURNED, PENDING, APPROVED, SCANNED)}
	for county in (OTHER, CITY_COUNTY, FROZEN_COUNTY):
		summaries[county] = _insert_by_system(_new("Annual Summary", cycle=CYCLE, county=county)).name
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
		**_make_cases(sample),
		**_make_nominees(sample),
	}


def _review_summaries(summaries: dict[str, str]) -> None:
	for county in (RETURNED, PENDING, APPROVED, SCANNED):
		_act("county", "Annual Summary", summaries[county], "Submit for Review", everywhere=True)
	reason = "第二部分的数据没有写明来源，请补充后再报。"
	_act("province", "Annual Summary", summaries[RETURNED], "Return", reason)
	for county in (APPROVED, SCANNED):
		_act("province", "Annual Summary", summaries[county], "Approve")
	frozen = f"{CYCLE}-{FROZEN_PROVINCE}"
	frappe.db.set_value("Provincial Submission", frozen, "workflow_state", "Awaiting Seal")


def _make_summary(sample: Submission, county: str) -> str:
	summary = next(each for each in sample.summaries if each.county_code == county)
	doc = _new("Annual Summary", cycle=CYCLE, county=county)
	doc.on_behalf_of, doc.dated = summary.on_behalf_of, getdate()
	doc.set("sections", [{"heading": each.heading, "text": each.text} for each in summary.sections])
	return _insert_by_system(doc).name


def _make_cases(sample: Submission) -> dict[str, str]:
	names = []
	for case in sample.cases:
		doc = _new("Typical Case", cycle=CYCLE, county=case.county_code, topic=case.topic, title=case.title)
		doc.text, doc.sort_order = case.text, case.order
		names.append(_insert_by_system(doc).name)
	for name in names[1:]:
		_act("province", "Typical Case", name, "Propose")
	_act("second_province", "Typical Case", names[1], "Select")
	_act("second_province", "Typical Case", names[2], "Not Select")
	return {
		"case": names[0],
		"selected_case": names[1],
		"proposed_case": names[3],
		"second_proposed_case": names[4],
	}


def _make_nominees(sample: Submission) -> dict[str, str]:
	plain = ("sex", "political_status", "birth_month", "organisation", "position", "phone", "bio", "rank")
	names = []
	for nominee in sample.nominees:
		doc = _new("Speaker Nominee", cycle=CYCLE, county=nominee.county_code, nominee_name=nominee.name)
		doc.update({each: getattr(nominee, each) for each in plain})
		doc.set("reasons", [{"reason": each} for each in nominee.reasons])
		names.append(_insert_by_system(doc).name)
	_act("province", "Speaker Nominee", names[1], "Propose")
	return {"nominee": names[0], "proposed_nominee": names[1]}


def _act(
	role: str, doctype: str, name: str, action: str, reason: str | None = None, everywhere: bool = False
) -> None:
	"""One step of the workflow as that user; ``everywhere`` stands for the reporter of any county."""

	def act() -> None:
		apply_workflow(frappe.get_doc(doctype, name).as_json(), action, reason)

	if everywhere:
		_as_reporter_of(frappe.db.get_value(doctype, name, "county"), act)
	else:
		_as_user(USERS[role][0], act)


def _as_reporter_of(county: str, act: Callable[[], None]) -> None:
	doc, user = frappe.get_doc("County", county), USERS["other_county"][0]
	users = [row.user for row in doc.users]
	if user not in users:
		doc.append("users", {"user": user})
		doc.save()
	_as_user(user, act)
	frappe.set_user("Administrator")
	doc.set("users", [{"user": each} for each in users])
	doc.save()


def _as_user(user: str, act: Callable[[], None]) -> None:
	frappe.set_user(user)
	act()
	frappe.set_user("Administrator")


def _insert_by_system(doc: GuardedDocument) -> GuardedDocument:
	doc.flags.by_system = True
	doc.workflow_state = get_workflow(doc.doctype).states[0].state
	doc.set_place()
	return doc.insert()


def _new(doctype: str, **values: Any) -> Any:
	doc = frappe.new_doc(doctype)
	doc.update(values)
	return doc


def _exists(doctype: str, name: str) -> bool:
	return bool(frappe.db.exists(doctype, name))


if __name__ == "__main__":
	main()
