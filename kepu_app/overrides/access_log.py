"""What the browser tells the access log: words of bounded length, and no page."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe
from frappe.core.doctype.access_log import access_log
from frappe.utils import cstr, escape_html

from kepu_app.access.roles import is_app_user

LONGEST, LONGEST_FILTERS = 140, 2_000
"""Characters of a name, and of the filters of a report."""


@frappe.whitelist(methods=["POST"])
def make_access_log(
	doctype: Any = None,
	document: Any = None,
	method: Any = None,
	file_type: Any = None,
	report_name: Any = None,
	filters: Any = None,
	page: Any = None,
	columns: Any = None,
) -> None:
	"""Takes the place of ``frappe.core.doctype.access_log.access_log.make_access_log``; the log is shown as HTML.

	Args:
		doctype: of the document, or what the report is about.
		document: its name.
		method: ``Print`` or ``Export``.
		file_type: ``PDF``, ``Excel`` or ``CSV``.
		report_name: of the report.
		filters: of the report, by name of field.
		page: HTML; kept for people who are not of the app alone.
		columns: HTML; likewise.
	"""
	names = (doctype, document, method, file_type, report_name)
	if not is_app_user():
		access_log.make_access_log(*names, filters, page, columns)
		return
	told = filters if isinstance(filters, str) else frappe.as_json(filters or {}, indent=None)
	access_log.make_access_log(*(_words(each, LONGEST) for each in names), _words(told, LONGEST_FILTERS))


def _words(value: Any, longest: int) -> str | None:
	"""Escaped, and cut so that no escaped character is halved."""
	return escape_html(cstr(value)[: longest // 6]) if value else None
