"""Lists and counts, restricted to what the user may list. See ``registry.py``."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import cint, get_safe_filters
from frappe.utils.typing_validations import validate_argument_types

from kepu_app.utils.aggregates import aggregate


@validate_argument_types
def get_count(
	original: Callable[..., Any], doctype: str, filters: Any = None, debug: bool = False, cache: bool = False
) -> int:
	"""Restrict ``frappe.client.get_count`` to what the user may list."""
	rows = frappe.get_list(
		doctype, filters=get_safe_filters(filters), fields=[aggregate("count", "*", "number")]
	)
	return cint(rows[0].number) if rows else 0


@validate_argument_types
def get_group_by_count(
	original: Callable[..., Any], doctype: str, current_filters: str, field: str
) -> list[dict]:
	"""Restrict ``frappe.desk.listview.get_group_by_count``, also by assignee, to what the user may list."""
	if field == "assigned_to":
		names = frappe.get_list(doctype, filters=frappe.parse_json(current_filters), pluck="name", limit=0)
		current_filters = frappe.as_json([[doctype, "name", "in", names or [""]]])
	return original(doctype, current_filters, field)
