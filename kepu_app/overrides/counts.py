"""Counts of linked documents, restricted to what the user may list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

from kepu_app.access.roles import is_app_user

AGGREGATIONS = ("sum", "count", "avg", "min", "max")
MOST_COUNTED = 100
"""Frappe's own limit: from there on the form shows 99+."""


def get_external_links(original: Callable[..., Any], doctype: str, name: str, links: Any) -> dict[str, Any]:
	"""Override ``frappe.desk.notifications.get_external_links``, which counts all documents of any DocType."""
	if not is_app_user():
		return original(doctype, name, links)
	return {"doctype": doctype, "open_count": 0, "count": _listable(doctype, name, links)}


def get_monthly_results(
	original: Callable[..., Any],
	goal_doctype: str,
	goal_field: str,
	date_col: str,
	filters: Any,
	aggregation: str = "sum",
) -> dict[str, Any]:
	"""Override ``frappe.utils.goal.get_monthly_results``: Frappe 15 allows SQL injection by ``aggregation``.

	Raises:
		PermissionError: it is none of the five functions that Frappe's graphs use.
	"""
	if aggregation not in AGGREGATIONS:
		frappe.throw(
			_("This cannot be asked for: {0}").format(frappe.utils.escape_html(str(aggregation)[:80])),
			frappe.PermissionError,
		)
	return original(goal_doctype, goal_field, date_col, filters, aggregation)


def _listable(doctype: str, name: str, links: Any) -> int:
	fieldname = (links.get("non_standard_fieldnames") or {}).get(doctype, links.get("fieldname"))
	if not fieldname or not frappe.has_permission(doctype, "read"):
		return 0
	return len(frappe.get_list(doctype, {fieldname: name}, pluck="name", limit=MOST_COUNTED))
