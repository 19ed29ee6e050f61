"""Fields of a permission level that a user lacks: not shown, searched, sorted, counted or disclosed.

Frappe removes such fields from a list's columns. Conditions, order and groups still disclose them. A child table
of such a level can be queried row by row, and a form's history names each change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr

from kepu_app.access.roles import is_app_user

_REFERENCE = re.compile(r"(?:`?tab(?P<table>[^`.]{1,140})`?\s*\.\s*)?`?(?P<name>[^\W\d]\w*|\*)`?")
_LITERAL = re.compile(r"'(?:[^'\\]|\\.|'')*'")
LONGEST_TEXT, MOST_PARTS = 1_000, 500
"""Characters of an order, a group or a column; columns and conditions of a list. The Desk needs some 200 and
100. Parsing them blocks the process."""

_JOINED = re.compile(r"_\d+$")

Reference = tuple[str, str]
"""DocType and field name."""


def refuse_hidden(query: Any) -> None:
	"""Raise PermissionError for a list query on fields that its user may not read.

	Args:
		query: a DatabaseQuery with a user's permissions, whose conditions are about to be built.
	"""
	_refuse_endless(query)
	refuse_fields(query, _asked_for(query))


def refuse_fields(query: Any, references: Iterable[Reference]) -> None:
	"""Raise PermissionError for a field that the user of a list may not read.

	Args:
		query: a DatabaseQuery, or an Engine of Frappe 16.
		references: fields used in it.
	"""
	for doctype, name in references:
		if not _is_reached(query, doctype) or not _is_shown(query, doctype, name):
			frappe.throw(
				_("This cannot be asked for: {0}").format(frappe.utils.escape_html(f"{_(doctype)}, {name}")),
				frappe.PermissionError,
			)


def _refuse_endless(query: Any) -> None:
	parts = [*query.fields, *(query.filters or ()), *(query.or_filters or ())]
	texts = [query.order_by, query.group_by, *query.fields]
	if len(parts) > MOST_PARTS or any(len(cstr(each)) > LONGEST_TEXT for each in texts):
		frappe.throw(
			_("The list that was asked for has too long an order, group or columns."), frappe.PermissionError
		)


def get_versions(original: Callable[..., Any], doc: Any) -> list[Any]:
	"""Restrict ``frappe.desk.form.load.get_versions`` to changes of fields that the user may read."""
	versions = original(doc)
	return _without_hidden(versions, doc) if is_app_user() else versions


def doctype_of_table(table: Any) -> str | None:
	"""Return the DocType of a table; Frappe aliases a table joined by a link as its name and a number."""
	if not isinstance(table, str):
		return None
	names = (table, _JOINED.sub("", table))
	return next((name for name in names if frappe.db.exists("DocType", name, cache=True)), None)


def _without_hidden(versions: Iterable[Any], doc: Any) -> list[Any]:
	hidden = {
		field.fieldname
		for field in doc.meta.fields
		if not _is_of_level(field, doc.doctype, frappe.session.user)
	}
	return [_cut(version, hidden) for version in versions] if hidden else list(versions)


def _cut(version: Any, hidden: set[str]) -> Any:
	data = json.loads(version.data or "{}")
	for part in ("changed", "added", "removed", "row_changed"):
		if data.get(part):
			data[part] = [change for change in data[part] if change[0] not in hidden]
	version.data = json.dumps(data, ensure_ascii=False)
	return version


def _asked_for(query: Any) -> Iterator[Reference]:
	texts = [cstr(query.order_by), cstr(query.group_by)]
	for field in query.fields:
		# Frappe itself omits a plain column of the list's DocType that may not be read.
		text = cstr(field)
		if "(" in text or any(found["table"] for found in _REFERENCE.finditer(text)):
			texts.append(text)
	for text in texts:
		yield from _named_in(text, query.doctype)
	for condition in (*(query.filters or ()), *(query.or_filters or ())):
		yield from _of_condition(condition, query.doctype)
	if frappe.get_meta(query.doctype).istable:
		yield query.doctype, "name"


def _named_in(text: str, doctype: str) -> Iterator[Reference]:
	for found in _REFERENCE.finditer(_LITERAL.sub("''", text)):
		if of := doctype_of_table(found["table"]) if found["table"] else doctype:
			yield of, found["name"]


def _of_condition(condition: Any, doctype: str) -> Iterator[Reference]:
	parts = list(condition.values()) if isinstance(condition, dict) else list(condition)
	of, field = (parts[0] or doctype, parts[1]) if len(parts) > 3 else (doctype, parts[0])
	for named, name in _named_in(cstr(field), of):
		yield named, name
		# Frappe looks in child tables for a field that a DocType lacks.
		if not frappe.get_meta(named).has_field(name):
			for table in frappe.get_meta(named).get_table_fields():
				if frappe.get_meta(table.options).has_field(name):
					yield table.options, name


def _is_reached(query: Any, doctype: str) -> bool:
	"""Return whether the user may read one of the fields that hold a child table's rows; other DocTypes are
	checked elsewhere."""
	if not frappe.get_meta(doctype).istable:
		return True
	parent = _parent(query, doctype)
	holders = [field for field in frappe.get_meta(parent).get_table_fields() if field.options == doctype]
	return not holders or any(_is_of_level(field, parent, query.user) for field in holders)


def _is_shown(query: Any, doctype: str, name: str) -> bool:
	field = frappe.get_meta(doctype).get_field(name)
	return not field or _is_of_level(field, doctype, query.user, _parent(query, doctype))


def _parent(query: Any, doctype: str) -> str:
	return (query.parent_doctype or doctype) if doctype == query.doctype else query.doctype


def _is_of_level(field: Any, doctype: str, user: str | None, parent: str | None = None) -> bool:
	if not field.permlevel:
		return True
	return field.permlevel in frappe.get_meta(doctype).get_permlevel_access(parenttype=parent, user=user)
