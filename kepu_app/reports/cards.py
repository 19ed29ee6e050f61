"""The workspace's number cards: one figure each, of what the session's user may list.

Frappe's own cards have fixed filters; these follow the current cycle and the user's roles.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from kepu_app.reports.deadlines import days_left
from kepu_app.reports.filing import Filing, filing_by_province, total
from kepu_app.reports.selection import CycleFacts, chosen_cycle
from kepu_app.reports.waiting import count_waiting, cycles_under_way, waiting_states
from kepu_app.review.states import SENT_STATES
from kepu_app.utils.doctypes import SUBMISSION

FILING_STATUS = "County Filing Status"
Card = dict[str, Any]


def days_until_deadline() -> Card:
	"""Return the days until the current cycle's deadline for the user; a text once it is past."""
	cycle = chosen_cycle({})
	days = days_left(cycle) if cycle else 0
	card = _card(max(days, 0), ["List", "Reporting Cycle", "Calendar", "default"])
	return card | {"text": _("Deadline Past")} if days < 0 else card


def counties_not_filed() -> Card:
	"""Count the current cycle's counties that have not filed."""
	cycle, filing = _filing()
	return _county_card(cycle, filing.missing + filing.returned, "Not Filed")


def counties_overdue() -> Card:
	"""Count the current cycle's counties that have not filed although their deadline is past."""
	cycle, filing = _filing()
	return _county_card(cycle, filing.overdue, "Overdue")


def summaries_waiting() -> Card:
	"""Count the annual summaries that wait for the user."""
	return _waiting_card("Annual Summary")


def cases_waiting() -> Card:
	"""Count the typical cases that wait for the user."""
	return _waiting_card("Typical Case")


def nominees_waiting() -> Card:
	"""Count the speaker nominees that wait for the user."""
	return _waiting_card("Speaker Nominee")


def packages_waiting() -> Card:
	"""Count the provincial submissions that wait for the user."""
	return _waiting_card(SUBMISSION)


def packages_sent() -> Card:
	"""Count the current cycle's submissions that have reached CAST."""
	cycle, states = chosen_cycle({}), list(SENT_STATES)
	cycles = [cycle.name] if cycle else []
	options = {"cycle": ["in", cycles], "workflow_state": ["in", states]}
	return _card(count_waiting(SUBMISSION, states, cycles), ["List", SUBMISSION], options)


def _filing() -> tuple[CycleFacts | None, Filing]:
	cycle = chosen_cycle({})
	return cycle, total(filing_by_province(cycle).values()) if cycle else Filing()


def _county_card(cycle: CycleFacts | None, value: int, filing: str) -> Card:
	options = {"cycle": cycle.name, "filing": filing} if cycle else None
	return _card(value, ["query-report", FILING_STATUS], options)


def _waiting_card(doctype: str) -> Card:
	states, cycles = waiting_states(doctype, frappe.get_roles()), cycles_under_way()
	options = {"cycle": ["in", cycles], "workflow_state": ["in", states]}
	return _card(count_waiting(doctype, states, cycles), ["List", doctype], options)


def _card(value: int, route: list[str], options: Card | None = None) -> Card:
	"""Return the payload of Frappe's widget; ``route`` is a click's target, ``options`` the filters there."""
	return {"value": value, "fieldtype": "Int", "route": route, "route_options": options or {}}
