"""综合评估排名: the marks of a round's assessors, and the resulting rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from kepu_app.assessment.choices import topic_rows
from kepu_app.assessment.results import Results, latest_round, results_of, subject_label
from kepu_app.assessment.sheets import COUNTY_REPORTS, ROUND
from kepu_app.core.assessment import FarMark, SubjectResult
from kepu_app.exceptions import FilterError
from kepu_app.reports.columns import Column, Row, column, explanation, figure
from kepu_app.reports.selection import text_of

RANKING, BY_TOPIC = "Ranking", "Cases by Topic"
VIEWS = (RANKING, BY_TOPIC)


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, no chart, and figures."""
	filters = filters or {}
	name, view = (
		text_of(filters, "round") or latest_round(text_of(filters, "cycle")),
		text_of(filters, "view", VIEWS) or RANKING,
	)
	if not name:
		return [], []
	results = results_of(_round(name))
	if view == BY_TOPIC and results.round_doc.about == COUNTY_REPORTS:
		return _topic_columns(), topic_rows(results)
	found = _chosen(results, text_of(filters, "province"), _first(filters))
	columns = _columns(results)
	rows = [_row(results, each) for each in found]
	return columns, rows, explanation(columns, *_terms(results, found)), None, _figures(results, found)


def _first(filters: Mapping[str, Any]) -> int:
	"""Return how many ranks are shown; 0 for all.

	Raises:
		FilterError: the filter is no number of ranks.
	"""
	typed = normalize("NFKC", cstr(filters.get("first"))).strip()
	if typed and not typed.isdecimal():
		frappe.throw(_("First Ranks: please enter a whole number, as 10."), FilterError)
	return int(typed or 0)


def _round(name: str) -> Any:
	if not frappe.db.exists(ROUND, name):
		frappe.throw(_("There is no assessment round {0}.").format(escape_html(name)), FilterError)
	return frappe.get_doc(ROUND, name)


def _chosen(results: Results, province: str, first: int) -> list[SubjectResult]:
	"""Return the results by rank, filtered by province and by the first ranks."""
	found = [
		each
		for each in results.ranking.in_order()
		if not province or results.provinces.get(each.subject.key) == province
	]
	return [each for each in found if not first or (each.rank and each.rank <= first)]


def _row(results: Results, result: SubjectResult) -> Row:
	row = {
		"rank": result.rank,
		"subject": result.subject.key,
		"subject_name": result.subject.name,
		"group": result.subject.group,
		"trimmed_mean": _shown(result.trimmed_mean),
		"mean": _shown(result.mean),
		"spread": _shown(result.spread),
		"missing": result.missing,
		"recused": result.recused,
		"far": _far(results, result.far_marks),
		"note": result.subject.note,
	}
	for index, user in enumerate(results.ranking.assessors):
		score = result.score(user)
		row[f"assessor_{index}"] = _total(score) if score else "—"
	return row


def _total(score: Any) -> str:
	if score.total is None:
		return cstr(score.assessment.state.value)
	return f"({score.total:f})" if score.is_left_out else f"{score.total:f}"


def _shown(value: Decimal | None) -> str:
	return "" if value is None else f"{value:f}"


def _far(results: Results, marks: Sequence[FarMark]) -> str:
	"""Return the totals far from the median one by one, and the number of such marks."""
	totals = [
		_("{0}: {1}, the median {2}").format(results.names.get(each.assessor, ""), each.value, each.usual)
		for each in marks
		if each.item is None
	]
	items = sum(each.item is not None for each in marks)
	return "；".join([*totals, *([_("{0} single marks").format(items)] if items else [])])


def _columns(results: Results) -> list[Column]:
	shown = (
		[
			column(f"assessor_{index}", results.names.get(user, user), width=80, align="right")
			for index, user in enumerate(results.ranking.assessors)
		]
		if results.is_shown
		else []
	)
	return [
		column(
			"rank",
			_("Rank", context="Assessment"),
			"Int",
			60,
			_("By the trimmed mean; equal ones share a rank."),
		),
		column("subject_name", subject_label(results.round_doc.about), width=150),
		column("group", _("Group"), width=90),
		column("trimmed_mean", _("Trimmed Mean"), width=100, note=_trimming(results), align="right"),
		column("mean", _("Mean"), width=80, note=_("Of all totals."), align="right"),
		column("spread", _("Spread"), width=80, note=_("Standard deviation of all totals."), align="right"),
		*shown,
		column(
			"missing", _("Missing", context="Assessment"), "Int", 70, _("Assessors who have not submitted.")
		),
		column("recused", _("Recused"), "Int", 70, _("Assessors who recused; they do not count.")),
		column(
			"far",
			_("Far from the Others"),
			width=240,
			note=_("Totals and marks far from the median, which most of the marks are near to."),
			align="left",
		),
		*_note_column(results),
		column("subject", _("Key"), hidden=1),
	]


def _note_column(results: Results) -> list[Column]:
	if not any(each.subject.note for each in results.ranking.results):
		return []
	note = _("What became of the text after marks for it were submitted; they stay as they are.")
	return [column("note", _("Text since the Marks"), width=120, note=note, align="left")]


def _trimming(results: Results) -> str:
	sheet = results.ranking.sheet
	if not sheet.trim_each:
		return _("Nothing is left out of it.")
	return _("From {0} totals on without the {1} highest and lowest, which stand in brackets.").format(
		sheet.trim_from, sheet.trim_each
	)


def _terms(results: Results, found: Sequence[SubjectResult]) -> list[tuple[str, str]]:
	terms = []
	if not results.is_shown:
		terms.append((_("Marks"), _("They are shown once all are in, or the round is closed.")))
	if results.absent:
		terms.append((_("Not Handed in, Not Assessed"), "、".join(results.absent)))
	if not results.round_doc.province:
		count = Counter(each.subject.group for each in found)
		told = "、".join(f"{group} {number}" for group, number in count.most_common())
		terms.append((_("By Province"), told))
	return terms


def _figures(results: Results, found: Sequence[SubjectResult]) -> list[Row]:
	open_ones = sum(each.missing for each in found)
	return [
		figure(_("Assessment Round"), escape_html(results.round_doc.title), "Data"),
		figure(_("Assessors"), len(results.ranking.assessors)),
		figure(_("Assessed"), sum(bool(each.counted) for each in found), indicator="Blue"),
		figure(_("Missing Marks"), open_ones, indicator="Orange" if open_ones else "Green"),
		figure(_("With Marks Far from the Others"), sum(bool(each.far_marks) for each in found)),
	]


def _topic_columns() -> list[Column]:
	return [
		column("topic_name", _("Topic"), width=220),
		column("cases", _("Cases so Far, with the Rank of the County"), width=360),
		column("without", _("Strong Counties without a Case"), width=560),
	]
