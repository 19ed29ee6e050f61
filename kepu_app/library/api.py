"""What may be called of the library of cases."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, getdate
from werkzeug.wrappers import Response

from kepu_app.core.errors import KepuError
from kepu_app.core.library import LibraryBook, library_book, library_docx, library_pdf
from kepu_app.library.cases import library_cases, named
from kepu_app.printing.fonts import site_fonts

MOST_CASES = 1000
TYPES = {
	"pdf": "application/pdf",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@frappe.whitelist()
def read_case(case: str) -> dict[str, Any]:
	"""A case of a closed cycle in full: ``title``, ``text``, ``topic_name``, ``year`` and its place.

	Raises:
		PermissionError: there is no such case in the library, or the user may not read cases.
	"""
	found = named([case])
	if not found:
		shown = escape_html(case)
		frappe.throw(_("{0} is not in the library of cases.").format(shown), frappe.PermissionError)
	return found[0]


@frappe.whitelist()
def book(cases: str, title: str = "", file_type: str = "pdf") -> Response:
	"""The chosen cases as a book.

	Args:
		cases: JSON list of their names; what is not in the library is left out.
		title: of the book.
		file_type: ``pdf`` or ``docx``.

	Raises:
		PermissionError: none of the cases is in the library.
		ValidationError: too many cases, another type, or a character that no font has.
	"""
	names = frappe.parse_json(cases)
	if file_type not in TYPES or not isinstance(names, list) or len(names) > MOST_CASES:
		frappe.throw(_("At most {0} cases are printed, as PDF or as Word.").format(MOST_CASES))
	found = named([cstr(each) for each in names])
	if not found:
		frappe.throw(_("None of the chosen cases is in the library."), frappe.PermissionError)
	heading = cstr(title).strip() or _("Library of Cases")
	made = library_book(library_cases(found), heading, dated=getdate())
	return _as_file(_printed(made, file_type), f"{heading}.{file_type}", TYPES[file_type])


def _printed(made: LibraryBook, file_type: str) -> bytes:
	write = library_pdf if file_type == "pdf" else library_docx
	try:
		return write(made, site_fonts())
	except KepuError as error:
		frappe.throw(escape_html(error.message))


def _as_file(content: bytes, name: str, mimetype: str) -> Response:
	headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
	return Response(content, mimetype=mimetype, headers=headers)
