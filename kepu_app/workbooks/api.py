"""Endpoints of the workbook's buttons."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html
from werkzeug.wrappers import Response

from kepu_app.core.errors import InputError
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from kepu_app.utils.downloads import XLSX, content_disposition
from kepu_app.workbooks.export import county_workbook, province_workbook
from kepu_app.workbooks.importing import rehearse, take_back


@frappe.whitelist()
def download(doctype: str, name: str) -> Response:
	"""Return the workbook of a submission's province, or of a summary's county, filled with stored data."""
	doc = _readable(doctype, name)
	try:
		content = (
			province_workbook(name) if doctype == SUBMISSION else county_workbook(*_place(doc), doc.county)
		)
	except InputError as error:
		frappe.throw(escape_html(error.message))
	return Response(content, mimetype=XLSX, headers=content_disposition(f"{doc.get_title()}.xlsx"))


@frappe.whitelist(methods=["POST"])
def upload(doctype: str, name: str, confirmed: bool = False) -> dict[str, Any]:
	"""Dry-run the import of the request's file; once confirmed, import it."""
	doc = _readable(doctype, name)
	submission = doc if doctype == SUBMISSION else frappe.get_doc(SUBMISSION, *_place(doc))
	content, file_name = _uploaded()
	try:
		if confirmed:
			return {"written": take_back(content, file_name, submission)}
		return rehearse(content, file_name, submission).as_dict()
	except InputError as error:
		problems = getattr(error, "problems", ()) or (error,)
		return {"problems": [each.as_dict() for each in problems]}


def _readable(doctype: str, name: str) -> Document:
	if doctype not in (SUBMISSION, SUMMARY):
		raise frappe.PermissionError
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	return doc


def _place(summary: Document) -> tuple[str]:
	return (f"{summary.cycle}-{summary.province}",)


def _uploaded() -> tuple[bytes, str]:
	file = frappe.request.files.get("file") if frappe.request else None
	if not file:
		frappe.throw(_("Choose the workbook first."))
	return file.stream.read(), file.filename or "?"
