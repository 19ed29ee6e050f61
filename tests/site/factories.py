"""Two provinces with counties and a user of each role, a cycle opened for them, and documents in it.

Places and people are there for the whole session (fixture ``places``), a cycle of a year of its own for each
module (fixture ``world``). What is made here is made by the users whose task it is, except where a function says
that it does not matter.
"""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from kepu_app.access.policies import RECORDS, fields_about
from kepu_app.access.roles import ASSESSOR as ASSESSOR_ROLE
from kepu_app.access.roles import (
	CITY_REVIEWER,
	COUNTY_REPORTER,
	KEPU_ADMINISTRATOR,
	NATIONAL_OFFICER,
	PROVINCIAL_APPROVER,
)
from kepu_app.access.scopes import forget_scopes
from kepu_app.cycles import jobs, opening
from kepu_app.cycles.run import Run
from kepu_app.review.actions import apply_workflow
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.site.new_users import make_user

DOMAIN = "flow.test"
HOME, FOREIGN = "340000", "410000"
COUNTIES = {
	"341302": ("埇桥区", HOME, "宿州市"),
	"341321": ("砀山县", HOME, "宿州市"),
	"341322": ("萧县", HOME, "宿州市"),
	"340123": ("肥西县", HOME, "合肥市"),
	"340181": ("巢湖市", HOME, "合肥市"),
	"340102": ("瑶海区", HOME, "合肥市"),
	"410304": ("瀍河回族区", FOREIGN, "洛阳市"),
	"411502": ("浉河区", FOREIGN, "信阳市"),
}
COUNTY, NEIGHBOUR, OTHER_CITY, FOREIGN_COUNTY = "341302", "341321", "340123", "410304"
HOME_COUNTIES = tuple(code for code, place in COUNTIES.items() if place[1] == HOME)

CITY, OTHER_CITY_REVIEWER = f"city@{DOMAIN}", f"city-hefei@{DOMAIN}"
APPROVER, DEPUTY = f"approver@{DOMAIN}", f"deputy@{DOMAIN}"
FOREIGN_APPROVER, FOREIGN_DEPUTY = f"approver-henan@{DOMAIN}", f"deputy-henan@{DOMAIN}"
OFFICER, SECOND_OFFICER, KEEPER = f"officer@{DOMAIN}", f"officer-2@{DOMAIN}", f"keeper@{DOMAIN}"
UNASSIGNED = f"unassigned@{DOMAIN}"
"""Holds every scoped role and is assigned to nothing."""
ASSESSOR = f"assessor@{DOMAIN}"
"""Is named for a round, see ``assessments``."""
DISMISSED = f"dismissed@{DOMAIN}"
"""Has an account, and no role any more."""
STRANGER = f"stranger@{DOMAIN}"
OTHER_APPS_ROLE = "Kepu Test Other App"
"""Of ``STRANGER``: a user without any role for the Desk turns into one of the website whenever it is saved."""
"""A user of the site with none of the app's roles."""

TOPICS = ("resources", "workers", "organisation", "venues", "digital")
REASON = "第二部分的场次与自评不一致，请核对。"

# Texts by which a document of this province is recognised wherever it turns up.
MARKS = {HOME: "皖北科普大集", FOREIGN: "豫西科普夜校"}


def reporter(county: str) -> str:
	"""Return the user who reports for a county."""
	return f"reporter-{county}@{DOMAIN}"


REPORTER, FOREIGN_REPORTER = reporter(COUNTY), reporter(FOREIGN_COUNTY)


def approver_of(province: str) -> str:
	"""Return the user who approves what the counties of a province file."""
	return {HOME: APPROVER, FOREIGN: FOREIGN_APPROVER}[province]


@dataclass(frozen=True)
class World:
	"""A cycle of its own; names of documents follow from it."""

	year: str

	def summary(self, county: str = COUNTY) -> str:
		return f"{self.year}-{county}"

	def submission(self, province: str = HOME) -> str:
		return f"{self.year}-{province}"


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Make the session another user's for a while."""
	before = frappe.session.user
	forget_scopes()
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)
		forget_scopes()


def start_anew() -> None:
	"""Undo what is not committed; the session is Administrator's and holds no messages."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	frappe.local.message_log = []


# ---------------------------------------------------------------------- places and people


def make_places_and_people() -> None:
	"""Eight counties in two provinces, and users of every role, committed."""
	remove_places_and_people()
	make_people()
	make_places()


def begin(year: str) -> World:
	"""Return a cycle that is opened for the places, committed."""
	end(year)
	make_cycle(year)
	open_cycle(year)
	return World(year)


def make_people() -> None:
	"""They have their roles already, as Frappe takes long to give them; ``test_access`` has them given."""
	for user in (APPROVER, DEPUTY, FOREIGN_APPROVER, FOREIGN_DEPUTY):
		make_user(user, PROVINCIAL_APPROVER)
	for user in (CITY, OTHER_CITY_REVIEWER):
		make_user(user, CITY_REVIEWER)
	for county in COUNTIES:
		make_user(reporter(county), COUNTY_REPORTER)
	make_user(OFFICER, NATIONAL_OFFICER)
	make_user(SECOND_OFFICER, NATIONAL_OFFICER)
	make_user(KEEPER, KEPU_ADMINISTRATOR)
	make_user(UNASSIGNED, COUNTY_REPORTER, CITY_REVIEWER, PROVINCIAL_APPROVER)
	make_user(ASSESSOR, ASSESSOR_ROLE)
	_make_role_of_another_app()
	make_user(STRANGER, OTHER_APPS_ROLE)
	make_user(DISMISSED)


def _make_role_of_another_app() -> None:
	if not frappe.db.exists("Role", OTHER_APPS_ROLE):
		role = frappe.new_doc("Role")
		role.update({"name": OTHER_APPS_ROLE, "role_name": OTHER_APPS_ROLE, "desk_access": 1})
		role.db_insert()


def make_places() -> None:
	for code, (name, province, city) in COUNTIES.items():
		make_county(code, name, province, city, users=[{"user": reporter(code)}])
	assign(HOME, (APPROVER, PROVINCIAL_APPROVER), (DEPUTY, PROVINCIAL_APPROVER), city_review=1)
	assign(HOME, (CITY, CITY_REVIEWER, "宿州市"), (OTHER_CITY_REVIEWER, CITY_REVIEWER, "合肥市"))
	assign(FOREIGN, (FOREIGN_APPROVER, PROVINCIAL_APPROVER), (FOREIGN_DEPUTY, PROVINCIAL_APPROVER))
	frappe.db.commit()


def make_county(code: str, name: str, province: str, city: str, **values: Any) -> Any:
	county = frappe.new_doc("County")
	county.update({"code": code, "county_name": name, "province": province, "city": city, **values})
	return county.insert()


def assign(province: str, *people: tuple[str, ...], **values: Any) -> None:
	"""Assign people, each ``(user, role)`` or ``(user, role, city)``, to a province."""
	doc = frappe.get_doc("Province", province)
	doc.update({"contact_name": "王 芳", "contact_phone": "0551-65000000", **values})
	for person in people:
		doc.append("users", dict(zip(("user", "role", "city"), person, strict=False)))
	doc.save()


def make_cycle(year: str, **values: Any) -> str:
	"""Return a cycle with the notice's numbers, of another year, that ends in a month."""
	doc = frappe.copy_doc(frappe.get_doc("Reporting Cycle", "2024"))
	doc.update({"year": int(year), "notice_date": nowdate(), "national_deadline": add_days(nowdate(), 30)})
	doc.notice_number = f"科协办函普字〔{year}〕9号"
	doc.update(values)
	doc.insert()
	frappe.db.commit()
	return doc.name


def open_cycle(year: str) -> None:
	"""Open it in this process, as the worker would."""
	jobs.execute(year, "open", "Administrator", "zh")
	frappe.db.commit()


# ---------------------------------------------------------------------- documents


def fill_summary(name: str, user: str | None = None, text: str = "") -> Any:
	"""Complete a draft, as its county's reporter."""
	doc = frappe.get_doc("Annual Summary", name)
	mark = text or MARKS[doc.province]
	with acting_as(user or reporter(doc.county)):
		for row in doc.sections:
			row.text = f"{mark}全年举办{len(row.heading)}场，覆盖全县各乡镇。"
		doc.on_behalf_of, doc.dated = f"{COUNTIES[doc.county][0]}科协", nowdate()
		doc.save()
	return doc


def make_case(year: str, county: str = COUNTY, topic: str = TOPICS[0], user: str | None = None) -> Any:
	"""Return a complete draft, by the county's reporter."""
	mark = MARKS[COUNTIES[county][1]]
	with acting_as(user or reporter(county)):
		doc = frappe.new_doc("Typical Case")
		doc.update({"cycle": year, "county": county, "topic": topic, "title": f"{mark}案例"})
		doc.text = f"{mark}以赛促学，群众参与踊跃。"
		return doc.insert()


def make_nominee(year: str, county: str = COUNTY, name: str = "张 敏", user: str = APPROVER) -> Any:
	"""Return a complete draft, by the provincial approver."""
	mark = MARKS[COUNTIES[county][1]]
	with acting_as(user):
		doc = frappe.new_doc("Speaker Nominee")
		doc.update({"cycle": year, "county": county, "nominee_name": name, "sex": "女"})
		doc.update({"political_status": "中共党员", "birth_month": "1980-06", "phone": "13800138000"})
		doc.update({"organisation": f"{COUNTIES[county][0]}科协", "position": "副主席"})
		doc.update(
			{"bio": f"{mark}发起人，从事科普工作十五年。", "reasons": [{"reason": "善于面向公众宣讲。"}]}
		)
		return doc.insert()


def step(doc: Any, user: str, action: str, reason: str | None = None) -> Any:
	"""Take one workflow action, by a user."""
	with acting_as(user):
		return apply_workflow(frappe.get_doc(doc.doctype, doc.name), action, reason)


def handed_in_summary(world: World, county: str = COUNTY) -> Any:
	"""Return a complete summary, with its city or its province."""
	return step(fill_summary(world.summary(county)), reporter(county), "Submit for Review")


def approved_summary(world: World, county: str = COUNTY) -> Any:
	"""Return a summary that went all the way to its province's approval."""
	doc = handed_in_summary(world, county)
	if doc.needs_city_review:
		doc = step(doc, city_reviewer_of(doc), "Pass City Review")
	return step(doc, approver_of(doc.province), "Approve")


def proposed_case(world: World, county: str = COUNTY, topic: str = TOPICS[0]) -> Any:
	return propose(make_case(world.year, county, topic))


def propose(case: Any) -> Any:
	"""Return a county's case brought before its province, through the city where cities review."""
	case = step(case, reporter(case.county), "Propose")
	if case.needs_city_review:
		case = step(case, city_reviewer_of(case), "Pass City Review")
	return case


def city_reviewer_of(doc: Any) -> str:
	return CITY if doc.city == "宿州市" else OTHER_CITY_REVIEWER


def proposed_nominee(world: World, county: str = COUNTY, name: str = "张 敏", user: str = DEPUTY) -> Any:
	return step(make_nominee(world.year, county, name, user), user, "Propose")


def recommended_nominee(world: World, county: str = COUNTY, name: str = "张 敏") -> Any:
	"""Return a person whom a county has recommended, before anybody above has acted."""
	return step(make_nominee(world.year, county, name, reporter(county)), reporter(county), "Recommend")


def force_state(doc: Any, state: str) -> None:
	"""Put a document into a state past all rules, where it does not matter how it got there."""
	submitted = frappe.get_all(
		"Workflow Document State", {"state": state, "doc_status": "1", "parenttype": "Workflow"}, pluck="name"
	)
	docstatus = int(bool(submitted))
	values = {"workflow_state": state, "docstatus": docstatus}
	frappe.db.set_value(doc.doctype, doc.name, values, update_modified=False)
	for table in doc.meta.get_table_fields():
		rows = {"parent": doc.name, "parenttype": doc.doctype}
		frappe.db.set_value(table.options, rows, "docstatus", docstatus, update_modified=False)
	frappe.db.commit()


def state_of(doctype: str, name: str) -> str:
	"""As it is committed."""
	frappe.db.rollback()
	return frappe.db.get_value(doctype, name, "workflow_state")


def stored(doc: Any) -> str:
	"""Return all that the database holds of a document and its rows, as text to compare."""
	record = frappe.get_doc(doc.doctype, doc.name).as_dict(convert_dates_to_str=True)
	return json.dumps(record, default=str, ensure_ascii=False, sort_keys=True)


def same(doc: Any, before: str) -> bool:
	"""Whether it is committed as ``stored`` gave it before."""
	frappe.db.rollback()
	return stored(doc) == before


def content_of(world: World) -> dict[str, list[str]]:
	"""Return the cycle and its documents with their rows as they are stored, and the names of all files."""
	names = {"Reporting Cycle": [world.year]}
	for doctype in WORKFLOW_DOCTYPES:
		names[doctype] = frappe.get_all(doctype, {"cycle": world.year}, pluck="name", order_by="name")
	content = {
		doctype: [stored(frappe._dict(doctype=doctype, name=name)) for name in found]
		for doctype, found in names.items()
	}
	return {**content, "File": frappe.get_all("File", pluck="name", order_by="name")}


def entries(doc: Any) -> list[Any]:
	"""Return the review history of a document, oldest first."""
	filters = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	return frappe.get_all("Review Entry", filters, ["*"], order_by="creation asc, name asc")


# ---------------------------------------------------------------------- taking away


def remove_documents(year: str) -> None:
	"""Remove all documents of a cycle, in whatever state, past all rules."""
	for doctype in WORKFLOW_DOCTYPES:
		_remove(doctype, frappe.get_all(doctype, {"cycle": year}, pluck="name"))
	for kept in ("Review Entry", "Review Remark"):
		frappe.db.delete(kept, {"cycle": year})
	frappe.db.commit()


def _remove(doctype: str, names: list[str]) -> None:
	if names:
		_remove_records(doctype, names)
		for table in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(table.options, {"parent": ["in", names], "parenttype": doctype})
		frappe.db.delete(doctype, {"name": ["in", names]})


def records_of(record: str) -> tuple[str, str]:
	"""Return the fields by which one of Frappe's records names the document that it is about."""
	return RECORDS[record]


def this_year() -> dict[str, str]:
	"""Return the days of a calendar that shows what has just been made."""
	return {"start": add_days(nowdate(), -360), "end": add_days(nowdate(), 360)}


@functools.cache
def records_here() -> dict[str, tuple[str, str]]:
	"""Return ``RECORDS`` as far as this release of Frappe has them: an Event names a document in later ones only."""
	return {record: fields for record in RECORDS if (fields := fields_about(record))}


def _remove_records(doctype: str, names: list[str]) -> None:
	for record, (about, name) in records_here().items():
		frappe.db.delete(record, {about: doctype, name: ["in", names]})


def renew_documents(world: World) -> None:
	"""Put back the documents of the two provinces as they were when the cycle was opened."""
	start_anew()
	for doctype in WORKFLOW_DOCTYPES:
		filters = {"cycle": world.year, "province": ["in", (HOME, FOREIGN)]}
		found = frappe.get_all(doctype, filters, ["name", "creation", "modified", "workflow_state"])
		_remove(doctype, [each.name for each in found if not _is_as_opened(doctype, each)])
	for kept in ("Review Entry", "Review Remark"):
		frappe.db.delete(kept, {"cycle": world.year})
	for province in (HOME, FOREIGN):
		name = frappe.get_cached_value("Province", province, "province_name")
		opening._open_province(
			Run(world.year, "open", "Administrator"), frappe._dict(name=province, province_name=name)
		)
	frappe.db.commit()


def _is_as_opened(doctype: str, doc: Any) -> bool:
	first = {"Annual Summary": "Draft", "Provincial Submission": "Collecting"}.get(doctype)
	return doc.workflow_state == first and doc.creation == doc.modified


def end(year: str) -> None:
	"""Remove the cycle, with all that is in it."""
	start_anew()
	remove_documents(year)
	frappe.db.delete("Sent Reminder", {"cycle": year})
	frappe.db.delete("Receipt List", {"cycle": year})
	for table in ("Cycle Heading", "Cycle Topic"):
		frappe.db.delete(table, {"parent": year})
	frappe.db.delete("Reporting Cycle", {"name": year})
	frappe.clear_document_cache("Reporting Cycle", year)
	frappe.db.commit()


def remove_standards() -> None:
	"""Remove the refinements of the two provinces."""
	names = frappe.get_all("Evaluation Standard", {"province": ["in", (HOME, FOREIGN)]}, pluck="name")
	frappe.db.delete("Standard Criterion", {"parent": ["in", names]})
	frappe.db.delete("Evaluation Standard", {"name": ["in", names]})
	frappe.db.commit()


def remove_places_and_people() -> None:
	remove_standards()
	frappe.db.delete("County User", {"user": ["like", f"%@{DOMAIN}"]})
	frappe.db.delete("Province User", {"user": ["like", f"%@{DOMAIN}"]})
	frappe.db.delete("County", {"name": ["in", list(COUNTIES)]})
	frappe.db.set_value("Province", {"name": ["in", (HOME, FOREIGN)]}, "city_review", 0)
	_remove_people()
	frappe.db.commit()
	frappe.clear_cache()


def _remove_people() -> None:
	users = frappe.get_all("User", {"name": ["like", f"%@{DOMAIN}"]}, pluck="name")
	for doctype, field in (
		("Has Role", "parent"),
		("User Permission", "user"),
		("Notification Settings", "name"),
		("Notification Log", "for_user"),
		("DocShare", "user"),
		("Contact", "user"),
		("Sessions", "user"),
		("User", "name"),
	):
		frappe.db.delete(doctype, {field: ["in", users]})
	frappe.db.delete("Role", {"name": OTHER_APPS_ROLE})
