"""Stamped scans: what they are, whose they are, and which are still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html

from kepu_app.core.errors import InputError
from kepu_app.core.model import ScanOf, StampedScan
from kepu_app.core.packages.scans import LARGEST_SCAN, place_scan
from kepu_app.exceptions import ScanError
from kepu_app.mappers.submission import submission_model
from kepu_app.packages.pictures import pages_of
from kepu_app.review.states import HELD

SCAN_PAPERS = {
	"Annual Summary": ScanOf.SUMMARY,
	"Case Book": ScanOf.CASES,
	"Nominee List": ScanOf.NOMINEES,
}
PAPERS_OF_SCANS = {of: paper for paper, of in SCAN_PAPERS.items()}


def file_of(url: str, doctype: str, name: str) -> Document:
	"""Return the File record of an attachment of this document.

	Any other is refused: a user could attach what only others may read.
	"""
	found = frappe.get_all(
		"File",
		{"file_url": url, "attached_to_doctype": doctype, "attached_to_name": name},
		pluck="name",
		limit=1,
	)
	if not found:
		frappe.throw(_("The file {0} is not attached to this document.").format(escape_html(url)), ScanError)
	return frappe.get_doc("File", found[0])


def content_of(file: Document) -> bytes:
	"""Return the bytes of a File; Frappe's own method returns text for any valid UTF-8."""
	return Path(file.get_full_path()).read_bytes()


def count_pages(url: str, doctype: str, name: str) -> int:
	"""Check an uploaded scan by its content and return its number of pages.

	It was parsed on upload, so nothing is parsed here while rows are locked.

	Raises:
		ScanError: not attached here, or too large.
		PictureError: not a PDF, JPEG or PNG, damaged, or without a page.
	"""
	file = file_of(url, doctype, name)
	if cint(file.file_size) > LARGEST_SCAN:
		limit = LARGEST_SCAN >> 20
		frappe.throw(_("{0} is larger than {1} MB.").format(escape_html(file.file_name), limit), ScanError)
	return pages_of(file.file_name, content_of(file))


def place_by_codes(submission: Document, url: str) -> list[str]:
	"""Split an uploaded scan of many papers by the codes in their feet, into one row of the submission each.

	Returns sentences for the user.

	Raises:
		ScanError: not attached here, damaged, without any code, or with a paper of others.
	"""
	file = file_of(url, submission.doctype, submission.name)
	model = submission_model(submission.name)
	model = replace(model, province=replace(model.province, paper_codes=True))
	content = content_of(file)
	try:
		placed = place_scan(file.file_name, content, model)
	except InputError as error:
		frappe.throw(escape_html(error.message), ScanError)
	is_split = all(each.content != content for each in placed.scans)
	for scan in placed.scans:
		part = _kept_part(submission, file, scan) if is_split else file
		row = {"paper": PAPERS_OF_SCANS[scan.of], "county": scan.county_code or None, "file": part.file_url}
		submission.append("scans", row)
	submission.save()
	if is_split:
		file.delete()
	return list(placed.remarks)


def _kept_part(submission: Document, file: Document, scan: StampedScan) -> Document:
	"""Store a paper as its own file: 扫描0001-341302.pdf."""
	stem, suffix = Path(file.file_name).stem, Path(file.file_name).suffix
	part = frappe.new_doc("File")
	part.update(
		{
			"file_name": f"{stem}-{scan.county_code or scan.of.value}{suffix}",
			"attached_to_doctype": submission.doctype,
			"attached_to_name": submission.name,
			"is_private": 1,
			"content": scan.content,
		}
	)
	return part.insert()


def scans_of(submission: str) -> tuple[StampedScan, ...]:
	"""Return all stamped scans of a submission: its own table's, and those that counties attached."""
	return (*_county_scans(submission), *_own_scans(submission))


def scan_files(submission: str) -> list[str]:
	"""Return the URLs of all scans of a submission, to detect changes."""
	doc = frappe.get_doc("Provincial Submission", submission)
	return [*(each.stamped_scan for each in _summaries_with_scan(doc)), *(row.file for row in doc.scans)]


def missing_scans(submission: Document) -> list[dict[str, Any]]:
	"""Return the submission's papers without a scan: ``paper`` and, for a summary, county and county_name."""
	given = {(row.paper, row.county or "") for row in submission.scans}
	given |= {("Annual Summary", each.county) for each in _summaries_with_scan(submission)}
	return [each for each in _expected_papers(submission) if (each["paper"], each["county"]) not in given]


def name_of_paper(missing: Mapping[str, Any]) -> str:
	"""Return a missing paper's name for the user."""
	return f"{_(missing['paper'])} {missing['county_name']}".strip()


def _expected_papers(submission: Document) -> list[dict[str, Any]]:
	place = {"cycle": submission.cycle, "province": submission.province}
	held = {**place, "workflow_state": ["in", HELD["Annual Summary"]]}
	counties = frappe.get_all("Annual Summary", held, pluck="county", order_by="county asc")
	names = dict(
		frappe.get_all("County", {"name": ["in", counties]}, ["name", "county_name"], as_list=True)
		if counties
		else ()
	)
	papers = [{"paper": "Annual Summary", "county": each, "county_name": names[each]} for each in counties]
	for doctype, paper in (("Typical Case", "Case Book"), ("Speaker Nominee", "Nominee List")):
		if frappe.db.exists(doctype, {**place, "workflow_state": ["in", HELD[doctype]]}):
			papers.append({"paper": paper, "county": "", "county_name": ""})
	return papers


def _summaries_with_scan(submission: Document) -> list[Any]:
	return frappe.get_all(
		"Annual Summary",
		{
			"cycle": submission.cycle,
			"province": submission.province,
			"workflow_state": ["in", HELD["Annual Summary"]],
			"stamped_scan": ["is", "set"],
		},
		["name", "county", "stamped_scan"],
		order_by="county asc",
	)


def _county_scans(submission: str) -> list[StampedScan]:
	doc = frappe.get_doc("Provincial Submission", submission)
	return [
		_scan(ScanOf.SUMMARY, each.stamped_scan, "Annual Summary", each.name, each.county)
		for each in _summaries_with_scan(doc)
	]


def _own_scans(submission: str) -> list[StampedScan]:
	doc = frappe.get_doc("Provincial Submission", submission)
	return [
		_scan(SCAN_PAPERS[row.paper], row.file, doc.doctype, doc.name, row.county or "") for row in doc.scans
	]


def _scan(of: ScanOf, url: str, doctype: str, name: str, county: str) -> StampedScan:
	file = file_of(url, doctype, name)
	return StampedScan(of, file.file_name, content_of(file), county)
