"""Names of the fields that administrators add."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import cint, cstr

REFUSES_OTHERS = 16
"""The release from which on lists are refused whose fields have names with signs beyond ASCII."""


def keep_ascii(field: Document, method: str | None = None) -> None:
	"""Event ``before_insert`` of Custom Field: Frappe has just made its name of the label, and would refuse every list that
	shows a field of the app under a Chinese one."""
	if cstr(field.fieldname).isascii() or cint(frappe.__version__.split(".")[0]) < REFUSES_OTHERS:
		return
	if frappe.db.get_value("DocType", field.dt, "module") == "Kepu":
		field.fieldname = f"custom_{frappe.generate_hash(length=10)}"
