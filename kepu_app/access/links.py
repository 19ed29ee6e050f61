"""What values for a document name: other documents by link fields, people, files by their addresses.

Frappe says of a link to what is not there that it is not there, and of one to somebody else's document something
else, or nothing. The gate asks of everything that a request puts into a document whether the user reaches it, before
Frappe looks; ``refusals.py`` has the one answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import frappe
from frappe.utils import cstr

from kepu_app.access.calls import dicts_in
from kepu_app.access.policies import RECORDS

FILE_FIELDS = ("Attach", "Attach Image")
VOCABULARY = (
	*("DocType", "Module Def", "Role", "Workflow State", "Workflow Action Master"),
	*("Country", "Currency", "Gender", "Language", "User Type"),
)
"""Links to these are words of the program, and tell of nobody's records."""

ADDRESSED = {("File", "file_url")}
"""Fields of a file's address that are of another type."""


def named_by(doctype: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
	"""What values that a request brings for a document name, beyond what the stored document names already.

	Yields:
		DocType and name of each document; of a file "File" and its address, which begins with a slash or has a
		scheme.
	"""
	if set(values) <= {"name", "doctype"}:
		return  # nothing is put into it, and it need not be loaded
	stored = _stored(doctype, values.get("name"))
	yield from _in_fields(doctype, {**_kinds(doctype, stored), **values}, stored)
	for table in frappe.get_meta(doctype).get_table_fields():
		kept = {row.name: row for row in stored.get(table.fieldname) or ()}
		for row in dicts_in(values.get(table.fieldname)):
			yield from _in_fields(table.options, row, kept.get(row.get("name")) or {})


def is_address(doctype: str, name: str) -> bool:
	"""Whether what ``named_by`` gave is the address of a file, not the name of a record."""
	return doctype == "File" and (name.startswith("/") or "://" in name)


def attached_urls(doc: Any) -> list[str]:
	"""Addresses in the Attach fields of a document and of its rows."""
	urls = [doc.get(field.fieldname) for field in doc.meta.fields if field.fieldtype in FILE_FIELDS]
	for field in doc.meta.get_table_fields():
		for row in doc.get(field.fieldname) or ():
			urls += attached_urls(row)
	return [cstr(url) for url in urls if url]


def _in_fields(
	doctype: str, values: Mapping[str, Any], stored: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
	for field in frappe.get_meta(doctype).fields:
		value = values.get(field.fieldname)
		if not isinstance(value, str | int) or not cstr(value):
			continue
		target = _target(doctype, field, values)
		if not target or target in VOCABULARY:
			continue
		if cstr(stored.get(field.fieldname)) == cstr(value) and target == _target(doctype, field, stored):
			continue
		yield target, cstr(value)


def _target(doctype: str, field: Any, values: Mapping[str, Any]) -> str | None:
	"""The DocType of what a field names; None where it names nothing."""
	if field.fieldtype in FILE_FIELDS or (doctype, field.fieldname) in ADDRESSED:
		return "File"
	if field.fieldtype == "Link":
		return field.options
	about, name = RECORDS.get(doctype, ("", ""))
	if field.fieldname == name:
		return cstr(values.get(about)) or None
	return (cstr(values.get(field.options)) or None) if field.fieldtype == "Dynamic Link" else None


def _kinds(doctype: str, stored: Mapping[str, Any]) -> dict[str, Any]:
	"""The stored DocTypes by which a name that is sent alone is understood."""
	fields = [field.options for field in frappe.get_meta(doctype).fields if field.fieldtype == "Dynamic Link"]
	return {each: stored.get(each) for each in (*fields, RECORDS.get(doctype, ("",))[0]) if stored.get(each)}


def _stored(doctype: str, name: Any) -> Any:
	if not isinstance(name, str | int) or not frappe.db.exists(doctype, name):
		return {}
	return frappe.get_doc(doctype, name)
