"""Freezing: a finalised submission with all that belongs to it, and a locked cycle.

Each check locks the submission's row until the transaction ends, so that it cannot be finalised before
the change is complete.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, getdate

from kepu_app.controllers.transitions import Transition
from kepu_app.exceptions import FrozenError
from kepu_app.review.states import CYCLE_LOCKED, FROZEN_STATES, SENT_STATES
from kepu_app.utils.doctypes import SUBMISSION
from kepu_app.utils.isolation import lock_value, share_value
from kepu_app.utils.stored import stored_row, stored_value


def lock_submission(doc: Document, before: Document | None = None) -> str | None:
	"""Lock the province's submission for the rest of the transaction and return its state.

	Args:
		before: the document as loaded for this change, which may have locked the row already.
	"""
	submission = doc.submission_name()
	locked, state = (before and before.flags.locked_submission) or (None, None)
	return state if locked == submission else lock_row(submission, may_share=type(doc).SHARES_SUBMISSION)


def lock_row(submission: str, *, may_share: bool) -> str | None:
	"""Lock the row and return the state. Shared only before freezing: from then on a county's scan changes
	the submission, too, and two sharers that both write deadlock."""
	is_shared = may_share and (stored_value(SUBMISSION, submission, "workflow_state") not in FROZEN_STATES)
	return (share_value if is_shared else lock_value)(SUBMISSION, submission, "workflow_state")


def refuse_frozen(
	doc: Document, submission_state: str | None, changed: set[str], transition: Transition | None
) -> None:
	"""Raise FrozenError when a change or a step comes too late; the document's class may define exceptions."""
	refuse_locked_cycle(doc.cycle)
	if submission_state not in FROZEN_STATES or not (changed or transition):
		return
	if not doc.may_change_while_frozen(changed, transition, submission_state):
		throw_frozen(doc, submission_state)


def refuse_finished(doc: Document, submission_state: str | None) -> None:
	"""Raise FrozenError once the submission is sent; while a seal is awaited files may still be added."""
	refuse_locked_cycle(doc.cycle)
	if submission_state in SENT_STATES or doc.docstatus.is_submitted():
		throw_frozen(doc, submission_state)


def throw_frozen(doc: Document, submission_state: str | None) -> None:
	"""Raise FrozenError."""
	title = escape_html(cstr(doc.get_title() or doc.name)) or _(doc.doctype)
	frappe.throw(
		_("{0} cannot be changed: the submission of the province is in the state {1}.").format(
			title, _(submission_state)
		),
		FrozenError,
	)


def refuse_locked_cycle(cycle: str | None) -> None:
	"""Raise FrozenError when the cycle is locked, by hand or by its date."""
	status = stored_row("Reporting Cycle", cycle, ("status", "hard_lock_date")) if cycle else None
	if not status:
		return
	past_lock_date = status.hard_lock_date and getdate() >= getdate(status.hard_lock_date)
	if status.status == CYCLE_LOCKED or past_lock_date:
		frappe.throw(_("The cycle {0} is locked; nothing in it can be changed.").format(cycle), FrozenError)
