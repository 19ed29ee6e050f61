"""Checks that Frappe's workflow lacks, enforced whichever endpoint a change uses.

Frappe checks that the user's role has a transition. It does not check who edits a document in a state, what
is frozen elsewhere, or who wrote what is being approved. ``GuardedDocument`` does so in the document's own
validation, which the Desk, REST, bulk edit, bulk actions and Data Import all run.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name
from frappe.utils import now_datetime

from kepu_app.controllers.attachments import fields_holding, refuse_unreadable_files
from kepu_app.controllers.content import content_changes
from kepu_app.controllers.freezing import (
	lock_row,
	lock_submission,
	refuse_finished,
	refuse_frozen,
	throw_frozen,
)
from kepu_app.controllers.intent import intent_of
from kepu_app.controllers.place import settle_place
from kepu_app.controllers.renaming import refuse_renaming
from kepu_app.controllers.rows import changed_rows, drops_rows
from kepu_app.controllers.system_fields import (
	compute_changed,
	keep_system_fields,
	may_be_set,
	note_writer,
	typed_reason_of,
)
from kepu_app.controllers.transitions import (
	Transition,
	note_transition,
	refuse_other_docstatus,
	refuse_self_approval,
	refuse_submitting,
	system_transition_of,
	take_reason,
	transition_of,
	write_noted_entry,
)
from kepu_app.exceptions import EditRoleError, FrozenError
from kepu_app.review.versions import refuse_other_version
from kepu_app.utils.stored import stored_row
from kepu_app.utils.texts import take_off_invisible


class GuardedDocument(Document):
	"""Base of the documents with a workflow. ``guard`` lists the checks of every change; a controller adds its
	own in the methods marked as hooks.

	Flags pass what calls through Frappe cannot. No request can set one: Frappe drops ``flags`` from all.

	================  =====================================================================
	flag              set by, and meaning
	================  =====================================================================
	intent            ``intent.intend``: who acts, by which step, and why
	names_version     ``update``: the request names its version
	review_entry      ``transitions``: written once the document is stored
	locked_submission ``load_from_db``: the submission it locked, and its state
	================  =====================================================================
	"""

	COMPUTED_FIELDS: tuple[str, ...] = ()
	"""Fields that the controller computes; a request's values for them are dropped."""

	SHARES_SUBMISSION = False
	"""Whether a province's documents may be changed concurrently: where nothing is counted over the province."""

	# ------------------------------------------------------------------ hooks of the controllers

	def tidy(self) -> None:
		"""Normalise what was entered. A hook."""
		take_off_invisible(self)

	def set_place(self) -> None:
		"""Set the province and other fields that follow from the county. A hook."""

	def compute(self) -> None:
		"""Set ``COMPUTED_FIELDS``. A hook."""

	def check_content(self, handing_in: bool) -> None:
		"""Check the notice's rules; ``handing_in`` when the document leaves its author. A hook."""

	def on_transition(self, transition: Transition) -> None:
		"""Apply a transition's requirements and effects before the document is stored. A hook."""

	def may_change_while_frozen(
		self, changed: set[str], transition: Transition | None, submission_state: str
	) -> bool:
		"""Return whether a change is allowed although the submission is in this frozen state. A hook."""
		return False

	def free_fields(self, before: Document | None, submission_state: str | None) -> set[str]:
		"""Return the fields that may be changed now whatever the state. A hook."""
		return set()

	def submission_name(self) -> str:
		"""Return the province's submission that this document belongs to."""
		return f"{self.cycle}-{self.province}"

	# ------------------------------------------------------------------ what every change passes

	def guard(self) -> None:
		"""Run every check of a change."""
		before = self.get_doc_before_save()
		if intent_of(self).by_system:
			self._follow_system(before)
			return
		self.tidy()
		typed_reason = typed_reason_of(self, before)
		keep_system_fields(self, before)
		submission_state = settle_place(self, before)
		transition = transition_of(self, before, typed_reason)
		content = content_changes(self, before)
		changed = content - self.free_fields(before, submission_state)
		refuse_frozen(self, submission_state, changed, transition)
		self._guard_content(before, changed)
		compute_changed(self, before, content)
		self.check_content(bool(transition and transition.hands_in))
		if transition:
			self._guard_transition(transition, before)

	def _follow_system(self, before: Document | None) -> None:
		if self.is_new():
			self.set_place()
		compute_changed(self, before, content_changes(self, before))
		transition = system_transition_of(self, before)
		if transition:
			note_transition(self, before, transition)

	def _guard_content(self, before: Document | None, changed: set[str]) -> None:
		refuse_unreadable_files(self, before)
		if not changed:
			return
		if before:
			self.check_edit_role(before.workflow_state)
		note_writer(self)

	def _guard_transition(self, transition: Transition, before: Document) -> None:
		refuse_other_docstatus(self)
		refuse_self_approval(self, transition)
		refuse_other_version(self, before)
		take_reason(self, transition)
		self.on_transition(transition)
		if transition.hands_in:
			self.last_submitted_by, self.last_submitted_at = frappe.session.user, now_datetime()
		note_transition(self, before, transition)

	def check_edit_role(self, state: str | None) -> None:
		"""Raise EditRoleError unless the workflow lets one of the user's roles edit in this state."""
		if not state or not get_workflow_name(self.doctype):
			return
		allowed = [row.allow_edit for row in get_workflow(self.doctype).states if row.state == state]
		if not set(allowed).intersection(frappe.get_roles()):
			frappe.throw(
				_("In the state {0} only {1} may edit this document.").format(
					frappe.bold(_(state)), ", ".join(_(role) for role in allowed)
				),
				EditRoleError,
			)

	def check_attachment(self, url: str | None, fieldname: str | None = None) -> None:
		"""Raise when a file of this document may not be added, changed or deleted now.

		Args:
			url: the file's URL in the document; None for a new file.
			fieldname: the field that a new file is meant for.
		"""
		submission_state = lock_submission(self)
		held_by = (
			fields_holding(self, url) if url else {fieldname} & {each.fieldname for each in self.meta.fields}
		)
		if held_by.intersection(type(self).COMPUTED_FIELDS):
			throw_frozen(self, submission_state)
		if not held_by:
			refuse_finished(self, submission_state)
			return
		changed = held_by - self.free_fields(self, submission_state)
		refuse_frozen(self, submission_state, changed, None)
		if changed:
			self.check_edit_role(self.workflow_state)

	def refuse_closed(self) -> None:
		"""Raise FrozenError when nothing of the document may change now, whatever its own state."""
		refuse_frozen(self, lock_submission(self), {"name"}, None)

	# ------------------------------------------------------------------ when Frappe calls

	def load_from_db(self) -> GuardedDocument:
		"""Lock order: submission, then document; prevents deadlocks."""
		if self.flags.for_update:
			place = stored_row(self.doctype, self.name, ("cycle", "province"))
			if place:
				submission = f"{place.cycle}-{place.province}"
				state = lock_row(submission, may_share=type(self).SHARES_SUBMISSION)
				self.flags.locked_submission = (submission, state)
		loaded = super().load_from_db()
		self.flags.names_version = False
		return loaded

	def update_child_table(self, fieldname: str, df: Any = None) -> None:
		"""Write only the rows that differ from the stored ones; Frappe writes every row at every save."""
		before = self.get_doc_before_save()
		if not before or drops_rows(self, before, fieldname):
			super().update_child_table(fieldname, df)
			return
		for row in changed_rows(self, before, fieldname):
			row.db_update()

	def update(self, d: Any) -> GuardedDocument:
		"""Drop what is no field, and note whether a request names its version, which Frappe compares."""
		if "modified" in d:
			self.flags.names_version = True
		return super().update({key: value for key, value in d.items() if may_be_set(self, key)})

	def before_insert(self) -> None:
		# Nothing is ever cancelled, so nothing is amended; Frappe would copy the named document's files.
		self.amended_from = None

	def validate(self) -> None:
		self.guard()

	def before_update_after_submit(self) -> None:
		self.guard()

	def validate_workflow(self) -> None:
		"""Run Frappe's check of the transition, except for steps of the app itself."""
		if not intent_of(self).by_system:
			super().validate_workflow()

	def on_update(self) -> None:
		write_noted_entry(self)

	def on_update_after_submit(self) -> None:
		write_noted_entry(self)

	def before_submit(self) -> None:
		"""Refuse submitting without a workflow action, where Frappe would set the state by itself."""
		if not intent_of(self).by_system and not self.flags.review_entry:
			refuse_submitting(self)

	def before_cancel(self) -> None:
		frappe.throw(_("An accepted document cannot be cancelled."), FrozenError)

	def before_discard(self) -> None:
		"""Refuse Frappe 16's way to cancel a draft."""
		frappe.throw(_("A draft cannot be discarded."), FrozenError)

	def on_trash(self) -> None:
		self.refuse_closed()
		if frappe.db.exists("Review Entry", {"reference_doctype": self.doctype, "reference_name": self.name}):
			frappe.throw(
				_("{0} {1} has a review history and cannot be deleted.").format(_(self.doctype), self.name),
				FrozenError,
			)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def notify_update(self) -> None:
		"""Notify open forms only. Frappe would also send the names of document and user to every open list of the
		DocType."""
		frappe.publish_realtime(
			"doc_update",
			{"modified": self.modified, "doctype": self.doctype, "name": self.name},
			doctype=self.doctype,
			docname=self.name,
			after_commit=True,
		)
