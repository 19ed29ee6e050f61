"""代录: provinces and cities may enter a summary for a county, where the province's settings say so.

Adds rows to the workflow of the annual summaries, on sites where it is still as it was shipped. Whoever has
changed it finds in the log what the app would have added, and adds it by hand.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from kepu_app.access.roles import CITY_REVIEWER, PROVINCIAL_APPROVER
from kepu_app.review.states import DRAFT, PENDING_PROVINCE, RETURNED
from kepu_app.review.workflows import fingerprint

WORKFLOW = "Annual Summary Review"
SHIPPED = "003ce3a984fd9d7b2a3a194f86645778ddd5874ac1dd489accaf2405ded6a1a3"
"""Fingerprint of the workflow as it was shipped before these rows."""

STATES = (DRAFT, RETURNED)
ROLES = (CITY_REVIEWER, PROVINCIAL_APPROVER)
CONDITION = 'frappe.db.get_value("Province", doc.province, "enters_for_counties")'
TRANSITIONS = [
	{
		"state": state,
		"action": "Submit for Review",
		"next_state": PENDING_PROVINCE,
		"allowed": role,
		"allow_self_approval": 1,
		"condition": CONDITION,
		"kepu_hands_in": 1,
	}
	for state in STATES
	for role in ROLES
]


def execute() -> None:
	"""Do nothing the second time, nor where the workflow is gone or not the app's any more."""
	if not frappe.db.exists("Workflow", WORKFLOW):
		return
	workflow = frappe.get_doc("Workflow", WORKFLOW)
	if fingerprint(workflow) != SHIPPED:
		frappe.logger("kepu").info(f"{WORKFLOW} was changed here and is left alone; not added: {TRANSITIONS}")
		return
	_add_editing_roles(workflow)
	workflow.extend("transitions", TRANSITIONS)
	workflow.save()


def _add_editing_roles(workflow: Document) -> None:
	"""Behind the row of each state, so that the first row goes on naming its author."""
	order = list(dict.fromkeys(row.state for row in workflow.states))
	for state in STATES:
		for role in ROLES:
			workflow.append("states", {"state": state, "doc_status": "0", "allow_edit": role})
	workflow.states.sort(key=lambda row: order.index(row.state))
	for index, row in enumerate(workflow.states, start=1):
		row.idx = index
