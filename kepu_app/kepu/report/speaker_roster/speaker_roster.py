"""宣讲团人选名册: Attachment 4's columns over all provinces, for CAST's choice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model import get_permitted_fields
from frappe.utils import cstr
from pypika.terms import Criterion

from kepu_app.reports.columns import (
	BLUE,
	Column,
	Row,
	bar_chart,
	column,
	explanation,
	figure,
	short_name,
)
from kepu_app.reports.listed import listed
from kepu_app.reports.provinces import listed_provinces
from kepu_app.reports.rates import share
from kepu_app.reports.selection import CycleFacts, chosen_cycle, text_of
from kepu_app.review.states import APPOINTED, AWAITING_APPOINTMENT, NOMINATED_STATES, NOT_APPOINTED
from kepu_app.utils.doctypes import NOMINEE

REASON = "Nominee Reason"
NOMINATED_ONES, EVERYBODY = "Nominated by the Province", "Everybody"
STATES = {
	NOMINATED_ONES: NOMINATED_STATES,
	AWAITING_APPOINTMENT: (AWAITING_APPOINTMENT,),
	APPOINTED: (APPOINTED,),
	NOT_APPOINTED: (NOT_APPOINTED,),
	EVERYBODY: (),
}
"""States by choice of the filter ``chosen``; empty for all."""
FIELDS = (
	"rank",
	"nominee_name",
	"sex",
	"political_status",
	"birth_month",
	"organisation",
	"position",
	"phone",
	"bio",
)
WOMAN = "女"


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, chart and figures."""
	filters = filters or {}
	cycle, province = chosen_cycle(filters), text_of(filters, "province")
	states = STATES[text_of(filters, "chosen", STATES) or NOMINATED_ONES]
	if cycle is None:
		return [], []
	wanted = _wanted(cycle, province, states)
	provinces = listed_provinces(province)
	reasons = _reasons(wanted)
	rows = [_row(nominee, provinces, reasons) for nominee in _nominees(wanted)]
	columns = _columns()
	return columns, rows, explanation(columns), _chart(rows, provinces), _figures(rows, provinces)


def _wanted(cycle: CycleFacts, province: str, states: tuple[str, ...]) -> Criterion:
	table = frappe.qb.DocType(NOMINEE)
	wanted = (table.cycle == cycle.name) & listed(NOMINEE)
	if states:
		wanted &= table.workflow_state.isin(states)
	return wanted & (table.province == province) if province else wanted


def _nominees(wanted: Criterion) -> list[Any]:
	"""Query the nominees; fields that a permission level hides from the reader stay blank."""
	table, county = frappe.qb.DocType(NOMINEE), frappe.qb.DocType("County")
	fields = [field for field in FIELDS if field in get_permitted_fields(NOMINEE)]
	query = (
		frappe.qb.from_(table)
		.left_join(county)
		.on(county.name == table.county)
		.select(table.name, table.province, table.workflow_state, county.county_name, county.city)
		.select(*(table[field] for field in fields))
		.where(wanted)
		.orderby(table.province)
		.orderby(table["rank"])
		.orderby(table.creation)
		.orderby(table.name)
	)
	return query.run(as_dict=True)


def _reasons(wanted: Criterion) -> dict[str, str]:
	"""Return the reasons of each nominee, numbered as on the paper."""
	table, row = frappe.qb.DocType(NOMINEE), frappe.qb.DocType(REASON)
	query = (
		frappe.qb.from_(row)
		.join(table)
		.on((row.parent == table.name) & (row.parenttype == NOMINEE))
		.select(row.parent, row.reason)
		.where(wanted)
		.orderby(row.parent)
		.orderby(row.idx)
	)
	reasons: dict[str, list[str]] = defaultdict(list)
	for parent, reason in query.run():
		reasons[parent].append(f"{len(reasons[parent]) + 1}. {cstr(reason).strip()}")
	return {parent: "\n".join(lines) for parent, lines in reasons.items()}


def _row(nominee: Any, provinces: Mapping[str, str], reasons: Mapping[str, str]) -> Row:
	place = (nominee.organisation, nominee.position)
	return {
		"name": nominee.name,
		"province": nominee.province,
		"province_name": provinces.get(nominee.province, nominee.province),
		"county_name": nominee.county_name,
		**{field: nominee.get(field) for field in FIELDS},
		"work": " ".join(cstr(each) for each in place if each),
		"reasons": reasons.get(nominee.name, ""),
		"state": _(nominee.workflow_state),
		"workflow_state": nominee.workflow_state,
	}


def _figures(rows: list[Row], provinces: Mapping[str, str]) -> list[Row]:
	women = sum(row["sex"] == WOMAN for row in rows)
	appointed = sum(row["workflow_state"] == APPOINTED for row in rows)
	represented = len({row["province"] for row in rows})
	return [
		figure(_("Nominees"), len(rows), indicator="Blue"),
		figure(_("Provinces Represented"), f"{represented} / {len(provinces)}", "Data"),
		figure(_("Share of Women"), share(women, len(rows)), "Percent"),
		figure(_("Appointed"), appointed, indicator="Green" if appointed else ""),
	]


def _chart(rows: list[Row], provinces: Mapping[str, str]) -> Row:
	counts = Counter(row["province"] for row in rows)
	shown = {code: name for code, name in provinces.items() if counts[code]}
	labels = [short_name(name) for name in shown.values()]
	return bar_chart(labels, {_("Nominees"): [counts[code] for code in shown]}, (BLUE,))


def _columns() -> list[Column]:
	return [
		column("province_name", _("Province"), width=130),
		column("county_name", _("County", context="Speaker Nominee"), width=120),
		column("rank", _("Rank"), "Int", 60, _("Place in the list of the province.")),
		column(
			"nominee_name",
			_("Name", context="Speaker Nominee"),
			width=90,
			drill={"form": NOMINEE, "name": "name"},
		),
		column("sex", _("Sex"), width=60),
		column("political_status", _("Political Status"), width=110),
		column("birth_month", _("Month of Birth"), width=100),
		column("work", _("Organisation and Position"), width=240),
		column("phone", _("Telephone"), width=130),
		column("reasons", _("Reasons"), width=380),
		column("bio", _("Bio"), width=380),
		column("state", _("Status"), width=110),
	]
