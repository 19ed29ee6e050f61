"""Takeover of a receipt list: every used file into its county's document, all or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_datetime

from kepu_app.controllers.intent import intend
from kepu_app.exceptions import ReceiptListError
from kepu_app.intake.reading import SCAN
from kepu_app.intake.receipts import arrived_files
from kepu_app.kepu.doctype.receipt_list.receipt_list import TAKEN_OVER, used_rows
from kepu_app.utils.doctypes import CASE, NOMINEE, SUBMISSION, SUMMARY
from kepu_app.workbooks.compare import FieldChange, RecordChange, set_rows
from kepu_app.workbooks.importing import try_change

PAPERS = {SUMMARY: "Annual Summary", CASE: "Case Book", NOMINEE: "Nominee List"}
"""Names of the papers in the table of stamped scans."""

Contents = Mapping[str, Callable[[], bytes]]
"""Reader of each file, by the name in its row."""

_KEYS = {CASE: ("county", "topic"), NOMINEE: ("county", "nominee_name")}


def rehearse(receipt_list: Document) -> dict[str, Any]:
	"""Return the changes of a takeover, tried and rolled back; shaped as a workbook's rehearsal."""
	try:
		with arrived_files(receipt_list) as contents:
			changes = _run(receipt_list, contents)
	finally:
		frappe.db.rollback()
	return {
		"changes": [each.as_dict() for each in changes],
		"obstacles": _obstacles(changes),
		"notes": [],
		"breaches": [],
	}


def take_over(receipt_list: Document) -> int:
	"""Write all changes and store the original files with the documents. Return the number of documents.

	Raises:
		ReceiptListError: nothing is to be taken over, a document has changed since parsing, or a change is refused;
		 nothing is written then.
	"""
	with arrived_files(receipt_list) as contents:
		changes = _run(receipt_list, contents)
		if _obstacles(changes):
			frappe.db.rollback()
			message = _("{0} changes cannot be made; nothing was written.").format(_obstacles(changes))
			frappe.throw(message, ReceiptListError)
		_keep_originals(changes, contents)
	_note_outcomes(receipt_list)
	return len(changes)


def _run(receipt_list: Document, contents: Contents) -> list[RecordChange]:
	if receipt_list.status == TAKEN_OVER:
		frappe.throw(_("What this list holds has been taken over; it stays as it is."), ReceiptListError)
	rows = used_rows(receipt_list)
	if not rows:
		frappe.throw(_("Tick the files that are to be taken over."), ReceiptListError)
	_refuse_incomplete(rows)
	changes = [each for row in rows if row.kind != SCAN for each in _change_of(receipt_list, row)]
	changes += _scans(receipt_list, [row for row in rows if row.kind == SCAN], contents)
	for change in changes:
		if not change.is_outdated:
			try_change(change)
	return changes


def _refuse_incomplete(rows: list[Any]) -> None:
	for row in rows:
		if row.kind not in (SUMMARY, CASE, NOMINEE, SCAN):
			frappe.throw(_("Row {0}: choose what the file is.").format(row.idx), ReceiptListError)
		if not row.county and not (row.kind == SCAN and row.read_as in (CASE, NOMINEE)):
			frappe.throw(_("Row {0}: choose the county.").format(row.idx), ReceiptListError)
		if row.kind != SCAN and not row.content:
			frappe.throw(
				_("Row {0}: nothing could be read from this file.").format(row.idx), ReceiptListError
			)


def _change_of(receipt_list: Document, row: Any) -> list[RecordChange]:
	record = json.loads(row.content)
	values = {**record["values"], "county": row.county}
	if row.kind == CASE and row.topic:
		values["topic"] = row.topic
	doc = _document(receipt_list, row.kind, values)
	if row.kind == SUMMARY:
		values.pop("county")
	fields = _differences(doc, values, record["tables"], row.file_name)
	if not fields:
		return []

	def set_values(doc: Document) -> None:
		doc.update(values)
		for table, rows in record["tables"].items():
			set_rows(doc, table, rows)
		doc.flags.kepu_original = row.file_name

	is_outdated = not doc.is_new() and get_datetime(doc.modified) > get_datetime(receipt_list.read_at)
	return [RecordChange(doc, _title(row), set_values, fields, is_outdated)]


def _document(receipt_list: Document, kind: str, values: Mapping[str, Any]) -> Document:
	"""Return the existing document, or a new one: a summary is the county's, a case its county's on the topic."""
	place = {"cycle": receipt_list.cycle, "county": values["county"]}
	if kind == SUMMARY:
		return frappe.get_doc(SUMMARY, f"{receipt_list.cycle}-{values['county']}")
	key = {**place, **{name: values.get(name) for name in _KEYS[kind]}}
	found = frappe.get_list(kind, key, pluck="name", order_by="creation asc", limit=1)
	if found:
		return frappe.get_doc(kind, found[0])
	doc = frappe.new_doc(kind)
	doc.update(place)
	return doc


def _differences(
	doc: Document, values: Mapping[str, Any], tables: Mapping[str, list[dict[str, Any]]], source: str
) -> list[FieldChange]:
	pairs = [(doc.meta.get_label(name), cstr(doc.get(name)), cstr(new)) for name, new in values.items()]
	for table, rows in tables.items():
		stored = doc.get(table) or []
		for index in range(max(len(stored), len(rows))):
			old = _joined(stored[index]) if index < len(stored) else ""
			new = _joined(rows[index]) if index < len(rows) else ""
			heading = (rows[index] if index < len(rows) else stored[index]).get("heading")
			pairs.append((heading or doc.meta.get_label(table), old, new))
	return [
		FieldChange(_(label), old, new, source)
		for label, old, new in pairs
		if old.replace("\r\n", "\n").strip() != new.strip()
	]


def _joined(row: Any) -> str:
	return "\n".join(cstr(row.get(name)) for name in ("heading", "text", "reason") if row.get(name))


def _scans(receipt_list: Document, rows: list[Any], contents: Contents) -> list[RecordChange]:
	"""Return the one change that all scans make, to the submission."""
	if not rows:
		return []
	doc = frappe.get_doc(SUBMISSION, receipt_list.submission)

	def set_values(doc: Document) -> None:
		for row in rows:
			paper = PAPERS.get(row.read_as, "Annual Summary")
			county = row.county if paper == "Annual Summary" else None
			file = attach(doc, row.file_name, contents[row.file_name]())
			present = next((each for each in doc.scans if (each.paper, each.county) == (paper, county)), None)
			(present or doc.append("scans", {"paper": paper, "county": county})).file = file.file_url

	fields = [
		FieldChange(_("Stamped Scan"), "", f"{_title(row)} {row.file_name}", row.file_name) for row in rows
	]
	return [RecordChange(doc, doc.get_title(), set_values, fields)]


def attach(doc: Document, path: str, content: bytes) -> Document:
	"""Attach a file to a document, private, named by the last part of its path."""
	file = frappe.new_doc("File")
	file.update({"file_name": PurePosixPath(path).name, "is_private": 1, "content": content})
	file.update({"attached_to_doctype": doc.doctype, "attached_to_name": doc.name})
	return file.insert()


def _title(row: Any) -> str:
	county = frappe.get_cached_value("County", row.county, "county_name") if row.county else ""
	return f"{county} {row.title or ''}".strip() or row.file_name


def _keep_originals(changes: list[RecordChange], contents: Contents) -> None:
	for change in changes:
		path = change.doc.flags.kepu_original
		if path in contents:
			attach(change.doc, path, contents[path]())


def _note_outcomes(receipt_list: Document) -> None:
	intend(receipt_list, by_system=True)
	for row in used_rows(receipt_list):
		row.outcome = TAKEN_OVER
	receipt_list.status = TAKEN_OVER
	receipt_list.save()


def _obstacles(changes: list[RecordChange]) -> int:
	return sum(bool(each.is_outdated or each.refusal) for each in changes)
