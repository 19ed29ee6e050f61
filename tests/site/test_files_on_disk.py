"""What lies on the disk is handed out by its own record, and what has to go on working with files does."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import frappe
import pytest

from tests.site import new_users
from tests.site.client import Client
from tests.site.endpoints import put, read, said, upload
from tests.site.factories import APPROVER, FOREIGN_APPROVER, FOREIGN_REPORTER, REPORTER, STRANGER, World
from tests.site.foreign_files import (
	CANARY,
	OUTSIDE,
	Prize,
	SignIn,
	is_secret,
	make_prize,
	own_file,
	spellings,
	uploaded,
)
from tests.site.sample_files import picture


@pytest.fixture(scope="module")
def prize(world: World, sign_in: SignIn) -> Prize:
	return make_prize(world, sign_in)


@pytest.fixture
def own(world: World, client: Client) -> dict[str, Any]:
	"""Provide a file of the attacker's own."""
	return own_file(world, client)


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
		assert [each.url for each in answers if each.ok and is_secret(each.content)] == []
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
	urls = {uploaded(client, "Annual Summary", world.summary(), "y.txt", b"y")["file_url"] for _ in range(3)}
	assert len(urls) == 3


# ---------------------------------------------------------------------- users of other apps


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
	file = uploaded(client, "Annual Summary", world.summary(), "盖章件.png", picture())
	put(client, "Annual Summary", world.summary(), stamped_scan=file["file_url"])
	assert read(client, "Annual Summary", world.summary())["stamped_scan"] == file["file_url"]


def test_a_picture_of_oneself_is_uploaded(client: Client) -> None:
	new_users.share_with_self(REPORTER)
	response = upload(client, "User", REPORTER, "我.png", picture(), fieldname="user_image", is_private=0)
	assert response.ok, said(response)
	assert response.json()["message"]["file_url"].startswith("/private/")


def test_the_downloaded_name_is_the_given_one(client: Client, world: World) -> None:
	file = uploaded(client, "Annual Summary", world.summary(), "2024 年 总结（终稿）.txt", b"1")
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
