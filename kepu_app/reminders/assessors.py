"""Which assessors are reminded on a day: of each open round in which they have work left. Only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from kepu_app.access.roles import ASSESSOR
from kepu_app.assessment.assessors import ASSESSMENT, TO_DO
from kepu_app.assessment.rounds import OPEN
from kepu_app.assessment.sheets import ROUND
from kepu_app.reminders.due import Digests, Item, last_due, reminder_days


def due_assessments(since: date, today: date) -> Digests:
	"""Return reminders by user: one per round, whatever the number of subjects left.

	Args:
		since: the last day that was processed.
		today: the day to process. The cycle sets the days before and after the round's deadline.
	"""
	rounds = {each.name: each for each in _open_rounds()}
	due = {name: last_due(getdate(each.deadline), each.days, since, today) for name, each in rounds.items()}
	found: Digests = defaultdict(list)
	for (user, name), left in _left([name for name, day in due.items() if day]).items():
		found[user].append(_item(rounds[name], left, due[name]))
	return found


def _item(round_doc: Any, left: Sequence[str], due_on: date | None) -> Item:
	title = _("{0}: {1} still to assess").format(round_doc.title, len(left))
	deadline = getdate(round_doc.deadline)
	return Item(ASSESSMENT, left[0], title, deadline, due_on or deadline)


def _open_rounds() -> list[Any]:
	rounds = frappe.get_all(ROUND, {"status": OPEN}, ["name", "title", "deadline", "cycle"])
	cycles = {each.cycle for each in rounds}
	filters = {"name": ["in", sorted(cycles)]}
	found = frappe.get_all("Reporting Cycle", filters, ["name", "reminder_days"]) if cycles else []
	days = {each.name: reminder_days(each) for each in found}
	return [frappe._dict(each, days=days[each.cycle]) for each in rounds]


def _left(rounds: Sequence[str]) -> Mapping[tuple[str, str], list[str]]:
	"""Return the names of the assessments left, by user and round; only enabled users with the role."""
	found: dict[tuple[str, str], list[str]] = defaultdict(list)
	if not rounds:
		return found
	table, user, held = (frappe.qb.DocType(each) for each in (ASSESSMENT, "User", "Has Role"))
	query = (
		frappe.qb.from_(table)
		.join(user)
		.on((user.name == table.assessor) & (user.enabled == 1))
		.join(held)
		.on((held.parent == user.name) & (held.parenttype == "User") & (held.role == ASSESSOR))
		.select(table.assessor, table.round, table.name)
		.where(table.round.isin(list(rounds)) & (table.status == TO_DO))
		.orderby(table.subject)
	)
	for assessor, round_name, name in query.run():
		found[assessor, round_name].append(name)
	return found
