"""Sheets, rounds and marks for the tests, made by those whose task it is."""

import json
from collections.abc import Sequence
from typing import Any

import frappe
import requests
from frappe.utils import add_days, nowdate

from kepu_app.access.roles import ASSESSOR as ASSESSOR_ROLE
from kepu_app.assessment import marking, rounds
from kepu_app.assessment.assessors import ASSESSMENT, MARK
from kepu_app.controllers.intent import intend
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import ASSESSOR, MARKS, acting_as, approver_of

ITEMS = (
	(1, "条件", "组织领导", "20", "20"),
	(2, "工作", "科普活动", "30", "30"),
	(3, "工作", "科普阵地", "50", "50"),
)

REPORT = "Assessment Ranking"


def make_sheet(province: str, about: str = "County Reports", user: str = "", title: str = "评分表") -> Any:
	"""Return a sheet of three items."""
	doc = frappe.new_doc("Scoring Sheet")
	doc.update({"title": f"{MARKS.get(province, '')}{title}", "about": about, "province": province or None})
	for number, group, text, full_marks, weight in ITEMS:
		item = {"number": number, "item_group": group, "item": text}
		doc.append("items", {**item, "full_marks": full_marks, "weight": weight})
	with acting_as(user or approver_of(province)):
		return doc.insert()


def make_round(
	year: str,
	province: str,
	people: Sequence[tuple[str, str]],
	about: str = "County Reports",
	user: str = "",
) -> Any:
	"""Return a draft; ``people`` are mail addresses with what each is named for, blank for all."""
	by = user or approver_of(province)
	doc = frappe.new_doc("Assessment Round")
	doc.update({"cycle": year, "province": province or None, "about": about})
	doc.update({"sheet": make_sheet(province, about, by).name, "deadline": add_days(nowdate(), 10)})
	for email, subjects in people:
		doc.append("assessors", {"email": email, "full_name": email.split("@")[0], "subjects": subjects})
	with acting_as(by):
		return doc.insert()


def opened_round(year: str, province: str, people: Sequence[tuple[str, str]], **more: Any) -> Any:
	"""Return an open one, committed."""
	doc = make_round(year, province, people, **more)
	with acting_as(more.get("user") or approver_of(province)):
		rounds.open_round(frappe.get_doc(doc.doctype, doc.name))
	frappe.db.commit()
	return frappe.get_doc(doc.doctype, doc.name)


def file_report(year: str, *counties: str) -> None:
	"""Counties' reports have come to their province: what has not cannot be marked."""
	own = {"cycle": year, "county": ["in", counties], "workflow_state": ["in", ["Draft", "Returned"]]}
	frappe.db.set_value(
		"Annual Summary", own, "workflow_state", "Pending Provincial Review", update_modified=False
	)


def revealed_round(year: str, province: str, county: str) -> Any:
	"""One county, marked by one assessor of the province, whose marks are all in. The assessor of the tests
	marks at home alone."""
	file_report(year, county)
	assessor = ASSESSOR if province == factories.HOME else factories.FOREIGN_DEPUTY
	doc = opened_round(year, province, [(assessor, county)])
	name = of(doc.name, county)
	# Whatever has become of the county's report: what was begun stays a task.
	frappe.db.set_value(ASSESSMENT, name, "status", "To Do")
	with acting_as(assessor):
		for number, *_item in ITEMS:
			marking.save_mark(name, number, "18", "")
		marking.submit(name)
	frappe.db.commit()
	return frappe.get_doc(doc.doctype, doc.name)


def of(round_name: str, subject: str, assessor: str | None = None) -> str:
	"""Name of an assessment."""
	filters = {"round": round_name, "subject": subject, **({"assessor": assessor} if assessor else {})}
	return frappe.db.get_value(ASSESSMENT, filters)


def end(year: str) -> None:
	"""Remove the rounds of a cycle, with their sheets and marks."""
	factories.start_anew()
	found = frappe.get_all("Assessment Round", {"cycle": year}, ["name", "sheet"])
	names = [each.name for each in found]
	marked = frappe.get_all(ASSESSMENT, {"cycle": year}, pluck="name")
	for table in ("Round Assessor", "Round Choice"):
		frappe.db.delete(table, {"parent": ["in", names]})
	frappe.db.delete(MARK, {"parent": ["in", marked]})
	frappe.db.delete(ASSESSMENT, {"cycle": year})
	frappe.db.delete("Assessment Round", {"cycle": year})
	provinces = ["in", (factories.HOME, factories.FOREIGN)]
	sheets = frappe.get_all(
		"Scoring Sheet",
		or_filters={"province": provinces, "name": ["in", [each.sheet for each in found]]},
		pluck="name",
	)
	frappe.db.delete("Scoring Item", {"parent": ["in", sheets]})
	frappe.db.delete("Scoring Sheet", {"name": ["in", sheets]})
	_take_role_back()
	frappe.db.commit()


def _take_role_back() -> None:
	"""Whoever was named in a round has the role of assessors since."""
	held = {"role": ASSESSOR_ROLE, "parenttype": "User", "parent": ["like", f"%@{factories.DOMAIN}"]}
	named = set(frappe.get_all("Has Role", held, pluck="parent")) - {ASSESSOR}
	frappe.db.delete("Has Role", {"role": ASSESSOR_ROLE, "parenttype": "User", "parent": ["in", list(named)]})
	for user in named:
		frappe.clear_cache(user=user)


def words(response: requests.Response) -> str:
	"""Return what the site tells the user."""
	told = json.loads(response.json().get("_server_messages") or "[]")
	return " ".join(json.loads(each)["message"] for each in told)


def answered(response: requests.Response) -> Any:
	assert response.ok, said(response)
	return response.json().get("message")


def call(client: Client, method: str, **arguments: Any) -> Any:
	return answered(client.call(f"kepu_app.assessment.api.{method}", **arguments))


def ranking(client: Client, **filters: Any) -> dict[str, Any]:
	return answered(
		client.get("frappe.desk.query_report.run", report_name=REPORT, filters=json.dumps(filters))
	)


def refused(client: Client, method: str, **arguments: Any) -> requests.Response:
	response = client.call(f"kepu_app.assessment.api.{method}", **arguments)
	assert response.status_code in (403, 404, 417), said(response)
	return response


def give(client: Client, name: str, *marks: Any, remark: str = "") -> None:
	for (number, *_rest), value in zip(ITEMS, marks, strict=True):
		call(client, "save_mark", assessment=name, number=number, value=str(value), remark=remark)


def own(client: Client, round_name: str) -> dict[str, str]:
	"""Return what somebody has to do, by subject, as the list shows it."""
	rows = client.resource(
		"GET",
		ASSESSMENT,
		params={
			"filters": json.dumps({"round": round_name}),
			"fields": '["name", "subject"]',
			"limit_page_length": 0,
		},
	)
	assert rows.ok, said(rows)
	return {each["subject"]: each["name"] for each in rows.json()["data"]}


def answered_data(response: requests.Response) -> Any:
	assert response.ok, said(response)
	return response.json()["data"]


def move(doc: Any, state: str) -> None:
	"""To another state, whichever way, with what follows of it."""
	frappe.db.rollback()
	doc = frappe.get_doc(doc.doctype, doc.name)
	intend(doc, by_system=True)
	doc.workflow_state = state
	doc.save(ignore_permissions=True)
	frappe.db.commit()
