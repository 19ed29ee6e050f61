"""Charts, drawn for who looks. See ``registry.py``."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from collections.abc import Callable, Sequence
from inspect import unwrap
from typing import Any

import frappe
from frappe.desk.doctype.dashboard_chart.dashboard_chart import get_aggregate_function
from frappe.utils.typing_validations import validate_argument_types

from kepu_app.utils.aggregates import aggregate


@validate_argument_types
def get(
	original: Callable[..., Any],
	chart_name: str | None = None,
	chart: Any = None,
	no_cache: Any = None,
	filters: Any = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: Any = None,
	refresh: Any = None,
) -> Any:
	"""``dashboard_chart.get``: Frappe keeps one picture of a chart for all, and counts a heatmap unasked."""
	wanted = frappe.get_doc("Dashboard Chart", chart_name) if chart_name else frappe.parse_json(chart)
	if chart_name:
		wanted.check_permission("read")
	filters = frappe.parse_json(filters) or frappe.parse_json(wanted.get("filters_json")) or []
	if wanted.get("type") == "Heatmap":
		filters.append(_only_listable(wanted, filters))
	# Below the cache, which does not know of users.
	return unwrap(original)(
		chart_name=chart_name,
		chart=chart,
		filters=filters,
		from_date=from_date,
		to_date=to_date,
		timespan=timespan,
		time_interval=time_interval,
		heatmap_year=heatmap_year,
	)


def _only_listable(chart: Any, filters: Sequence[Any]) -> list[Any]:
	"""The condition that keeps a heatmap to what its reader may list; Frappe counts it without asking.

	Raises:
		PermissionError: a field of the chart or of its filters is not the reader's to ask for.
	"""
	doctype, parent = chart.get("document_type"), chart.get("parent_document_type")
	asked = [*filters, [doctype, chart.get("based_on"), "is", "set"]]
	names = frappe.get_list(doctype, filters=asked, pluck="name", limit=0, parent_doctype=parent)
	function, field = get_aggregate_function(chart.get("chart_type")), chart.get("value_based_on") or "1"
	value = aggregate(function, field, "value")
	frappe.get_list(doctype, filters=asked, fields=[value], limit=1, parent_doctype=parent)
	return [doctype, "name", "in", names or [""]]
