"""Whose file is it: attacks on the addresses of files, as a county's reporter, and what has to go on working.

After each attack all that the attacker can open is opened: none of it holds what is another province's.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import CHANGES, error_type, put, read, said, upload
from tests.site.factories import (
	APPROVER,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	REPORTER,
	STRANGER,
	World,
)
from tests.site.papers import SUBMISSION
from tests.site.sample_files import archive, picture

CANARY = "别省的汇总材料-金丝雀"
SignIn = Callable[[str], Client]


@dataclass(frozen=True)
class Prize:
	"""Files of the other province."""

	package: str
	scan: str
	package_record: str
	scan_record: str


@pytest.fixture(scope="module")
def prize(world: World, sign_in: SignIn) -> Prize:
	package = _uploaded(
		sign_in(FOREIGN_APPROVER), SUBMISSION, world.submission(FOREIGN), "汇总.zip", archive(a_txt=CANARY)
	)
	summary = ("Annual Summary", world.summary(FOREIGN_COUNTY))
	scan = _uploaded(sign_in(FOREIGN_REPORTER), *summary, "盖章件.txt", CANARY.encode())
	return Prize(package["file_url"], scan["file_url"], package["name"], scan["name"])


@pytest.fixture
def own(world: World, client: Client) -> dict[str, Any]:
	"""A file of the attacker's own."""
	return _uploaded(client, "Annual Summary", world.summary(), "x.txt", b"x")


def _uploaded(client: Client, doctype: str, name: str, filename: str, content: bytes) -> dict[str, Any]:
	response = upload(client, doctype, name, filename, content)
	assert response.ok, said(response)
	return response.json()["message"]


def spellings(url: str) -> list[str]:
	"""Ways to write the address of a file so that a comparison of texts does not know it."""
	name = url.rsplit("/", 1)[1]
	encoded = "".join(f"%{byte:02X}" for byte in name.encode())
	return [
		url,
		f"/private/files/./{name}",
		f"//private/files/{name}",
		f"/private/files//{name}",
		f"/private//files/{name}",
		f"/private/files/x/../{name}",
		f"/files/../../private/files/{name}",
		f"../private/files/{name}",
		f"../files/{name}",
		f"private/files/{name}",
		f"/private/files/{encoded}",
		f"/private/files/{quote(encoded)}",
		f"/private/files/..%2ffiles%2f{quote(name)}",
		f"\\private\\files\\{name}",
		f"/private/files/{name}?fid=1",
		f"/private/files/{name}#x",
		f" /private/files/{name}",
		url.upper(),
		f"/PRIVATE/files/{name}",
	]


OUTSIDE = [
	"/private/files/../../site_config.json",
	"/files/../../site_config.json",
	"/private/files/%2e%2e/%2e%2e/site_config.json",
	"/private/files/..%252f..%252fsite_config.json",
	"../site_config.json",
	"/private/files/../../../common_site_config.json",
	"/private/backups/x.sql.gz",
	"/private/files",
	"/private/files/",
	"/etc/passwd",
	"file:///etc/passwd",
	"/private/files/\0/etc/passwd",
]


def gained(client: Client, *more: str) -> list[str]:
	"""Which addresses hand the attacker something of the other province or of the site's configuration."""
	frappe.db.rollback()
	records = frappe.get_all("File", {"owner": client.user, "is_folder": 0}, ["name", "file_url"])
	found = []
	for url in {*(each.file_url for each in records if each.file_url), *more}:
		answers = [
			client.request("GET", quote(url)),
			client.get("frappe.handler.download_file", file_url=url),
		]
		found += [url for each in answers if each.ok and _is_secret(each.content)]
	for record in records:
		answer = client.request("GET", "/private/files/x", params={"fid": record.name})
		found += [record.name] if answer.ok and _is_secret(answer.content) else []
	return found


def _is_secret(content: bytes) -> bool:
	secrets = (CANARY.encode(), b"db_password", b"root:x:")
	return any(each in content for each in secrets)


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
	copy = _uploaded(client, "Annual Summary", world.summary(), "盖章件.txt", CANARY.encode())
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


# ---------------------------------------------------------------------- what lies on the disk


def test_only_the_folders_for_files_are_read(site: str) -> None:
	"""Also of a record that an administrator, or the past, has brought to the site."""
	file = frappe.new_doc("File")
	file.update({"file_name": "x.json", "is_private": 1, "name": "test-outside", "owner": REPORTER})
	for url in OUTSIDE[:4]:
		file.file_url = url
		with pytest.raises((frappe.PermissionError, frappe.ValidationError, FileNotFoundError)):
			file.get_content()


@pytest.mark.parametrize("spelling", range(1, len(spellings("/private/files/x"))))
def test_a_record_from_before_hands_nothing_out(
	client: Client, prize: Prize, world: World, spelling: int
) -> None:
	"""One that was pointed at a foreign file before anybody looked at addresses."""
	url = spellings(prize.scan)[spelling]
	file = frappe.new_doc("File")
	file.update({"name": f"old{spelling}", "file_name": "x.txt", "file_url": url, "is_private": 1})
	file.update({"owner": REPORTER})
	file.db_insert()
	frappe.db.set_value("File", file.name, "owner", REPORTER)
	frappe.db.commit()
	try:
		answers = [
			client.request("GET", f"/{url.lstrip('/ ')}"),
			client.request("GET", prize.scan, params={"fid": file.name}),
			client.get("frappe.handler.download_file", file_url=url),
		]
		assert [each.url for each in answers if each.ok and _is_secret(each.content)] == []
	finally:
		frappe.db.delete("File", {"name": file.name})
		frappe.db.commit()


def test_another_case_is_another_file(client: Client, prize: Prize, sign_in: SignIn) -> None:
	"""The database takes the two for one; the disk does not."""
	folder = Path(frappe.get_site_path("private", "files"))
	for name, owner in (("Zhang.txt", FOREIGN_REPORTER), ("ZHANG.txt", REPORTER)):
		(folder / name).write_text(CANARY if owner == FOREIGN_REPORTER else "own")
		file = frappe.new_doc("File")
		file.update({"name": f"case-{owner}", "file_name": name, "file_url": f"/private/files/{name}"})
		file.is_private = 1
		file.db_insert()
		frappe.db.set_value("File", file.name, "owner", owner)
	frappe.db.commit()
	assert client.request("GET", "/private/files/ZHANG.txt").text == "own"
	assert client.request("GET", "/private/files/Zhang.txt").status_code == 403
	response = client.resource("PUT", "User", REPORTER, json={"user_image": "/private/files/Zhang.txt"})
	assert not response.ok
	for name in ("Zhang.txt", "ZHANG.txt"):
		frappe.db.delete("File", {"file_name": name})
		(folder / name).unlink()
	frappe.db.commit()


def test_stored_names_are_not_guessed(client: Client, own: dict[str, Any], prize: Prize) -> None:
	for url, readable in ((own["file_url"], "x"), (prize.package, "汇总"), (prize.scan, "盖章件")):
		name = url.rsplit("/", 1)[1]
		stem, _dash, rest = name.rpartition("-")
		assert stem == readable
		assert len(rest.split(".")[0]) >= 20


def test_two_files_of_one_name_have_nothing_in_common(client: Client, world: World) -> None:
	urls = {_uploaded(client, "Annual Summary", world.summary(), "y.txt", b"y")["file_url"] for _ in range(3)}
	assert len(urls) == 3


# ---------------------------------------------------------------------- users of other apps


def test_a_user_of_another_app_has_no_foreign_file_either(sign_in: SignIn, prize: Prize) -> None:
	stranger = sign_in(STRANGER)
	for url in (*spellings(prize.scan), *OUTSIDE):
		stranger.resource("POST", "File", json={"file_url": url, "is_private": 1})
		stranger.resource("PUT", "User", STRANGER, json={"user_image": url})
	assert gained(stranger) == []


def test_a_user_of_another_app_names_his_own_file(sign_in: SignIn) -> None:
	stranger = sign_in(STRANGER)
	response = stranger.request(
		"POST", "/api/method/upload_file", files={"file": ("n.txt", b"n")}, data={"is_private": 1}
	)
	assert response.ok, said(response)
	url = response.json()["message"]["file_url"]
	assert stranger.resource("POST", "File", json={"file_url": url, "is_private": 1}).ok


# ---------------------------------------------------------------------- what has to go on working


def test_a_file_of_the_library_is_chosen(client: Client, own: dict[str, Any], world: World) -> None:
	data = {"library_file_name": own["name"], "doctype": "Annual Summary", "docname": world.summary()}
	response = client.request("POST", "/api/method/upload_file", data={**data, "fieldname": "stamped_scan"})
	assert response.ok, said(response)
	assert response.json()["message"]["file_url"] == own["file_url"]
	put(client, "Annual Summary", world.summary(), stamped_scan=own["file_url"])
	assert client.request("GET", own["file_url"]).text == "x"


def test_one_of_two_records_goes_and_the_file_stays(
	client: Client, own: dict[str, Any], world: World
) -> None:
	data = {"library_file_name": own["name"], "doctype": "Annual Summary", "docname": world.summary()}
	second = client.request("POST", "/api/method/upload_file", data=data).json()["message"]
	assert client.resource("DELETE", "File", second["name"]).ok
	assert client.request("GET", own["file_url"]).text == "x"


def test_a_scan_is_uploaded_and_put_into_its_field(client: Client, world: World) -> None:
	file = _uploaded(client, "Annual Summary", world.summary(), "盖章件.png", picture())
	put(client, "Annual Summary", world.summary(), stamped_scan=file["file_url"])
	assert read(client, "Annual Summary", world.summary())["stamped_scan"] == file["file_url"]


def test_a_picture_of_oneself_is_uploaded(client: Client) -> None:
	factories.share_with_self(REPORTER)
	response = upload(client, "User", REPORTER, "我.png", picture(), fieldname="user_image", is_private=0)
	assert response.ok, said(response)
	assert response.json()["message"]["file_url"].startswith("/private/")


def test_the_downloaded_name_is_the_given_one(client: Client, world: World) -> None:
	file = _uploaded(client, "Annual Summary", world.summary(), "2024 年 总结（终稿）.txt", b"1")
	answers = [
		client.request("GET", file["file_url"]),
		client.get("frappe.handler.download_file", file_url=file["file_url"]),
		client.get("frappe.core.doctype.file.file.download_file", file_url=file["file_url"]),
	]
	for each in answers:
		assert f"filename*=UTF-8''{quote('2024 年 总结（终稿）.txt')}" in each.headers["Content-Disposition"]


def test_a_file_from_before_goes_on_working(client: Client, world: World) -> None:
	"""Its name on the disk is what it was called."""
	path = Path(frappe.get_site_path("private", "files", "旧件 1.txt"))
	path.write_text("旧")
	file = frappe.new_doc("File")
	file.update({"name": "old-file", "file_name": "旧件 1.txt", "file_url": "/private/files/旧件 1.txt"})
	file.update({"is_private": 1, "attached_to_doctype": "Annual Summary"})
	file.attached_to_name = world.summary()
	file.db_insert()
	frappe.db.commit()
	assert client.request("GET", file.file_url).content.decode() == "旧"
	put(client, "Annual Summary", world.summary(), stamped_scan=file.file_url)
	assert client.resource("PUT", "File", "old-file", json={"file_name": "旧件 2.txt"}).ok


def test_whoever_may_gets_the_file(sign_in: SignIn, own: dict[str, Any]) -> None:
	assert sign_in(APPROVER).request("GET", own["file_url"]).text == "x"
	assert sign_in(FOREIGN_APPROVER).request("GET", own["file_url"]).status_code == 403
