"""Columns, charts and summary figures as Frappe's reports expect them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from frappe import _
from frappe.utils import escape_html

Column = dict[str, Any]
Row = dict[str, Any]

WIDEST_LABEL = 230
_PRINTED = str.maketrans({"<": "＜", ">": "＞", '"': "”", "&": "＆"})
GREEN, BLUE, ORANGE, RED, GREY = "#2f9e44", "#1c7ed6", "#f08c00", "#c92a2a", "#868e96"


def column(
	fieldname: str, label: str, fieldtype: str = "Data", width: int = 100, note: str = "", **more: Any
) -> Column:
	"""Return a column.

	Args:
		fieldname: key of the rows.
		label: translated. Frappe's table parses it as HTML and it may hold untrusted names and topics: HTML
			characters become their full-width forms.
		fieldtype: as in a form.
		width: on the screen, in pixels; more if the label needs it.
		note: translated; what exactly the column says. ``explanation`` lists it above the table.
		more: other keys, such as ``hidden`` or ``drill`` (see ``to_list`` and ``to_report``).
	"""
	label = label.translate(_PRINTED)
	return {
		"fieldname": fieldname,
		"label": label,
		"fieldtype": fieldtype,
		"width": max(width, min(_room_for(label), WIDEST_LABEL)),
		"note": note,
		**more,
	}


def _room_for(label: str) -> int:
	"""Return a heading's width in pixels: 14 per Chinese character, 8 per other, and the margins."""
	return sum(14 if each > "\u2e7f" else 8 for each in label) + 44


def to_list(doctype: str, filters: Mapping[str, Any], **from_row: str) -> dict[str, Any]:
	"""Return a column's ``drill``: its values open the list of ``doctype``.

	Args:
		doctype: the DocType.
		filters: filters of the list that hold for every row.
		from_row: further filters, each with the key of the row that gives its value.
	"""
	return {"list": doctype, "filters": dict(filters), "from_row": from_row}


def to_report(name: str, filters: Mapping[str, Any], **from_row: str) -> dict[str, Any]:
	"""Return a column's ``drill``: its values open another report; arguments as for ``to_list``."""
	return {"report": name, "filters": dict(filters), "from_row": from_row}


def explanation(columns: Iterable[Column], *more: tuple[str, str]) -> str:
	"""Return collapsed HTML for above the table: each column's note, and ``more`` pairs of term and meaning."""
	terms = [*((each["label"], each["note"]) for each in columns if each.get("note")), *more]
	lines = "".join(f"<dt>{escape_html(term)}</dt><dd>{escape_html(note)}</dd>" for term, note in terms)
	return f'<details class="kepu-notes"><summary>{_("What the Figures Mean")}</summary><dl>{lines}</dl></details>'


def figure(label: str, value: Any, datatype: str = "Int", indicator: str = "") -> dict[str, Any]:
	"""Return a figure for above a report's chart; an undefined rate shows as a dash."""
	if value is None:
		value, datatype = "—", "Data"
	elif datatype == "Float":
		value, datatype = f"{value:g}", "Data"
	return {"label": label, "value": value, "datatype": datatype, "indicator": indicator}


def bar_chart(
	labels: Sequence[str],
	datasets: Mapping[str, Sequence[float]],
	colors: Sequence[str],
	*,
	stacked: bool = False,
) -> dict[str, Any]:
	"""Return a bar chart of ``datasets`` by name; few bars stay slim."""
	if not labels:
		return NO_CHART
	return {
		"type": "bar",
		"data": {
			"labels": [_without_markup(label) for label in labels],
			"datasets": [{"name": name, "values": list(values)} for name, values in datasets.items()],
		},
		"colors": list(colors),
		"barOptions": {"stacked": int(stacked), "spaceRatio": max(0.4, 1 - 0.12 * len(labels))},
	}


def _without_markup(label: str) -> str:
	"""Replace HTML characters: charts parse the tooltip's label as HTML."""
	return label.replace("<", "＜").replace("&", "＆")


NO_CHART: dict[str, Any] = {"type": "bar", "data": {"datasets": []}}
"""No chart in a report, “No Data” in a workspace, which would otherwise draw its own."""


def short_name(province: str) -> str:
	"""Return a province's short name, for charts: 安徽, 内蒙古, 兵团."""
	if province.endswith("生产建设兵团"):
		return "兵团"
	return re.sub("(省|市|(壮族|回族|维吾尔)?自治区)$", "", province)
