"""What somebody may try who knows Frappe: to have the files of others, and to change those of what is frozen.

``Province`` is what such a user would like to see.
"""

from typing import Any

import frappe

from tests.site import factories
from tests.site.attacks.foreign_province import Province
from tests.site.client import Client
from tests.site.endpoints import post, put, read, said, upload
from tests.site.factories import COUNTY, DEPUTY, FOREIGN_APPROVER, NEIGHBOUR, REPORTER, World
from tests.years import year_of

YEAR = year_of(__file__)
ADMINISTRATOR = "Administrator"
USERS = (REPORTER, FOREIGN_APPROVER, DEPUTY, ADMINISTRATOR)


def test_a_file_is_not_had_by_its_address(
	province: Province, clients: dict[str, Client], world: World
) -> None:
	"""A record, or an Attach field, that names somebody else's file would hand it out."""
	url, client = province.files["Annual Summary"], clients[REPORTER]
	own = ("Annual Summary", world.summary())
	refused = [
		client.resource("POST", "File", json={"file_url": url, "is_private": 1}),
		client.resource(
			"POST",
			"File",
			json={
				"file_url": url,
				"attached_to_doctype": own[0],
				"attached_to_name": own[1],
				"is_private": 1,
			},
		),
		client.request(
			"POST",
			"/api/method/upload_file",
			data={"file_url": url, "doctype": own[0], "docname": own[1], "is_private": 1},
		),
		client.resource("PUT", *own, json={"stamped_scan": url}),
		client.resource("PUT", "User", REPORTER, json={"user_image": url}),
		client.call(
			"frappe.utils.file_manager.add_attachments",
			doctype=own[0],
			name=own[1],
			attachments=[province.records["File"]],
		),
	]
	assert [each.url for each in refused if each.ok] == []
	assert not client.request("GET", url).ok
	assert clients[FOREIGN_APPROVER].request("GET", url).ok


def test_files_of_the_documents_are_private(world: World, clients: dict[str, Client]) -> None:
	client, own = clients[REPORTER], ("Annual Summary", world.summary())
	assert not upload(client, *own, "open.txt", b"open", is_private=0).ok
	response = upload(client, *own, "closed.txt", "不公开的".encode())
	assert response.ok, said(response)
	name = response.json()["message"]["name"]
	assert not client.resource("PUT", "File", name, json={"is_private": 0}).ok
	assert client.request("GET", response.json()["message"]["file_url"]).content.decode() == "不公开的"
	assert response.json()["message"]["file_url"].startswith("/private/")


def test_a_file_that_a_frozen_document_holds_stays(world: World, clients: dict[str, Client]) -> None:
	doc = factories.approved_summary(world, NEIGHBOUR)
	frappe.db.commit()
	client = clients[DEPUTY]
	url = uploaded(client, doc, "盖章件.txt", "盖章".encode(), fieldname="stamped_scan")
	put(client, doc.doctype, doc.name, stamped_scan=url)
	loose = uploaded(client, doc, "草稿.txt", "草稿".encode())
	submission = frappe.get_doc("Provincial Submission", world.submission())
	for state in ("Sent", "Accepted"):
		factories.force_state(submission, state)
		for user in (DEPUTY, ADMINISTRATOR):
			for address in (url, loose):
				assert not take_away(clients[user], address).ok
			assert not upload(clients[user], doc.doctype, doc.name, "新.txt", b"new").ok
	assert client.request("GET", url).ok
	factories.force_state(submission, "Awaiting Seal")
	assert take_away(client, loose).ok
	factories.renew_documents(world)


def uploaded(client: Client, doc: Any, filename: str, content: bytes, **values: Any) -> str:
	response = upload(client, doc.doctype, doc.name, filename, content, **values)
	assert response.ok, said(response)
	return response.json()["message"]["file_url"]


def take_away(client: Client, url: str) -> Any:
	frappe.db.rollback()
	name = frappe.db.get_value("File", {"file_url": url})
	return client.call("frappe.desk.form.utils.remove_attach", fid=name)


def test_files_do_not_come_along_with_an_amendment(province: Province, clients: dict[str, Client]) -> None:
	"""Frappe copies the files of the document that a new one says it amends."""
	values = {"cycle": YEAR, "county": COUNTY, "topic": "resources", "title": "新", "text": "文"}
	made = post(clients[REPORTER], "Typical Case", **values, amended_from=province.names["Typical Case"])
	frappe.db.rollback()
	assert not frappe.db.exists("File", {"attached_to_name": made["name"]})
	assert not read(clients[REPORTER], "Typical Case", made["name"]).get("amended_from")
