"""各县达标情况: which county meets which criterion, its figures, and its province's stricter demands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr
from pypika.functions import Coalesce, Count

from kepu_app.core.cycle import Indicator, Standard
from kepu_app.mappers.attainment import MET, NOT_MET
from kepu_app.mappers.cycle import standard_model
from kepu_app.mappers.values import figure_of
from kepu_app.reports.columns import GREEN, ORANGE, Column, Row, bar_chart, column, explanation, figure
from kepu_app.reports.filing import is_filed
from kepu_app.reports.listed import listed
from kepu_app.reports.selection import CycleFacts, chosen_cycle, text_of
from kepu_app.utils.doctypes import SUMMARY

ASSESSMENT, EVIDENCE = "Summary Assessment", "Criterion Evidence"
NO_ANSWER = "No Answer"
ANSWERS = (MET, NOT_MET, NO_ANSWER)
BY_CRITERION, BY_VALUE = "Criterion", "Value"
ORDERS = (BY_CRITERION, BY_VALUE)
SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True)
class Question:
	"""The report's filters; blank and 0 mean all."""

	cycle: CycleFacts
	province: str
	city: str
	county: str
	criterion: int
	answer: str
	beyond: bool
	order: str


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, chart and figures; a row for each criterion or figure of a county."""
	question = _question(filters or {})
	if question is None:
		return [], []
	national = standard_model(question.cycle.standard)
	assessed = _assessed(question)
	files = _files({each.summary for each in assessed})
	rows = [_row(each, national, files) for each in assessed]
	rows = [row for row in rows if _is_chosen(row, question)]
	rows.sort(key=_orders()[question.order])
	columns = _columns()
	return columns, rows, explanation(columns, *_terms()), _chart(rows), _figures(rows)


def _question(filters: Mapping[str, Any]) -> Question | None:
	cycle = chosen_cycle(filters)
	if cycle is None:
		return None
	return Question(
		cycle=cycle,
		province=text_of(filters, "province"),
		city=text_of(filters, "city").strip(),
		county=text_of(filters, "county"),
		criterion=cint(text_of(filters, "criterion")),
		answer=text_of(filters, "answer", ANSWERS),
		beyond=bool(cint(text_of(filters, "beyond"))),
		order=text_of(filters, "order", ORDERS),
	)


def _assessed(question: Question) -> list[Any]:
	"""Return the rows of the filed self-assessments that the reader may list, in one query."""
	row, summary = frappe.qb.DocType(ASSESSMENT), frappe.qb.DocType(SUMMARY)
	county, province = frappe.qb.DocType("County"), frappe.qb.DocType("Province")
	query = (
		frappe.qb.from_(row)
		.join(summary)
		.on((row.parent == summary.name) & (row.parenttype == SUMMARY))
		.left_join(county)
		.on(county.name == summary.county)
		.left_join(province)
		.on(province.name == summary.province)
		.select(summary.name.as_("summary"), summary.county, summary.city, summary.standard)
		.select(county.county_name, province.province_name, row.idx, row.criterion, row.title, row.met)
		.select(row.indicator_code, row.indicator, row.threshold, row.comparison, row.unit, row.value)
		.where((summary.cycle == question.cycle.name) & is_filed(summary) & listed(SUMMARY))
	)
	for field in ("province", "city", "county"):
		if getattr(question, field):
			query = query.where(summary[field] == getattr(question, field))
	if question.criterion:
		query = query.where(row.criterion == question.criterion)
	if question.answer:
		query = query.where(
			Coalesce(row.met, "") == ("" if question.answer == NO_ANSWER else question.answer)
		)
	return query.run(as_dict=True)


def _files(summaries: Collection[str]) -> dict[tuple[str, int], int]:
	"""Return the number of files of evidence by summary and criterion."""
	row = frappe.qb.DocType(EVIDENCE)
	query = (
		frappe.qb.from_(row)
		.select(row.parent, row.criterion, Count("*"))
		.where((row.parenttype == SUMMARY) & row.parent.isin(sorted(summaries) or [""]))
		.groupby(row.parent, row.criterion)
	)
	return {(parent, cint(criterion)): number for parent, criterion, number in query.run()}


# ---------------------------------------------------------------------- rows


def _row(each: Any, national: Standard, files: Mapping[tuple[str, int], int]) -> Row:
	value = figure_of(each.value, each.get("unit"))
	return {
		"summary": each.summary,
		"county": each.county,
		"number": cint(each.criterion),
		"place": cint(each.idx),
		"province_name": each.province_name,
		"city": each.city,
		"county_name": each.county_name or each.county,
		"title": f"{each.criterion}. {each.title or ''}",
		"indicator": " ".join(filter(None, (each.indicator_code, each.indicator))),
		"value": None if value is None else float(value),
		"unit": each.unit,
		"threshold": _threshold(each.comparison, each.threshold),
		"answer": each.met or NO_ANSWER,
		"answer_label": _(each.met or NO_ANSWER),
		"beyond": _beyond(each, national),
		"evidence": files.get((each.summary, cint(each.criterion))),
	}


def _threshold(comparison: str | None, threshold: Any) -> str:
	number = figure_of(cstr(threshold))
	return "" if number is None else f"{SIGNS.get(cstr(comparison), '≥')} {number.normalize():f}"


def _beyond(each: Any, national: Standard) -> str:
	"""Return as text what the county's standard asks beyond the national one in this row; blank for nothing."""
	criterion = next((one for one in national.criteria if one.number == cint(each.criterion)), None)
	if criterion is None:
		return _("Criterion added by the province")
	if not each.indicator_code:
		return ""
	indicator = next((one for one in criterion.indicators if one.code == each.indicator_code), None)
	if indicator is None:
		return _("Figure added by the province")
	if not _asks_more(each, indicator):
		return ""
	return _("Nationally {0}").format(_threshold(indicator.comparison.value, indicator.threshold))


def _asks_more(each: Any, indicator: Indicator) -> bool:
	threshold = figure_of(cstr(each.threshold))
	if threshold is None:
		return False
	at_most = indicator.comparison.value == "<="
	return threshold < indicator.threshold if at_most else threshold > indicator.threshold


def _is_chosen(row: Row, question: Question) -> bool:
	return bool(row["beyond"]) or not question.beyond


def _orders() -> dict[str, Callable[[Row], Any]]:
	"""Return the sort keys of the rows; figures not entered come last."""
	return {
		"": lambda row: (row["county"], row["place"]),
		BY_CRITERION: lambda row: (row["number"], row["indicator"], row["county"]),
		BY_VALUE: lambda row: (
			row["number"],
			row["indicator"],
			row["value"] is None,
			-(row["value"] or 0),
			row["county"],
		),
	}


# ---------------------------------------------------------------------- columns, chart, figures


def _columns() -> list[Column]:
	return [
		column("province_name", _("Province"), width=110),
		column("city", _("City", context="County"), width=90),
		column(
			"county_name",
			_("County", context="County"),
			width=120,
			drill={"form": SUMMARY, "name": "summary"},
		),
		column("title", _("Criterion", context="Criteria by County"), width=300),
		column("indicator", _("Figure"), width=260),
		column(
			"value", _("Value", context="Summary Assessment"), "Float", 90, _("As the county has entered it.")
		),
		column(
			"threshold", _("Threshold"), width=100, note=_("By the standard that the county was assessed by.")
		),
		column("unit", _("Unit", context="Summary Assessment"), width=70),
		column("answer_label", _("Attainment"), width=100),
		column(
			"evidence",
			_("Evidence"),
			"Int",
			90,
			_("Files for the whole criterion; they are in the summary's self-assessment."),
			drill={"form": SUMMARY, "name": "summary"},
		),
		column("beyond", _("Beyond the National Standard"), width=180, note=_beyond_note()),
	]


def _beyond_note() -> str:
	return _(
		"What the refinement of the province adds, or where its threshold is stricter than the national one."
	)


def _terms() -> tuple[tuple[str, str], ...]:
	return ((_("Counties"), _("Only counties that have filed count: in review or approved.")),)


def _by_number(rows: list[Row]) -> dict[int, dict[str, int]]:
	"""Count the counties by criterion number and answer."""
	counted: dict[int, dict[str, int]] = {}
	for (_county, number), answer in _answers(rows).items():
		counts = counted.setdefault(number, dict.fromkeys(ANSWERS, 0))
		counts[answer] += 1
	return dict(sorted(counted.items()))


def _answers(rows: list[Row]) -> dict[tuple[str, int], str]:
	"""Return each county's answer to each criterion.

	One with several figures is met when all figures that the county entered are, as in ``criteria_attainment``.
	"""
	given: dict[tuple[str, int], set[str]] = {}
	for row in rows:
		given.setdefault((row["county"], row["number"]), set()).add(row["answer"])
	return {
		key: next(each for each in (NOT_MET, MET, NO_ANSWER) if each in answers)
		for key, answers in given.items()
	}


def _chart(rows: list[Row]) -> Row:
	counted = _by_number(rows)
	labels = [_("No. {0}").format(number) for number in counted]
	datasets = {_(answer): [each[answer] for each in counted.values()] for answer in (MET, NOT_MET)}
	return bar_chart(labels, datasets, (GREEN, ORANGE), stacked=True)


def _figures(rows: list[Row]) -> list[Row]:
	answers = list(_answers(rows).values())
	return [
		figure(_("Counties"), len({row["county"] for row in rows}), indicator="Blue"),
		figure(_("Met"), answers.count(MET), indicator="Green"),
		figure(_("Not Met"), answers.count(NOT_MET), indicator="Orange"),
		figure(_("No Answer"), answers.count(NO_ANSWER)),
		figure(_("Beyond the National Standard"), sum(bool(row["beyond"]) for row in rows)),
		figure(_("Files of Evidence"), _number_of_files(rows)),
	]


def _number_of_files(rows: list[Row]) -> int:
	"""Count the files once per criterion, whatever its number of figures."""
	return sum({(row["summary"], row["number"]): row["evidence"] or 0 for row in rows}.values())
