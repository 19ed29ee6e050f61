"""The entered content of a document: a snapshot is kept on return and compared with the present one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.utils import cstr

from kepu_app.core.differences import Effort, opcodes
from kepu_app.utils.field_values import shown

PROCESS_FIELDS = (
	"workflow_state",
	"return_reason",
	"last_submitted_by",
	"last_submitted_at",
	"first_submitted_at",
	"submitted_late",
	"state_since",
	"writers",
	"amended_from",
)
LONG_TEXT = ("Text", "Small Text", "Long Text", "Code", "Markdown Editor")
SEPARATOR = " · "

Part = tuple[str, bool]
"""A piece of a line, and whether it differs from the other side's."""


def content_of(doc: Document) -> str:
	"""Serialise all that was entered as JSON: field to value, a table as a list of its rows."""
	values: dict[str, Any] = {}
	for field in content_fields(doc.doctype, getattr(doc, "COMPUTED_FIELDS", ())):
		value = doc.get(field.fieldname)
		if field.fieldtype in table_fields:
			value = [_row_values(field.options, row) for row in value or []]
		values[field.fieldname] = value
	return json.dumps(values, ensure_ascii=False, default=str)


def content_fields(doctype: str, skipped: Iterable[str] = ()) -> list[Any]:
	"""Return the fields that users fill in, custom fields included, in the order of the form."""
	without = {*PROCESS_FIELDS, *skipped}
	return [
		field
		for field in frappe.get_meta(doctype).fields
		if field.fieldname not in without
		and not field.hidden
		and (field.fieldtype in table_fields or field.fieldtype not in no_value_fields)
	]


def compare(doctype: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
	"""Return the fields that differ, side by side.

	Returns:
		For each field ``label`` and ``lines``, a list of ``{"kind", "before", "after"}``. ``kind`` is same,
		changed, removed or added; the sides are lists of ``Part``, or None where a side has no such line.
	"""
	compared = []
	effort = Effort()
	for field in content_fields(doctype):
		if field.fieldname not in before:
			continue
		lines = [_lines_of(field, each.get(field.fieldname)) for each in (before, after)]
		if lines[0] != lines[1]:
			label = _(field.label, context=doctype)
			compared.append({"label": label, "lines": _side_by_side(lines[0], lines[1], effort)})
	return compared


def _row_values(doctype: str, row: Any) -> dict[str, Any]:
	fields = (each for each in frappe.get_meta(doctype).fields if each.fieldtype not in no_value_fields)
	return {each.fieldname: row.get(each.fieldname) for each in fields}


def _lines_of(field: Any, value: Any) -> list[str]:
	if field.fieldtype in table_fields:
		return [line for row in value or [] for line in _lines_of_row(field.options, row)]
	if field.fieldtype in LONG_TEXT:
		return [line.strip() for line in cstr(value).splitlines() if line.strip()]
	line = shown(field.fieldtype, value)
	return [line] if line else []


def _lines_of_row(doctype: str, row: Mapping[str, Any]) -> list[str]:
	"""Return the short columns in one line, and each paragraph of the long ones in its own."""
	short: list[str] = []
	long: list[str] = []
	for field in frappe.get_meta(doctype).fields:
		if field.hidden or field.no_copy or field.fieldtype in no_value_fields:
			continue
		lines = _lines_of(field, row.get(field.fieldname))
		(long if field.fieldtype in LONG_TEXT else short).extend(lines)
	return [SEPARATOR.join(short), *long] if short else long


def _side_by_side(before: list[str], after: list[str], effort: Effort) -> list[dict[str, Any]]:
	lines: list[dict[str, Any]] = []
	for kind, start, end, new_start, new_end in opcodes(before, after, effort):
		left, right = before[start:end], after[new_start:new_end]
		if kind == "equal":
			lines += [_line("same", [(each, False)], [(each, False)]) for each in left]
			continue
		both = min(len(left), len(right))
		lines += [_changed_line(*pair, effort) for pair in zip(left, right, strict=False)]
		lines += [_line("removed", [(each, True)], None) for each in left[both:]]
		lines += [_line("added", None, [(each, True)]) for each in right[both:]]
	return lines


def _changed_line(before: str, after: str, effort: Effort) -> dict[str, Any]:
	left: list[Part] = []
	right: list[Part] = []
	for kind, start, end, new_start, new_end in opcodes(before, after, effort):
		is_changed = kind != "equal"
		left += [(before[start:end], is_changed)] if end > start else []
		right += [(after[new_start:new_end], is_changed)] if new_end > new_start else []
	return _line("changed", left, right)


def _line(kind: str, before: list[Part] | None, after: list[Part] | None) -> dict[str, Any]:
	return {"kind": kind, "before": before, "after": after}
