"""典型案例专题分布: provinces by topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from pypika.functions import Coalesce, Count

from kepu_app.reports.columns import (
	BLUE,
	Column,
	Row,
	bar_chart,
	column,
	explanation,
	figure,
	to_list,
)
from kepu_app.reports.listed import listed
from kepu_app.reports.provinces import listed_provinces
from kepu_app.reports.selection import CycleFacts, chosen_cycle, text_of
from kepu_app.review.states import HELD
from kepu_app.utils.doctypes import CASE

SELECTED_CASES, CANDIDATES = "Selected Cases", "All Candidates"
COUNTED = (SELECTED_CASES, CANDIDATES)
"""Choices of the filter ``counted``; the first is the default."""
OTHER = "other_topics"
"""Key of the cases whose topic the cycle no longer has."""


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, chart and figures."""
	filters = filters or {}
	cycle, province = chosen_cycle(filters), text_of(filters, "province")
	counted = text_of(filters, "counted", COUNTED) or SELECTED_CASES
	if cycle is None:
		return [], []
	cells = _cells(cycle, counted)
	rows = [_row(cycle, code, name, cells) for code, name in listed_provinces(province).items()]
	columns = _columns(cycle, counted, has_others=any(row[OTHER] for row in rows))
	if not rows:
		return columns, []
	whole = _total_row(cycle, rows)
	return columns, [*rows, whole], explanation(columns), _chart(cycle, whole), _figures(cycle, rows, whole)


def _cells(cycle: CycleFacts, counted: str) -> dict[tuple[str, str], int]:
	"""Return the number of cases by province and topic."""
	table = frappe.qb.DocType(CASE)
	topic = Coalesce(table.topic, "").as_("topic")
	query = (
		frappe.qb.from_(table)
		.select(table.province, topic, Count("*").as_("cases"))
		.where((table.cycle == cycle.name) & listed(CASE))
		.groupby(table.province, topic)
	)
	if counted == SELECTED_CASES:
		query = query.where(table.workflow_state.isin(HELD[CASE]))
	cells: dict[tuple[str, str], int] = defaultdict(int)
	for each in query.run(as_dict=True):
		cells[each.province, each.topic if each.topic in cycle.topics else OTHER] += each.cases
	return cells


def _row(cycle: CycleFacts, code: str, name: str, cells: Mapping[tuple[str, str], int]) -> Row:
	counts = {_key(topic): cells.get((code, topic), 0) for topic in cycle.topics}
	others = cells.get((code, OTHER), 0)
	return {
		"province": code,
		"province_name": name,
		**counts,
		OTHER: others,
		"cases": sum(counts.values()) + others,
		"topics": sum(1 for count in counts.values() if count),
	}


def _key(topic: str) -> str:
	"""Return a topic's key in the rows: its code is free text and could be that of another column."""
	return f"topic:{topic}"


def _total_row(cycle: CycleFacts, rows: list[Row]) -> Row:
	keys = [*(_key(topic) for topic in cycle.topics), OTHER, "cases"]
	sums = {key: sum(row[key] for row in rows) for key in keys}
	topics = sum(1 for topic in cycle.topics if sums[_key(topic)])
	return {"province_name": _("Total"), **sums, "topics": topics, "bold": 1}


def _figures(cycle: CycleFacts, rows: list[Row], whole: Row) -> list[Row]:
	number = len(cycle.topics)
	complete = sum(1 for row in rows if number and row["topics"] == number)
	return [
		figure(_("Cases"), whole["cases"], indicator="Blue"),
		figure(_("Topics Covered"), f"{whole['topics']} / {number}", "Data"),
		figure(_("Provinces with Cases"), f"{sum(1 for row in rows if row['cases'])} / {len(rows)}", "Data"),
		figure(_("Provinces with Every Topic"), complete, indicator="Green" if complete else ""),
	]


def _chart(cycle: CycleFacts, whole: Row) -> Row:
	values = [whole[_key(topic)] for topic in cycle.topics]
	return bar_chart(list(cycle.topics.values()), {_("Cases"): values}, (BLUE,))


def _columns(cycle: CycleFacts, counted: str, *, has_others: bool) -> list[Column]:
	states = {"workflow_state": ["in", list(HELD[CASE])]} if counted == SELECTED_CASES else {}

	def cases(**filters: str) -> Row:
		return to_list(CASE, {"cycle": cycle.name, **states, **filters}, province="province")

	return [
		column("province_name", _("Province"), width=150, drill=cases()),
		*(
			column(_key(code), name, "Int", 150, drill=cases(topic=code))
			for code, name in cycle.topics.items()
		),
		column(
			OTHER,
			_("Other Topics"),
			"Int",
			100,
			_("Topics that the cycle no longer has."),
			hidden=int(not has_others),
		),
		column("cases", _("Cases"), "Int", 80, _counted_note(counted), drill=cases()),
		column("topics", _("Topics Covered"), "Int", 100, _("Topics of the cycle with at least one case.")),
	]


def _counted_note(counted: str) -> str:
	if counted == SELECTED_CASES:
		return _("Cases that the province has selected.")
	return _("Every candidate for a case, drafts included.")
