"""Counties' reports of each year, for the core's comparison; three queries for any number of years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe.utils import cint, cstr, getdate
from pypika.terms import Case

from kepu_app.core.cycle import CountingMethod
from kepu_app.core.library import CountyYear, Figure
from kepu_app.mappers.attainment import MET, NOT_MET
from kepu_app.mappers.cycle import counting_method
from kepu_app.mappers.values import figure_of
from kepu_app.reports.filing import is_filed
from kepu_app.reports.listed import listed
from kepu_app.review.deadlines import county_deadline_term
from kepu_app.utils.doctypes import SUMMARY

ASSESSMENT = "Summary Assessment"


def years_by_province(last_year: int, province: str = "", county: str = "") -> dict[str, list[CountyYear]]:
	"""Return the years up to ``last_year`` of the counties that the user may list, by province name.

	A county's year without a submission has no length.
	"""
	summaries = _summaries(last_year, province, county)
	rows = _assessments({each.name for each in summaries if each.filed})
	found: dict[str, list[CountyYear]] = defaultdict(list)
	for each in summaries:
		found[cstr(each.province_name)].append(_county_year(each, rows.get(each.name, ())))
	return dict(found)


def _summaries(last_year: int, province: str, county: str) -> list[Any]:
	summary, cycle = frappe.qb.DocType(SUMMARY), frappe.qb.DocType("Reporting Cycle")
	submission, home = frappe.qb.DocType("Provincial Submission"), frappe.qb.DocType("Province")
	place = frappe.qb.DocType("County")
	length = summary.words if counting_method() is CountingMethod.WORDS else summary.characters
	query = (
		frappe.qb.from_(summary)
		.join(cycle)
		.on((summary.cycle == cycle.name) & (cycle.year <= last_year))
		.left_join(submission)
		.on((submission.cycle == summary.cycle) & (submission.province == summary.province))
		.left_join(place)
		.on(place.name == summary.county)
		.left_join(home)
		.on(home.name == summary.province)
		.select(summary.name, cycle.year, summary.county, place.county_name, home.province_name)
		.select(
			length.as_("length"),
			summary.first_submitted_at,
			Case().when(is_filed(summary), 1).else_(0).as_("filed"),
		)
		.select(county_deadline_term(submission, cycle.national_deadline).as_("deadline"))
		.where(listed(SUMMARY))
		.orderby(summary.province, summary.county, cycle.year)
	)
	if province:
		query = query.where(summary.province == province)
	if county:
		query = query.where(summary.county == county)
	return query.run(as_dict=True)


def _assessments(names: Iterable[str]) -> dict[str, list[Any]]:
	"""Return the rows of self-assessments, by summary."""
	row = frappe.qb.DocType(ASSESSMENT)
	query = (
		frappe.qb.from_(row)
		.select(row.parent, row.criterion, row.title, row.indicator_code, row.indicator, row.unit)
		.select(row.threshold, row.value, row.met)
		.where((row.parenttype == SUMMARY) & row.parent.isin(sorted(names) or [""]))
		.orderby(row.parent, row.idx)
	)
	found: dict[str, list[Any]] = defaultdict(list)
	for each in query.run(as_dict=True):
		found[each.parent].append(each)
	return found


def _county_year(summary: Mapping[str, Any], rows: Iterable[Any]) -> CountyYear:
	answers: dict[int, set[str]] = defaultdict(set)
	titles: dict[int, str] = {}
	for row in rows:
		answers[cint(row.criterion)].add(cstr(row.met))
		titles[cint(row.criterion)] = cstr(row.title)
	return CountyYear(
		year=cint(summary["year"]),
		county_code=summary["county"],
		county=cstr(summary["county_name"] or summary["county"]),
		length=cint(summary["length"]) if summary["filed"] else None,
		figures={each.code: each for each in map(_figure, rows) if each},
		met={number: _is_met(found) for number, found in answers.items()},
		titles=titles,
		days_late=_days_late(summary),
	)


def _figure(row: Any) -> Figure | None:
	value, threshold = figure_of(row.value, row.unit), figure_of(row.threshold, row.unit)
	if not row.indicator_code or value is None or threshold is None:
		return None
	return Figure(row.indicator_code, cstr(row.indicator), cstr(row.unit), value, threshold)


def _is_met(answers: set[str]) -> bool | None:
	"""Return whether a criterion is met: with several figures, whether all that the county has entered are."""
	return False if NOT_MET in answers else True if MET in answers else None


def _days_late(summary: Mapping[str, Any]) -> int | None:
	if not summary["filed"] or not summary["first_submitted_at"]:
		return None
	return (getdate(summary["first_submitted_at"]) - getdate(summary["deadline"])).days
