"""Limits on the size of a request by users of the app, files apart: typed text is small."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from kepu_app.access.calls import Call
from kepu_app.access.roles import is_app_user
from kepu_app.exceptions import CallTooLargeError

MOST = 4 << 20
"""Bytes of a request without files: the longest report that the length check refuses, as a browser sends it."""

LONG = {"frappe.utils.print_format.report_to_pdf": 32 << 20}
"""Methods with larger payloads: a report is printed from the page that the browser rendered."""

LONGEST_COMMENT = 20_000
"""Characters, markup included. Frappe takes seconds to sanitise a megabyte."""

LONGEST_TEXT = 20_000
"""Characters of a text in one of Frappe's own documents (a task, a reminder, a filter). Others' lists search each,
and the database cannot be interrupted within a row."""

TEXTS = (
	"Code",
	"Data",
	"HTML Editor",
	"JSON",
	"Long Text",
	"Markdown Editor",
	"Small Text",
	"Text",
	"Text Editor",
)


def check_size(request: Any, call: Call) -> None:
	"""Raise CallTooLargeError for a request without files that is longer than typed text can be."""
	most = LONG.get(call.target, MOST)
	if (request.content_length or 0) > most and not request.files:
		frappe.throw(
			_("This is too long: {0} MB. At most {1} MB are taken at once.").format(
				round(request.content_length / (1 << 20), 1), most >> 20
			),
			CallTooLargeError,
		)


def refuse_long_comment(doc: Document, method: str | None = None) -> None:
	"""Handle hook ``before_validate`` of Comment. Raises ValidationError; the typed text stays in the box."""
	length = len(doc.content or "")
	if is_app_user() and length > LONGEST_COMMENT:
		frappe.throw(
			_("The comment has {0} characters, marks of its layout included; at most {1} are taken.").format(
				length, LONGEST_COMMENT
			)
		)


def refuse_long_texts(doc: Document, method: str | None = None) -> None:
	"""Handle hook ``before_validate`` of every DocType: limit what users of the app write into Frappe's own. Raises
	ValidationError. What code writes in their name (a log, a mail) is not limited."""
	if (
		not is_app_user()
		or doc.flags.ignore_permissions
		or doc.meta.custom
		or not _is_frappes_own(doc.meta.module)
	):
		return
	for row in (doc, *doc.get_all_children()):
		for field in row.meta.get("fields", {"fieldtype": ("in", TEXTS)}):
			length = len(cstr(row.get(field.fieldname)))
			if length > LONGEST_TEXT:
				frappe.throw(
					_("{0} has {1} characters; at most {2} are taken.").format(
						_(field.label, context=row.doctype), length, LONGEST_TEXT
					)
				)


def _is_frappes_own(module: str) -> bool:
	return frappe.local.module_app.get(frappe.scrub(module)) == "frappe"
