"""Lifecycle of a receipt list: files are added, parsed in the background, and confirmed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from kepu_app.controllers.intent import intend
from kepu_app.core.characters import harmless_name
from kepu_app.core.collecting.container import ArrivedFile, open_sources
from kepu_app.exceptions import ReceiptListError
from kepu_app.intake.reading import SCAN, Reading, as_row, read_arrived
from kepu_app.kepu.doctype.receipt_list.receipt_list import TAKEN_OVER
from kepu_app.mappers.cycle import cycle_model
from kepu_app.mappers.records import county_model
from kepu_app.mappers.submission import asked_counties
from kepu_app.utils.doctypes import SUMMARY
from kepu_app.utils.isolation import lock_value
from kepu_app.utils.jobs import count, job
from kepu_app.utils.runs import RUNNING, BackgroundRun, CacheStore

RECEIPT_LIST = "Receipt List"
LONGEST_READING = 1800
"""Timeout of the reading in seconds; a province's hundred files take about twenty."""


def begin(submission: str) -> Document:
	"""Create an empty list for a province's submission."""
	receipt_list = frappe.new_doc(RECEIPT_LIST)
	receipt_list.submission = submission
	return receipt_list.insert()


def add_file(receipt_list: Document, name: str, content: bytes) -> Document:
	"""Store one file unchanged, private, with the list."""
	if receipt_list.status == TAKEN_OVER or reading_of(receipt_list.name).is_alive():
		frappe.throw(_("Files are added before the list is read."), ReceiptListError)
	file = frappe.new_doc("File")
	file.update({"file_name": name, "is_private": 1, "content": content})
	file.update({"attached_to_doctype": RECEIPT_LIST, "attached_to_name": receipt_list.name})
	file.insert()
	# Frappe renames duplicates, but the county is recognised by the file's name.
	file.db_set("file_name", harmless_name(name), update_modified=False)
	return file


def start_reading(receipt_list: Document) -> None:
	"""Enqueue reading of all files.

	Raises:
		ReceiptListError: it has no file, or has been taken over.
		AlreadyRunningError, QueueUnreachableError: see ``background``.
	"""
	if receipt_list.status == TAKEN_OVER:
		frappe.throw(_("What this list holds has been taken over; it stays as it is."), ReceiptListError)
	if not _stored_files(receipt_list.name):
		frappe.throw(_("Add the files first."), ReceiptListError)
	intend(receipt_list, by_system=True)
	receipt_list.status = "Reading"
	receipt_list.save()
	reading_of(receipt_list.name).start(
		"kepu_app.intake.receipts.read_all", {}, timeout=LONGEST_READING, receipt_list=receipt_list.name
	)


def reading_of(receipt_list: str) -> BackgroundRun:
	"""Return the one run that reads a list."""
	return BackgroundRun(
		f"kepu-receipts-{receipt_list}",
		CacheStore(f"kepu_receipts_run:{receipt_list}"),
		"kepu_receipt_list",
		{"receipt_list": receipt_list},
		{"doctype": RECEIPT_LIST, "docname": receipt_list},
	)


def progress(receipt_list: Document) -> dict[str, Any]:
	"""Return the reading progress: ``status``, ``done`` of ``total`` files. A killed run was interrupted."""
	reading = reading_of(receipt_list.name)
	noted = reading.store.read() or {}
	status = receipt_list.status
	if status == "Reading" and not reading.is_alive():
		status = lock_value(RECEIPT_LIST, receipt_list.name, "status")
		status = "Interrupted" if status == "Reading" else status
	return {"status": status, "done": noted.get("done", 0), "total": noted.get("total", 0)}


@job("reading of a receipt list", "receipt_list")
def read_all(receipt_list: str) -> None:
	"""Parse every file and recreate the rows. A job, with its starter's rights."""
	with reading_of(receipt_list).alone() as is_alone:
		if not is_alone:
			return
		doc = frappe.get_doc(RECEIPT_LIST, receipt_list)
		readings = list(_read(doc))
		_settle_versions(readings)
		intend(doc, by_system=True)
		doc.set("items", [])
		for reading in readings:
			doc.append("items", as_row(reading))
		doc.missing_counties = _without_file(doc, readings)
		doc.status, doc.read_at = "To Confirm", now_datetime()
		doc.save()
		count(rows=len(readings))


@contextmanager
def arrived_files(receipt_list: Document) -> Iterator[dict[str, Callable[[], bytes]]]:
	"""Yield a reader of each file of a list, members of zips included, by the name in its row."""
	with _opened(receipt_list) as (arrived, _stored):
		yield {file.name: file.read for file in arrived}


def reread(receipt_list: Document, row: Any) -> None:
	"""Parse one file again, as the type that the user chose."""
	cycle, counties = cycle_model(receipt_list.cycle), _counties(receipt_list)
	with _opened(receipt_list) as (arrived, _stored):
		file = next((each for each in arrived if each.name == row.file_name), None)
		readings = list(read_arrived(file, cycle, counties, row.kind)) if file else []
	readings = [each for each in readings if each.record]
	if not readings:
		frappe.throw(_("Row {0}: nothing could be read from this file.").format(row.idx), ReceiptListError)
	read = as_row(_same(readings, row))
	for column in ("title", "words", "dated", "remarks", "left_out", "content"):
		row.set(column, read[column])
	row.topic, row.county, row.read_as, row.outcome = (
		row.topic or read["topic"],
		row.county or read["county"],
		row.kind,
		"",
	)


def _same(readings: list[Reading], row: Any) -> Reading:
	"""Return the reading of the row's county among a file's papers, else the first."""
	is_it = [each for each in readings if row.county and each.county == row.county]
	return (is_it or readings)[0]


def _read(receipt_list: Document) -> Iterator[Reading]:
	cycle, counties = cycle_model(receipt_list.cycle), _counties(receipt_list)
	progress_of = reading_of(receipt_list.name)
	with _opened(receipt_list) as (arrived, stored):
		for done, file in enumerate(arrived, start=1):
			for reading in read_arrived(file, cycle, counties):
				yield reading.of_stored(stored.get(file.name.split("/")[0]))
			count(files=1)
			progress_of.tell(RUNNING, done=done, total=len(arrived))


def _counties(receipt_list: Document) -> list[Any]:
	return [county_model(each) for each in asked_counties(receipt_list.province)]


@contextmanager
def _opened(receipt_list: Document) -> Iterator[tuple[list[ArrivedFile], dict[str, str]]]:
	"""Yield all files of a list, open for reading, and the site's Files by the first part of their names."""
	with tempfile.TemporaryDirectory() as folder:
		stored = {source.name: name for source, name in _copied(receipt_list.name, Path(folder))}
		with open_sources([Path(folder)]) as arrived:
			yield arrived, stored


def _copied(receipt_list: str, folder: Path) -> Iterator[tuple[Path, str]]:
	"""Yield the stored files under their original names, duplicates side by side."""
	for number, file in enumerate(_stored_files(receipt_list)):
		path = folder / file.file_name
		if path.exists():
			path = folder / f"{path.stem}（{number + 1}）{path.suffix}"
		path.write_bytes(Path(frappe.get_doc("File", file.name).get_full_path()).read_bytes())
		yield path, file.name


def _stored_files(receipt_list: str) -> list[Any]:
	filters = {"attached_to_doctype": RECEIPT_LIST, "attached_to_name": receipt_list}
	return frappe.get_all("File", filters, ["name", "file_name"], order_by="creation asc")


def _settle_versions(readings: list[Reading]) -> None:
	"""Use the newest of a county's summaries, by its own date, then by the file's; equal texts count once."""
	groups: dict[tuple[str, str], list[int]] = {}
	for index, reading in enumerate(readings):
		if reading.is_used and reading.kind == SUMMARY:
			groups.setdefault((reading.kind, reading.county), []).append(index)
	for indexes in groups.values():
		newest, *others = sorted(indexes, key=lambda index: _age(readings[index]), reverse=True)
		for index in others:
			is_same = _text_of(readings[index]) == _text_of(readings[newest])
			outcome = "Twice the Same" if is_same else "Replaced by a Newer Version"
			remark = _("The newer one is used: {0}").format(readings[newest].file_name)
			readings[index] = replace(
				readings[index], outcome=outcome, remarks=(remark, *readings[index].remarks)
			)


def _age(reading: Reading) -> tuple[str, str]:
	return str(reading.dated or ""), str(reading.modified or "")


def _text_of(reading: Reading) -> str:
	return json.dumps(reading.record.tables if reading.record else {}, ensure_ascii=False)


def _without_file(receipt_list: Document, readings: list[Reading]) -> str:
	"""Return the names of counties that have sent and submitted nothing."""
	came = {reading.county for reading in readings if reading.kind in (SUMMARY, SCAN)}
	drafts = {"cycle": receipt_list.cycle, "province": receipt_list.province, "workflow_state": "Draft"}
	waiting = frappe.get_all(
		SUMMARY, drafts, ["county", "county.county_name as county_name"], order_by="county"
	)
	return "、".join(each.county_name for each in waiting if each.county not in came)
