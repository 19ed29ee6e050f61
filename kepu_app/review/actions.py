"""Workflow actions as users start them: Frappe's own, with a reason or an opinion."""

from typing import Any

import frappe
from frappe.model import workflow
from frappe.model.document import Document

from kepu_app.controllers.intent import intend
from kepu_app.review.told import tell
from kepu_app.utils.arguments import document_of


def apply_workflow(doc: Any, action: str, reason: str | None = None) -> Document:
	"""Override ``frappe.model.workflow.apply_workflow``; the guard checks the reason.

	Args:
		doc: the document, or its JSON. Only ``modified`` counts: the version that the step was decided on.
			action: name of the Workflow Action.
			reason: why, for actions that need a reason; else an optional opinion.

	Raises:
		WorkflowTransitionError: no such action in this state for this user.
		ChangedMeanwhileError, VersionMissingError: see ``versions``.
		ReasonMissingError, SelfApprovalError, FrozenError, QuotaError, BreachError: see ``GuardedDocument.guard``.
	"""
	document = doc if isinstance(doc, Document) else frappe.get_doc(document_of(doc))
	# Noted now: Frappe reloads the document.
	intend(document, action=action, reason=reason, decided_on=document.modified)
	moved = workflow.apply_workflow(document, action)
	tell(moved)
	return moved
