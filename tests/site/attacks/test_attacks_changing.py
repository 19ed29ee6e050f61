"""What somebody may try who knows Frappe: to change what is not his to change.

``Province`` is what such a user would like to reach.
"""

import json

import frappe
import pytest

from kepu_app.access.policies import RECORDS
from tests.site import factories
from tests.site.attacks.foreign_province import Province
from tests.site.client import Client
from tests.site.endpoints import CHANGES, act, error_type, finished, post, upload
from tests.site.factories import (
	APPROVER,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	HOME,
	OFFICER,
	REPORTER,
	STRANGER,
	World,
	records_here,
)
from tests.years import year_of

YEAR = year_of(__file__)
ADMINISTRATOR = "Administrator"
USERS = (REPORTER, APPROVER, OFFICER, ADMINISTRATOR)


# ---------------------------------------------------------------------- changing what is not one's own


@pytest.mark.parametrize("user", [REPORTER, APPROVER])
def test_no_endpoint_changes_another_province(
	province: Province, clients: dict[str, Client], user: str
) -> None:
	before, client = province.everything(), clients[user]
	values = {
		"Annual Summary": {"on_behalf_of": "改"},
		"Typical Case": {"text": "改"},
		"Speaker Nominee": {"bio": "改"},
		"Provincial Submission": {"contact_name": "改"},
		"Evaluation Standard": {"source": "改"},
	}
	for doctype, name in province.names.items():
		disguised = {**values[doctype], "county": COUNTY, "province": HOME}
		for change in CHANGES.values():
			change(client, doctype, name, values[doctype])
			change(client, doctype, name, disguised)
		for action in ("Approve", "Return", "Select", "Nominate", "Finalise"):
			act(client, (doctype, name), action, "原因")
		client.resource("DELETE", doctype, name)
		client.call("frappe.rename_doc", doctype=doctype, old=name, new=f"{YEAR}-000000", force=1)
		client.call("frappe.model.document.unlock_document", doctype=doctype, name=name)
	assert province.everything() == before


def _counts_about(name: str) -> dict[str, int]:
	return {
		record: frappe.db.count(record, {field: name}) for record, (_about, field) in records_here().items()
	}


def test_nothing_is_hung_on_another_province(province: Province, clients: dict[str, Client]) -> None:
	client, doctype, name = clients[APPROVER], "Typical Case", province.names["Typical Case"]
	before = _counts_about(name)
	about = {"reference_doctype": doctype, "reference_name": name}
	refused = [
		upload(client, doctype, name, "x.txt", b"x"),
		client.call(
			"frappe.client.attach_file",
			filename="y.txt",
			filedata="y",
			doctype=doctype,
			docname=name,
			is_private=1,
		),
		client.resource(
			"POST",
			"File",
			json={
				"file_name": "z.txt",
				"content": "z",
				"is_private": 1,
				"attached_to_doctype": doctype,
				"attached_to_name": name,
			},
		),
		client.resource("POST", "Comment", json={**about, "comment_type": "Comment", "content": "x"}),
		client.resource(
			"POST", "ToDo", json={"reference_type": doctype, "reference_name": name, "description": "x"}
		),
		client.resource(
			"POST", "Tag Link", json={"document_type": doctype, "document_name": name, "tag": "重点"}
		),
		client.resource(
			"POST", "Document Follow", json={"ref_doctype": doctype, "ref_docname": name, "user": client.user}
		),
		client.call("frappe.desk.doctype.tag.tag.add_tag", tag="别的", dt=doctype, dn=name),
		client.call("frappe.desk.like.toggle_like", doctype=doctype, name=name, add="Yes"),
		client.call(
			"frappe.desk.form.assign_to.add", doctype=doctype, name=name, assign_to=json.dumps([APPROVER])
		),
		client.call(
			"frappe.desk.form.utils.add_comment", **about, content="x", comment_email=APPROVER, comment_by="x"
		),
		client.call(
			"frappe.core.doctype.communication.email.make",
			doctype=doctype,
			name=name,
			content="x",
			subject="x",
			recipients=APPROVER,
		),
		client.call("frappe.share.add", doctype=doctype, name=name, user=APPROVER, read=1),
	]
	assert [each.url for each in refused if each.ok] == []
	frappe.db.rollback()
	assert _counts_about(name) == before


def test_a_record_is_not_turned_to_one_s_own_document(
	province: Province, clients: dict[str, Client], world: World
) -> None:
	"""Frappe asks for the document that the record names now, after the request has named another."""
	own = factories.make_case(YEAR)
	frappe.db.commit()
	client = clients[APPROVER]
	for record in ("File", "ToDo", "Comment"):
		about, name = RECORDS[record]
		turned = {about: "Typical Case", name: own.name, "allocated_to": APPROVER, "owner": APPROVER}
		assert not client.resource("PUT", record, province.records[record], json=turned).ok
	assert not client.request("GET", province.files["Typical Case"]).ok


def test_nobody_is_assigned_or_mentioned_who_may_not_see(world: World, clients: dict[str, Client]) -> None:
	own = factories.make_case(YEAR)
	frappe.db.commit()
	client = clients[APPROVER]
	response = client.call(
		"frappe.desk.form.assign_to.add",
		doctype="Typical Case",
		name=own.name,
		assign_to=json.dumps([FOREIGN_APPROVER]),
	)
	assert error_type(response) == "PermissionError"
	frappe.db.rollback()
	assert not frappe.db.exists("DocShare", {"share_name": own.name})
	assert not frappe.db.exists("ToDo", {"reference_name": own.name})
	log = frappe.new_doc("Notification Log")
	log.update({"for_user": FOREIGN_APPROVER, "document_type": "Typical Case", "document_name": own.name})
	log.update({"subject": "提到了你", "type": "Mention"})
	with pytest.raises(frappe.PermissionError):
		log.insert(ignore_permissions=True)


def test_sharing_is_refused_to_everybody(world: World, clients: dict[str, Client]) -> None:
	own = factories.make_case(YEAR)
	frappe.db.commit()
	for user in (REPORTER, APPROVER, OFFICER, ADMINISTRATOR):
		for arguments in ({"user": STRANGER}, {"everyone": 1}):
			named = {"doctype": "Typical Case", "name": own.name, "read": 1}
			assert not clients[user].call("frappe.share.add", **named, **arguments).ok
	share = {"share_doctype": "Typical Case", "share_name": own.name, "user": STRANGER, "read": 1}
	assert not clients[ADMINISTRATOR].resource("POST", "DocShare", json=share).ok
	frappe.db.rollback()
	assert not frappe.db.exists("DocShare", {"share_name": own.name})


def test_an_action_on_many_says_nothing_of_others(province: Province, clients: dict[str, Client]) -> None:
	names = [province.names["Speaker Nominee"]]
	path = "kepu_app.review.api.start_bulk"
	arguments = {"names": names, "action": "Nominate", "seen": {names[0]: "2025-01-01"}}
	started = clients[APPROVER].call(path, doctype="Speaker Nominee", **arguments)
	answer = finished(clients[APPROVER], started)
	assert [row["ok"] for row in answer.json()["message"]["rows"]] == [False]
	assert not province.seen_in(answer.text, names)


# ---------------------------------------------------------------------- standards and boards


def test_an_approver_makes_no_national_standard(world: World, clients: dict[str, Client]) -> None:
	criteria = [{"number": 1, "criterion_group": "条件", "title": "阵地"}]
	for province in ("", None, FOREIGN):
		values = {"standard_name": "冒充的标准", "criteria": criteria, "province": province}
		response = clients[APPROVER].resource("POST", "Evaluation Standard", json=values)
		assert error_type(response) == "PermissionError"
	values = {"standard_name": "本省标准", "criteria": criteria, "province": HOME}
	made = post(clients[APPROVER], "Evaluation Standard", **values)
	response = clients[APPROVER].resource("PUT", "Evaluation Standard", made["name"], json={"province": ""})
	assert not response.ok


def test_only_a_national_standard_is_refined(province: Province, clients: dict[str, Client]) -> None:
	criteria = [{"number": 1, "criterion_group": "条件", "title": "阵地"}]
	values = {"standard_name": "细化别省的标准", "criteria": criteria, "province": HOME}
	response = clients[APPROVER].resource(
		"POST", "Evaluation Standard", json={**values, "refines": province.names["Evaluation Standard"]}
	)
	assert not response.ok


def test_somebody_else_s_standard_is_not_renamed(province: Province, clients: dict[str, Client]) -> None:
	national = frappe.db.get_value("Reporting Cycle", YEAR, "standard")
	for name in (national, province.names["Evaluation Standard"]):
		arguments = {"doctype": "Evaluation Standard", "old": name, "new": "改名的标准"}
		response = clients[APPROVER].call("frappe.rename_doc", **arguments, force=1)
		assert error_type(response) == "PermissionError"
		assert frappe.db.exists("Evaluation Standard", name)


def test_a_board_is_its_owner_s(world: World) -> None:
	board = frappe.new_doc("Kanban Board")
	board.update(
		{"kanban_board_name": f"案例{YEAR}", "reference_doctype": "Typical Case", "field_name": "topic"}
	)
	board.append("columns", {"column_name": "resources", "order": "[]"})
	board.insert()
	assert board.private == 1
