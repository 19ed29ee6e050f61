"""Messages between Frappe, whose dialogs show HTML, and places that show text as it is."""

from __future__ import annotations

import html
from typing import Any, NoReturn

import frappe
from frappe.utils import cstr, strip_html

_BREAKS = ("</li>", "<br>", "</p>")


def plain_text(message: str) -> str:
	"""Return a message without its HTML; what people typed stands there as they typed it."""
	for each in _BREAKS:
		message = message.replace(each, " ")
	return html.unescape(strip_html(message)).strip()


def plain_text_of(error: Exception) -> str:
	"""Return what an error says, as plain text."""
	return plain_text(cstr(error))


def fail(message: str, error: type[Exception] | None = None, **options: Any) -> NoReturn:
	"""``frappe.throw`` for functions with a result: a type checker knows that nothing comes after it.

	Args:
		message: HTML, as for ``frappe.throw``.
		error: frappe.ValidationError by default.
		options: as for ``frappe.throw``.
	"""
	frappe.throw(message, error or frappe.ValidationError, **options)
	raise AssertionError("frappe.throw has come back")
