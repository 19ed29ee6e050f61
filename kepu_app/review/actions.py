"""Workflow actions as users start them: Frappe's own, with a reason."""

from typing import Any

import frappe
from frappe.model import workflow
from frappe.model.document import Document


@frappe.whitelist(methods=["POST"])
def apply_workflow(doc: Any, action: str, reason: str | None = None) -> Document:
	"""Takes the place of ``frappe.model.workflow.apply_workflow``; the reason is checked by the guard.

	Args:
		doc: the document, or its JSON; what is stored counts, not what the JSON says.
		action: name of the Workflow Action.
		reason: why, for actions that need a reason.

	Raises:
		WorkflowTransitionError: no such action in this state for this user.
		ReasonMissingError, SelfApprovalError, FrozenError, QuotaError, BreachError: see ``guard``.
	"""
	document = frappe.get_doc(frappe.parse_json(doc))  # Frappe loads anew what is stored
	document.flags.workflow_action = action
	document.flags.reason = reason
	return workflow.apply_workflow(document, action)
