"""Printing: the app's own papers instead of wkhtmltopdf's, and its documents in other formats as plain text."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import escape_html


def get_pdf(
	original: Callable[..., Any], html: str, options: Any = None, output: Any = None, *rest: Any, **more: Any
) -> Any:
	"""Return the core's PDF if this request has made one, else Frappe's."""
	from kepu_app.printing.takeover import printed  # loads the engine, so only when printing

	made = printed(html, options, output)
	return original(html, options, output, *rest, **more) if made is None else made


def get_chrome_pdf(
	original: Callable[..., Any],
	print_format: Any,
	html: str,
	options: Any,
	output: Any,
	pdf_generator: Any = None,
) -> Any:
	"""Override ``frappe.utils.pdf.get_chrome_pdf`` likewise, before Frappe starts a browser."""
	from kepu_app.printing.takeover import printed  # loads the engine, so only when printing

	made = printed(html, options, output) if pdf_generator == "chrome" else None
	return original(print_format, html, options, output, pdf_generator) if made is None else made


def get_rendered_template(original: Callable[..., Any], doc: Any, *rest: Any, **more: Any) -> str:
	"""Override ``frappe.www.printview.get_rendered_template``: print formats of Frappe and of administrators insert
	values unescaped. A field stored as typed may hold a script."""
	return original(_as_text(doc), *rest, **more)


def _as_text(doc: Any) -> Any:
	"""Return a copy with escaped values. The app's own papers get the document itself from it."""
	if not any(field.ignore_xss_filter for field in _fields(doc)):
		return doc
	page = copy.deepcopy(doc)
	for each in (page, *page.get_all_children()):
		for field in frappe.get_meta(each.doctype).fields:
			value = each.get(field.fieldname)
			if field.ignore_xss_filter and isinstance(value, str):
				each.set(field.fieldname, escape_html(value))
	page.flags.as_typed = doc
	return page


def _fields(doc: Any) -> list[Any]:
	tables = [frappe.get_meta(field.options) for field in doc.meta.get_table_fields()]
	return [field for meta in (doc.meta, *tables) for field in meta.fields]
