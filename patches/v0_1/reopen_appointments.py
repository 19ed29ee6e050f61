"""CAST takes an appointment back, with a reason: until now a slip of the mouse was final.

Adds two transitions to the workflow of the nominees, on sites where it is still as it was shipped. Whoever
has changed it finds in the log what the app would have added, and adds it by hand.
"""

from __future__ import annotations

import frappe

from kepu_app.access.roles import NATIONAL_OFFICER
from kepu_app.review.states import APPOINTED, AWAITING_APPOINTMENT, NOT_APPOINTED
from kepu_app.review.workflows import fingerprint

WORKFLOW = "Speaker Nominee Selection"
SHIPPED = "0b226d3d7c31a4ed12f7c5ebcd9b69de62c3b52721b282b4e0a666f039885b02"
"""Fingerprint of the workflow as it was shipped before these transitions."""

ADDED = [
	{
		"state": state,
		"action": "Reopen",
		"next_state": AWAITING_APPOINTMENT,
		"allowed": NATIONAL_OFFICER,
		"allow_self_approval": 1,
		"kepu_needs_reason": 1,
	}
	for state in (APPOINTED, NOT_APPOINTED)
]


def execute() -> None:
	"""Do nothing the second time, nor where the workflow is gone or not the app's any more."""
	if not frappe.db.exists("Workflow", WORKFLOW):
		return
	workflow = frappe.get_doc("Workflow", WORKFLOW)
	if fingerprint(workflow) != SHIPPED:
		frappe.logger("kepu").info(f"{WORKFLOW} was changed here and is left alone; not added: {ADDED}")
		return
	workflow.extend("transitions", ADDED)
	workflow.save()
