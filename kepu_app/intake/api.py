"""Endpoints of the Word import's buttons and dialogs."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, escape_html, getdate

from kepu_app.core.errors import InputError
from kepu_app.core.intake import Received
from kepu_app.core.model import AnnualSummary, County, SummarySection
from kepu_app.core.rules import fix_summary
from kepu_app.intake import receipts, takeover
from kepu_app.intake.reading import KINDS, SCAN, RecordValues, read_pasted, read_upload, records_of
from kepu_app.intake.takeover import attach
from kepu_app.mappers.cycle import cycle_model
from kepu_app.mappers.records import county_model
from kepu_app.review.forms import cycle_facts
from kepu_app.utils.arguments import list_of_records, record_of
from kepu_app.utils.doctypes import SUMMARY


@frappe.whitelist(methods=["POST"])
def mend(summary: Any, fix: str, part: int) -> dict[str, Any]:
	"""Return a form's summary with one pasting artefact fixed; store nothing.

	Args:
		summary: ``cycle``, ``county``, ``on_behalf_of``, ``dated`` and the rows of ``sections``.
		fix: as ``missing_for_next_step`` names it.
		part: number of the section, from 0.

	Returns:
		``values`` and ``tables`` by fieldname, for the form.

	Raises:
		PermissionError: the user may not write summaries.
	"""
	frappe.has_permission(SUMMARY, "write", throw=True)
	given = record_of(summary)
	try:
		mended = fix_summary(cycle_model(cstr(given.get("cycle"))), _as_model(given), fix, cint(part))
	except ValueError:
		frappe.throw(_("There is nothing to mend in this part any more."))
	return {
		"values": {"on_behalf_of": mended.on_behalf_of, "dated": mended.dated},
		"tables": {"sections": [{"heading": each.heading, "text": each.text} for each in mended.sections]},
	}


def _as_model(given: dict[str, Any]) -> AnnualSummary:
	rows = list_of_records(given.get("sections") or [])
	return AnnualSummary(
		county_code=cstr(given.get("county")),
		sections=tuple(SummarySection(cstr(row.get("heading")), cstr(row.get("text"))) for row in rows),
		on_behalf_of=cstr(given.get("on_behalf_of")),
		dated=getdate(cstr(given["dated"])) if given.get("dated") else None,
	)


@frappe.whitelist(methods=["POST"])
def read(doctype: str, cycle: str, county: str = "", name: str = "") -> dict[str, Any]:
	"""Parse the request's file for a form; store nothing.

	Args:
		doctype: Annual Summary, Typical Case or Speaker Nominee.
		cycle: of the document.
		county: of the document, if set.
		name: of the document; blank for a new one.

	Returns:
		``records``, each with ``title``, ``values``, ``tables`` and ``words``; ``remarks`` for the user; ``left_out``;
		``limit``, the most 字.

	Raises:
		PermissionError: the user may not write such a document.
		ValidationError: the file cannot be parsed, or is something else.
	"""
	_check_may_fill_in(doctype, name)
	file_name, content = _uploaded()
	with _refusals_shown():
		papers = read_upload(
			file_name, content, cycle_model(cycle), _counties_of(cycle, county, name, doctype), doctype
		)
	return _as_answer(papers, doctype, cycle, county)


@frappe.whitelist(methods=["POST"])
def read_text(text: str, doctype: str, cycle: str, county: str = "", name: str = "") -> dict[str, Any]:
	"""Parse a pasted text, as ``read``."""
	_check_may_fill_in(doctype, name)
	with _refusals_shown():
		papers = read_pasted(text, cycle_model(cycle), _counties_of(cycle, county, name, doctype), doctype)
	return _as_answer(papers, doctype, cycle, county)


@frappe.whitelist(methods=["POST"])
def keep_original(doctype: str, name: str) -> dict[str, Any]:
	"""Attach the request's file, from which a document was filled in, to that document."""
	doc = _document(doctype, name)
	doc.check_permission("write")
	file_name, content = _uploaded()
	file = attach(doc, file_name, content)
	return {"name": file.name, "file_name": file.file_name, "file_url": file.file_url, "is_private": 1}


@frappe.whitelist(methods=["POST"])
def begin(submission: str) -> str:
	"""Create a receipt list for a province's submission; return its name."""
	return receipts.begin(submission).name


@frappe.whitelist(methods=["POST"])
def add_file(receipt_list: str) -> str:
	"""Store the request's file with a list; return its name."""
	file_name, content = _uploaded()
	return receipts.add_file(_receipt_list(receipt_list, "write"), file_name, content).file_name


@frappe.whitelist(methods=["POST"])
def start_reading(receipt_list: str) -> dict[str, Any]:
	"""Enqueue reading of all files of a list; return the ``progress``."""
	doc = _receipt_list(receipt_list, "write")
	receipts.start_reading(doc)
	return receipts.progress(doc)


@frappe.whitelist()
def progress(receipt_list: str) -> dict[str, Any]:
	"""Return a list's reading progress: ``status``, ``done``, ``total``."""
	return receipts.progress(_receipt_list(receipt_list, "read"))


@frappe.whitelist(methods=["POST"])
def take_over(receipt_list: str, confirmed: bool = False) -> dict[str, Any]:
	"""Dry-run taking a list over; once confirmed, do it: ``written`` documents."""
	doc = _receipt_list(receipt_list, "write")
	if confirmed:
		return {"written": takeover.take_over(doc)}
	return takeover.rehearse(doc)


def _check_may_fill_in(doctype: str, name: str) -> None:
	if doctype not in KINDS or doctype == SCAN:
		raise frappe.PermissionError
	if name:
		_document(doctype, name).check_permission("write")
	else:
		frappe.has_permission(doctype, "create", throw=True)


def _document(doctype: str, name: str) -> Any:
	if doctype not in KINDS or doctype == SCAN:
		raise frappe.PermissionError
	return frappe.get_doc(doctype, name)


def _receipt_list(name: str, ptype: str) -> Any:
	doc = frappe.get_doc(receipts.RECEIPT_LIST, name)
	doc.check_permission(ptype)
	return doc


def _counties_of(cycle: str, county: str, name: str, doctype: str) -> list[County]:
	"""Return the counties to recognise in the file: the document's own, or all within reach."""
	county = (frappe.db.get_value(doctype, name, "county") if name else county) or county
	filters = {"name": county} if county else {"active": 1}
	return [county_model(each) for each in frappe.get_list("County", filters, ["*"], limit=0)]


def _uploaded() -> tuple[str, bytes]:
	file = frappe.request.files.get("file") if frappe.request else None
	if not file:
		frappe.throw(_("Choose the file first."))
	return file.filename or "?", file.stream.read()


@contextmanager
def _refusals_shown() -> Iterator[None]:
	try:
		yield
	except InputError as error:
		frappe.throw(escape_html(error.message))


def _as_answer(papers: list[Received], doctype: str, cycle: str, county: str) -> dict[str, Any]:
	records = [record for received in papers for record in records_of(received)]
	if not records:
		frappe.throw(_("No {0} was found in the file.").format(_(doctype)))
	facts = cycle_facts(cycle) or {}
	return {
		"records": [_for_form(record, doctype, county) for record in records],
		"remarks": [note for received in papers for note in received.notes],
		"left_out": [each for received in papers for each in received.left_out],
		"limit": facts.get("limits", {}).get(doctype),
	}


def _for_form(record: RecordValues, doctype: str, county: str) -> dict[str, Any]:
	"""Return a record for the form. A county that the form has stays; a summary's never changes."""
	values = dict(record.values)
	if doctype == SUMMARY or county:
		values.pop("county", None)
	return {**record.as_dict(), "values": values}
