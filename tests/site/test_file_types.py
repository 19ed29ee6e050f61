"""What a file is, what it is called, and how it is handed out: attacks as a county's reporter."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import frappe
import pytest

from kepu_app.patches.v0_3 import harmless_file_names
from tests.blank_pdf import blank_pdf
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import CHANGES, error_type, messages, said, upload
from tests.site.factories import KEEPER, REPORTER, STRANGER, World
from tests.site.sample_files import archive, office_97, office_archive, picture

SignIn = Callable[[str], Client]

SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ" + bytes(200)

TAKEN = [
	("总结.pdf", blank_pdf()),
	("盖章.jpg", picture("JPEG")),
	("盖章.JPEG", picture("JPEG")),
	("盖章.png", picture()),
	("总结.docx", office_archive("word")),
	("台账.xlsx", office_archive("xl")),
	("台账2.xlsx", archive(a_xml="<x/>")),
	("汇总.zip", archive()),
	("旧稿.doc", office_97()),
	("旧表.xls", office_97()),
	("文稿.wps", office_97()),
	("新文稿.wps", office_archive("word")),
	("表格.et", office_97()),
	("说明.txt", "说明".encode()),
	("说明2.txt", "说明".encode("gb18030")),
	("说明3.txt", "﻿说明".encode("utf-16")),
	("名单.csv", "县,市\n".encode()),
	("MZ.txt", b"MZ and BM are letters too"),
]

REFUSED = [
	("x.html", SCRIPT),
	("x.htm", SCRIPT),
	("x.xhtml", SCRIPT),
	("x.shtml", SCRIPT),
	("x.svg", SVG),
	("x.SVG", SVG),
	("x.svgz", SVG),
	("x.xml", b"<?xml version='1.0'?><x/>"),
	("x.xsl", b"<?xml version='1.0'?><x/>"),
	("x.mht", b"MIME-Version: 1.0"),
	("x.js", b"alert(1)"),
	("x.mjs", b"alert(1)"),
	("x.json", b"{}"),
	("x.css", b"*{}"),
	("x.swf", b"FWS" + bytes(50)),
	("x.exe", PROGRAM),
	("x.py", b"print(1)"),
	("x.jar", archive()),
	("x.hta", SCRIPT),
	("x.url", b"[InternetShortcut]"),
	("x", b"no ending"),
	("x.", b"no ending"),
	("x.pdf.html", blank_pdf()),
	("x.html.", SCRIPT),
	# The ending says one thing and the content another.
	("x.pdf", SCRIPT),
	("x.pdf", SVG),
	("x.docx", SCRIPT),
	("x.zip", SCRIPT),
	("x.doc", PROGRAM),
	("x.xlsx", b"PK and nothing more"),
	("x.txt", PROGRAM),
	("x.csv", bytes(20)),
	("x.pdf", picture()),
	("x.zip", blank_pdf()),
]

NAMES = [
	"a\0.txt",
	"..%2f..%2fetc.txt",
	"..%252f..%252fetc.txt",
	"..%5c..%5cetc.txt",
	"..\\..\\etc.txt",
	"../../etc.txt",
	"总结\u202etxt.pdf",
	"总结\u2066x\u2069.txt",
	"总\u200b结.txt",
	"a\nb.txt",
	"a\x1b[31m.txt",
	"a\x85.txt",
	"\u2028.txt",
	"..",
	".",
	"...",
	"县" * 90 + ".txt",
	"a" * 252 + ".txt",
	"a" * 150 + ".txt",
]


def on_disk() -> set[str]:
	"""All that lies in the site's two folders for files."""
	folders = [Path(frappe.get_site_path(kind, "files")) for kind in ("private", "public")]
	return {str(path) for folder in folders for path in folder.rglob("*")}


def named_upload(client: Client, world: World, name: str, content: bytes, **values: Any) -> Any:
	"""Return an upload whose name goes as it is, past what an HTTP library would make of it."""
	data = {"doctype": "Annual Summary", "docname": world.summary(), "is_private": 1, **values}
	body = [f'--limit\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in data.items()]
	body.append(f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n')
	body.append("Content-Type: application/octet-stream\r\n\r\n")
	return client.request(
		"POST",
		"/api/method/upload_file",
		data="".join(body).encode() + content + b"\r\n--limit--\r\n",
		headers={"Content-Type": "multipart/form-data; boundary=limit"},
	)


# ---------------------------------------------------------------------- kinds


@pytest.mark.parametrize(("name", "content"), TAKEN)
def test_what_the_job_needs_is_taken(client: Client, world: World, name: str, content: bytes) -> None:
	response = upload(client, "Annual Summary", world.summary(), name, content)
	assert response.ok, said(response)
	assert response.json()["message"]["file_name"] == name
	answer = client.request("GET", response.json()["message"]["file_url"])
	assert answer.content == content
	assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("name", "content"), REFUSED)
@pytest.mark.parametrize("is_private", [0, 1])
def test_what_a_browser_would_run_is_not_taken(
	client: Client, name: str, content: bytes, is_private: int
) -> None:
	before = on_disk()
	response = upload(client, "", "", name, content, is_private=is_private)
	assert response.status_code == 417, said(response)
	assert error_type(response) in ("FileTypeError", "FileNameError")
	if error_type(response) == "FileTypeError":
		assert "PDF, JPG" in messages(response)
		assert name in messages(response)
	assert on_disk() == before


@pytest.mark.parametrize(("name", "content"), REFUSED[:6])
def test_nor_by_other_endpoints(client: Client, world: World, name: str, content: bytes) -> None:
	before = on_disk()
	encoded = base64.b64encode(content).decode()
	place = {"attached_to_doctype": "Annual Summary", "attached_to_name": world.summary(), "is_private": 1}
	doc = {"doctype": "File", "file_name": name, "content": encoded, "decode": 1, **place}
	data = {"doctype": "Annual Summary", "docname": world.summary(), "from_form": 1, "filename": name}
	inline = f'<img src="data:text/html;filename={name};base64,{encoded}">'
	comment = {"reference_doctype": "Annual Summary", "reference_name": world.summary(), "content": inline}
	for refused in (
		client.resource("POST", "File", json=doc),
		client.resource("POST", "File", json={**doc, "content": content.decode(), "decode": 0}),
		client.request("POST", "/api/v2/document/File/", json=doc),
		client.call("frappe.client.insert", doc=json.dumps(doc)),
		client.call("uploadfile", **data, filedata=encoded),
		client.call("frappe.desk.form.utils.add_comment", **comment, comment_email=REPORTER, comment_by="x"),
	):
		assert not refused.ok or not refused.json().get("message", {}), refused.url
	assert on_disk() == before


def test_what_comes_out_of_a_zip_is_looked_at(client: Client) -> None:
	made = upload(client, "", "", "x.zip", archive(x_html=SCRIPT.decode())).json()["message"]
	before = on_disk()
	assert not client.call("frappe.core.api.file.unzip_file", name=made["name"]).ok
	assert on_disk() == before


def test_a_file_is_not_called_another_kind_later(client: Client) -> None:
	made = upload(client, "", "", "x.txt", SCRIPT).json()["message"]
	client.resource("PUT", "File", made["name"], json={"file_name": "x.html", "file_type": "HTML"})
	for answer in (
		client.request("GET", made["file_url"]),
		client.get("frappe.handler.download_file", file_url=made["file_url"]),
	):
		assert "html" not in answer.headers["Content-Type"]
		assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_administrator_of_the_app_changes_the_list(client: Client, world: World, sign_in: SignIn) -> None:
	keeper = sign_in(KEEPER)

	def settle(types: str) -> Any:
		return keeper.resource("PUT", "Kepu Settings", "Kepu Settings", json={"accepted_file_types": types})

	try:
		assert settle(".PDF、ofd").ok
		assert upload(client, "Annual Summary", world.summary(), "x.ofd", archive()).ok
		refused = upload(client, "Annual Summary", world.summary(), "x.txt", b"x")
		assert "PDF, OFD" in messages(refused)
		for unknown in ("html", "svg", "pdf js"):
			assert not settle(unknown).ok
	finally:
		assert settle("").ok
		frappe.db.rollback()
		frappe.db.delete("Version", {"ref_doctype": "Kepu Settings"})  # what stands there is no test of words
		frappe.db.commit()
	assert upload(client, "Annual Summary", world.summary(), "x.txt", b"x").ok


def test_files_of_other_apps_are_theirs(world: World) -> None:
	file = frappe.new_doc("File")
	file.update({"file_name": "page.html", "content": SCRIPT, "is_private": 0})
	with factories.acting_as(STRANGER):
		file.insert(ignore_permissions=True)
	assert file.file_url.startswith("/files/page")
	file.delete(ignore_permissions=True)


# ---------------------------------------------------------------------- never public


def test_no_file_of_a_user_is_public(client: Client, world: World) -> None:
	for values in ({"is_private": 0}, {"is_private": "0"}, {"is_private": ""}):
		response = upload(client, "", "", "x.txt", b"x", **values)
		assert response.json()["message"]["file_url"].startswith("/private/files/")
	doc = {"file_name": "x.txt", "content": "x", "is_private": 0}
	made = client.resource("POST", "File", json=doc).json()["data"]
	assert made["file_url"].startswith("/private/files/")
	for is_private in (0, "0", None, ""):
		client.resource("PUT", "File", made["name"], json={"is_private": is_private})
		client.call(
			"frappe.client.set_value", doctype="File", name=made["name"], fieldname={"is_private": is_private}
		)
	frappe.db.rollback()
	assert frappe.db.get_value("File", made["name"], ["is_private", "file_url"]) == (1, made["file_url"])


def test_a_public_copy_that_is_deleted_leaves_the_disk(client: Client, world: World) -> None:
	"""Frappe keeps it, because the private one has the same content."""
	content = picture(colour="navy")
	upload(client, "Annual Summary", world.summary(), "a.png", content)
	frappe.db.rollback()
	copy = frappe.new_doc("File")
	copy.update({"file_name": "a.png", "content": content, "is_private": 0})
	copy.insert()
	frappe.db.commit()
	path = Path(copy.get_full_path())
	assert path.exists()
	copy.delete()
	frappe.db.commit()
	assert not path.exists()


def test_a_private_copy_that_is_deleted_leaves_the_disk(client: Client) -> None:
	first, second = (upload(client, "", "", "b.txt", b"same").json()["message"] for _ in range(2))
	for each in (first, second):
		path = Path(frappe.get_site_path(each["file_url"].lstrip("/")))
		assert path.exists()
		assert client.resource("DELETE", "File", each["name"]).ok
		assert not path.exists()


# ---------------------------------------------------------------------- how it is handed out


@pytest.mark.parametrize(
	("name", "content"),
	[("old.html", SCRIPT), ("old.svg", SVG), ("old.xhtml", SCRIPT), ("old.xml", SVG), ("old.js", b"1")],
)
@pytest.mark.parametrize("path", ["direct", "frappe.handler.download_file", "download_file"])
def test_what_is_there_from_before_is_not_shown(
	client: Client, world: World, name: str, content: bytes, path: str
) -> None:
	record = stored(name, content, world)
	try:
		answer = (
			client.request("GET", f"/private/files/{name}")
			if path == "direct"
			else client.get(path, file_url=f"/private/files/{name}")
		)
		assert answer.ok
		assert answer.headers["Content-Disposition"].startswith("attachment")
		assert answer.headers["X-Content-Type-Options"] == "nosniff"
		assert "sandbox" in answer.headers["Content-Security-Policy"]
	finally:
		frappe.db.delete("File", {"name": record})
		frappe.db.commit()


def stored(name: str, content: bytes, world: World) -> str:
	"""Return a record and a file as they came to the site before anybody looked."""
	Path(frappe.get_site_path("private", "files", name)).write_bytes(content)
	file = frappe.new_doc("File")
	file.update({"name": f"was-{name}", "file_name": name, "file_url": f"/private/files/{name}"})
	file.update({"is_private": 1, "attached_to_doctype": "Annual Summary"})
	file.attached_to_name = world.summary()
	file.db_insert()
	frappe.db.commit()
	return file.name


@pytest.mark.parametrize(("name", "content"), TAKEN[:4])
def test_papers_and_pictures_are_shown(client: Client, world: World, name: str, content: bytes) -> None:
	made = upload(client, "Annual Summary", world.summary(), name, content).json()["message"]
	answer = client.request("GET", made["file_url"])
	assert answer.headers["Content-Disposition"].startswith("inline")
	assert unquote(answer.headers["Content-Disposition"]).endswith(name)


# ---------------------------------------------------------------------- names


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_hides_or_leads_elsewhere(client: Client, world: World, name: str) -> None:
	before = on_disk()
	place = {"attached_to_doctype": "Annual Summary", "attached_to_name": world.summary(), "is_private": 1}
	response = client.resource("POST", "File", json={"file_name": name, "content": "x", **place})
	assert response.status_code == 417, said(response)
	assert error_type(response) == "FileNameError"
	assert shown(name) in messages(response)
	assert on_disk() == before


def shown(name: str) -> str:
	"""Return the part of a name that any message about it has to show."""
	return max("".join(each if each.isprintable() else "\n" for each in name).split("\n"), key=len)[:20]


@pytest.mark.parametrize("name", [each for each in NAMES if "\n" not in each])
def test_such_a_name_of_an_upload(client: Client, world: World, name: str) -> None:
	before = on_disk()
	response = named_upload(client, world, name, b"x")
	assert response.status_code in (400, 417), said(response)
	assert on_disk() == before


def test_such_a_name_of_a_picture_in_a_comment(client: Client, world: World) -> None:
	before = on_disk()
	source = f"data:image/png;filename=..%2f\u202ex.png;base64,{base64.b64encode(picture()).decode()}"
	about = {"reference_doctype": "Annual Summary", "reference_name": world.summary()}
	told = {"content": f'<img src="{source}">', "comment_email": REPORTER, "comment_by": REPORTER}
	assert not client.call("frappe.desk.form.utils.add_comment", **about, **told).ok
	assert on_disk() == before


def test_such_a_name_of_a_folder(client: Client) -> None:
	for name in ("..", "a\0b", "\u202e"):
		assert not client.call("frappe.core.api.file.create_new_folder", file_name=name, folder="Home").ok


def test_a_file_is_not_called_so_later(client: Client) -> None:
	made = upload(client, "", "", "x.txt", b"x").json()["message"]
	for name in NAMES:
		response = client.resource("PUT", "File", made["name"], json={"file_name": name})
		assert not response.ok, name


@pytest.mark.parametrize(
	"name",
	[
		"完成率100%.txt",
		"a b（终稿）+1.txt",
		"县" * 80 + ".txt",
		"x#1.txt",
		"it's “x”.txt",
		"a.b.c.txt",
		"A&B & C.txt",
	],
)
def test_a_usual_name_is_kept(client: Client, world: World, name: str) -> None:
	response = upload(client, "Annual Summary", world.summary(), name, b"x")
	assert response.ok, said(response)
	made = response.json()["message"]
	assert made["file_name"] == name
	assert client.request("GET", made["file_url"]).text == "x"
	assert client.resource("PUT", "File", made["name"], json={"folder": "Home"}).ok


MARKUP = {
	"<a href=https:evil.example style=position:fixed>点这里<h1>.txt": "_a href=https_evil.example style=position_fixed_点这里_h1_.txt",
	'a"><img src=x onerror=alert(1)>.txt': "a___img src=x onerror=alert(1)_.txt",
	"a|b?c*d:e.txt": "a_b_c_d_e.txt",
	"&lt;img src=x&gt;.txt": "_lt;img src=x_gt;.txt",
}
"""Names that are HTML, or that Windows takes for something else, and what they become."""


@pytest.mark.parametrize("name", MARKUP)
def test_a_name_that_is_html_in_other_people_s_desk(client: Client, world: World, name: str) -> None:
	place = {"attached_to_doctype": "Annual Summary", "attached_to_name": world.summary(), "is_private": 1}
	response = client.resource("POST", "File", json={"file_name": name, "content": name, **place})
	assert response.ok, said(response)
	assert response.json()["data"]["file_name"] == MARKUP[name]
	docinfo = client.get("frappe.desk.form.load.getdoc", doctype="Annual Summary", name=world.summary()).text
	assert "<img" not in docinfo
	assert "<h1" not in docinfo


@pytest.mark.parametrize("name", MARKUP)
def test_a_file_gets_no_name_later_that_is_html(client: Client, world: World, name: str) -> None:
	made = upload(client, "Annual Summary", world.summary(), "x.txt", name.encode()).json()["message"]
	response = client.call(
		"frappe.client.set_value", doctype="File", name=made["name"], fieldname="file_name", value=name
	)
	assert response.ok, said(response)
	assert response.json()["message"]["file_name"] == MARKUP[name]


POLYGLOT = blank_pdf() + b"\n<html><script>alert(document.domain)</script>"


@pytest.mark.parametrize("endpoint", sorted(CHANGES))
@pytest.mark.parametrize("name", ["x.html", "x", "x.svg", "x.pdf.html", "x.HTM", "x.txt"])
def test_a_polyglot_takes_no_other_extension_later(
	client: Client, world: World, endpoint: str, name: str
) -> None:
	made = upload(client, "Annual Summary", world.summary(), "polyglot.pdf", POLYGLOT).json()["message"]
	response = CHANGES[endpoint](client, "File", made["name"], {"file_name": name})
	assert endpoint == "list edit" or not response.ok, said(response)
	frappe.db.rollback()
	assert frappe.db.get_value("File", made["name"], "file_name") == "polyglot.pdf"


def test_a_file_of_the_same_extension_is_renamed(client: Client, world: World) -> None:
	made = upload(client, "Annual Summary", world.summary(), "旧.pdf", blank_pdf()).json()["message"]
	response = client.resource("PUT", "File", made["name"], json={"file_name": "新.PDF"})
	assert response.ok, said(response)
	assert unquote(client.request("GET", made["file_url"]).headers["Content-Disposition"]).endswith("新.PDF")


def test_a_file_that_is_chosen_once_more_takes_no_other_extension(client: Client, world: World) -> None:
	made = upload(client, "Annual Summary", world.summary(), "polyglot.pdf", POLYGLOT + b"2").json()[
		"message"
	]
	frappe.db.set_value("File", made["name"], "file_name", "x.html")
	frappe.db.commit()
	chosen = {"library_file_name": made["name"], "doctype": "Annual Summary", "docname": world.summary()}
	response = client.request("POST", "/api/method/upload_file", data={**chosen, "is_private": 1})
	assert response.ok, said(response)
	assert response.json()["message"]["file_name"] == "x.html.pdf"


def test_a_polyglot_that_was_renamed_before_is_saved_under_its_own_extension(
	client: Client, world: World
) -> None:
	made = upload(client, "Annual Summary", world.summary(), "polyglot.pdf", POLYGLOT + b"3").json()[
		"message"
	]
	frappe.db.set_value("File", made["name"], "file_name", "x.html")
	frappe.db.commit()
	for path in (made["file_url"], f"/api/method/download_file?file_url={made['file_url']}"):
		named = unquote(client.request("GET", path).headers["Content-Disposition"])
		assert named.endswith("x.html.pdf"), named


def test_names_that_are_html_already_are_changed_by_a_patch(client: Client, world: World) -> None:
	made = upload(client, "Annual Summary", world.summary(), "x.txt", b"old").json()["message"]
	name = "<img src=x>.txt"
	frappe.db.set_value("File", made["name"], "file_name", name)
	link = f"Added <a href='{made['file_url']}' target='_blank'>{name}</a> <i class=\"fa fa-lock\"></i>"
	about = {"reference_doctype": "Annual Summary", "reference_name": world.summary()}
	told = [
		frappe.get_doc(doctype="Comment", comment_type=kind, **about).insert()
		for kind in ("Attachment", "Attachment Removed")
	]
	for comment, content in zip(told, (link, f"Removed {name}"), strict=True):
		frappe.db.set_value("Comment", comment.name, "content", content)
	harmless_file_names.execute()
	assert frappe.db.get_value("File", made["name"], "file_name") == "_img src=x_.txt"
	for comment in told:
		content = frappe.db.get_value("Comment", comment.name, "content")
		assert "<img" not in content
		assert content.endswith('fa-lock"></i>') == (comment.comment_type == "Attachment")
	frappe.db.commit()


def test_an_empty_file(client: Client, world: World) -> None:
	before = on_disk()
	response = upload(client, "Annual Summary", world.summary(), "空.txt", b"")
	assert response.status_code == 417
	assert "空.txt" in messages(response)
	assert on_disk() == before
