"""Values of single fields by field type: the only table of what is a number, a day or a text."""

from __future__ import annotations

from enum import Enum
from typing import Any

from frappe import _
from frappe.utils import cint, cstr, flt, format_date, format_datetime, get_datetime, getdate


class Kind(Enum):
	"""What a field holds, whatever Frappe's name of its type."""

	YES_OR_NO = "yes or no"
	INTEGER = "integer"
	NUMBER = "number"
	DAY = "day"
	MOMENT = "moment"
	TEXT = "text"


_KINDS = {
	"Check": Kind.YES_OR_NO,
	"Int": Kind.INTEGER,
	"Float": Kind.NUMBER,
	"Currency": Kind.NUMBER,
	"Percent": Kind.NUMBER,
	"Date": Kind.DAY,
	"Datetime": Kind.MOMENT,
}


def kind_of(fieldtype: str) -> Kind:
	"""Return what a field of this type holds; text for types that are not in the table."""
	return _KINDS.get(fieldtype, Kind.TEXT)


def comparable(fieldtype: str, value: Any) -> Any:
	"""Normalise the value, so that a form's equals the database's."""
	kind = kind_of(fieldtype)
	if kind in (Kind.YES_OR_NO, Kind.INTEGER):
		return cint(value)
	if kind is Kind.NUMBER:
		return flt(value)
	if kind is Kind.DAY:
		return getdate(value) if value else None
	if kind is Kind.MOMENT:
		return get_datetime(value) if value else None
	return cstr(value)


def as_text(fieldtype: str, value: Any) -> str:
	"""Serialise the value as plain text, the same in every language.

	A moment stays as given: a workbook may hold text there that does not parse.
	"""
	return cstr(value if kind_of(fieldtype) is Kind.MOMENT else comparable(fieldtype, value))


def shown(fieldtype: str, value: Any) -> str:
	"""Return the value in the reader's language; blank for no, zero and nothing."""
	if not value:
		return ""
	kind = kind_of(fieldtype)
	if kind is Kind.DAY:
		return format_date(value)
	if kind is Kind.MOMENT:
		return format_datetime(value)
	if kind is Kind.YES_OR_NO:
		return _("Yes")
	return _(cstr(value)) if fieldtype == "Select" else cstr(value)
