"""References in a document's values: documents by link fields, users, files by their URLs.

Frappe reports a link to a missing document, and responds otherwise for a foreign document. So the gate first checks
that all references in a request are within the user's reach; ``refusals.py`` has the uniform response.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import frappe
from frappe.utils import cstr

from kepu_app.access.calls import dicts_in
from kepu_app.access.policies import RECORDS
from kepu_app.utils.stored import stored_row

FILE_FIELDS = ("Attach", "Attach Image")
VOCABULARY = (
	*("DocType", "Module Def", "Role", "Workflow State", "Workflow Action Master"),
	*("Country", "Currency", "Gender", "Language", "User Type"),
)
"""Links to these are constants of the program, and disclose nobody's records."""

ADDRESSED = {("File", "file_url")}
"""Fields of another type that hold a file's URL."""


def named_by(doctype: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
	"""Yield the references in a request's values for a document, except those already stored.

	Yields:
		DocType and name of each document; for a file "File" and its URL, which begins with a slash or has a scheme.
	"""
	if set(values) <= {"name", "doctype"}:
		return  # no values, so no need to load it
	stored = _stored(doctype, values.get("name"))
	yield from _in_fields(doctype, {**_kinds(doctype, stored), **values}, stored)
	for table in frappe.get_meta(doctype).get_table_fields():
		rows = list(dicts_in(values.get(table.fieldname)))
		if rows and _may_name(table.options):
			kept = _stored_rows(doctype, values.get("name"), table) if stored else {}
			for row in rows:
				yield from _in_fields(table.options, row, kept.get(row.get("name")) or {})


def is_address(doctype: str, name: str) -> bool:
	"""Return whether a result of ``named_by`` is a file's URL, not a record's name."""
	return doctype == "File" and (name.startswith("/") or "://" in name)


def attached_urls(doc: Any) -> list[str]:
	"""Return the URLs in the Attach fields of a document and its rows."""
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
	"""Return the DocType that a field refers to; None if it refers to nothing."""
	if field.fieldtype in FILE_FIELDS or (doctype, field.fieldname) in ADDRESSED:
		return "File"
	if field.fieldtype == "Link":
		return field.options
	about, name = RECORDS.get(doctype, ("", ""))
	if field.fieldname == name:
		return cstr(values.get(about)) or None
	return (cstr(values.get(field.options)) or None) if field.fieldtype == "Dynamic Link" else None


def _kinds(doctype: str, stored: Mapping[str, Any]) -> dict[str, Any]:
	"""Return the stored DocTypes that complete a name sent alone."""
	fields = [field.options for field in frappe.get_meta(doctype).fields if field.fieldtype == "Dynamic Link"]
	return {each: stored.get(each) for each in (*fields, RECORDS.get(doctype, ("",))[0]) if stored.get(each)}


def _stored(doctype: str, name: Any) -> Mapping[str, Any]:
	"""Return a stored document's columns that hold references; empty if it is missing."""
	if not isinstance(name, str | int) or not name:
		return {}
	meta = frappe.get_meta(doctype)
	if meta.issingle or meta.is_virtual:
		return frappe.get_doc(doctype, name) if frappe.db.exists(doctype, name) else {}
	return stored_row(doctype, name, ["name", *_columns(doctype)]) or {}


def _stored_rows(doctype: str, name: Any, table: Any) -> dict[str, Mapping[str, Any]]:
	"""Return the rows of a stored document's table, by name."""
	if frappe.get_meta(doctype).issingle or frappe.get_meta(table.options).is_virtual:
		return {row.name: row for row in frappe.get_doc(doctype, name).get(table.fieldname) or ()}
	place = {"parent": name, "parenttype": doctype, "parentfield": table.fieldname}
	rows = frappe.get_all(table.options, place, ["name", *_columns(table.options)], limit=0)
	return {row.name: row for row in rows}


def _may_name(doctype: str) -> bool:
	"""Return whether a field of the DocType can refer to more than constants of the program."""
	return any(_may_be_target(doctype, field) for field in frappe.get_meta(doctype).fields)


def _columns(doctype: str) -> list[str]:
	"""Return the fields that ``_target`` needs, without computed ones."""
	meta = frappe.get_meta(doctype)
	naming = [field for field in meta.fields if _may_be_target(doctype, field)]
	kinds = [field.options for field in naming if field.fieldtype == "Dynamic Link"]
	names = dict.fromkeys([*(field.fieldname for field in naming), *kinds, *RECORDS.get(doctype, ())])
	fields = [meta.get_field(each) for each in names]
	return [field.fieldname for field in fields if field and not field.get("is_virtual")]


def _may_be_target(doctype: str, field: Any) -> bool:
	if field.fieldtype == "Link":
		return field.options not in VOCABULARY
	is_named = field.fieldtype in (*FILE_FIELDS, "Dynamic Link") or (doctype, field.fieldname) in ADDRESSED
	return is_named or field.fieldname == RECORDS.get(doctype, ("", ""))[1]
