"""佐证材料: private files that a county gives for single criteria of its self-assessment.

They are files of the summary and rows of its table ``evidence``, and are read, changed and frozen with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html

from kepu_app.exceptions import EvidenceError
from kepu_app.utils.doctypes import SUMMARY

EVIDENCE = "Criterion Evidence"
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class EvidenceLimits:
	"""Files of one criterion; bytes of a file; bytes of all files of a summary."""

	per_criterion: int
	file_size: int
	total_size: int


def evidence_limits() -> EvidenceLimits:
	"""Return the administrator's limits; blank or 0 means the default."""
	meta = frappe.get_meta("Kepu Settings")

	def number(field: str) -> int:
		return cint(frappe.db.get_single_value("Kepu Settings", field)) or cint(meta.get_field(field).default)

	megabytes = number("evidence_file_size"), number("evidence_total_size")
	return EvidenceLimits(number("evidence_per_criterion"), *(each * _MEGABYTE for each in megabytes))


def own_files(summaries: Collection[str], urls: Collection[str]) -> dict[tuple[str, str], Document]:
	"""Return the File records of these URLs that are attached to one of the summaries, by summary and URL."""
	if not urls:
		return {}
	attached = {"attached_to_doctype": SUMMARY, "attached_to_name": ["in", list(summaries)]}
	found = frappe.get_all("File", {**attached, "file_url": ["in", list(urls)]}, ["*"], order_by="creation")
	return {
		(each.attached_to_name, each.file_url): frappe.get_doc({"doctype": "File", **each}) for each in found
	}


def describe_files(summary: Document) -> None:
	"""Set the name and size of each file, which no request may set.

	Raises:
		EvidenceError: a file is not attached to this summary.
	"""
	files = own_files([cstr(summary.name)], [cstr(row.file) for row in summary.evidence])
	for row in summary.evidence:
		file = files.get((summary.name, row.file))
		if not file:
			_refuse(row, _("The file {0} is not attached to this document."), cstr(row.file))
		row.file_name, row.size = file.file_name, cint(file.file_size)


def check_evidence(summary: Document) -> None:
	"""Check new files against the limits; earlier ones, under other limits, stay.

	Raises:
		EvidenceError: too many or too large, a file twice, or a criterion that the standard does not have.
	"""
	before = summary.get_doc_before_save()
	known = {(row.criterion, row.file) for row in before.evidence} if before else set()
	new = [row for row in summary.evidence if (cint(row.criterion), row.file) not in known]
	if not new:
		return
	_refuse_wrong_places(summary)
	limits = evidence_limits()
	per_criterion = Counter(cint(row.criterion) for row in summary.evidence)
	for row in new:
		if per_criterion[cint(row.criterion)] > limits.per_criterion:
			_refuse(row, _("At most {0} files."), limits.per_criterion)
		if cint(row.size) > limits.file_size:
			told = (row.file_name, limits.file_size // _MEGABYTE)
			_refuse(row, _("{0} is larger than {1} MB."), *told)
	if sum(cint(row.size) for row in summary.evidence) > limits.total_size:
		megabytes = limits.total_size // _MEGABYTE
		frappe.throw(
			_("All files of evidence together are larger than {0} MB.").format(megabytes), EvidenceError
		)


def remove_dropped_files(summary: Document) -> None:
	"""Delete the files of removed rows, which the form no longer shows."""
	before = summary.get_doc_before_save()
	kept = {row.file for row in summary.evidence}
	dropped = {row.file for row in before.evidence} - kept if before else set()
	for file in own_files([summary.name], sorted(dropped)).values():
		if file.file_url != summary.stamped_scan:
			# Any user of the county may remove what another one has uploaded.
			frappe.delete_doc("File", file.name, ignore_permissions=True)


def refuse_held(summary: Document, url: str) -> None:
	"""Raise EvidenceError for a file that a row still names: it is removed with its row."""
	for row in summary.evidence:
		if row.file == url:
			_refuse(row, _("{0} is taken away in the self-assessment."), row.file_name)


def evidence_rows(summary: str) -> list[dict[str, Any]]:
	"""Return ``row``, ``criterion``, ``file_name`` and ``size`` of a stored summary's files, by criterion."""
	rows = {"parent": summary, "parenttype": SUMMARY}
	fields = ["name as row", "criterion", "file_name", "size"]
	return frappe.get_all(EVIDENCE, rows, fields, order_by="criterion asc, idx asc")


def evidence_file(summary: str | None, row: str) -> Document | None:
	"""Return the file of one row of a stored summary; None where the row or the file is missing."""
	if not summary:
		return None
	url = frappe.db.get_value(EVIDENCE, {"name": row, "parent": summary, "parenttype": SUMMARY}, "file")
	return own_files([summary], [url]).get((summary, url)) if url else None


def _refuse_wrong_places(summary: Document) -> None:
	numbers = {cint(row.criterion) for row in summary.assessments}
	seen: set[str] = set()
	for row in summary.evidence:
		if cint(row.criterion) not in numbers:
			_refuse(row, _("The standard has no such criterion."))
		if row.file in seen:
			_refuse(row, _("{0} is there twice."), cstr(row.file_name))
		seen.add(row.file)


def _refuse(row: Any, sentence: str, *told: Any) -> None:
	place = _("Evidence for criterion {0}").format(cint(row.criterion))
	shown = sentence.format(*(escape_html(cstr(each)) for each in told))
	frappe.throw(f"{place}：{shown}", EvidenceError)
