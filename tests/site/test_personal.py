"""Saved reports, filters, boards, charts and tags of one person are nobody else's; an administrator's are for all."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from kepu_app.access.personal import PERSONAL
from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import APPROVER, FOREIGN_REPORTER, KEEPER, OFFICER, REPORTER, World

MARK = "金丝雀视图"
READERS = (REPORTER, APPROVER, OFFICER)
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def saved(world: World, sign_in: SignIn) -> Iterator[dict[str, str]]:
	"""By DocType, what a reporter of another province has saved, as the Desk saves it."""
	client = sign_in(FOREIGN_REPORTER)
	listed = {"filters": json.dumps([[SUMMARY, "county", "like", f"%{MARK}%"]])}
	report = {"name": f"{MARK}报表", "doctype": SUMMARY, "report_settings": json.dumps(listed)}
	one_filter = {"filter_name": f"{MARK}筛选", "reference_doctype": SUMMARY, "for_user": "", **listed}
	for response in (
		client.call("frappe.desk.reportview.save_report", **report),
		client.resource("POST", "List Filter", json=one_filter),
		client.call(
			"frappe.desk.doctype.kanban_board.kanban_board.quick_kanban_board",
			doctype="ToDo",
			board_name=f"{MARK}看板",
			field_name="status",
		),
		client.call(
			"frappe.desk.doctype.dashboard_settings.dashboard_settings.create_dashboard_settings",
			user=FOREIGN_REPORTER,
		),
		client.resource("POST", "Tag", json={"name": f"{MARK}标签", "__newname": f"{MARK}标签"}),
	):
		assert response.ok, said(response)
	frappe.db.rollback()
	frappe.db.set_value("Kanban Board", f"{MARK}看板", "private", 0)
	frappe.db.commit()
	found = {each: frappe.get_all(each, {"owner": FOREIGN_REPORTER}, pluck="name") for each in PERSONAL}
	yield {doctype: names[0] for doctype, names in found.items() if names}
	_remove(FOREIGN_REPORTER)


def _remove(owner: str) -> None:
	factories.start_anew()
	for doctype in PERSONAL:
		for name in frappe.get_all(doctype, {"owner": owner}, pluck="name"):
			frappe.db.delete(doctype, {"name": name})
	frappe.db.commit()


def views(client: Client, doctype: str, name: str) -> dict[str, Any]:
	"""Every way to see that there is such a record."""
	wide = {"doctype": doctype, "fields": '["*"]', "limit_page_length": 0}
	more = {
		"Kanban Board": client.call("frappe.desk.doctype.kanban_board.kanban_board.get_kanban_boards", doctype="ToDo"),
		"Tag": client.call("frappe.desk.doctype.tag.tag.get_tags", doctype=SUMMARY, txt=""),
		"Report": client.request("GET", "/app"),
	}  # fmt: skip
	return {
		"list": client.call("frappe.client.get_list", **wide),
		"reportview": client.call("frappe.desk.reportview.get", doctype=doctype, fields='["name"]'),
		"search": client.call("frappe.desk.search.search_link", doctype=doctype, txt=""),
		"one": client.resource("GET", doctype, name),
		"of its kind": more.get(doctype) or client.resource("GET", doctype),
	}


@pytest.mark.parametrize("doctype", PERSONAL)
@pytest.mark.parametrize("user", READERS)
def test_nobody_sees_what_another_has_saved(
	saved: dict[str, str], sign_in: SignIn, doctype: str, user: str
) -> None:
	name = saved[doctype]
	for endpoint, response in views(sign_in(user), doctype, name).items():
		assert MARK not in response.text.encode().decode("unicode_escape", "ignore") or endpoint == "one", (
			endpoint
		)
		assert name not in response.text or endpoint == "one", endpoint
	assert not sign_in(user).resource("GET", doctype, name).ok


@pytest.mark.parametrize("doctype", PERSONAL)
def test_its_owner_does(saved: dict[str, str], sign_in: SignIn, doctype: str) -> None:
	client, name = sign_in(FOREIGN_REPORTER), saved[doctype]
	assert client.resource("GET", doctype, name).ok
	assert name in client.call("frappe.client.get_list", doctype=doctype, limit_page_length=0).text.encode().decode("unicode_escape") or name in client.call("frappe.client.get_list", doctype=doctype, limit_page_length=0).json()["message"].__str__()  # fmt: skip


@pytest.mark.parametrize("owner", ["Administrator", KEEPER])
def test_everybody_sees_what_an_administrator_has_made(world: World, sign_in: SignIn, owner: str) -> None:
	records = {
		"Report": {"report_name": "公用报表", "ref_doctype": SUMMARY, "report_type": "Report Builder", "is_standard": "No", "json": "{}"},
		"List Filter": {"filter_name": "公用筛选", "reference_doctype": SUMMARY, "for_user": "", "filters": "[]"},
		"Tag": {"name": "公用标签"},
	}  # fmt: skip
	made = {}
	for doctype, values in records.items():
		document = frappe.new_doc(doctype)
		document.update({"name": f"公用{doctype}", **values, "owner": owner})
		document.db_insert()
		made[doctype] = document.name
	frappe.db.commit()
	try:
		client = sign_in(REPORTER)
		for doctype, name in made.items():
			rows = client.call("frappe.client.get_list", doctype=doctype, limit_page_length=0).json()
			assert name in {row["name"] for row in rows["message"]}, doctype
			assert client.resource("GET", doctype, name).ok, doctype
	finally:
		for doctype, name in made.items():
			frappe.db.delete(doctype, {"name": name})
		frappe.db.commit()
