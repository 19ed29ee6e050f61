"""Whose file is it: attacks on the addresses of files, as a county's reporter.

After each attack all that the attacker can open is opened: none of it holds what is another province's.
"""

import base64
import json
from pathlib import Path
from typing import Any

import frappe
import pytest

from tests.site.client import Client
from tests.site.endpoints import CHANGES, error_type, said, upload
from tests.site.factories import FOREIGN, FOREIGN_COUNTY, FOREIGN_REPORTER, REPORTER, STRANGER, World
from tests.site.foreign_files import (
	CANARY,
	OUTSIDE,
	Prize,
	SignIn,
	gained,
	make_prize,
	own_file,
	spellings,
	uploaded,
)


@pytest.fixture(scope="module")
def prize(world: World, sign_in: SignIn) -> Prize:
	return make_prize(world, sign_in)


@pytest.fixture
def own(world: World, client: Client) -> dict[str, Any]:
	"""Provide a file of the attacker's own."""
	return own_file(world, client)


def site_address(client: Client) -> str:
	return frappe.utils.get_url()


# ---------------------------------------------------------------------- an address is not set


@pytest.mark.parametrize("endpoint", CHANGES)
def test_an_own_file_is_not_pointed_at_a_foreign_package(
	client: Client, own: dict[str, Any], prize: Prize, endpoint: str
) -> None:
	for url in (*spellings(prize.package), *spellings(prize.scan)[:3]):
		CHANGES[endpoint](client, "File", own["name"], {"file_url": url})
		frappe.db.rollback()
		assert frappe.db.get_value("File", own["name"], "file_url") == own["file_url"], url
	assert gained(client) == []


@pytest.mark.parametrize("endpoint", CHANGES)
def test_an_own_file_is_not_pointed_at_the_configuration(
	client: Client, own: dict[str, Any], endpoint: str
) -> None:
	for url in (*OUTSIDE, *(f"{site_address(client)}{each}" for each in OUTSIDE[:3])):
		CHANGES[endpoint](client, "File", own["name"], {"file_url": url})
		frappe.db.rollback()
		assert frappe.db.get_value("File", own["name"], "file_url") == own["file_url"], url
	assert gained(client) == []


def test_a_record_made_with_an_address(client: Client, prize: Prize, world: World) -> None:
	place = {"attached_to_doctype": "Annual Summary", "attached_to_name": world.summary()}
	for url in (*spellings(prize.package), *spellings(prize.scan), *OUTSIDE):
		for values in ({}, place, {"is_folder": 1}, {"is_private": 0}, {"file_name": "a.txt"}):
			response = client.resource("POST", "File", json={"file_url": url, "is_private": 1, **values})
			if not values.get("is_folder"):
				assert not response.ok, (url, values)
	assert gained(client) == []


def test_a_record_made_with_an_address_of_the_site_s_own_name(client: Client, prize: Prize) -> None:
	for base in (site_address(client), client.url, site_address(client).upper()):
		for path in (prize.package, *OUTSIDE[:5]):
			response = client.resource("POST", "File", json={"file_url": f"{base}{path}", "is_private": 1})
			assert not response.ok, (base, path)
	assert gained(client) == []


def test_a_remote_address(client: Client) -> None:
	"""Frappe would fetch it."""
	for url in ("http://127.0.0.1:1/x.png", "https://example.invalid/a.pdf", "ftp://127.0.0.1/x"):
		response = client.resource("POST", "File", json={"file_url": url})
		assert not response.ok, url


def test_an_own_address_is_not_set_either(client: Client, own: dict[str, Any]) -> None:
	response = client.resource("POST", "File", json={"file_url": own["file_url"], "is_private": 1})
	assert error_type(response) == "PermissionError"


def test_an_address_beside_a_content(client: Client, prize: Prize) -> None:
	"""Content makes no address one's own: it is refused, and what lies there stays what it is."""
	for url in (prize.scan, "/private/files/../../site_config.json"):
		response = client.resource(
			"POST", "File", json={"file_url": url, "file_name": "y.txt", "content": "mine", "is_private": 1}
		)
		assert error_type(response) == "PermissionError", said(response)
	assert CANARY in Path(frappe.get_doc("File", prize.scan_record).get_full_path()).read_text()
	assert gained(client) == []


def test_upload_file_with_an_address(client: Client, prize: Prize, world: World) -> None:
	for url in (*spellings(prize.package), *spellings(prize.scan), *OUTSIDE):
		data = {"file_url": url, "doctype": "Annual Summary", "docname": world.summary(), "is_private": 1}
		for more in ({}, {"file_name": "x.txt"}, {"doctype": "", "docname": ""}):
			response = client.request("POST", "/api/method/upload_file", data={**data, **more})
			assert not response.ok, (url, more)
	assert gained(client) == []


def test_upload_file_of_a_foreign_file_of_the_library(client: Client, prize: Prize, world: World) -> None:
	for record in (prize.package_record, prize.scan_record, "%", ""):
		data = {"library_file_name": record, "doctype": "Annual Summary", "docname": world.summary()}
		response = client.request("POST", "/api/method/upload_file", data={**data, "file_url": prize.scan})
		assert not response.ok, record
	assert gained(client) == []


def test_uploadfile_of_old(client: Client, prize: Prize, world: World) -> None:
	for url in (prize.package, *OUTSIDE[:3]):
		data = {"from_form": 1, "file_url": url, "filename": "x.txt", "is_private": 1}
		client.call("uploadfile", **data, doctype="Annual Summary", docname=world.summary())
	assert gained(client) == []


def test_insert_many(client: Client, prize: Prize) -> None:
	docs = [{"doctype": "File", "file_url": url, "is_private": 1} for url in spellings(prize.scan)]
	for method in ("frappe.client.insert_many", "frappe.client.insert"):
		arguments = {"docs": json.dumps(docs)} if method.endswith("many") else {"doc": json.dumps(docs[0])}
		assert not client.call(method, **arguments).ok
	assert gained(client) == []


def test_savedocs_of_a_new_record(client: Client, prize: Prize) -> None:
	doc = {"doctype": "File", "file_url": prize.scan, "is_private": 1, "__islocal": 1, "name": "new-file-1"}
	assert not client.call("frappe.desk.form.save.savedocs", doc=json.dumps(doc), action="Save").ok
	assert gained(client) == []


@pytest.mark.parametrize("fieldname", ["user_image", "banner_image"])
def test_a_picture_of_oneself(client: Client, prize: Prize, fieldname: str) -> None:
	for url in (*spellings(prize.scan), *OUTSIDE):
		client.resource("PUT", "User", REPORTER, json={fieldname: url})
		frappe.db.rollback()
		assert not frappe.db.get_value("User", REPORTER, fieldname), url
	assert gained(client) == []


def test_a_field_of_a_document(client: Client, prize: Prize, world: World) -> None:
	for url in (*spellings(prize.package), *OUTSIDE):
		response = client.resource("PUT", "Annual Summary", world.summary(), json={"stamped_scan": url})
		assert not response.ok, url
	assert gained(client) == []


def test_add_attachments_and_its_dispatchers(client: Client, prize: Prize, world: World) -> None:
	named = {
		"doctype": "Annual Summary",
		"name": world.summary(),
		"attachments": json.dumps([prize.scan_record, prize.package_record]),
	}
	method = "frappe.utils.file_manager.add_attachments"
	mapped = {"method": method, "source_names": json.dumps([world.summary()]), "target_doc": "{}"}
	client.call(method, **named)
	for path, more in (
		("map_docs", {**mapped, "args": json.dumps(named), **named}),
		("make_mapped_doc", {"method": method, "source_name": world.summary(), **named}),
	):
		client.request("POST", f"/api/method/frappe.model.mapper.{path}", json=more)
	client.get("frappe.desk.treeview.get_all_nodes", tree_method=method, parent="x", **named)
	frappe.db.rollback()
	for url in (prize.scan, prize.package):
		records = frappe.get_all("File", {"file_url": url}, pluck="attached_to_name")
		assert set(records) <= {world.summary(FOREIGN_COUNTY), world.submission(FOREIGN)}
	assert gained(client) == []


# ---------------------------------------------------------------------- other fields by which files are had


def test_a_preview_that_is_another_file_is_not_deleted(
	client: Client, own: dict[str, Any], prize: Prize
) -> None:
	"""Frappe takes a file's preview off the disk with it, whatever address stands there."""
	for url in (prize.scan, prize.package):
		client.resource("PUT", "File", own["name"], json={"thumbnail_url": url})
	client.resource("DELETE", "File", own["name"])
	made = client.resource(
		"POST", "File", json={"file_name": "z.txt", "content": "z", "thumbnail_url": prize.scan}
	)
	client.resource("DELETE", "File", made.json()["data"]["name"])
	for record in (prize.scan_record, prize.package_record):
		assert Path(frappe.get_doc("File", record).get_full_path()).exists()


def test_the_fingerprint_of_another_file_is_not_taken(
	client: Client, own: dict[str, Any], prize: Prize
) -> None:
	"""Frappe changes all records of one fingerprint together."""
	content_hash = frappe.db.get_value("File", prize.scan_record, "content_hash")
	client.resource("PUT", "File", own["name"], json={"content_hash": content_hash, "is_private": 0})
	frappe.db.rollback()
	assert frappe.db.get_value("File", own["name"], "content_hash") != content_hash
	assert frappe.db.get_value("File", prize.scan_record, ["file_url", "is_private"]) == (prize.scan, 1)


def test_the_same_content_tells_nothing_of_the_other_file(client: Client, prize: Prize, world: World) -> None:
	"""Frappe gives the same content the same address: it has the name of the other, and goes with it."""
	copy = uploaded(client, "Annual Summary", world.summary(), "盖章件.txt", CANARY.encode())
	assert copy["file_url"] != prize.scan
	client.resource("DELETE", "File", copy["name"])
	assert Path(frappe.get_doc("File", prize.scan_record).get_full_path()).exists()


def test_a_file_does_not_become_a_folder(client: Client, own: dict[str, Any], prize: Prize) -> None:
	client.resource("PUT", "File", own["name"], json={"is_folder": 1, "file_url": prize.scan})
	client.resource("PUT", "File", own["name"], json={"is_folder": 0})
	frappe.db.rollback()
	assert frappe.db.get_value("File", own["name"], ["file_url", "is_folder"]) == (own["file_url"], 0)


def test_an_own_file_is_not_attached_to_a_foreign_document(
	client: Client, own: dict[str, Any], world: World
) -> None:
	for doctype, name in (("Annual Summary", world.summary(FOREIGN_COUNTY)), ("User", FOREIGN_REPORTER)):
		values = {"attached_to_doctype": doctype, "attached_to_name": name}
		assert not client.resource("PUT", "File", own["name"], json=values).ok


def test_the_size_is_what_was_counted(client: Client, world: World) -> None:
	response = upload(
		client, "Annual Summary", world.summary(), "g.txt", b"12345", file_size="1", content_hash="0" * 32
	)
	assert response.json()["message"]["file_size"] == 5


def test_a_base64_content_is_looked_at_as_well(client: Client) -> None:
	content = base64.b64encode(b"<script>alert(1)</script>").decode()
	response = client.resource("POST", "File", json={"file_name": "a.html", "content": content, "decode": 1})
	assert error_type(response) == "FileTypeError"


# ---------------------------------------------------------------------- users of other apps


def test_a_user_of_another_app_has_no_foreign_file_either(sign_in: SignIn, prize: Prize) -> None:
	stranger = sign_in(STRANGER)
	for url in (*spellings(prize.scan), *OUTSIDE):
		stranger.resource("POST", "File", json={"file_url": url, "is_private": 1})
		stranger.resource("PUT", "User", STRANGER, json={"user_image": url})
	assert gained(stranger) == []
