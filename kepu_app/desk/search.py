"""The Desk's global search: counties, summaries, cases, nominees and submissions that the user may list."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr

SHORTEST, LONGEST = 2, 100
"""Characters of the query; a longer one is cut."""

MOST = 6
"""Results per DocType; the list finds more."""

COLUMNS: dict[str, tuple[tuple[str, ...], str]] = {
	"County": (("county_name", "code"), "county_name"),
	"Annual Summary": (("title",), "title"),
	"Typical Case": (("title", "text"), "title"),
	"Speaker Nominee": (("nominee_name", "organisation"), "nominee_name"),
	"Provincial Submission": (("title",), "title"),
}
"""By DocType: the columns searched, and the one shown."""

IN_SECTIONS = {"Annual Summary": ("Summary Section", "text")}
"""Texts in rows of a table, searched too."""


def find(text: str) -> list[dict[str, Any]]:
	"""Find documents with these words, the last modified first.

	Returns:
		``doctype``, ``name``, ``title`` and ``note``: DocType and state in the user's language.
	"""
	wanted = " ".join(cstr(text).split())[:LONGEST]
	if len(wanted) < SHORTEST:
		return []
	return [row for doctype in COLUMNS if _may_list(doctype) for row in _found(doctype, wanted)]


def _may_list(doctype: str) -> bool:
	return bool(frappe.has_permission(doctype, "read"))


def _found(doctype: str, text: str) -> list[dict[str, Any]]:
	columns, shown = COLUMNS[doctype]
	pattern = ["like", f"%{_literally(text)}%"]
	fields = ["name", f"{shown} as title", *(["workflow_state"] if doctype != "County" else [])]
	rows = frappe.get_list(
		doctype,
		or_filters=[[doctype, column, *pattern] for column in columns],
		fields=fields,
		order_by="modified desc",
		limit=MOST,
	)
	if doctype in IN_SECTIONS and len(rows) < MOST:
		rows += _found_in_rows(doctype, pattern, fields, {row.name for row in rows})
	return [_shown(doctype, row) for row in rows[:MOST]]


def _found_in_rows(doctype: str, pattern: list[str], fields: list[str], known: set[str]) -> list[Any]:
	filters = [[*IN_SECTIONS[doctype], *pattern]]
	order = f"`tab{doctype}`.`modified` desc"  # rows have such a column, too
	rows = frappe.get_list(doctype, filters, fields, order_by=order, limit=MOST, distinct=True)
	return [row for row in rows if row.name not in known]


def _literally(text: str) -> str:
	"""Return the text escaped for LIKE: a percent sign matches itself."""
	return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _shown(doctype: str, row: Any) -> dict[str, Any]:
	state = row.get("workflow_state")
	note = " · ".join([_(doctype), *([_(state)] if state else [])])
	return {"doctype": doctype, "name": row.name, "title": row.title or row.name, "note": note}
