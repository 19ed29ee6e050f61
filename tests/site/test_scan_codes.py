"""A province's papers with a code in their foot, and one scan of all of them, taken apart by it."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from pypdf import PdfReader, PdfWriter

from kepu_app.core.printing.paper_codes import parse_code
from kepu_app.core.printing.pdf import render_pdf
from kepu_app.exceptions import ScanError
from kepu_app.packages import api
from kepu_app.packages.scans import missing_scans
from kepu_app.printing.registry import paper_of
from kepu_app.utils.doctypes import SUBMISSION
from tests.blank_pdf import blank_pdf
from tests.site import papers
from tests.site.factories import APPROVER, FOREIGN_APPROVER, HOME, REPORTER, World, acting_as
from tests.years import year_of

YEAR = year_of(__file__)


@pytest.fixture
def collected(world: World, made_once: Callable[..., None]) -> Iterator[Any]:
	"""Yield a submission that has everything, of a province with codes."""
	turn(1)
	made_once(lambda: papers.ready_submission(world))
	yield frappe.get_doc(SUBMISSION, world.submission())
	turn(0)


def turn(on: int) -> None:
	frappe.db.set_value("Province", HOME, "paper_codes", on)
	frappe.clear_document_cache("Province", HOME)
	frappe.db.commit()


def printed(doc: Any) -> list[bytes]:
	"""Every paper that a scan is missing of."""
	found = []
	for each in missing_scans(doc):
		holder = doc
		if each["paper"] == "Annual Summary":
			holder = frappe.get_doc("Annual Summary", f"{doc.cycle}-{each['county']}")
		found.append(render_pdf(paper_of(holder, each["paper"])))
	return found


def in_one_file(pdfs: list[bytes]) -> bytes:
	writer, target = PdfWriter(), io.BytesIO()
	for each in pdfs:
		writer.append(PdfReader(io.BytesIO(each)))
	writer.write(target)
	return target.getvalue()


def place(doc: Any, content: bytes, user: str = APPROVER) -> list[str]:
	with acting_as(user):
		url = papers.attach(doc, "扫描0001.pdf", content)
		return api.place_scans(doc.name, url)


def test_the_province_turns_it_on(world: World, collected: Any) -> None:
	code = parse_code(paper_of(collected, "Case Book").code)
	assert code is not None
	assert (str(code.year), code.place) == (YEAR, HOME)
	turn(0)
	assert paper_of(collected, "Case Book").code == ""


def test_one_scan_of_all_papers_becomes_a_row_for_each(world: World, collected: Any) -> None:
	expected = {(each["paper"], each["county"] or None) for each in missing_scans(collected)}
	pdfs = printed(collected)
	assert place(collected, in_one_file(pdfs)) == []
	doc = frappe.get_doc(SUBMISSION, collected.name)
	assert {(row.paper, row.county) for row in doc.scans} == expected
	assert sorted(row.pages for row in doc.scans) == sorted(
		len(PdfReader(io.BytesIO(each)).pages) for each in pdfs
	)
	assert missing_scans(doc) == []
	assert all(frappe.db.get_value("File", {"file_url": row.file}, "is_private") for row in doc.scans)
	assert not frappe.db.exists("File", {"attached_to_name": doc.name, "file_name": "扫描0001.pdf"})


def test_a_scan_of_one_paper_is_kept_as_it_is(world: World, collected: Any) -> None:
	place(collected, printed(collected)[0])
	(row,) = frappe.get_doc(SUBMISSION, collected.name).scans
	assert "扫描0001" in row.file


def test_a_scan_of_an_older_text_is_pointed_out(world: World, collected: Any) -> None:
	pdf = printed(collected)[0]
	county = missing_scans(collected)[0]["county"]
	summary = frappe.get_doc("Annual Summary", f"{YEAR}-{county}")
	summary.sections[0].db_set("text", "改过的内容。")
	(remark,) = place(collected, pdf)
	assert "盖章的是旧文本" in remark


def test_what_has_no_code_or_is_of_others_changes_nothing(world: World, collected: Any) -> None:
	with pytest.raises(ScanError, match="看不出是哪一份材料"):
		place(collected, blank_pdf())
	with acting_as(REPORTER), pytest.raises(frappe.PermissionError):
		api.place_scans(collected.name, "/private/files/x.pdf")
	with acting_as(FOREIGN_APPROVER), pytest.raises(frappe.PermissionError):
		api.place_scans(collected.name, "/private/files/x.pdf")
	with acting_as(APPROVER), pytest.raises(ScanError):
		api.place_scans(collected.name, "/private/files/of-somebody-else.pdf")
	assert frappe.get_doc(SUBMISSION, collected.name).scans == []


def test_a_package_above_the_usual_size_of_a_mail_is_pointed_out(world: World, collected: Any) -> None:
	limit = frappe.db.get_single_value("Kepu Settings", "mail_size_limit")
	for megabytes, is_large in ((limit, False), (limit + 1, True)):
		row = collected.append("packages", {"kind": "Draft", "size": megabytes << 20})
		row.db_insert()
		with acting_as(APPROVER):
			found = api.status(collected.name)["too_large"]
		assert found == ({"size": float(megabytes), "limit": limit} if is_large else None)
