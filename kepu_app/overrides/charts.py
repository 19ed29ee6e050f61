"""Charts, restricted to the user's data. See ``registry.py``."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from collections.abc import Callable, Sequence
from inspect import unwrap
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.dashboard_chart.dashboard_chart import get_aggregate_function
from frappe.utils import date_diff, getdate
from frappe.utils.typing_validations import validate_argument_types

from kepu_app.access.holders import is_free
from kepu_app.utils.aggregates import aggregate

DAYS = {"Daily": 1, "Weekly": 7, "Monthly": 28, "Quarterly": 90, "Yearly": 365}
"""Minimum number of days between two points of a chart."""

MOST_POINTS = 1000
"""Points of a chart between two dates: Frappe computes each, with or without data."""


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
	"""Override ``dashboard_chart.get``: Frappe shares one cached chart among users, and counts heatmaps unchecked."""
	wanted = frappe.get_doc("Dashboard Chart", chart_name) if chart_name else frappe.parse_json(chart)
	if chart_name:
		wanted.check_permission("read")
	_refuse_many_points(
		from_date or wanted.get("from_date"),
		to_date or wanted.get("to_date"),
		time_interval or wanted.get("time_interval"),
	)
	filters = frappe.parse_json(filters) or frappe.parse_json(wanted.get("filters_json")) or []
	if wanted.get("type") == "Heatmap":
		filters.append(_only_listable(wanted, filters))
	# Bypass the cache, which is shared among users.
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


def _refuse_many_points(begin: Any, end: Any, interval: Any) -> None:
	if not begin or not end or is_free():
		return
	points = abs(date_diff(getdate(end), getdate(begin))) // DAYS.get(interval, 1)
	if points > MOST_POINTS:
		frappe.throw(
			_("This chart would have {0} points; at most {1} are drawn.").format(points, MOST_POINTS)
		)


def _only_listable(chart: Any, filters: Sequence[Any]) -> list[Any]:
	"""Return the filter that restricts a heatmap to what its reader may list.

	Raises:
		PermissionError: the reader may not query a field of the chart or of its filters.
	"""
	doctype, parent = chart.get("document_type"), chart.get("parent_document_type")
	asked = [*filters, [doctype, chart.get("based_on"), "is", "set"]]
	names = frappe.get_list(doctype, filters=asked, pluck="name", limit=0, parent_doctype=parent)
	function, field = get_aggregate_function(chart.get("chart_type")), chart.get("value_based_on") or "1"
	value = aggregate(function, field, "value")
	frappe.get_list(doctype, filters=asked, fields=[value], limit=1, parent_doctype=parent)
	return [doctype, "name", "in", names or [""]]
