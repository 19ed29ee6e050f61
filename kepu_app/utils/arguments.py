"""What callers from outside hand in, read in one way."""

from __future__ import annotations

import frappe
from frappe import _


def list_of_names(value: str | list[str]) -> list[str]:
	"""Names of documents, as a list or as JSON of one; each once, in their order.

	Raises:
		ValidationError: it is no list of names.
	"""
	names = frappe.parse_json(value)
	if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
		frappe.throw(_("A list of names was expected."))
	return list(dict.fromkeys(names))
