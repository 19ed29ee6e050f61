"""Steps of a document: which transition of its workflow a change is, and what such a step asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name, is_transition_condition_satisfied
from frappe.utils import cint, cstr, get_datetime, now_datetime

from kepu_app.controllers.system_fields import writers_of
from kepu_app.exceptions import FrozenError, ReasonMissingError, SelfApprovalError
from kepu_app.review.entries import write_entry
from kepu_app.review.notify import notify

ACTION = "Workflow Action"
"""Context of the names of steps: Frappe's own words for some mean something else here."""


@dataclass(frozen=True)
class Transition:
	"""A step that a document takes now.

	``role`` is the one that the workflow lets take the step. Handing in takes the document out of its
	author's hands. What was written with the step is its ``reason`` where it needs one, else an
	``opinion``. Both are None for a step in consequence of another.
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
	"""Return the step by which the document moves; None if it stays where it is.

	Args:
		typed_reason: what was written into the document itself, for a step that was given none.

	Raises:
		WorkflowTransitionError, WorkflowPermissionError: the workflow has no such step, or not for this user.
	"""
	if not before:
		return None
	if not get_workflow_name(doc.doctype):
		# Nobody moves a document whose workflow is switched off.
		doc.workflow_state = before.workflow_state
		return None
	state, next_state = before.workflow_state, doc.workflow_state
	if not state or state == next_state:
		return None
	roles = frappe.get_roles()
	for row in get_workflow(doc.doctype).transitions:
		is_wanted = doc.flags.workflow_action in (None, row.action) and row.allowed in roles
		if not is_wanted or (row.state, row.next_state) != (state, next_state):
			continue
		if is_transition_condition_satisfied(row, before):
			return _transition_by(row, cstr(doc.flags.reason).strip() or typed_reason)
	# Frappe says it in its own words, and with the right exception.
	Document.validate_workflow(doc)
	return None


def system_transition_of(doc: Document, before: Document | None) -> Transition | None:
	"""Return the step that the app takes in consequence of another; None if the document stays where it is."""
	if not before or before.workflow_state == doc.workflow_state:
		return None
	return Transition(
		doc.flags.system_action, before.workflow_state, doc.workflow_state, doc.flags.system_role
	)


def _transition_by(row: Any, words: str) -> Transition:
	"""Return the step of a row of the workflow, with what was written with it."""
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
	"""Frappe would replace the state that was asked for by the first one that is submitted."""
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
	"""Raise SelfApprovalError for whoever wrote or handed in what the step is about."""
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
	"""Prepare the Review Entry, which is written once the document is stored, and begins the new state's
	time."""
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
	"""Write the Review Entry of the step that was noted, if any, and tells people of the step."""
	entry = doc.flags.pop("review_entry", None)
	if entry:
		write_entry(doc, entry)
		notify(doc, entry)
