"""Parsing of endpoint arguments, which arrive as values or as JSON."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _


def list_of_names(value: str | list[str]) -> list[str]:
	"""Parse a list of document names; duplicates are dropped, order is kept.

	Raises:
		ValidationError: it is not a list of names.
	"""
	names = _read(value)
	if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
		frappe.throw(_("A list of names was expected."))
	return list(dict.fromkeys(names))


def list_of_records(value: str | list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""Parse a list of records, each keyed by field name.

	Raises:
		ValidationError: it is not a list of records.
	"""
	records = _read(value)
	if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
		frappe.throw(_("A list of records was expected."))
	return records


def record_of(value: str | dict[str, Any]) -> dict[str, Any]:
	"""Parse a record keyed by field name.

	Raises:
		ValidationError: it is not a record.
	"""
	record = _read(value)
	if not isinstance(record, dict):
		frappe.throw(_("A record was expected."))
	return record


def document_of(value: str | dict[str, Any]) -> dict[str, Any]:
	"""Parse a document as a form sends it, with its DocType.

	Raises:
		ValidationError: it is not a document.
	"""
	document = record_of(value)
	if not isinstance(document.get("doctype"), str) or not document["doctype"]:
		frappe.throw(_("A record was expected."))
	return document


def _read(value: Any) -> Any:
	"""Parse JSON; return None if it is invalid or nested too deeply."""
	try:
		return frappe.parse_json(value)
	except (ValueError, RecursionError):
		return None
