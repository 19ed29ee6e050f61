"""On acceptance, submit all that a submission holds for good."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from kepu_app.access.roles import NATIONAL_OFFICER
from kepu_app.controllers.intent import intend
from kepu_app.review.states import HELD


def accept_content(submission: Document) -> None:
	"""Submit (docstatus 1) every approved summary, selected case and nominated person.

	The officer was authorised to accept the submission; the documents follow without a permission to submit them.
	"""
	for doctype, (held_state, final_state) in HELD.items():
		filters = {
			"cycle": submission.cycle,
			"province": submission.province,
			"workflow_state": held_state,
			"docstatus": 0,
		}
		for name in frappe.get_all(doctype, filters, pluck="name", order_by="name asc"):
			_submit(frappe.get_doc(doctype, name), final_state)


def _submit(doc: Document, final_state: str) -> None:
	intend(doc, by_system=True, action="Accept", role=NATIONAL_OFFICER)
	doc.flags.ignore_permissions = True
	doc.workflow_state = final_state
	doc.submit()
