"""Many stamped scans at once: files, a folder or a zip, each put in its place; the package is built once."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.core.collecting.container import open_sources
from kepu_app.core.errors import InputError
from kepu_app.core.model import StampedScan, Submission
from kepu_app.core.packages.scans import place_scan
from kepu_app.mappers import submission_model
from kepu_app.packages.scans import PAPERS_OF_SCANS, file_of

MOST_FILES = 200
"""Files that are sent at once; a zip is one."""


def place_many(submission: Document, urls: Sequence[str]) -> tuple[int, list[str]]:
	"""Puts uploaded files in their places by county name, by code, or by the code printed on the paper.

	A file that tells no paper stops none of the others. What was uploaded goes away again, as each paper gets a
	file of its own; a file that was not placed stays attached.

	Returns:
		how many papers were placed, and what is to be said, in sentences.

	Raises:
		ScanError: a file is not attached to the submission.
	"""
	if not 0 < len(urls) <= MOST_FILES:
		frappe.throw(_("Choose between 1 and {0} files.").format(MOST_FILES))
	files = [file_of(url, submission.doctype, submission.name) for url in dict.fromkeys(urls)]
	model = submission_model(submission.name)
	with tempfile.TemporaryDirectory() as folder:
		stored = {_copied(file, Path(folder)): file for file in files}
		placed, remarks, left = _placed(list(stored), model)
	remarks += _doubled(placed, model)
	_keep(submission, placed)
	for name, file in stored.items():
		if name.name not in left:
			file.delete()
	return len(placed), remarks


def _copied(file: Document, folder: Path) -> Path:
	"""Under its own name, by which it is recognised; one of the same name gets a folder of its own."""
	target = folder / file.name / file.file_name
	target.parent.mkdir()
	return Path(shutil.copyfile(file.get_full_path(), target))


def _placed(paths: list[Path], model: Submission) -> tuple[list[StampedScan], list[str], set[str]]:
	scans: list[StampedScan] = []
	remarks: list[str] = []
	left: set[str] = set()
	with open_sources(paths) as arrived:
		for file in arrived:
			if file.junk:
				continue
			try:
				if file.refusal:
					raise InputError(f"“{file.name}”{file.refusal}", code="scan.refused", place=file.name)
				found = place_scan(Path(file.name).name, file.read(), model)
			except InputError as error:
				remarks.append(error.message)
				left.add(file.name.split("/")[0])
				continue
			scans += found.scans
			remarks += found.remarks
	return scans, remarks, left


def _doubled(scans: Iterable[StampedScan], model: Submission) -> list[str]:
	"""The same file for two papers is most likely a slip of who scanned."""
	first: dict[str, StampedScan] = {}
	remarks = []
	for scan in scans:
		other = first.setdefault(hashlib.sha256(scan.content).hexdigest(), scan)
		if other is not scan:
			names = "、".join(_named(each, model) for each in (other, scan))
			remarks.append(_("The same file for two papers: {0}. Please check.").format(names))
	return remarks


def _named(scan: StampedScan, model: Submission) -> str:
	county = model.county(scan.county_code)
	return f"{county.name if county else ''}{scan.of.value}（{scan.filename}）"


def _keep(submission: Document, scans: Iterable[StampedScan]) -> None:
	"""One row for each paper; a new scan of a paper takes the place of the earlier one."""
	for scan in scans:
		paper, county = PAPERS_OF_SCANS[scan.of], scan.county_code or None
		row = next(
			(each for each in submission.scans if (each.paper, each.county or None) == (paper, county)), None
		)
		row = row or submission.append("scans", {"paper": paper, "county": county})
		row.file, row.pages = _stored(submission, scan).file_url, None
	submission.save()


def _stored(submission: Document, scan: StampedScan) -> Document:
	file = frappe.new_doc("File")
	file.update(
		{
			"file_name": Path(scan.filename).name,
			"attached_to_doctype": submission.doctype,
			"attached_to_name": submission.name,
			"is_private": 1,
			"content": scan.content,
		}
	)
	return file.insert()
