"""Workflow steps: which transition a change is, and what it requires."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name, is_transition_condition_satisfied
from frappe.utils import cint, get_datetime, now_datetime

from kepu_app.controllers.intent import intent_of
from kepu_app.controllers.system_fields import writers_of
from kepu_app.exceptions import FrozenError, ReasonMissingError, SelfApprovalError
from kepu_app.review.entries import write_entry
from kepu_app.review.notify import notify
from kepu_app.utils.texts import visible_text

ACTION = "Workflow Action"
"""Translation context of step names: some of Frappe's own have another meaning here."""


@dataclass(frozen=True)
class Transition:
	"""A step that a document takes.

	``role`` may take the step. Handing in passes the document on from its author. Text written with the step is
	its ``reason`` where it needs one, else an ``opinion``. Both are None for a step of the app itself.
	"""

	action: str
	state: str
	next_state: str
	role: str | None
	allows_self_approval: bool = False
	hands_in: bool = False
	needs_reason: bool = False
	reason: str | None = None
	opinion: str | None = None


def transition_of(doc: Document, before: Document | None, typed_reason: str) -> Transition | None:
	"""Return the step that the document takes; None if its state does not change.

	Args:
		typed_reason: text written into the document itself, for a step without a reason.

	Raises:
		WorkflowTransitionError, WorkflowPermissionError: the workflow lacks this step, or denies it to the user.
	"""
	if not before:
		return None
	if not get_workflow_name(doc.doctype):
		# Without an active workflow the state does not change.
		doc.workflow_state = before.workflow_state
		return None
	state, next_state = before.workflow_state, doc.workflow_state
	if not state or state == next_state:
		return None
	roles, intent = frappe.get_roles(), intent_of(doc)
	for row in get_workflow(doc.doctype).transitions:
		is_wanted = intent.action in (None, row.action) and row.allowed in roles
		if not is_wanted or (row.state, row.next_state) != (state, next_state):
			continue
		if is_transition_condition_satisfied(row, before):
			return _transition_by(row, visible_text(intent.reason) or typed_reason)
	# Frappe raises with its own message and the right exception.
	Document.validate_workflow(doc)
	return None


def system_transition_of(doc: Document, before: Document | None) -> Transition | None:
	"""Return the step that the app takes itself; None if the document's state does not change."""
	if not before or before.workflow_state == doc.workflow_state:
		return None
	intent = intent_of(doc)
	return Transition(intent.action, before.workflow_state, doc.workflow_state, intent.role)


def _transition_by(row: Any, words: str) -> Transition:
	"""Return a workflow row's step, with the text written."""
	needs_reason = bool(row.get("kepu_needs_reason"))
	return Transition(
		action=row.action,
		state=row.state,
		next_state=row.next_state,
		role=row.allowed,
		allows_self_approval=bool(row.allow_self_approval),
		hands_in=bool(row.get("kepu_hands_in")),
		needs_reason=needs_reason,
		reason=words if needs_reason else "",
		opinion="" if needs_reason else words,
	)


def refuse_other_docstatus(doc: Document) -> None:
	"""Raise where Frappe would replace the requested state by the first submitted one."""
	states = get_workflow(doc.doctype).states
	allowed = {cint(row.doc_status) for row in states if row.state == doc.workflow_state}
	if cint(doc.docstatus) not in allowed:
		refuse_submitting(doc)


def refuse_submitting(doc: Document) -> None:
	"""Raise FrozenError."""
	frappe.throw(
		_("{0} is submitted by its workflow and in no other way.").format(_(doc.doctype)),
		FrozenError,
	)


def refuse_self_approval(doc: Document, transition: Transition) -> None:
	"""Raise SelfApprovalError for the user who wrote or handed in what the step decides."""
	if transition.allows_self_approval:
		return
	if frappe.session.user in (*writers_of(doc), doc.last_submitted_by):
		frappe.throw(
			_("You wrote or submitted this document yourself; somebody else has to do: {0}.").format(
				_(transition.action, context=ACTION)
			),
			SelfApprovalError,
		)


def take_reason(doc: Document, transition: Transition) -> None:
	"""Keep the reason in the document until it is handed in again. Raises ReasonMissingError."""
	if transition.needs_reason:
		if not transition.reason:
			frappe.throw(
				_("{0} needs a reason.").format(_(transition.action, context=ACTION)),
				ReasonMissingError,
				_("Reason Missing"),
			)
		doc.return_reason = transition.reason
	elif transition.hands_in:
		doc.return_reason = None


def note_transition(doc: Document, before: Document, transition: Transition) -> None:
	"""Prepare the Review Entry, written once the document is stored, and start the new state's clock."""
	now = now_datetime()
	since = get_datetime(before.state_since or before.creation)
	doc.flags.review_entry = {
		"action": transition.action,
		"from_state": transition.state,
		"to_state": transition.next_state,
		"reason": transition.reason,
		"opinion": transition.opinion,
		"role": transition.role,
		"at": now,
		"hours_in_state": max(0.0, (now - since).total_seconds() / 3600),
	}
	doc.state_since = now


def write_noted_entry(doc: Document) -> None:
	"""Write the noted Review Entry, if any, and notify users of the step."""
	entry = doc.flags.pop("review_entry", None)
	if entry:
		write_entry(doc, entry)
		notify(doc, entry)
