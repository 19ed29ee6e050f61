"""Number cards, and what an administrator has opened, name endpoints by their names of now (``access/moved.py``).

The old names go on working. Other names, an administrator's among them, stay as they are.
"""

from __future__ import annotations

import frappe

from kepu_app.access.moved import MOVED

NAMED_IN = {"Number Card": "method", "Allowed Call": "target"}
"""By DocType: the field that holds an endpoint's name and nothing else."""


def execute() -> None:
	"""Do nothing the second time."""
	for doctype, field in NAMED_IN.items():
		for row in frappe.get_all(doctype, {field: ["in", sorted(MOVED)]}, ["name", field]):
			frappe.db.set_value(doctype, row.name, field, MOVED[row[field]], update_modified=False)
	frappe.clear_document_cache("Kepu Settings", "Kepu Settings")
