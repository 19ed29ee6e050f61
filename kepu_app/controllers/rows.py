"""Rows of a document's tables that a save must write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frappe.model.document import Document

STAMPS = ("modified", "modified_by")
"""Columns that Frappe updates in every row; the document has its own."""


def drops_rows(doc: Document, before: Document, fieldname: str) -> bool:
	"""Return whether a stored row of the table is missing now."""
	kept = {row.name for row in doc.get(fieldname)}
	return any(row.name not in kept for row in before.get(fieldname))


def changed_rows(doc: Document, before: Document, fieldname: str) -> Iterator[Document]:
	"""Yield the rows that are new or differ from their stored version."""
	stored = {row.name: row for row in before.get(fieldname)}
	for row in doc.get(fieldname):
		known = None if row.is_new() else stored.get(row.name)
		if not known or _columns(row) != _columns(known):
			yield row


def _columns(row: Document) -> dict[str, Any]:
	values = row.get_valid_dict(convert_dates_to_str=True, ignore_virtual=True)
	return {name: value for name, value in values.items() if name not in STAMPS}
