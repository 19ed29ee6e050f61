"""测评标准达标情况: how many counties meet each criterion, and the figures that they entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint
from pypika.functions import Coalesce, Count, Max, Sum
from pypika.terms import Case, Criterion

from kepu_app.core.cycle import Comparison, Indicator, Standard
from kepu_app.mappers.attainment import MET, NOT_MET
from kepu_app.mappers.cycle import standard_model
from kepu_app.mappers.values import figure_of
from kepu_app.reports.columns import (
	GREEN,
	Column,
	Row,
	bar_chart,
	column,
	explanation,
	figure,
	to_report,
)
from kepu_app.reports.filing import is_filed
from kepu_app.reports.listed import listed
from kepu_app.reports.provinces import listed_provinces
from kepu_app.reports.rates import share
from kepu_app.reports.selection import CycleFacts, chosen_cycle, text_of
from kepu_app.utils.doctypes import SUMMARY

ROW = "Summary Assessment"
BY_CRITERION, BY_PROVINCE = "Criterion or Figure", "Province"
VIEWS = (BY_CRITERION, BY_PROVINCE)


@dataclass(frozen=True)
class Attainment:
	"""Counts of counties that meet a criterion, do not, or leave it open. Instances add up."""

	met: int = 0
	not_met: int = 0
	silent: int = 0

	def __add__(self, other: Attainment) -> Attainment:
		return Attainment(self.met + other.met, self.not_met + other.not_met, self.silent + other.silent)

	@property
	def share(self) -> float | None:
		"""Return the percentage that meets it, of those that answer."""
		return share(self.met, self.met + self.not_met)


@dataclass(frozen=True)
class Spread:
	"""Distribution of the entered values of one figure of the standard, in ascending order."""

	lowest: Decimal
	lower_quartile: Decimal
	median: Decimal
	upper_quartile: Decimal
	highest: Decimal


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, chart and figures."""
	filters = filters or {}
	cycle, province = chosen_cycle(filters), text_of(filters, "province")
	view = text_of(filters, "view", VIEWS) or BY_CRITERION
	provinces = listed_provinces(province)
	if cycle is None or not provinces:
		return [], []
	standard = standard_model(cycle.standard)
	wanted = _wanted(cycle, province)
	cells, titles = _cells(wanted)
	titles = {**titles, **{each.number: each.title for each in standard.criteria}}
	whole = {number: _sum_of(cells, number) for number in sorted(titles)}
	if view == BY_PROVINCE:
		columns = _province_columns(titles)
		rows = _province_rows(provinces, cells, whole)
	else:
		columns = _criterion_columns(cycle)
		rows = _criterion_rows(standard, titles, whole, _entered(wanted))
	return columns, rows, explanation(columns, *_terms()), _chart(whole), _figures(whole, _counties(wanted))


# ---------------------------------------------------------------------- queries


def _wanted(cycle: CycleFacts, province: str) -> Criterion:
	summary = frappe.qb.DocType(SUMMARY)
	wanted = (summary.cycle == cycle.name) & is_filed(summary) & listed(SUMMARY)
	return wanted & (summary.province == province) if province else wanted


def _counties(wanted: Criterion) -> int:
	summary = frappe.qb.DocType(SUMMARY)
	return frappe.qb.from_(summary).select(Count("*")).where(wanted).run()[0][0]


def _cells(wanted: Criterion) -> tuple[dict[tuple[str, int], Attainment], dict[int, str]]:
	"""Return attainment by province and criterion number, and the criteria's titles as filed.

	A criterion with several figures is met when all figures that the county entered are.
	"""
	counties = _by_county_and_criterion(wanted)
	is_not_met, is_met = counties.not_met > 0, (counties.not_met == 0) & (counties.met > 0)
	keys = (counties.province, counties.criterion)
	query = (
		frappe.qb.from_(counties)
		.select(*keys, Max(counties.title).as_("title"), Count("*").as_("counties"))
		.select(_number_of(is_met).as_("met"), _number_of(is_not_met).as_("not_met"))
		.groupby(*keys)
	)
	cells, titles = {}, {}
	for each in query.run(as_dict=True):
		met, not_met = cint(each.met), cint(each.not_met)
		cells[each.province, each.criterion] = Attainment(met, not_met, each.counties - met - not_met)
		titles[each.criterion] = each.title or ""
	return cells, titles


def _by_county_and_criterion(wanted: Criterion) -> Any:
	row, summary = frappe.qb.DocType(ROW), frappe.qb.DocType(SUMMARY)
	return (
		frappe.qb.from_(row)
		.join(summary)
		.on((row.parent == summary.name) & (row.parenttype == SUMMARY))
		.select(summary.province, row.criterion, Max(row.title).as_("title"))
		.select(_number_of(row.met == MET).as_("met"), _number_of(row.met == NOT_MET).as_("not_met"))
		.where(wanted)
		.groupby(row.parent, row.criterion)
	)


def _number_of(condition: Criterion) -> Sum:
	return Sum(Case().when(condition, 1).else_(0))


def _entered(wanted: Criterion) -> dict[str, dict[tuple[str, str], int]]:
	"""Count the counties by the figure's code, then by value and ``met``."""
	row, summary = frappe.qb.DocType(ROW), frappe.qb.DocType(SUMMARY)
	value, met = Coalesce(row.value, "").as_("value"), Coalesce(row.met, "").as_("met")
	query = (
		frappe.qb.from_(row)
		.join(summary)
		.on((row.parent == summary.name) & (row.parenttype == SUMMARY))
		.select(row.indicator_code, value, met, Count("*"))
		.where(wanted & (Coalesce(row.indicator_code, "") != ""))
		.groupby(row.indicator_code, value, met)
	)
	entered: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
	for code, value, met, counties in query.run():
		entered[code][value, met] = counties
	return entered


# ---------------------------------------------------------------------- rows


def _sum_of(cells: Mapping[tuple[str, int], Attainment], number: int) -> Attainment:
	return sum((each for (_place, criterion), each in cells.items() if criterion == number), Attainment())


def _criterion_rows(
	standard: Standard,
	titles: Mapping[int, str],
	whole: Mapping[int, Attainment],
	entered: Mapping[str, Mapping[tuple[str, str], int]],
) -> list[Row]:
	"""Return a row for each criterion, followed by one for each of its figures."""
	criteria = {each.number: each for each in standard.criteria}
	rows = []
	for number, attainment in whole.items():
		criterion = criteria.get(number)
		group = criterion.group if criterion else _("Added by a Province")
		name = f"{number}. {titles[number]}"
		rows.append(
			{"indent": 0, "criterion_group": group, "title": name, "number": number, **_attained(attainment)}
		)
		for indicator in criterion.indicators if criterion else ():
			rows.append(_indicator_row(indicator, entered.get(indicator.code, {})))
	return rows


def _attained(attainment: Attainment) -> Row:
	return {
		"met": attainment.met,
		"not_met": attainment.not_met,
		"silent": attainment.silent,
		"share": attainment.share,
	}


def _indicator_row(indicator: Indicator, entered: Mapping[tuple[str, str], int]) -> Row:
	sign = "≤" if indicator.comparison is Comparison.AT_MOST else "≥"
	row = {
		"indent": 1,
		"title": f"{indicator.code} {indicator.name}",
		"threshold": f"{sign} {indicator.threshold.normalize():f} {indicator.unit}",
		**_attained(_attainment_of(entered)),
	}
	spread = spread_of(_numbers(entered))
	if spread:
		row.update({name: float(number) for name, number in vars(spread).items()})
	return row


def _attainment_of(entered: Mapping[tuple[str, str], int]) -> Attainment:
	counts = {MET: 0, NOT_MET: 0, "": 0}
	for (_value, met), counties in entered.items():
		counts[met] += counties
	return Attainment(counts[MET], counts[NOT_MET], counts[""])


def _numbers(entered: Mapping[tuple[str, str], int]) -> Iterable[Decimal]:
	for (value, _met), counties in entered.items():
		number = figure_of(value)
		if number is not None:
			yield from [number] * counties


def spread_of(numbers: Iterable[Decimal]) -> Spread | None:
	"""Return extremes, median and quartiles (linearly interpolated); None without values."""
	values = sorted(numbers)
	if not values:
		return None
	lower, median, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
	return Spread(values[0], lower, median, upper, values[-1])


def _province_rows(
	provinces: Mapping[str, str],
	cells: Mapping[tuple[str, int], Attainment],
	whole: Mapping[int, Attainment],
) -> list[Row]:
	rows = [
		{
			"province": code,
			"province_name": name,
			**{_key(number): cells.get((code, number), Attainment()).share for number in whole},
		}
		for code, name in provinces.items()
	]
	shares = {_key(number): attainment.share for number, attainment in whole.items()}
	return [*rows, {"province_name": _("Total"), **shares, "bold": 1}] if rows else []


def _key(number: int) -> str:
	return f"criterion_{number}"


# ---------------------------------------------------------------------- columns, chart, figures


def _counties_with(cycle: CycleFacts, answer: str) -> dict[str, Any]:
	return to_report("Criteria by County", {"cycle": cycle.name, "answer": answer}, criterion="number")


def _criterion_columns(cycle: CycleFacts) -> list[Column]:
	return [
		column("title", _("Criterion or Figure"), width=360),
		column("criterion_group", _("Group", context="Standard Criterion"), width=270),
		column("met", _("Met"), "Int", 80, _("Counties that meet it."), drill=_counties_with(cycle, MET)),
		column(
			"not_met",
			_("Not Met"),
			"Int",
			80,
			_("Counties that do not."),
			drill=_counties_with(cycle, NOT_MET),
		),
		column("silent", _("No Answer"), "Int", 90, _("Counties that have filed and leave it open.")),
		column("share", _("Share Met"), "Percent", 90, _("Met as a share of met and not met.")),
		column(
			"threshold",
			_("Threshold"),
			width=110,
			note=_("Of the national standard; a province may ask for more."),
		),
		column("lowest", _("Lowest"), "Float", 90),
		column(
			"lower_quartile",
			_("Lower Quartile"),
			"Float",
			110,
			_("A quarter of the entered values is at or below it."),
		),
		column("median", _("Median"), "Float", 90, _("Half of the entered values is at or below it.")),
		column(
			"upper_quartile",
			_("Upper Quartile"),
			"Float",
			110,
			_("Three quarters of the entered values are at or below it."),
		),
		column("highest", _("Highest"), "Float", 90),
	]


def _province_columns(titles: Mapping[int, str]) -> list[Column]:
	return [
		column("province_name", _("Province"), width=140),
		*(
			column(_key(number), f"{number}. {title}", "Percent", 130)
			for number, title in sorted(titles.items())
		),
	]


def _terms() -> tuple[tuple[str, str], ...]:
	return (
		(_("Counties"), _("Only counties that have filed count: in review or approved.")),
		(
			_("Criteria with Figures"),
			_("Met when every figure that the county has entered reaches its threshold."),
		),
	)


def _chart(whole: Mapping[int, Attainment]) -> Row:
	told = {number: attainment.share for number, attainment in whole.items() if attainment.share is not None}
	labels = [_("No. {0}").format(number) for number in told]
	return bar_chart(labels, {_("Share Met (%)"): list(told.values())}, (GREEN,))


def _figures(whole: Mapping[int, Attainment], counties: int) -> list[Row]:
	everything = sum(whole.values(), Attainment())
	told = {number: attainment.share for number, attainment in whole.items() if attainment.not_met}
	weakest = min(told, key=told.__getitem__) if told else None
	least = _("No. {0}: {1}%").format(weakest, told[weakest]) if told else None
	return [
		figure(_("Counties Assessed"), counties, indicator="Blue"),
		figure(_("Criteria"), len(whole)),
		figure(_("Share Met over All Criteria"), everything.share, "Percent"),
		figure(_("Weakest Criterion"), least, "Data", "Orange" if told else ""),
	]
