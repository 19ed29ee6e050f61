"""Show the core's breaches in the Desk: errors refuse a step, warnings are pointed out."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.utils import escape_html

from kepu_app.core.breaches import Breach, Severity
from kepu_app.exceptions import BreachError


def refuse_errors(breaches: Iterable[Breach], title: str) -> None:
	"""Raise BreachError that lists every error at once; warnings stop nothing."""
	errors = [each for each in breaches if each.severity is Severity.ERROR]
	if errors:
		frappe.throw(as_list(errors), BreachError, title)


def point_out(breaches: Iterable[Breach], title: str) -> None:
	"""Show a message with the breaches, which stops nothing."""
	found = list(breaches)
	if found:
		frappe.msgprint(as_list(found), title, indicator="orange")


def as_list(breaches: Iterable[Breach]) -> str:
	"""Return the sentences as an HTML list, escaped."""
	return "<ul>" + "".join(f"<li>{escape_html(each.message)}</li>" for each in breaches) + "</ul>"
