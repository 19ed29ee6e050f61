"""Files of the documents: whole pictures only, private, and handed to whoever may read the document."""

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
import requests
from PIL import Image

from kepu_app.utils.doctypes import SUBMISSION
from tests.blank_pdf import blank_pdf
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import messages, put, read, said, upload
from tests.site.factories import (
	APPROVER,
	CITY,
	FOREIGN_APPROVER,
	FOREIGN_REPORTER,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY_REVIEWER,
	REPORTER,
	STRANGER,
	UNASSIGNED,
	World,
	reporter,
)
from tests.site.sample_files import archive, office_archive
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


def picture(kind: str, **options: Any) -> bytes:
	"""Return a picture with enough in it to be cut in the middle."""
	image = Image.radial_gradient("L").resize((600, 400)).convert("RGB")
	target = io.BytesIO()
	image.save(target, kind, **options)
	return target.getvalue()


def camera_picture() -> bytes:
	"""Return a JPEG with a preview in its header, which has an end mark of its own, and bytes behind its end."""
	preview = picture("JPEG", quality=5)
	header = b"\xff\xe1" + (len(preview) + 2).to_bytes(2, "big") + preview
	whole = picture("JPEG", progressive=True)
	return whole[:2] + header + whole[2:] + b"\0" * 30


JPEG, PNG, CAMERA = picture("JPEG"), picture("PNG"), camera_picture()
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0" + bytes(400)


# ---------------------------------------------------------------------- pictures


@pytest.mark.parametrize(
	("name", "content", "words"),
	[
		("盖章件.jpg", b"\xff\xd8\xff\xe0" + b"0" * 500, "已损坏"),
		("盖章件.jpg", b"no picture at all", "已损坏"),
		("盖章件.jpg", HEIC, "已损坏"),
		("盖章件.jpg", JPEG[: len(JPEG) // 2], "不完整"),
		("盖章件.jpeg", CAMERA[: len(CAMERA) * 3 // 4], "不完整"),
		("盖章件.png", b"\x89PNG\r\n\x1a\nbroken", "已损坏"),
		("盖章件.png", PNG[: len(PNG) // 2], "已损坏"),
		("盖章件.PNG", PNG.replace(b"IDAT", b"IDAT\0", 1), "已损坏"),
	],
)
def test_a_damaged_picture_is_refused_in_words(
	world: World, sign_in: SignIn, name: str, content: bytes, words: str
) -> None:
	files = frappe.db.count("File")
	response = upload(
		sign_in(REPORTER), "Annual Summary", world.summary(), name, content, fieldname="stamped_scan"
	)
	assert response.status_code == 417, said(response)
	assert response.json()["exc_type"] == "PictureError"
	assert words in messages(response)
	assert f"“{name}”" in messages(response)
	frappe.db.rollback()
	assert frappe.db.count("File") == files


@pytest.mark.parametrize(
	("name", "content"),
	[("整.jpg", JPEG), ("相机.JPG", CAMERA), ("整.png", PNG), ("说明.txt", "纯文本".encode("gb18030"))],
)
def test_a_whole_one_is_taken(world: World, sign_in: SignIn, name: str, content: bytes) -> None:
	client = sign_in(REPORTER)
	response = upload(client, "Annual Summary", world.summary(), name, content)
	assert response.ok, said(response)
	file = response.json()["message"]
	assert file["file_url"].startswith("/private/files/")
	assert client.request("GET", file["file_url"]).ok


def test_a_scan_of_a_whole_picture_counts_as_a_page(world: World, sign_in: SignIn) -> None:
	client, name = sign_in(APPROVER), world.submission()
	frappe.db.set_value(SUBMISSION, name, "workflow_state", "Awaiting Seal")
	frappe.db.commit()
	try:
		url = upload(client, SUBMISSION, name, "案例.jpg", CAMERA).json()["message"]["file_url"]
		put(client, SUBMISSION, name, scans=[{"paper": "Case Book", "file": url}])
		assert read(client, SUBMISSION, name)["scans"][0]["pages"] == 1
	finally:
		frappe.db.rollback()
		frappe.db.set_value(SUBMISSION, name, "workflow_state", "Collecting")
		frappe.db.commit()


# ---------------------------------------------------------------------- who gets a file by its address


@pytest.fixture(scope="module")
def addresses(world: World, sign_in: SignIn) -> dict[str, str]:
	"""Files of every kind, by what they are."""
	approver = sign_in(APPROVER)
	case = factories.make_case(YEAR).name
	nominee = factories.make_nominee(YEAR).name
	frappe.db.commit()
	files = {
		"scan of a county": (sign_in(REPORTER), "Annual Summary", world.summary(), "县.png", PNG),
		"picture of a case": (sign_in(REPORTER), "Typical Case", case, "活动.jpg", JPEG),
		"paper of a nominee": (approver, "Speaker Nominee", nominee, "身份.png", PNG + b"1"),
		"scan of a province": (approver, SUBMISSION, world.submission(), "省.pdf", blank_pdf()),
		"package": (approver, SUBMISSION, world.submission(), "汇总材料.zip", archive(a_txt="1")),
		"workbook": (approver, SUBMISSION, world.submission(), "填报工作簿.xlsx", office_archive("xl")),
	}
	found = {}
	for what, (client, doctype, name, filename, content) in files.items():
		response = upload(client, doctype, name, filename, content)
		assert response.ok, said(response)
		found[what] = response.json()["message"]["file_url"]
	return found


NOT_FOR = {
	FOREIGN_APPROVER: (),
	FOREIGN_REPORTER: (),
	UNASSIGNED: (),
	STRANGER: (),
	OTHER_CITY_REVIEWER: (),
	reporter(NEIGHBOUR): (),
	REPORTER: ("scan of a county", "picture of a case"),
	CITY: ("scan of a county", "picture of a case"),
}
"""By user: the files that he gets all the same."""


@pytest.mark.parametrize("user", NOT_FOR)
def test_an_address_is_of_no_use_to_others(addresses: dict[str, str], sign_in: SignIn, user: str) -> None:
	client = sign_in(user)
	for what, url in addresses.items():
		expected = 200 if what in NOT_FOR[user] else 403
		assert client.request("GET", url).status_code == expected, what
		for method in ("frappe.core.doctype.file.file.download_file", "frappe.handler.download_file"):
			assert client.get(method, file_url=url).ok == (expected == 200), (what, method)


@pytest.mark.parametrize("user", [APPROVER, OFFICER])
def test_whoever_reads_the_document_gets_its_file(
	addresses: dict[str, str], sign_in: SignIn, user: str
) -> None:
	client = sign_in(user)
	assert [what for what, url in addresses.items() if not client.request("GET", url).ok] == []


def test_nobody_gets_one_without_logging_in(addresses: dict[str, str], url: str) -> None:
	for what, address in addresses.items():
		assert requests.get(f"{url}{address}", timeout=60).status_code == 403, what


@pytest.mark.parametrize("user", [FOREIGN_APPROVER, STRANGER, None])
def test_no_method_hands_a_file_out(world: World, sign_in: SignIn, url: str, user: str | None) -> None:
	submission = {"doctype": SUBMISSION, "name": world.submission()}
	summary = {"doctype": "Annual Summary", "name": world.summary()}
	methods: list[tuple[str, dict[str, Any]]] = [
		("kepu_app.workbooks.api.download", submission),
		("kepu_app.workbooks.api.download", summary),
		("kepu_app.printing.api.download_word", {"paper": "Annual Summary", "name": world.summary()}),
		("kepu_app.printing.api.download_word", {"paper": "Nominee List", "name": world.submission()}),
		("kepu_app.printing.api.download_word_template", {"paper": "Annual Summary"}),
		("kepu_app.packages.api.download_packages", {"submissions": json.dumps([world.submission()])}),
		("frappe.utils.print_format.download_pdf", {**submission, "format": "Case Book"}),
		("frappe.utils.print_format.download_pdf", {**summary, "format": "Annual Summary"}),
	]
	client = sign_in(user) if user else None
	for method, arguments in methods:
		address = f"{url}/api/method/{method}"
		response = (
			client.get(method, **arguments) if client else requests.get(address, params=arguments, timeout=60)
		)
		assert response.status_code == 403, (method, response.status_code)


# ---------------------------------------------------------------------- pictures in texts


def test_texts_hold_no_pictures(world: World, sign_in: SignIn) -> None:
	"""They are plain: a picture that is pasted as HTML stays a text, and no file is made of it."""
	client, name = sign_in(reporter(NEIGHBOUR)), world.summary(NEIGHBOUR)
	text = f'<img src="data:image/png;base64,{base64.b64encode(PNG[:60]).decode()}">'
	files = frappe.db.count("File")
	rows = read(client, "Annual Summary", name)["sections"]
	rows[0]["text"] = text
	put(client, "Annual Summary", name, sections=rows)
	assert read(client, "Annual Summary", name)["sections"][0]["text"] == text
	frappe.db.rollback()
	assert frappe.db.count("File") == files


def test_no_field_of_the_documents_is_an_editor_of_html() -> None:
	doctypes = frappe.get_all("DocType", {"module": "Kepu"}, pluck="name")
	editors = {"Text Editor", "HTML Editor", "Markdown Editor"}
	assert [
		f"{doctype}.{field.fieldname}"
		for doctype in doctypes
		for field in frappe.get_meta(doctype).fields
		if field.fieldtype in editors and not field.get("is_custom_field")
	] == []


def test_a_picture_in_a_comment_is_private(world: World, sign_in: SignIn) -> None:
	"""Frappe makes a file of it, attached to the document."""
	target = io.BytesIO()
	Image.new("RGB", (3, 3), "red").save(target, "PNG")
	source = f"data:image/png;filename=hong.png;base64,{base64.b64encode(target.getvalue()).decode()}"
	about = {"reference_doctype": "Annual Summary", "reference_name": world.summary()}
	told = {"content": f'<p>请看<img src="{source}"></p>', "comment_email": REPORTER, "comment_by": REPORTER}
	client = sign_in(REPORTER)
	response = client.call("frappe.desk.form.utils.add_comment", **about, **told)
	assert response.ok, said(response)
	frappe.db.rollback()
	[file] = frappe.get_all(
		"File",
		{"attached_to_name": world.summary(), "file_name": ["like", "hong%"]},
		["file_url", "is_private"],
	)
	assert file.is_private
	assert client.request("GET", file.file_url).ok
	assert sign_in(FOREIGN_APPROVER).request("GET", file.file_url).status_code == 403
