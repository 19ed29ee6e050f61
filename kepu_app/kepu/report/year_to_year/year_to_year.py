"""年度对比: changes of each county and province in figures, criteria, punctuality and length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from frappe import _
from frappe.utils import cint

from kepu_app.core.library import CountyChanges, CriterionChange, FigureChange, ProvinceYear, compare_province
from kepu_app.library.years import years_by_province
from kepu_app.reports.columns import Column, Row, column, explanation, figure
from kepu_app.reports.selection import chosen_cycle, text_of

BY_PROVINCE = "Province"


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, no chart and figures; the chosen cycle and all earlier ones."""
	filters = filters or {}
	cycle = chosen_cycle(filters)
	if cycle is None:
		return [], []
	years = years_by_province(cint(cycle.name), text_of(filters, "province"), text_of(filters, "county"))
	compared = {name: compare_province(each) for name, each in years.items()}
	if text_of(filters, "view", (BY_PROVINCE,)):
		columns = _province_columns()
		return columns, [_province_row(name, year) for name, each in compared.items() for year in each.years]
	changes = [
		(name, change)
		for name, each in compared.items()
		for found in each.counties.values()
		for change in reversed(found)
	]
	columns, rows = _county_columns(), [_county_row(name, change) for name, change in changes]
	return columns, rows, explanation(columns), None, _figures([change for _name, change in changes])


# ---------------------------------------------------------------------- counties


def _county_row(province: str, change: CountyChanges) -> Row:
	return {
		"province_name": province,
		"county": change.after.county_code,
		"county_name": change.after.county,
		"years": f"{change.before.year}—{change.after.year}",
		"length": change.after.length,
		"length_change": change.length,
		"days_late": change.after.days_late,
		"days_change": change.days_late,
		"met": change.after.met_count if change.after.has_filed else None,
		"met_change": change.met,
		"criteria": "；".join(map(_criterion, change.criteria)),
		"figures": "；".join(_figure(each) for each in change.figures if each.difference != 0),
	}


def _criterion(change: CriterionChange) -> str:
	return f"{change.number}. {change.title}：{_answer(change.before)}→{_answer(change.after)}"


def _answer(met: bool | None) -> str:
	return _("No Answer") if met is None else _("Met") if met else _("Not Met")


def _figure(change: FigureChange) -> str:
	return f"{change.name} {_number(change.before)}→{_number(change.after)}{change.unit}"


def _number(value: Decimal | None) -> str:
	return "—" if value is None else f"{value.normalize():f}"


def _county_columns() -> list[Column]:
	return [
		column("province_name", _("Province"), width=110),
		column("county_name", _("County", context="County"), width=120),
		column("years", _("Years Compared"), width=120),
		column("length", _("Length"), "Int", 80, _("字数 of the summary in the later year.")),
		column("length_change", _("Change of Length"), "Int", 90),
		column("days_late", _("Days after the Deadline"), "Int", 100, _("Negative: so many days early.")),
		column(
			"days_change", _("Change of Days"), "Int", 90, _("Negative: earlier than in the year before.")
		),
		column("met", _("Criteria Met"), "Int", 90),
		column("met_change", _("Change of Criteria Met"), "Int", 90),
		column("criteria", _("Criteria That Changed"), width=420),
		column("figures", _("Figures That Changed"), width=520),
	]


def _figures(changes: Iterable[CountyChanges]) -> list[Row]:
	gains = [change.met for change in changes if change.met is not None]
	return [
		figure(_("Comparisons"), len(gains), indicator="Blue"),
		figure(_("More Criteria Met"), sum(each > 0 for each in gains), indicator="Green"),
		figure(_("Fewer Criteria Met"), sum(each < 0 for each in gains), indicator="Orange"),
	]


# ---------------------------------------------------------------------- provinces


def _province_row(name: str, year: ProvinceYear) -> Row:
	return {
		"province_name": name,
		"year": str(year.year),
		"counties": year.counties,
		"filed": year.filed,
		"filed_share": _percent(year.filed_share),
		"on_time": _percent(year.on_time),
		"mean_length": None if year.mean_length is None else float(year.mean_length),
		"mean_met": None if year.mean_met is None else float(year.mean_met),
	}


def _percent(share: Decimal | None) -> float | None:
	return None if share is None else float(share * 100)


def _province_columns() -> list[Column]:
	return [
		column("province_name", _("Province"), width=130),
		column("year", _("Year", context="Reporting Cycle"), width=80),
		column("counties", _("Counties"), "Int", 90),
		column("filed", _("Filed"), "Int", 90),
		column("filed_share", _("Completeness"), "Percent", 100),
		column("on_time", _("Timeliness"), "Percent", 100),
		column("mean_length", _("Mean Length"), "Float", 110),
		column("mean_met", _("Criteria Met on Average"), "Float", 120),
	]
