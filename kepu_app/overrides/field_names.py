"""Names of custom fields."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import cint, cstr

REFUSES_OTHERS = 16
"""First release that refuses lists with non-ASCII field names."""


def keep_ascii(field: Document, method: str | None = None) -> None:
	"""Handle event ``before_insert`` of Custom Field. Frappe has just derived the name from the label, and would
	refuse every list with a Chinese one."""
	if cstr(field.fieldname).isascii() or cint(frappe.__version__.split(".")[0]) < REFUSES_OTHERS:
		return
	if frappe.db.get_value("DocType", field.dt, "module") == "Kepu":
		field.fieldname = f"custom_{frappe.generate_hash(length=10)}"
