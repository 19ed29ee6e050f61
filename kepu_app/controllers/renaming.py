"""Documents that keep their names."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


def refuse_renaming(doc: Document) -> None:
	"""Frappe renames, and merges, whatever a request names, when it says ``force``."""
	frappe.throw(_("{0} cannot be renamed.").format(_(doc.doctype)), frappe.PermissionError)
