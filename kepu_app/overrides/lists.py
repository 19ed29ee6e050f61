"""Lists and counts, held to what the user may list. See ``replace.py``."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe
from frappe.utils import cint, get_safe_filters

from kepu_app.overrides.replace import original


@frappe.whitelist()
def get_count(doctype: str, filters: Any = None, debug: bool = False, cache: bool = False) -> int:
	"""``frappe.client.get_count``: of what the user may list."""
	rows = frappe.get_list(doctype, filters=get_safe_filters(filters), fields=["count(*) as number"])
	return cint(rows[0].number) if rows else 0


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: str, field: str) -> list[dict]:
	"""``frappe.desk.listview.get_group_by_count``: by people assigned to, too, of what the user may list."""
	if field == "assigned_to":
		names = frappe.get_list(doctype, filters=frappe.parse_json(current_filters), pluck="name", limit=0)
		current_filters = frappe.as_json([[doctype, "name", "in", names or [""]]])
	return original("frappe.desk.listview.get_group_by_count")(doctype, current_filters, field)
