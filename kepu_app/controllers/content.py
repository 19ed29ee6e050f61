"""Changes of a document's content, without derived fields."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document

from kepu_app.controllers.place import PLACE_FIELDS
from kepu_app.controllers.system_fields import PROCESS_FIELDS
from kepu_app.utils.field_values import comparable


def content_changes(doc: Document, before: Document | None) -> set[str]:
	"""Return the names of the fields whose content differs from the stored one."""
	skipped = {*PROCESS_FIELDS, *PLACE_FIELDS, *type(doc).COMPUTED_FIELDS}
	fields = [
		field
		for field in doc.meta.fields
		if field.fieldname not in skipped and field.fieldtype not in no_value_fields
	]
	fields += [field for field in doc.meta.get_table_fields() if field.fieldname not in skipped]
	return {
		field.fieldname
		for field in fields
		if _content_of(doc, field) != (_content_of(before, field) if before else _content_of({}, field))
	}


def _content_of(doc: Any, field: Any) -> Any:
	"""Return a field's value normalised by ``comparable``; a table's as the values of its rows."""
	value = doc.get(field.fieldname)
	if field.fieldtype in table_fields:
		inner = [
			each for each in frappe.get_meta(field.options).fields if each.fieldtype not in no_value_fields
		]
		return [[_content_of(row, each) for each in inner if not each.read_only] for row in value or []]
	return comparable(field.fieldtype, value)
