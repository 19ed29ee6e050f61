"""Provinces of one to four counties, which a test brings from the first step to the last in seconds.

Each test module has one of its own, so that none waits for what another does.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import nowdate

from kepu_app.demo.stamping import stamp
from kepu_app.utils.doctypes import CASE, NOMINEE, SUBMISSION, SUMMARY
from tests.browser.site_steps import (
	CYCLE,
	USERS,
	act,
	assign,
	insert_by_system,
	make_county,
	make_summary,
	new,
)
from tests.site.factories import acting_as

PATH, BULK, SENDING, PACKAGE = "460000", "520000", "630000", "640000"
INTAKE = "540000"
REVIEW = "650000"
CITY = "三亚市"
COUNTIES = {
	"460203": ("吉阳区", PATH, CITY),
	"469002": ("琼海市", PATH, ""),
	"520103": ("云岩区", BULK, "贵阳市"),
	"520112": ("乌当区", BULK, "贵阳市"),
	"520115": ("观山湖区", BULK, "贵阳市"),
	"520123": ("修文县", BULK, "贵阳市"),
	"630104": ("城西区", SENDING, "西宁市"),
	"640104": ("兴庆区", PACKAGE, "银川市"),
	"540103": ("堆龙德庆区", INTAKE, "拉萨市"),
	"540121": ("林周县", INTAKE, "拉萨市"),
	"652302": ("阜康市", REVIEW, "昌吉州"),
	"652323": ("呼图壁县", REVIEW, "昌吉州"),
	"652324": ("玛纳斯县", REVIEW, "昌吉州"),
	"652325": ("奇台县", REVIEW, "昌吉州"),
}
TEXT = "全年举办科普活动五十场，覆盖各乡镇。"
FIRST_TEXTS = {
	"652325": f"县委、县政府把科普工作列入年度考核，{'各部门协同推进，' * 12}成效明显。\n{TEXT}\n建成科普馆两处。"
}
"""Of the first section, by county, where a test needs several paragraphs."""


def make_places() -> None:
	"""Provinces and counties with their people."""
	for code, (name, province, city) in COUNTIES.items():
		make_county(code, ["small_county"], county_name=name, province=province, city=city)
	approvers = [
		(role, "Kepu Provincial Approver", None) for role in ("small_province", "small_second_province")
	]
	contact = {"contact_name": "符琼林", "contact_phone": "0898-65000000"}
	for province in (BULK, SENDING, PACKAGE, REVIEW):
		assign(province, approvers, **contact)
	assign(INTAKE, approvers, enters_for_counties=1, **contact)
	assign(PATH, [*approvers, ("small_city", "Kepu City Reviewer", CITY)], city_review=1, **contact)


def make_documents() -> dict[str, str]:
	"""Their documents: names by what they are for."""
	for province in (PATH, BULK, SENDING, PACKAGE, INTAKE, REVIEW):
		insert_by_system(new(SUBMISSION, cycle=CYCLE, province=province))
	for code, (name, province, _city) in COUNTIES.items():
		if province in (PATH, INTAKE):
			insert_by_system(new(SUMMARY, cycle=CYCLE, county=code))
		else:
			make_summary(code, f"{name}科协", TEXT, FIRST_TEXTS.get(code))
	_hand_in("520112", "520115", "520123", "652302", "652323", "652324", "652325")
	for county, province in (("630104", SENDING), ("640104", PACKAGE)):
		_make_ready(county, province)
	_finalise_and_stamp(f"{CYCLE}-{SENDING}")
	return {
		"path": f"{CYCLE}-{PATH}",
		"path_summary": f"{CYCLE}-460203",
		"sending": f"{CYCLE}-{SENDING}",
		"package": f"{CYCLE}-{PACKAGE}",
		"bulk": f"{CYCLE}-{BULK}",
		"workbook": f"{CYCLE}-520103",
		"intake": f"{CYCLE}-{INTAKE}",
		"intake_summary": f"{CYCLE}-540103",
		"review_summary": f"{CYCLE}-652302",
		"remarks_summary": f"{CYCLE}-652325",
	}


def _hand_in(*counties: str) -> None:
	for county in counties:
		act("small_county", SUMMARY, f"{CYCLE}-{county}", "Submit for Review")


def _make_ready(county: str, province: str) -> None:
	"""All that a province of one county needs to finalise."""
	_pass(SUMMARY, f"{CYCLE}-{county}", "small_county:Submit for Review", "small_province:Approve")
	_pass(CASE, _make_case(county), "small_county:Propose", "small_province:Select")
	_pass(NOMINEE, _make_nominee(county), "small_second_province:Propose", "small_province:Nominate")
	frappe.db.set_value(SUBMISSION, f"{CYCLE}-{province}", "dated", nowdate())


def _pass(doctype: str, name: str, *steps: str) -> None:
	for each in steps:
		act(each.split(":")[0], doctype, name, each.split(":")[1])


def _make_case(county: str) -> str:
	doc = new(CASE, cycle=CYCLE, county=county, topic="resources", title="科普大集")
	doc.text = "把科普送到集市，群众参与踊跃。"
	return insert_by_system(doc).name


def _make_nominee(county: str) -> str:
	doc = new(NOMINEE, cycle=CYCLE, county=county, nominee_name="沙枣花", sex="女", birth_month="1980-06")
	doc.update({"political_status": "中共党员", "organisation": f"{COUNTIES[county][0]}科协"})
	doc.update({"position": "副主席", "phone": "15400000001", "bio": "从事科普工作十五年。", "rank": 1})
	doc.append("reasons", {"reason": "善于面向公众宣讲。"})
	return insert_by_system(doc).name


def _finalise_and_stamp(submission: str) -> None:
	act("small_province", SUBMISSION, submission, "Finalise")
	with acting_as(USERS["small_province"][0]):
		doc: Any = frappe.get_doc(SUBMISSION, submission)
		stamp(doc)
