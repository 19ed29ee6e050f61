"""Simulates the printer, the seal and the scanner of a demo province."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

import frappe
from frappe.model.document import Document

from kepu_app.core.printing.pdf import render_pdf
from kepu_app.packages.build import run
from kepu_app.packages.scans import missing_scans
from kepu_app.packages.start import OUTDATED, kind_of
from kepu_app.printing.registry import paper_of
from kepu_app.utils.doctypes import SUBMISSION

_LONGEST_WAIT = 300
"""Seconds to wait for a worker that is building the same package."""


PAPERS = {"Annual Summary": "工作总结", "Case Book": "典型案例", "Nominee List": "宣讲团人选建议名单"}
"""Names of the papers, as in a clerk's scan files."""


def stamp(submission: Document, papers: int | None = None) -> None:
	"""Attach a scan of every paper, or of the first few, and rebuild the package with them."""
	submission.reload()
	for paper, county, content in list(islice(_scans(submission), papers)):
		name = f"{_place(submission, county)}{PAPERS[paper]}（盖章）.pdf"
		file = frappe.new_doc("File")
		file.update({"file_name": name, "is_private": 1, "content": content})
		file.update({"attached_to_doctype": SUBMISSION, "attached_to_name": submission.name})
		file.insert()
		submission.append("scans", {"paper": paper, "county": county, "file": file.file_url})
	submission.save()
	build(submission)


def _place(submission: Document, county: str | None) -> str:
	if county:
		return frappe.get_cached_value("County", county, "county_name")
	return frappe.get_cached_value("Province", submission.province, "province_name")


def _scans(submission: Document) -> Iterator[tuple[str, str | None, bytes]]:
	for missing in missing_scans(submission):
		paper, county = missing["paper"], missing["county"] or None
		doc = frappe.get_doc("Annual Summary", f"{submission.cycle}-{county}") if county else submission
		yield paper, county, render_pdf(paper_of(doc, paper))


def build(submission: Document) -> None:
	"""Build the package synchronously: a demo may be created without a worker."""
	frappe.db.commit()
	deadline = time.monotonic() + _LONGEST_WAIT
	while frappe.db.get_value(SUBMISSION, submission.name, "package_status") == OUTDATED:
		if time.monotonic() > deadline:
			raise TimeoutError(f"The package of {submission.name} was not built in {_LONGEST_WAIT} s")
		run(submission.name, kind_of(submission))
		frappe.db.rollback()
		time.sleep(0.2)
	submission.reload()
