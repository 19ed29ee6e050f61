"""各省报送汇总: a row for each province with its counties, cases, nominees and package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from pypika.functions import Count
from pypika.terms import Case

from kepu_app.reports.columns import (
	BLUE,
	GREEN,
	ORANGE,
	RED,
	Column,
	Row,
	bar_chart,
	column,
	explanation,
	figure,
	short_name,
	to_list,
	to_report,
)
from kepu_app.reports.filing import MISSING, Filing, filing_by_province, total
from kepu_app.reports.listed import listed
from kepu_app.reports.provinces import listed_provinces
from kepu_app.reports.selection import CycleFacts, chosen_cycle, text_of
from kepu_app.review.states import HELD, NOMINATED_STATES, RETURNED, SENT_STATES, WRITING_STATES
from kepu_app.utils.doctypes import CASE, NOMINEE, SUBMISSION, SUMMARY


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, chart and figures."""
	cycle, province = chosen_cycle(filters or {}), text_of(filters or {}, "province")
	if cycle is None:
		return [], []
	columns = _columns(cycle)
	provinces = listed_provinces(province)
	filing = filing_by_province(cycle, province)
	rows = _rows(cycle, provinces, filing)
	if not rows:
		return columns, []
	whole = _total_row(rows, total(filing.get(code, Filing()) for code in provinces))
	return columns, [*rows, whole], explanation(columns), _chart(rows), _figures(whole, rows)


def _rows(cycle: CycleFacts, provinces: Mapping[str, str], filing: Mapping[str, Filing]) -> list[Row]:
	cases, nominees, submissions = _cases(cycle), _nominees(cycle), _submissions(cycle)
	return [
		{
			"province": code,
			"province_name": name,
			**_filing_values(filing.get(code, Filing())),
			**cases.get(code, {"cases": 0, "topics": 0}),
			"nominees": nominees.get(code, 0),
			**submissions.get(code, {"package_state": _("Not Opened Yet")}),
		}
		for code, name in provinces.items()
	]


def _filing_values(filing: Filing) -> Row:
	return {
		"expected": filing.expected,
		"filed": filing.filed,
		"in_review": filing.in_review,
		"approved": filing.approved,
		"returned": filing.returned,
		"missing": filing.missing,
		"late": filing.late,
		"overdue": filing.overdue,
		"completeness": filing.completeness,
		"timeliness": filing.timeliness,
		"remark": "" if filing.expected else _("No demonstration counties"),
	}


def _cases(cycle: CycleFacts) -> dict[str, Row]:
	table = frappe.qb.DocType(CASE)
	topic = Case().when(table.topic.isin([*cycle.topics, ""]), table.topic)
	query = (
		frappe.qb.from_(table)
		.select(table.province, Count("*").as_("cases"), Count(topic).distinct().as_("topics"))
		.where((table.cycle == cycle.name) & table.workflow_state.isin(HELD[CASE]) & listed(CASE))
		.groupby(table.province)
	)
	return {each.province: {"cases": each.cases, "topics": each.topics} for each in query.run(as_dict=True)}


def _nominees(cycle: CycleFacts) -> dict[str, int]:
	table = frappe.qb.DocType(NOMINEE)
	query = (
		frappe.qb.from_(table)
		.select(table.province, Count("*"))
		.where((table.cycle == cycle.name) & table.workflow_state.isin(NOMINATED_STATES) & listed(NOMINEE))
		.groupby(table.province)
	)
	return dict(query.run())


def _submissions(cycle: CycleFacts) -> dict[str, Row]:
	table = frappe.qb.DocType(SUBMISSION)
	query = (
		frappe.qb.from_(table)
		.select(table.province, table.name, table.workflow_state, table.sent_at, table.sent_late)
		.where((table.cycle == cycle.name) & listed(SUBMISSION))
	)
	return {
		each.province: {
			"submission": each.name,
			"workflow_state": each.workflow_state,
			"package_state": _(each.workflow_state),
			"sent_on": getdate(each.sent_at) if each.sent_at else None,
			"sent_late": _("Late") if cint(each.sent_late) else "",
		}
		for each in query.run(as_dict=True)
	}


def _total_row(rows: list[Row], filing: Filing) -> Row:
	"""Return the total row; its rates come from its counts, as a mean of the provinces' rates would differ."""
	return {
		"province_name": _("Total"),
		**_filing_values(filing),
		"cases": sum(row["cases"] for row in rows),
		"nominees": sum(row["nominees"] for row in rows),
		"bold": 1,
	}


def _figures(whole: Row, rows: list[Row]) -> list[Row]:
	sent = sum(row.get("workflow_state") in SENT_STATES for row in rows)
	return [
		figure(_("Counties Expected"), whole["expected"]),
		figure(_("Filed"), whole["filed"], indicator="Blue"),
		figure(_("Approved"), whole["approved"], indicator="Green"),
		figure(_("Missing"), whole["missing"], indicator="Red" if whole["missing"] else ""),
		figure(_("Overdue"), whole["overdue"], indicator="Red" if whole["overdue"] else ""),
		figure(_("Completeness"), whole["completeness"], "Percent"),
		figure(_("Timeliness"), whole["timeliness"], "Percent"),
		figure(_("Packages Sent"), f"{sent} / {len(rows)}", "Data"),
	]


def _chart(rows: list[Row]) -> Row:
	shown = [row for row in rows if row["expected"]]
	kinds = {
		_("Approved"): "approved",
		_("In Review"): "in_review",
		_("Returned"): "returned",
		_("Missing"): "missing",
	}
	return bar_chart(
		[short_name(row["province_name"]) for row in shown],
		{label: [row[key] for row in shown] for label, key in kinds.items()},
		(GREEN, BLUE, ORANGE, RED),
		stacked=True,
	)


def _columns(cycle: CycleFacts) -> list[Column]:
	counties = to_report("County Filing Status", {"cycle": cycle.name}, province="province")
	return [
		column("province_name", _("Province"), width=140, drill=counties),
		*_county_columns(cycle),
		*_rate_columns(),
		*_choice_columns(cycle),
		*_package_columns(),
		column("remark", _("Remarks"), width=140),
	]


def _county_columns(cycle: CycleFacts) -> list[Column]:
	def summaries(**filters: Any) -> Row:
		return to_list(SUMMARY, {"cycle": cycle.name, **filters}, province="province")

	def counties(**filters: Any) -> Row:
		return to_report("County Filing Status", {"cycle": cycle.name, **filters}, province="province")

	under_way = {"first_submitted_at": ["is", "set"]}
	return [
		_count("expected", _("Expected", context="Filing"), _expected_note(cycle), counties()),
		_count(
			"filed",
			_("Filed"),
			_("Counties whose summary is handed in: in review or approved."),
			summaries(workflow_state=["not in", list(WRITING_STATES)], **under_way),
		),
		_count(
			"in_review",
			_("In Review"),
			_("Handed in and not approved yet, by the city or the province."),
			summaries(workflow_state=["not in", [*WRITING_STATES, *HELD[SUMMARY]]], **under_way),
		),
		_count(
			"approved",
			_("Approved"),
			_("Approved by the province, or accepted by CAST."),
			summaries(workflow_state=["in", list(HELD[SUMMARY])]),
		),
		_count(
			"returned",
			_("Returned"),
			_("Returned for correction and not handed in again."),
			summaries(workflow_state=RETURNED),
		),
		_count(
			"missing",
			_("Missing"),
			_("Nothing handed in, or withdrawn. Expected = filed + returned + missing."),
			counties(filing=MISSING),
		),
		_count(
			"late",
			_("Filed Late"),
			_("Filed, but handed in for the first time after the deadline of the county."),
			summaries(workflow_state=["not in", list(WRITING_STATES)], submitted_late=1),
		),
		_count(
			"overdue",
			_("Overdue"),
			_("Missing or returned although the deadline of the county is past."),
			counties(filing="Overdue"),
		),
	]


def _count(fieldname: str, label: str, note: str, drill: Row) -> Column:
	return column(fieldname, label, "Int", 80, note, drill=drill)


def _expected_note(cycle: CycleFacts) -> str:
	if cycle.is_over:
		return _("Counties that have a summary in this cycle, which is over.")
	return _("Active demonstration counties.")


def _rate_columns() -> list[Column]:
	return [
		column("completeness", _("Completeness"), "Percent", 90, _("Filed as a share of expected.")),
		column("timeliness", _("Timeliness"), "Percent", 90, _("Filed and not late as a share of expected.")),
	]


def _choice_columns(cycle: CycleFacts) -> list[Column]:
	chosen = {"cycle": cycle.name, "workflow_state": ["in", list(HELD[CASE])]}
	nominated = {"cycle": cycle.name, "workflow_state": ["in", list(NOMINATED_STATES)]}
	return [
		column(
			"cases",
			_("Cases (of {0})").format(cycle.case_quota),
			"Int",
			100,
			_("Typical cases that the province has selected."),
			drill=to_list(CASE, chosen, province="province"),
		),
		column(
			"topics",
			_("Topics (of {0})").format(len(cycle.topics)),
			"Int",
			100,
			_("Topics of the cycle with a selected case."),
			drill=to_report("Case Topic Matrix", {"cycle": cycle.name}, province="province"),
		),
		column(
			"nominees",
			_("Nominees (of {0})").format(cycle.nominee_quota),
			"Int",
			110,
			_("People whom the province has nominated, whatever CAST has decided since."),
			drill=to_list(NOMINEE, nominated, province="province"),
		),
	]


def _package_columns() -> list[Column]:
	return [
		column(
			"package_state",
			_("State of the Package"),
			width=110,
			note=_("Where the province's submission stands."),
			drill={"form": SUBMISSION, "name": "submission"},
		),
		column("sent_on", _("Sent On"), "Date", 120),
		column(
			"sent_late", _("Lateness of the Package"), width=90, note=_("Sent after the national deadline.")
		),
	]
