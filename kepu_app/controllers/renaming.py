"""Refusal of renaming."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


def refuse_renaming(doc: Document) -> None:
	"""Raise: with ``force``, Frappe renames and merges any document that a request names."""
	frappe.throw(_("{0} cannot be renamed.").format(_(doc.doctype)), frappe.PermissionError)
