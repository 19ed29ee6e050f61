"""What callers from outside hand in, read in one way."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _


def list_of_names(value: str | list[str]) -> list[str]:
	"""Names of documents, as a list or as JSON of one; each once, in their order.

	Raises:
		ValidationError: it is no list of names.
	"""
	names = _read(value)
	if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
		frappe.throw(_("A list of names was expected."))
	return list(dict.fromkeys(names))


def list_of_records(value: str | list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""Record by name of field, as a list or as JSON of one.

	Raises:
		ValidationError: it is no list of records.
	"""
	records = _read(value)
	if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
		frappe.throw(_("A list of records was expected."))
	return records


def record_of(value: str | dict[str, Any]) -> dict[str, Any]:
	"""Values by name of field, as such or as JSON.

	Raises:
		ValidationError: it is no record.
	"""
	record = _read(value)
	if not isinstance(record, dict):
		frappe.throw(_("A record was expected."))
	return record


def document_of(value: str | dict[str, Any]) -> dict[str, Any]:
	"""Return a document as a form sends it, with its DocType.

	Raises:
		ValidationError: it is no document.
	"""
	document = record_of(value)
	if not isinstance(document.get("doctype"), str) or not document["doctype"]:
		frappe.throw(_("A record was expected."))
	return document


def _read(value: Any) -> Any:
	"""Return what JSON says; None for what is none, or nested too deep to be read."""
	try:
		return frappe.parse_json(value)
	except (ValueError, RecursionError):
		return None
