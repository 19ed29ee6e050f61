"""Access log entries: escaped and of bounded length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import cstr, escape_html

from kepu_app.access.roles import is_app_user

LONGEST, LONGEST_FILTERS = 140, 2_000
"""Characters of a name, and of a report's filters."""


def make_access_log(
	original: Callable[..., None],
	doctype: Any = None,
	document: Any = None,
	method: Any = None,
	file_type: Any = None,
	report_name: Any = None,
	filters: Any = None,
	page: Any = None,
	columns: Any = None,
	**_more: Any,
) -> None:
	"""Override ``frappe.core.doctype.access_log.access_log.make_access_log``: the log is shown as HTML.

	Frappe 16's wrapper hides the signature, so callers pass all that the request has.

	Args:
		doctype: of the document, or the report's subject.
		document: its name.
		method: ``Print`` or ``Export``.
		file_type: ``PDF``, ``Excel`` or ``CSV``.
		report_name: of the report.
		filters: of the report, by field name.
		page: HTML; stored only for users of other apps.
		columns: HTML; likewise.
	"""
	names = (doctype, document, method, file_type, report_name)
	if not is_app_user():
		original(*names, filters, page, columns)
		return
	told = filters if isinstance(filters, str) else frappe.as_json(filters or {}, indent=None)
	original(*(_words(each, LONGEST) for each in names), _words(told, LONGEST_FILTERS))


def _words(value: Any, longest: int) -> str | None:
	"""Escape a value, truncated before escaping so that no entity is cut."""
	text = cstr(value)[:longest]
	while len(escape_html(text)) > longest:
		text = text[: -max(1, (len(escape_html(text)) - longest) // 6)]
	return escape_html(text) if text else None
