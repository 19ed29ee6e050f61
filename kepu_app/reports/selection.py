"""A report's filters, validated: the cycle and the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, escape_html, getdate

from kepu_app.exceptions import FilterError
from kepu_app.reports.listed import listed
from kepu_app.review.states import CYCLE_CLOSED, CYCLE_LOCKED, CYCLE_OPEN

CYCLE = "Reporting Cycle"
CYCLE_FIELDS = ("name", "status", "national_deadline", "standard", "case_quota", "nominee_quota")


@dataclass(frozen=True)
class CycleFacts:
	"""What reports need of a cycle; ``topics`` are names by code, in the cycle's order."""

	name: str
	status: str
	national_deadline: date
	standard: str
	case_quota: int
	nominee_quota: int
	topics: Mapping[str, str]

	@property
	def is_over(self) -> bool:
		"""Return whether nothing can be handed in for the first time any more."""
		return self.status in (CYCLE_CLOSED, CYCLE_LOCKED)


def chosen_cycle(filters: Mapping[str, Any]) -> CycleFacts | None:
	"""Return the cycle of the filter ``cycle``, by default the current one; None if no cycle exists.

	Raises:
		FilterError: no such cycle exists.
	"""
	name = text_of(filters, "cycle") or current_cycle()
	return cycle_facts(name) if name else None


def cycle_facts(name: str) -> CycleFacts:
	"""Return the stored cycle; raise FilterError if none of this name exists."""
	table = frappe.qb.DocType(CYCLE)
	query = frappe.qb.from_(table).select(*(table[field] for field in CYCLE_FIELDS))
	found = query.where((table.name == name) & listed(CYCLE)).run(as_dict=True)
	if not found:
		frappe.throw(_("There is no reporting cycle {0}.").format(escape_html(name)), FilterError)
	stored = found[0]
	return CycleFacts(
		name=stored.name,
		status=stored.status,
		national_deadline=getdate(stored.national_deadline),
		standard=stored.standard,
		case_quota=cint(stored.case_quota),
		nominee_quota=cint(stored.nominee_quota),
		topics=_topics(name),
	)


def current_cycle() -> str | None:
	"""Return the name of the latest open cycle, else of the latest; None if no cycle exists."""
	table = frappe.qb.DocType(CYCLE)
	query = frappe.qb.from_(table).select(table.name, table.status).where(listed(CYCLE))
	cycles = query.orderby(table.year, order=frappe.qb.desc).run(as_dict=True)
	names = [each.name for each in cycles if each.status == CYCLE_OPEN] or [each.name for each in cycles]
	return names[0] if names else None


def text_of(filters: Mapping[str, Any], field: str, allowed: Collection[str] = ()) -> str:
	"""Return a filter's value; blank if it is not set.

	Raises:
		FilterError: the value is no text, or not on the allow-list ``allowed``.
	"""
	value = filters.get(field)
	if value is None or value == "":
		return ""
	if not isinstance(value, str | int) or (allowed and value not in allowed):
		message = _("The filter {0} cannot have the value {1}.")
		frappe.throw(message.format(escape_html(field), escape_html(cstr(value))), FilterError)
	return cstr(value)


def _topics(cycle: str) -> dict[str, str]:
	table = frappe.qb.DocType("Cycle Topic")
	query = frappe.qb.from_(table).select(table.code, table.topic_name).orderby(table.idx)
	return dict(query.where((table.parent == cycle) & (table.parenttype == CYCLE)).run())
