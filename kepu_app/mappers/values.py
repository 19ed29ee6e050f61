"""Single fields: numbers, dates and texts as entered, and the administrator's custom fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.utils import cstr, getdate

from kepu_app.core.characters import without_invisible
from kepu_app.core.figures import read_figure, typed_number
from kepu_app.utils.field_values import Kind, comparable, kind_of

Record = Mapping[str, Any]
"""A document, or its fields by name."""


def decimal_of(value: Any) -> Decimal | None:
	"""Parse an entered number; None for a blank. Raises ValueError for anything else, including an exponent.

	A numeric column's value is used as the database shows it.
	"""
	text = f"{Decimal(str(value)):f}" if isinstance(value, float | Decimal) else cstr(value).strip()
	return typed_number(text) if text else None


def figure_of(value: Any, unit: str | None = None) -> Decimal | None:
	"""Parse a county's number, as ``read_figure`` does; None if it cannot be parsed."""
	try:
		return read_figure(cstr(value), cstr(unit))
	except ValueError:
		return None


def is_figure(value: Any, unit: str | None = None) -> bool:
	"""Return whether an entry is blank or parses as a number."""
	return not cstr(value).strip() or figure_of(value, unit) is not None


def date_of(value: Any) -> date | None:
	return getdate(value) if value else None


def text_of(value: Any) -> str:
	"""Return a text without invisible characters, which older records may have."""
	return without_invisible(cstr(value))


def custom_values(doctype: str, record: Record) -> dict[str, Any]:
	"""Return the values of the administrator's custom fields, by label."""
	return {
		each.label: _custom_value(each.fieldtype, record.get(each.fieldname))
		for each in custom_fields(doctype)
	}


def custom_fields(doctype: str) -> list[Any]:
	"""Return the custom fields that hold a value, in the form's order. Excluded are passwords and fields that a
	permission level hides from some readers."""
	skipped = (*no_value_fields, *table_fields, "Password")
	return [
		field
		for field in frappe.get_meta(doctype).fields
		if field.get("is_custom_field")
		and field.label
		and field.fieldtype not in skipped
		and not field.permlevel
	]


def _custom_value(fieldtype: str, value: Any) -> Any:
	"""Return checks as booleans and dates as dates, numbers unchanged, all else as text."""
	kind = kind_of(fieldtype)
	if kind is Kind.YES_OR_NO:
		return bool(comparable(fieldtype, value))
	if value is None or kind in (Kind.INTEGER, Kind.NUMBER):
		return value
	return comparable(fieldtype, value) if kind is Kind.DAY else text_of(value)
