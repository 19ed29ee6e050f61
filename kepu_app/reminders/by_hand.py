"""The button that reminds chosen counties."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, getdate

from kepu_app.access.roles import CITY_REVIEWER, KEPU_ADMINISTRATOR, NATIONAL_OFFICER, PROVINCIAL_APPROVER
from kepu_app.controllers.freezing import refuse_locked_cycle
from kepu_app.reminders.due import Digests, Item, county_people, unfiled_summaries
from kepu_app.reminders.groups import tell_asked
from kepu_app.reminders.message import remind
from kepu_app.review.deadlines import county_deadlines
from kepu_app.review.states import CYCLE_OPEN
from kepu_app.utils.arguments import list_of_names
from kepu_app.utils.doctypes import SUMMARY

MOST = 1000
"""Summaries in one call: more than all counties."""

MAY_REMIND = (CITY_REVIEWER, PROVINCIAL_APPROVER, NATIONAL_OFFICER, KEPU_ADMINISTRATOR)


def remind_counties(names: str | list[str]) -> int:
	"""Remind the users of counties whose summaries are awaited and return the number of users reminded.

	Args:
		names: Annual Summaries that the user may read; those filed meanwhile are skipped.

	Raises:
		PermissionError: one of them lies outside the user's divisions, or is missing.
		FrozenError: the cycle of one of them is locked.
	"""
	frappe.only_for(MAY_REMIND, message=True)
	summaries = _awaited(_readable(names))
	people = county_people([each.county for each in summaries])
	by_mail = bool(frappe.db.get_single_value("Kepu Settings", "reminders_by_mail"))
	deadlines = {cycle: _deadlines(cycle) for cycle in {each.cycle for each in summaries}}
	digests = _digests(summaries, people, deadlines)
	for user, items in sorted(digests.items()):
		remind(user, items, getdate(), sent_by=frappe.session.user, by_mail=by_mail)
	tell_asked(summaries, deadlines)
	_tell_of_nobody([each.title for each in summaries if each.county not in people], bool(summaries))
	return len(digests)


def _readable(names: str | list[str]) -> list[str]:
	chosen = list_of_names(names)
	if len(chosen) > MOST:
		frappe.throw(_("At most {0} at once.").format(MOST))
	readable = frappe.get_list(SUMMARY, {"name": ["in", chosen or [""]]}, pluck="name", limit=0)
	if len(readable) < len(chosen):
		frappe.throw(
			_("{0} lies outside of the places that you are assigned to.").format(_(SUMMARY)),
			frappe.PermissionError,
		)
	return readable


def _awaited(names: list[str]) -> list[Any]:
	"""Return those that their county can still hand in: after the closing, only what was handed in before."""
	summaries = unfiled_summaries({"name": names}) if names else []
	cycles = {each.cycle for each in summaries}
	for cycle in sorted(cycles):
		refuse_locked_cycle(cycle)
	opened = set(
		frappe.get_all(
			"Reporting Cycle", {"name": ["in", sorted(cycles)], "status": CYCLE_OPEN}, pluck="name"
		)
	)
	return [each for each in summaries if each.cycle in opened or each.first_submitted_at]


def _digests(
	summaries: list[Any], people: dict[str, list[str]], deadlines: dict[str, dict[str, Any]]
) -> Digests:
	found: Digests = defaultdict(list)
	for each in summaries:
		deadline = deadlines[each.cycle][each.province]
		item = Item(SUMMARY, each.name, each.title, deadline, getdate(), to_county=True)
		for user in people.get(each.county, ()):
			found[user].append(item)
	return found


def _deadlines(cycle: str) -> dict[str, Any]:
	return county_deadlines(cycle, frappe.db.get_value("Reporting Cycle", cycle, "national_deadline"))


def _tell_of_nobody(titles: list[str], is_awaited: bool) -> None:
	if not is_awaited:
		frappe.msgprint(
			_("Nothing is awaited of the chosen counties: they have filed, or can no longer file.")
		)
	elif titles:
		names = "、".join(escape_html(each) for each in titles)
		frappe.msgprint(_("Nobody is assigned to the county, so nobody was reminded of: {0}").format(names))
