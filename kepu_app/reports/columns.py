"""Columns, charts and summary figures in the form in which Frappe's reports want them."""

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
		label: translated. Frappe's table takes it as HTML, and people's names and topics come in it: their signs of HTML
			become those of Chinese print.
		fieldtype: as in a form.
		width: on the screen, in pixels; more if the label needs it.
		note: translated; what exactly the column says. ``explanation`` lists it above the table.
		more: further keys, such as ``hidden`` or ``drill`` (see ``to_list`` and ``to_report``).
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
	"""Pixels that a heading takes: a Chinese character 14, any other 8, and its margins."""
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
	"""HTML to unfold above the table: what each column says, and ``more`` pairs of a term and its meaning."""
	terms = [*((each["label"], each["note"]) for each in columns if each.get("note")), *more]
	lines = "".join(f"<dt>{escape_html(term)}</dt><dd>{escape_html(note)}</dd>" for term, note in terms)
	return f'<details class="kepu-notes"><summary>{_("What the Figures Mean")}</summary><dl>{lines}</dl></details>'


def figure(label: str, value: Any, datatype: str = "Int", indicator: str = "") -> dict[str, Any]:
	"""One of the figures above a report's chart; a rate that cannot be told shows as a dash."""
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
	"""Return a bar chart of ``datasets`` by name. Few bars stay slim."""
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
	"""Charts take the label that they show on hovering for HTML."""
	return label.replace("<", "＜").replace("&", "＆")


NO_CHART: dict[str, Any] = {"type": "bar", "data": {"datasets": []}}
"""Shows as no chart in a report, and as “No Data” in a workspace, which would draw one of its own without."""


def short_name(province: str) -> str:
	"""Return a province's name as charts have room for it: 安徽, 内蒙古, 兵团."""
	if province.endswith("生产建设兵团"):
		return "兵团"
	return re.sub("(省|市|(壮族|回族|维吾尔)?自治区)$", "", province)
