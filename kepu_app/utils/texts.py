"""Texts of documents, stored as typed but for invisible characters."""

from __future__ import annotations

from typing import Any

from frappe.model.document import Document
from frappe.utils import cstr

from kepu_app.core.characters import without_invisible

TEXT_TYPES = ("Data", "Small Text", "Text", "Long Text", "Autocomplete", "Select")


def visible_text(text: Any) -> str:
	"""Return what can be seen of a text that was sent beside a document; blank if nothing can."""
	return without_invisible(cstr(text)).strip()


def take_off_invisible(doc: Document) -> None:
	"""Strip invisible characters from every text that was entered or changed. Stored texts stay: a closed
	document must not change in passing."""
	before = doc.get_doc_before_save()
	_clean(doc, before)
	for table in doc.meta.get_table_fields():
		stored = {row.name: row for row in before.get(table.fieldname) or ()} if before else {}
		for row in doc.get(table.fieldname) or ():
			_clean(row, stored.get(row.name))


def _clean(doc: Any, before: Any) -> None:
	for field in doc.meta.fields:
		value = doc.get(field.fieldname)
		if field.fieldtype not in TEXT_TYPES or not isinstance(value, str):
			continue
		if before is None or before.get(field.fieldname) != value:
			doc.set(field.fieldname, without_invisible(value))
