"""The button that reminds chosen counties."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import getdate

from kepu_app.reminders.due import Item, county_people, deadlines_of, unfiled_summaries
from kepu_app.reminders.message import remind
from kepu_app.roles import KEPU_ADMINISTRATOR, NATIONAL_OFFICER, PROVINCIAL_APPROVER

MOST = 1000
"""Summaries that can be chosen at once: more than there are counties."""


@frappe.whitelist(methods=["POST"])
def remind_counties(names: str | list[str]) -> int:
	"""Reminds the people of counties whose summaries are awaited. Gives how many people were reminded.

	Args:
		names: Annual Summaries that the user may read; those that were filed meanwhile are passed over.
	"""
	frappe.only_for((PROVINCIAL_APPROVER, NATIONAL_OFFICER, KEPU_ADMINISTRATOR), message=True)
	chosen = sorted(set(frappe.parse_json(names)))
	if len(chosen) > MOST:
		frappe.throw(_("At most {0} at once.").format(MOST))
	readable = frappe.get_list("Annual Summary", {"name": ["in", chosen]}, pluck="name", limit=0)
	if len(readable) < len(chosen):
		raise frappe.PermissionError
	summaries = unfiled_summaries({"name": readable}) if readable else []
	people = county_people([each.county for each in summaries])
	reminders: dict[str, list[Item]] = defaultdict(list)
	deadlines = {cycle: deadlines_of(cycle) for cycle in {each.cycle for each in summaries}}
	for each in summaries:
		item = Item("Annual Summary", each.name, each.title, deadlines[each.cycle][each.province])
		for user in people.get(each.county, ()):
			reminders[user].append(item)
	by_mail = bool(frappe.db.get_single_value("Kepu Settings", "reminders_by_mail"))
	for user, items in sorted(reminders.items()):
		remind(user, items, getdate(), sent_by=frappe.session.user, by_mail=by_mail)
	if not reminders:
		frappe.msgprint(_("Nobody is assigned to the chosen counties, or all have filed."))
	return len(reminders)
