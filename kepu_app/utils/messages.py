"""Messages between Frappe's HTML dialogs and plain-text output."""

from __future__ import annotations

import html
from typing import Any, NoReturn

import frappe
from frappe.utils import cstr, strip_html

_BREAKS = ("</li>", "<br>", "</p>")


def plain_text(message: str) -> str:
	"""Return a message without its HTML; user input in it reads as typed."""
	for each in _BREAKS:
		message = message.replace(each, " ")
	return html.unescape(strip_html(message)).strip()


def plain_text_of(error: Exception) -> str:
	"""Return an error's message as plain text."""
	return plain_text(cstr(error))


def fail(message: str, error: type[Exception] | None = None, **options: Any) -> NoReturn:
	"""Raise as ``frappe.throw`` does, typed NoReturn for type checkers.

	Args:
		message: HTML, as for ``frappe.throw``.
		error: frappe.ValidationError by default.
		options: as for ``frappe.throw``.
	"""
	frappe.throw(message, error or frappe.ValidationError, **options)
	raise AssertionError("frappe.throw has come back")
