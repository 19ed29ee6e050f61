"""Bring earlier rounds into today's form. What can no longer be marked is nobody's task; returned documents
wait; titles never handed in stand in lines. Marks note later changes of their text."""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe.utils import cstr

from kepu_app.assessment.assessors import (
	ASSESSMENT,
	MISSED,
	SUBMITTED,
	UNFINISHED,
	settle_awaited,
)
from kepu_app.assessment.rounds import CLOSED, OPEN
from kepu_app.assessment.sheets import COUNTY_REPORTS, ROUND
from kepu_app.assessment.subjects import DOCTYPES
from kepu_app.review.states import NOT_FILED_STATES

_BETWEEN_DOCUMENTS = re.compile("(?<=[》）])、")
"""Names of cases and people end so; a title may have the same sign in it."""


def execute() -> None:
	"""Do nothing the second time."""
	for name in frappe.get_all(ROUND, {"status": CLOSED}, pluck="name"):
		rows = {"round": name, "status": ["in", UNFINISHED]}
		frappe.db.set_value(ASSESSMENT, rows, "status", MISSED, update_modified=False)
	for each in frappe.get_all(ROUND, {"not_filed": ["is", "set"]}, ["name", "about", "not_filed"]):
		_write_lines(each)
	for name in frappe.get_all(ROUND, {"status": OPEN}, pluck="name"):
		round_doc = frappe.get_doc(ROUND, name)
		if not round_doc.revealed:
			settle_awaited(round_doc)
		_note_changes(round_doc)


def _write_lines(round_doc: Any) -> None:
	if "\n" in round_doc.not_filed:
		return
	is_counties = round_doc.about == COUNTY_REPORTS
	names = (re.compile("、") if is_counties else _BETWEEN_DOCUMENTS).split(round_doc.not_filed)
	frappe.db.set_value(ROUND, round_doc.name, "not_filed", "\n".join(names), update_modified=False)


def _note_changes(round_doc: Any) -> None:
	"""Handed in anew after marks for it were submitted."""
	doctype = DOCTYPES[round_doc.about]
	key = "county" if round_doc.about == COUNTY_REPORTS else "name"
	filters = {"cycle": round_doc.cycle, "docstatus": ["<", 2]}
	fields = [f"{key} as subject", "workflow_state", "last_submitted_at"]
	documents = {each.subject: each for each in frappe.get_all(doctype, filters, fields)}
	submitted = {"round": round_doc.name, "status": SUBMITTED}
	for each in frappe.get_all(ASSESSMENT, submitted, ["name", "subject", "submitted_at"]):
		doc = documents.get(each.subject)
		if not doc:
			continue
		values = {"returned": int(doc.workflow_state in NOT_FILED_STATES)}
		if cstr(doc.last_submitted_at) > cstr(each.submitted_at):
			values["changed"] = 1
		frappe.db.set_value(ASSESSMENT, each.name, values, update_modified=False)
