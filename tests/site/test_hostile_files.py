"""Files that are made to exhaust time and memory, through the Desk: a clear refusal, nothing changed, the web
server's memory as it was. And texts that are far too long."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from pathlib import Path

import frappe
import pytest

from kepu_app.core.sandbox import FILE_LIMITS
from kepu_app.utils.doctypes import SUBMISSION
from tests.hostile_files import PAGE, PDFS, PICTURES, WORKBOOKS, pdf_of
from tests.site.client import Client
from tests.site.endpoints import error_type, messages, said, upload
from tests.site.factories import APPROVER, OFFICER, REPORTER, World
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]
PATIENCE = FILE_LIMITS.clock + 30
"""Seconds; a busy machine gives a child its few seconds of processor time late."""


def server_memory() -> int:
	"""Most bytes that a process of the web server has had so far."""
	found = []
	for status in Path("/proc").glob("[0-9]*/status"):
		try:
			command = (status.parent / "cmdline").read_bytes()
			lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
		except OSError:
			continue
		if b"gunicorn" in command or b"frappe.app" in command:
			found.append(int(lines.get("VmHWM", "0 kB").split()[0]) << 10)
	return max(found, default=0)


@pytest.mark.parametrize(
	"kind", ["two million styles", "a comment of 70 MB", "a million empty rows", "billion laughs"]
)
def test_workbooks(world: World, sign_in: SignIn, kind: str) -> None:
	client, content = sign_in(APPROVER), WORKBOOKS[kind]()
	before, started = server_memory(), time.monotonic()
	data = {"doctype": SUBMISSION, "name": world.submission(), "confirmed": 1}
	path = "/api/method/kepu_app.workbooks.api.upload"
	response = client.request("POST", path, data=data, files={"file": ("甲.xlsx", content)})
	assert response.ok, said(response)
	(problem,) = response.json()["message"]["problems"]
	assert "没有读取" in problem["message"]
	assert time.monotonic() - started < PATIENCE
	assert server_memory() < before + (60 << 20)


@pytest.mark.parametrize("kind", ["two million styles", "a million empty rows"])
def test_county_lists(world: World, kind: str) -> None:
	from kepu_app.county_list.api import check

	content = base64.b64encode(WORKBOOKS[kind]()).decode()
	(problem,) = check("名单.xlsx", content)["problems"]
	assert "没有读取" in problem["message"]


@pytest.mark.parametrize("kind", PDFS)
def test_scans(world: World, sign_in: SignIn, kind: str) -> None:
	client, files = sign_in(REPORTER), frappe.db.count("File")
	response = upload(
		client, "Annual Summary", world.summary(), "盖章件.pdf", PDFS[kind](), fieldname="stamped_scan"
	)
	assert error_type(response) == "PictureError", said(response)
	assert "“盖章件.pdf”" in messages(response)
	frappe.db.rollback()
	assert frappe.db.count("File") == files


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures(world: World, sign_in: SignIn, kind: str) -> None:
	name, build = PICTURES[kind]
	response = upload(sign_in(REPORTER), "Annual Summary", world.summary(), name, build())
	assert error_type(response) == "PictureError", said(response)
	assert "像素" in messages(response)


def test_a_pdf_of_nobody_is_no_program_error(world: World, sign_in: SignIn) -> None:
	"""Newer Frappe looks for scripts in every PDF, attached or not."""
	for content in (b"%PDF-1.7\nbroken", PDFS["Prev points to itself"]()):
		data = {"is_private": 1}
		response = sign_in(OFFICER).request(
			"POST", "/api/method/upload_file", data=data, files={"file": ("甲.pdf", content)}
		)
		assert response.status_code in (200, 417), said(response)


def test_a_file_with_a_script_is_told_from_one_without(world: World) -> None:
	from kepu_app.exceptions import PictureError
	from kepu_app.packages.pictures import refuse_unsafe_pdf

	script = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"
	pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
	with pytest.raises(PictureError):
		refuse_unsafe_pdf("甲.pdf", pdf_of([script, pages, PAGE]))
	refuse_unsafe_pdf("甲.pdf", pdf_of([script.replace(b"JS(", b"XY("), pages, PAGE]))


def test_texts_that_are_far_too_long_are_not_kept(world: World, sign_in: SignIn) -> None:
	client, name = sign_in(REPORTER), world.summary()
	doc = frappe.get_doc("Annual Summary", name)
	cycle = frappe.get_cached_doc("Reporting Cycle", YEAR)
	most = cycle.summary_limit * cycle.text_multiple
	sections = [{"heading": row.heading, "text": "字" * most} for row in doc.sections]
	response = client.resource("PUT", "Annual Summary", name, json={"sections": sections})
	assert error_type(response) == "BreachError", said(response)
	assert f"超过{most}个" in messages(response)
	frappe.db.rollback()
	assert frappe.get_doc("Annual Summary", name).modified == doc.modified
