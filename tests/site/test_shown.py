"""What runs in the Desk of the app's people: attacks by a user of another app, who may change workspaces, and blocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.site import factories, new_users
from tests.site.client import Client
from tests.site.compat import IS_16
from tests.site.endpoints import CHANGES, error_type, said
from tests.site.factories import APPROVER, OFFICER, REPORTER

SignIn = Callable[[str], Client]

OTHERS_ROLES = ("Workspace Manager", "Website Manager", "Dashboard Manager", "Report Manager")
BLOCK = "Custom HTML Block"
SCRIPT = "document.title = 'PWNED'"
OWN = {
	BLOCK: {"name": "Kepu Home", "script": SCRIPT},
	"Workspace": {"name": "Kepu", "icon": "bug"},
	"Number Card": {"name": "Counties Not Filed", "dynamic_filters_json": "[]", "label": "x"},
	"Dashboard Chart": {"name": "Cases by Topic", "custom_options": "{}"},
	"Report": {"name": "County Filing Status", "javascript": SCRIPT},
}
"""What the app shows, and what somebody would like to change in it."""


@pytest.fixture(scope="module")
def outsider(places: None) -> Iterator[str]:
	"""Yield a user of another app, with the roles of Frappe by which one changes what others see."""
	user = new_users.make_user("outsider@other.example", *OTHERS_ROLES)
	frappe.db.commit()
	yield user
	frappe.db.rollback()
	for doctype in ("Workspace", BLOCK, "Number Card", "Report"):
		for name in frappe.get_all(doctype, {"owner": user}, pluck="name"):
			frappe.delete_doc(doctype, name, force=True)
	frappe.db.delete("Has Role", {"parent": user})
	frappe.db.delete("User", user)
	frappe.db.commit()


@pytest.mark.parametrize("doctype", sorted(OWN))
@pytest.mark.parametrize("endpoint", sorted(CHANGES))
def test_a_workspace_manager_changes_nothing_that_the_app_shows(
	outsider: str, sign_in: SignIn, doctype: str, endpoint: str
) -> None:
	values = {**OWN[doctype]}
	name = values.pop("name")
	before = frappe.db.get_value(doctype, name, list(values))
	CHANGES[endpoint](sign_in(outsider), doctype, name, values)
	frappe.db.rollback()
	assert frappe.db.get_value(doctype, name, list(values)) == before


@pytest.mark.parametrize("doctype", sorted(OWN))
def test_a_workspace_manager_deletes_and_renames_nothing_that_the_app_shows(
	outsider: str, sign_in: SignIn, doctype: str
) -> None:
	client, name = sign_in(outsider), OWN[doctype]["name"]
	assert not client.resource("DELETE", doctype, name).ok
	client.call("frappe.client.rename_doc", doctype=doctype, old_name=name, new_name="Other")
	client.call(
		"frappe.desk.doctype.workspace.workspace.delete_page", page=json.dumps({"name": name, "public": 1})
	)
	frappe.db.rollback()
	assert frappe.db.exists(doctype, name)


def test_a_workspace_manager_adds_no_block_to_the_workspace_of_the_app(
	outsider: str, sign_in: SignIn
) -> None:
	client = sign_in(outsider)
	block = made(client, {"doctype": BLOCK, "name": "Outsider 1", "script": SCRIPT})
	stored = frappe.db.get_value("Workspace", "Kepu", ["content", "modified_by"])
	response = client.call(
		"frappe.desk.doctype.workspace.workspace.save_page",
		title="Kepu",
		name="Kepu",  # as Frappe 15 and as 16 calls it
		public=1,
		new_widgets=json.dumps({"custom_block": [{"custom_block_name": block, "label": block}]}),
		blocks="[]",
	)
	assert error_type(response) == "PermissionError", said(response)
	frappe.db.rollback()
	assert frappe.db.get_value("Workspace", "Kepu", ["content", "modified_by"]) == stored


def test_a_report_manager_makes_no_report_for_the_app_s_people(outsider: str, sign_in: SignIn) -> None:
	report = {
		"doctype": "Report",
		"report_name": "Outsider Report",
		"ref_doctype": "ToDo",
		"report_type": "Report Builder",
		"is_standard": "No",
		"javascript": SCRIPT,
		"roles": [{"role": "Kepu Provincial Approver"}],
	}
	assert error_type(sign_in(outsider).call("frappe.client.insert", doc=report)) == "PermissionError"


@pytest.mark.parametrize("user", [REPORTER, APPROVER, OFFICER])
def test_an_outsider_s_public_workspace_and_block_reach_nobody_of_the_app(
	outsider: str, sign_in: SignIn, user: str
) -> None:
	theirs, client = sign_in(outsider), sign_in(user)
	workspace, block = _public_workspace(theirs, f"Outsider {user[:4]}")
	pages = [each["name"] for each in sidebar(client)]
	assert "Kepu" in pages
	assert workspace not in pages
	assert workspace not in client.request("GET", "/app").text
	page = json.dumps({"name": workspace, "title": workspace, "public": 1})
	assert not client.call("frappe.desk.desktop.get_desktop_page", page=page).ok
	for answer in (
		client.get("frappe.desk.form.load.getdoc", doctype=BLOCK, name=block),
		client.get("frappe.client.get", doctype=BLOCK, name=block),
		client.resource("GET", BLOCK, block),
	):
		assert not answer.ok
		assert "PWNED" not in answer.text


def test_an_outsider_s_change_of_a_block_takes_it_off_the_screens(outsider: str, sign_in: SignIn) -> None:
	block = frappe.get_doc(doctype=BLOCK, name="Block of Administrator", script="1").insert()
	frappe.db.commit()
	try:
		client, theirs = sign_in(REPORTER), sign_in(outsider)
		assert client.resource("GET", BLOCK, block.name).ok
		assert theirs.resource("PUT", BLOCK, block.name, json={"script": SCRIPT}).ok
		assert not client.resource("GET", BLOCK, block.name).ok
	finally:
		frappe.delete_doc(BLOCK, block.name, force=True)
		frappe.db.commit()


def test_a_workspace_made_in_somebody_s_name_is_not_shown_to_him(outsider: str, sign_in: SignIn) -> None:
	workspace = _public_workspace(sign_in(outsider), "Outsider's Gift")[0]
	frappe.db.set_value("Workspace", workspace, {"public": 0, "for_user": REPORTER}, update_modified=False)
	frappe.db.commit()
	assert workspace not in [each["name"] for each in sidebar(sign_in(REPORTER))]


def test_users_of_other_apps_keep_their_workspaces(outsider: str, sign_in: SignIn) -> None:
	client = sign_in(outsider)
	workspace, block = _public_workspace(client, "Outsiders' Own")
	assert workspace in [each["name"] for each in sidebar(client)]
	page = json.dumps({"name": workspace, "title": workspace, "public": 1})
	assert client.call("frappe.desk.desktop.get_desktop_page", page=page).ok
	assert client.resource("GET", BLOCK, block).ok
	if not IS_16:  # which has no such call any more
		order = [{"title": each["title"]} for each in reversed(sidebar(client)) if each.get("public")]
		sort = "frappe.desk.doctype.workspace.workspace.sort_pages"
		response = client.call(sort, sb_public_items=json.dumps(order), sb_private_items="[]")
		assert response.ok, said(response)
		frappe.db.rollback()
	assert frappe.db.get_value("Workspace", "Kepu", "modified_by") == "Administrator"
	assert "Kepu" in [each["name"] for each in sidebar(sign_in(REPORTER))]


def test_an_administrator_s_workspace_and_blocks_are_shown(places: None, sign_in: SignIn) -> None:
	client = sign_in("Administrator")
	workspace, block = _public_workspace(client, "Administrator's Own")
	try:
		assert workspace in [each["name"] for each in sidebar(sign_in(APPROVER))]
		assert sign_in(APPROVER).resource("GET", BLOCK, block).ok
		home = frappe.get_doc(BLOCK, "Kepu Home")
		response = client.resource("PUT", BLOCK, home.name, json={"style": f"{home.style or ''} "})
		assert response.ok, said(response)
		assert sign_in(APPROVER).resource("GET", BLOCK, home.name).ok
	finally:
		frappe.db.rollback()
		frappe.delete_doc("Workspace", workspace, force=True)
		frappe.delete_doc(BLOCK, block, force=True)
		frappe.db.commit()


def test_what_the_app_shows_stays_when_the_administrator_who_changed_it_has_left(
	outsider: str, sign_in: SignIn
) -> None:
	"""Nobody of them is an administrator any more; nobody but an administrator could change it."""
	shown = {"Workspace": "Kepu", BLOCK: "Kepu Home"}
	before = {each: frappe.db.get_value(each, name, "modified_by") for each, name in shown.items()}
	try:
		for doctype, name in shown.items():
			frappe.db.set_value(doctype, name, "modified_by", factories.DISMISSED, update_modified=False)
		frappe.db.commit()
		client = sign_in(REPORTER)
		assert "Kepu" in [each["name"] for each in sidebar(client)]
		assert client.resource("GET", BLOCK, "Kepu Home").ok
	finally:
		for doctype, name in shown.items():
			frappe.db.set_value(doctype, name, "modified_by", before[doctype], update_modified=False)
		frappe.db.commit()


def sidebar(client: Client) -> list[dict[str, Any]]:
	response = client.get("frappe.desk.desktop.get_workspace_sidebar_items")
	assert response.ok, said(response)
	return response.json()["message"]["pages"]


def made(client: Client, doc: dict[str, Any]) -> str:
	response = client.call("frappe.client.insert", doc=doc)
	assert response.ok, said(response)
	frappe.db.rollback()
	return response.json()["message"]["name"]


def _public_workspace(client: Client, title: str) -> tuple[str, str]:
	"""Return a public workspace with a block of its own, which has a script."""
	block = made(client, {"doctype": BLOCK, "name": title, "script": SCRIPT})
	content = [{"id": "x", "type": "custom_block", "data": {"custom_block_name": block, "col": 12}}]
	workspace = {"doctype": "Workspace", "label": title, "title": title, "public": 1}
	workspace["custom_blocks"] = [{"custom_block_name": block, "label": block}]
	return made(client, {**workspace, "content": json.dumps(content)}), block
