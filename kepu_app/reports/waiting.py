"""What waits for the session's user, by the current workflows.

A state waits for the role nearest to the author among those with a transition. A draft case waits for its
county, although the province could propose it too. Actions that only undo something do not count.
"""

from __future__ import annotations

import frappe
from frappe.model.workflow import get_workflow, get_workflow_name
from pypika.functions import Count

from kepu_app.access.roles import ROLES
from kepu_app.reports.listed import listed
from kepu_app.reports.selection import CYCLE
from kepu_app.review.states import CYCLE_CLOSED, CYCLE_OPEN, UNDOING_ACTIONS


def waiting_states(doctype: str, roles: list[str]) -> list[str]:
	"""Return the states in which a document of ``doctype`` waits for a user with ``roles``."""
	if not get_workflow_name(doctype):
		return []
	allowed: dict[str, list[str]] = {}
	for row in get_workflow(doctype).transitions:
		if row.action not in UNDOING_ACTIONS:
			allowed.setdefault(row.state, []).append(row.allowed)
	return [state for state, who in allowed.items() if min(who, key=_distance) in roles]


def count_waiting(doctype: str, states: list[str], cycles: list[str]) -> int:
	"""Count the documents of these cycles that the user may list and that are in one of the states."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(Count("*")).where(listed(doctype))
	if not states or not cycles:
		return 0
	return query.where(table.workflow_state.isin(states) & table.cycle.isin(cycles)).run()[0][0]


def cycles_under_way() -> list[str]:
	"""Return the cycles in which documents still move."""
	table = frappe.qb.DocType(CYCLE)
	wanted = table.status.isin((CYCLE_OPEN, CYCLE_CLOSED)) & listed(CYCLE)
	query = frappe.qb.from_(table).select(table.name).where(wanted).orderby(table.year)
	return [name for (name,) in query.run()]


def _distance(role: str) -> int:
	"""Return a role's distance from the author; roles added by an administrator come after the app's own."""
	return ROLES.index(role) if role in ROLES else len(ROLES)
