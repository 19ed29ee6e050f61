"""县级报送进度: a row for each county, to find those that have not filed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import date_diff, getdate

from kepu_app.reports.columns import (
	BLUE,
	GREEN,
	NO_CHART,
	ORANGE,
	RED,
	Column,
	Row,
	column,
	explanation,
	figure,
)
from kepu_app.reports.filing import (
	APPROVED,
	FILED,
	FILING_STATES,
	IN_REVIEW,
	MISSING,
	Filing,
	expected_counties,
	filing_of,
	total,
)
from kepu_app.reports.listed import listed
from kepu_app.reports.selection import CycleFacts, chosen_cycle, text_of
from kepu_app.review.states import RETURNED

NOT_FILED, ALL_FILED, LATE, OVERDUE = "Not Filed", "Filed", "Filed Late", "Overdue"
CHOICES = (NOT_FILED, MISSING, RETURNED, IN_REVIEW, APPROVED, ALL_FILED, LATE, OVERDUE)
COLORS = {APPROVED: GREEN, IN_REVIEW: BLUE, RETURNED: ORANGE, MISSING: RED}


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, chart and figures.

	The filter ``filing`` selects rows only: chart and figures are of all counties of the province or city.
	"""
	filters = filters or {}
	cycle, province = chosen_cycle(filters), text_of(filters, "province")
	city, filing = text_of(filters, "city"), text_of(filters, "filing", CHOICES)
	if cycle is None:
		return [], []
	columns = _columns(cycle)
	counties = [each for each in expected_counties(cycle, province) if city in (each.city or "")]
	figures = total(filing_of(county) for county in counties)
	contacts = _contacts(province)
	rows = [_row(cycle, county, contacts) for county in counties if _is_chosen(county, filing)]
	return columns, rows, explanation(columns), _chart(figures), _figures(figures)


def _is_chosen(county: Any, choice: str) -> bool:
	if choice in FILING_STATES:
		return county.filing == choice
	kinds = {
		"": True,
		ALL_FILED: county.filing in FILED,
		NOT_FILED: county.filing not in FILED,
		LATE: bool(filing_of(county).late),
		OVERDUE: bool(filing_of(county).overdue),
	}
	return kinds[choice]


def _row(cycle: CycleFacts, county: Any, contacts: Mapping[str, str]) -> Row:
	figures = filing_of(county)
	return {
		"name": f"{cycle.name}-{county.county}",
		"summary": county.summary,
		"filing": county.filing,
		"province_name": county.province_name,
		"city": county.city,
		"county_name": county.county_name,
		"filing_label": _(county.filing),
		"state": _(county.workflow_state) if county.workflow_state else _("No Summary"),
		"deadline": getdate(county.deadline),
		"days_left": date_diff(county.deadline, getdate()) if county.filing not in FILED else None,
		"late": _("Overdue") if figures.overdue else _("Filed Late") if figures.late else "",
		"first_submitted_at": county.first_submitted_at,
		"contact": contacts.get(county.county, ""),
		"last_reminded_at": county.last_reminded_at,
	}


def _contacts(province: str) -> dict[str, str]:
	"""Return names and telephones of each county's reporters, by county code."""
	county, row, user = (frappe.qb.DocType(name) for name in ("County", "County User", "User"))
	query = (
		frappe.qb.from_(row)
		.join(county)
		.on((row.parent == county.name) & listed("County"))
		.left_join(user)
		.on(user.name == row.user)
		.where(row.parenttype == "County")
		.select(row.parent, row.full_name, row.phone, row.user, user.full_name.as_("user_name"))
		.orderby(row.idx)
	)
	query = query.where(county.province == province) if province else query
	people: dict[str, list[str]] = {}
	for each in query.run(as_dict=True):
		words = (each.full_name or each.user_name or each.user, each.phone)
		people.setdefault(each.parent, []).append(" ".join(word for word in words if word))
	return {code: "；".join(names) for code, names in people.items()}


def _figures(figures: Filing) -> list[Row]:
	return [
		figure(_("Counties Expected"), figures.expected),
		figure(_("Filed"), figures.filed, indicator="Blue"),
		figure(_("Approved"), figures.approved, indicator="Green"),
		figure(_("Returned"), figures.returned, indicator="Orange" if figures.returned else ""),
		figure(_("Missing"), figures.missing, indicator="Red" if figures.missing else ""),
		figure(_("Filed Late"), figures.late),
		figure(_("Overdue"), figures.overdue, indicator="Red" if figures.overdue else ""),
		figure(_("Completeness"), figures.completeness, "Percent"),
		figure(_("Timeliness"), figures.timeliness, "Percent"),
	]


def _chart(figures: Filing) -> Row:
	"""Return the donut chart; every state keeps its position and color, even without counties."""
	if not figures.expected:
		return NO_CHART
	counts = [getattr(figures, frappe.scrub(state)) for state in FILING_STATES]
	return {
		"type": "donut",
		"data": {
			"labels": [_(state) for state in FILING_STATES],
			"datasets": [{"name": _("Counties"), "values": counts}],
		},
		"colors": [COLORS[state] for state in FILING_STATES],
	}


def _columns(cycle: CycleFacts) -> list[Column]:
	return [
		column("province_name", _("Province"), width=130),
		column("city", _("City", context="County"), width=110),
		column(
			"county_name",
			_("County", context="County"),
			width=130,
			drill={"form": "Annual Summary", "name": "summary"},
		),
		column("filing_label", _("Filing"), width=100, note=_filing_note(), indicator_by="filing"),
		column("state", _("Status of the Summary"), width=130),
		column(
			"deadline",
			_("Deadline"),
			"Date",
			120,
			_("The province's own deadline for its counties, or else the national one."),
		),
		column(
			"days_left",
			_("Days Left"),
			"Int",
			90,
			_("Days until the deadline, for counties that have not filed; negative once it is past."),
		),
		column(
			"late",
			_("Lateness"),
			width=90,
			note=_(
				"Overdue: not filed, and the deadline is past. Filed late: handed in for the first time after the deadline."
			),
		),
		column("first_submitted_at", _("First Handed In"), "Datetime", 175),
		column("contact", _("Contact"), width=220, note=_("Whoever reports for the county.")),
		column("last_reminded_at", _("Last Reminder"), "Datetime", 175),
	]


def _filing_note() -> str:
	return _(
		"Missing: nothing handed in, or withdrawn. Returned: returned and not handed in again. In Review: handed in, not approved yet. Approved: approved by the province, or accepted."
	)
