"""Live updates, for those who may read the document. See ``replace.py``."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.

import frappe

from kepu_app.access.policies import PROTECTED, RECORDS, scope_of
from kepu_app.overrides.replace import original


@frappe.whitelist()
def can_subscribe_doctype(doctype: str) -> bool:
	"""``frappe.realtime.can_subscribe_doctype``: Frappe tells every open list which document somebody has just
	changed, whoever may read it; so who sees a part of the country has no list told."""
	is_held = getattr(frappe.local, "kepu_call", None) is not None
	if not scope_of().everything and (is_held or doctype in (*PROTECTED, *RECORDS)):
		raise frappe.PermissionError
	return original("frappe.realtime.can_subscribe_doctype")(doctype)
