"""Dates of the app's documents, validated: the database answers an invalid one with an internal error."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html

from kepu_app.core.rules.values import day_of

MODULE = "Kepu"


def refuse_no_days(doc: Document, method: str | None = None) -> None:
	"""Handle hook ``before_validate`` of every DocType: normalise other notations of a date.

	Raises:
		ValidationError: a date field holds no date.
	"""
	if doc.meta.module != MODULE:
		return
	for row in (doc, *doc.get_all_children()):
		for field in row.meta.get("fields", {"fieldtype": "Date"}):
			value = row.get(field.fieldname)
			if value and not isinstance(value, date | datetime):
				row.set(field.fieldname, _day(row, field, cstr(value)))


def _as_stored(entry: str) -> date | None:
	"""Parse any year: Frappe itself stores the first day of year 1 for no date."""
	try:
		return date.fromisoformat(entry) if len(entry) == len("2026-01-31") else None
	except ValueError:
		return None


def _day(row: Any, field: Any, entry: str) -> str:
	# Whatever follows the date is a time, which Frappe drops.
	plain = entry.partition(" ")[0].partition("T")[0]
	day = _as_stored(plain) or day_of(entry) or day_of(plain)
	if day is None:
		label = _(field.label, context=row.doctype)
		place = _("Row {0}: {1}").format(row.idx, label) if row.get("parent") else label
		frappe.throw(_("{0}: {1} is no date.").format(place, escape_html(entry[:40])))
	return day.isoformat()
