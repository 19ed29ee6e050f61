"""Files in the fields of a guarded document: which fields hold one, and which a user may name."""

from __future__ import annotations

from frappe.model.document import Document

from kepu_app.access.file_rights import may_read_file, refuse_unreadable
from kepu_app.access.links import attached_urls


def refuse_unreadable_files(doc: Document, before: Document | None) -> None:
	"""Raise for a file the user may not read: Frappe would attach any URL in a field and serve the file."""
	known = set(attached_urls(before)) if before else set()
	for url in sorted(set(attached_urls(doc)) - known):
		if not may_read_file(url):
			refuse_unreadable(url)


def fields_holding(doc: Document, url: str) -> set[str]:
	"""Return the names of the fields, tables included, that hold a file."""
	held = {each.fieldname for each in doc.meta.fields if doc.get(each.fieldname) == url}
	for field in doc.meta.get_table_fields():
		if any(url in attached_urls(row) for row in doc.get(field.fieldname)):
			held.add(field.fieldname)
	return held
