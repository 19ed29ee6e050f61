"""What Frappe's workflow leaves open and this app closes, whichever door a change comes by.

Frappe checks that a transition exists for the user's role. It does not check who edits a document in a
state, nor what is frozen elsewhere, nor who wrote what is being approved. ``GuardedDocument`` does, in
the document's own validation, which the Desk, REST, bulk edit, bulk actions and Data Import all run.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name, is_transition_condition_satisfied
from frappe.utils import cint, cstr, escape_html, flt, get_datetime, getdate, now_datetime

from kepu_app.access.file_rights import may_read_file
from kepu_app.access.links import attached_urls
from kepu_app.access.policies import is_within
from kepu_app.access.scopes import scope_of
from kepu_app.exceptions import EditRoleError, FrozenError, ReasonMissingError, SelfApprovalError
from kepu_app.review.entries import write_entry
from kepu_app.review.notify import notify
from kepu_app.review.states import ACCEPTED, CYCLE_LOCKED, FROZEN_STATES, SENT
from kepu_app.review.versions import refuse_other_version
from kepu_app.utils.isolation import lock_value, share_value
from kepu_app.utils.texts import take_off_invisible

SYSTEM_FIELDS = ("last_submitted_by", "last_submitted_at", "state_since", "writers")
PROCESS_FIELDS = (*SYSTEM_FIELDS, "workflow_state", "return_reason", "amended_from")
PLACE_FIELDS = ("province", "city")
SUBMISSION = "Provincial Submission"
ACTION = "Workflow Action"
"""Context of the names of steps: Frappe's own words for some mean something else here."""


class GuardedDocument(Document):
	"""Base of the documents that run through a workflow.

	``flags.by_system`` marks what the app itself does in consequence of something that was checked
	(opening a cycle, accepting a submission); it cannot be set from outside, since Frappe drops
	``flags`` from every request.
	"""

	COMPUTED_FIELDS: tuple[str, ...] = ()
	"""Fields that the controller sets itself; what a request sends for them is dropped."""

	SHARES_SUBMISSION = False
	"""Whether several of a province are changed side by side: where nothing is counted over the province."""

	def load_from_db(self) -> GuardedDocument:
		"""Whoever takes the row of a document for a change has the row of its submission already: in one
		order everywhere, so that no two wait for each other."""
		if self.flags.for_update:
			place = frappe.db.get_value(self.doctype, self.name, ["cycle", "province"])
			if place:
				self._lock_row_of(f"{place[0]}-{place[1]}")
		loaded = super().load_from_db()
		self.flags.names_version = False
		return loaded

	def update(self, d: Any) -> GuardedDocument:
		"""Notes whether a request says which version it means; Frappe compares that one with the stored."""
		if "modified" in d:
			self.flags.names_version = True
		return super().update(d)

	def before_insert(self) -> None:
		# Nothing is ever cancelled, so nothing is amended; Frappe would copy the files of the named document.
		self.amended_from = None

	def validate(self) -> None:
		self.guard()

	def before_update_after_submit(self) -> None:
		self.guard()

	def guard(self) -> None:
		"""Everything that is checked on every change."""
		before = self.get_doc_before_save()
		if self.flags.by_system:
			if self.is_new():
				self.set_place()
			self._compute_changed(before, self.content_changes(before))
			self._note_system_transition(before)
			return
		self.tidy()
		self._keep_system_fields(before)
		submission_state = self._settle_place(before)
		transition = self._transition_from(before)
		content = self.content_changes(before)
		changed = content - self.free_fields(before, submission_state)
		self._refuse_frozen(submission_state, changed, transition)
		self._guard_content(before, changed)
		self._compute_changed(before, content)
		self.check_content(self._is_handing_in(transition))
		if transition:
			self._guard_transition(transition, before)

	def tidy(self) -> None:
		"""Hook: brings what was entered into the form in which it is kept."""
		take_off_invisible(self)

	def set_place(self) -> None:
		"""Hook: sets province and whatever else follows from the county."""

	def compute(self) -> None:
		"""Hook: sets ``COMPUTED_FIELDS``."""

	def check_content(self, handing_in: bool) -> None:
		"""Hook: the notice's rules; ``handing_in`` when the document leaves its author's hands."""

	def on_transition(self, transition: Any) -> None:
		"""Hook: what a transition asks for or brings about, before the document is stored."""

	def may_change_while_frozen(self, changed: set[str], transition: Any, submission_state: str) -> bool:
		"""Hook: whether a change is allowed although the submission is in this frozen state."""
		return False

	def free_fields(self, before: Document | None, submission_state: str | None) -> set[str]:
		"""Hook: fields that may be changed now whatever the state says about editing."""
		return set()

	def submission_name(self) -> str:
		"""The province's submission that this document belongs to."""
		return f"{self.cycle}-{self.province}"

	def notify_update(self) -> None:
		"""Tells open forms only. Frappe tells every open list of the DocType too, with the document's name
		and the user's, whoever has it open."""
		frappe.publish_realtime(
			"doc_update",
			{"modified": self.modified, "doctype": self.doctype, "name": self.name},
			doctype=self.doctype,
			docname=self.name,
			after_commit=True,
		)

	def on_update(self) -> None:
		self._write_entry()

	def on_update_after_submit(self) -> None:
		self._write_entry()

	def before_submit(self) -> None:
		"""Frappe would set the state by itself when somebody submits without a workflow action."""
		if not self.flags.by_system and not self.flags.review_entry:
			frappe.throw(
				_("{0} is submitted by its workflow and in no other way.").format(_(self.doctype)),
				FrozenError,
			)

	def before_cancel(self) -> None:
		frappe.throw(_("An accepted document cannot be cancelled."), FrozenError)

	def on_trash(self) -> None:
		self._refuse_frozen(self._lock_submission(), {"name"}, None)
		if frappe.db.exists("Review Entry", {"reference_doctype": self.doctype, "reference_name": self.name}):
			frappe.throw(
				_("{0} {1} has a review history and cannot be deleted.").format(_(self.doctype), self.name),
				FrozenError,
			)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def check_attachment(self, url: str | None, fieldname: str | None = None) -> None:
		"""Raises when a file of this document may not be added, changed or taken away now.

		Args:
			url: the file's address, by which the document holds it; None for a file that is new.
			fieldname: the field that a new file is meant for.
		"""
		submission_state = self._lock_submission()
		held_by = (
			self._fields_holding(url) if url else {fieldname} & {each.fieldname for each in self.meta.fields}
		)
		if held_by.intersection(type(self).COMPUTED_FIELDS):
			self._throw_frozen(submission_state)
		if not held_by:
			self._refuse_finished(submission_state)
			return
		changed = held_by - self.free_fields(self, submission_state)
		self._refuse_frozen(submission_state, changed, None)
		if changed:
			self.check_edit_role(self.workflow_state)

	def refuse_closed(self) -> None:
		"""Raises FrozenError when nothing that belongs to the document may change now, whatever its own state."""
		self._refuse_frozen(self._lock_submission(), {"name"}, None)

	def check_edit_role(self, state: str | None) -> None:
		"""Raises EditRoleError unless the workflow lets one of the user's roles edit in this state."""
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

	def validate_workflow(self) -> None:
		"""Frappe's check of the transition; what the app does in consequence of another is not one."""
		if not self.flags.by_system:
			super().validate_workflow()

	def content_changes(self, before: Document | None) -> set[str]:
		"""Names of the fields whose content differs from what is stored."""
		skipped = {*PROCESS_FIELDS, *PLACE_FIELDS, *type(self).COMPUTED_FIELDS}
		fields = [
			field
			for field in self.meta.fields
			if field.fieldname not in skipped and field.fieldtype not in no_value_fields
		]
		fields += [field for field in self.meta.get_table_fields() if field.fieldname not in skipped]
		return {
			field.fieldname
			for field in fields
			if _content_of(self, field) != (_content_of(before, field) if before else _content_of({}, field))
		}

	def all_writers(self) -> list[str]:
		"""Users who wrote or changed the content."""
		return [each for each in (self.writers or "").split("\n") if each]

	# ------------------------------------------------------------------ steps of the guard

	def _keep_system_fields(self, before: Document | None) -> None:
		"""What a request sends for fields that follow from something else is dropped."""
		self.flags.typed_reason = self._typed_reason(before)
		# A request may bring values under any name, so the list is the class's, not the object's.
		for field in (*SYSTEM_FIELDS, "amended_from", "return_reason", *type(self).COMPUTED_FIELDS):
			self.set(field, before.get(field) if before else None)

	def _typed_reason(self, before: Document | None) -> str:
		"""A reason written into the document itself, as by REST."""
		typed = cstr(self.return_reason).strip()
		return "" if before and typed == cstr(before.return_reason).strip() else typed

	def _settle_place(self, before: Document | None) -> str | None:
		"""Place and title follow from the county until the submission is frozen; the province stays the one
		that the document began in. Gives the state of the province's submission, and locks it."""
		self.set_place()
		if before and before.province != self.province:
			self._refuse_other_province(before)
		if not is_within(self.doctype, self, scope_of()):
			raise frappe.PermissionError(
				_("{0} lies outside of the places that you are assigned to.").format(_(self.doctype))
			)
		submission_state = self._lock_submission()
		if not before:
			self._refuse_unopened(submission_state)
		elif submission_state in FROZEN_STATES:
			for field in (*PLACE_FIELDS, *type(self).COMPUTED_FIELDS):
				self.set(field, before.get(field))
		return submission_state

	def _refuse_other_province(self, before: Document) -> None:
		if before.get("county") != self.get("county"):
			frappe.throw(
				_("{0} stays in its province; make a new one for a county of another province.").format(
					_(self.doctype)
				)
			)
		self.province = before.province

	def _refuse_unopened(self, submission_state: str | None) -> None:
		if submission_state is None and self.doctype != SUBMISSION:
			frappe.throw(
				_("The cycle {0} has not been opened for this province yet.").format(self.cycle), FrozenError
			)

	def _transition_from(self, before: Document | None) -> Any:
		"""The row of the workflow by which the document moves; None if it stays where it is."""
		if not before:
			return None
		if not get_workflow_name(self.doctype):
			# Nobody moves a document whose workflow is switched off.
			self.workflow_state = before.workflow_state
			return None
		state, next_state = before.workflow_state, self.workflow_state
		if not state or state == next_state:
			return None
		roles = frappe.get_roles()
		for row in get_workflow(self.doctype).transitions:
			is_wanted = self.flags.workflow_action in (None, row.action) and row.allowed in roles
			if not is_wanted or (row.state, row.next_state) != (state, next_state):
				continue
			if is_transition_condition_satisfied(row, before):
				return row
		# Frappe says it in its own words, and with the right exception.
		super().validate_workflow()
		return None

	def _lock_submission(self) -> str | None:
		"""State of the province's submission, whose row stays locked for the rest of the transaction, so
		that it cannot be finalised between this check and the end of the change."""
		return self._lock_row_of(self.submission_name())

	def _lock_row_of(self, submission: str) -> str | None:
		"""Gives the state. Shared only while nothing is frozen: from then on a county's scan changes the
		submission, too, and of two that share a row none could."""
		is_shared = type(self).SHARES_SUBMISSION and (
			frappe.db.get_value(SUBMISSION, submission, "workflow_state") not in FROZEN_STATES
		)
		return (share_value if is_shared else lock_value)(SUBMISSION, submission, "workflow_state")

	def _refuse_frozen(self, submission_state: str | None, changed: set[str], transition: Any) -> None:
		refuse_locked_cycle(self.cycle)
		if submission_state not in FROZEN_STATES or not (changed or transition):
			return
		if not self.may_change_while_frozen(changed, transition, submission_state):
			self._throw_frozen(submission_state)

	def _refuse_finished(self, submission_state: str | None) -> None:
		"""While a seal is awaited files are still added; what was sent is complete."""
		refuse_locked_cycle(self.cycle)
		if submission_state in (SENT, ACCEPTED) or self.docstatus.is_submitted():
			self._throw_frozen(submission_state)

	def _throw_frozen(self, submission_state: str | None) -> None:
		title = escape_html(cstr(self.get_title() or self.name)) or _(self.doctype)
		frappe.throw(
			_("{0} cannot be changed: the submission of the province is in the state {1}.").format(
				title, _(submission_state)
			),
			FrozenError,
		)

	def _compute_changed(self, before: Document | None, changed: set[str]) -> None:
		"""Computes anew when the content has changed, and only then: the county, the standard and the cycle
		may have changed since, and a document that was approved or frozen does not follow them."""
		if changed or not before:
			self.compute()
			return
		for field in self.meta.get_table_fields():
			if field.fieldname not in type(self).COMPUTED_FIELDS:
				self.set(field.fieldname, [row.as_dict() for row in before.get(field.fieldname)])

	def _guard_content(self, before: Document | None, changed: set[str]) -> None:
		self._refuse_unreadable_files(before)
		if not changed:
			return
		if before:
			self.check_edit_role(before.workflow_state)
		writers = self.all_writers()
		if frappe.session.user not in writers:
			self.writers = "\n".join([*writers, frappe.session.user])

	def _refuse_unreadable_files(self, before: Document | None) -> None:
		"""Frappe would attach whatever address stands in the field, and hand the file out with the document."""
		known = set(attached_urls(before)) if before else set()
		for url in sorted(set(attached_urls(self)) - known):
			if not may_read_file(url):
				frappe.throw(
					_("The file {0} is not there, or not yours to read.").format(escape_html(url)),
					frappe.PermissionError,
				)

	def _fields_holding(self, url: str) -> set[str]:
		"""Names of the fields, tables included, that hold a file."""
		held = {each.fieldname for each in self.meta.fields if self.get(each.fieldname) == url}
		for field in self.meta.get_table_fields():
			if any(url in attached_urls(row) for row in self.get(field.fieldname)):
				held.add(field.fieldname)
		return held

	def _is_handing_in(self, transition: Any) -> bool:
		return bool(transition and transition.get("kepu_hands_in"))

	def _guard_transition(self, transition: Any, before: Document) -> None:
		self._refuse_other_docstatus()
		self._refuse_self_approval(transition)
		refuse_other_version(self, before)
		self._take_reason(transition)
		self.on_transition(transition)
		if self._is_handing_in(transition):
			self.last_submitted_by, self.last_submitted_at = frappe.session.user, now_datetime()
		self._note_transition(before, transition.action, transition.allowed)

	def _refuse_self_approval(self, transition: Any) -> None:
		if transition.allow_self_approval:
			return
		if frappe.session.user in (*self.all_writers(), self.last_submitted_by):
			frappe.throw(
				_("You wrote or submitted this document yourself; somebody else has to do: {0}.").format(
					_(transition.action, context=ACTION)
				),
				SelfApprovalError,
			)

	def _refuse_other_docstatus(self) -> None:
		"""Frappe would replace the state that was asked for by the first one that is submitted."""
		states = get_workflow(self.doctype).states
		allowed = {cint(row.doc_status) for row in states if row.state == self.workflow_state}
		if cint(self.docstatus) not in allowed:
			frappe.throw(
				_("{0} is submitted by its workflow and in no other way.").format(_(self.doctype)),
				FrozenError,
			)

	def _take_reason(self, transition: Any) -> None:
		"""What was written with a step is its reason where it needs one, and an opinion everywhere else."""
		given = cstr(self.flags.reason).strip() or self.flags.typed_reason
		is_reason = bool(transition.get("kepu_needs_reason"))
		self.flags.given_reason, self.flags.given_opinion = (given, "") if is_reason else ("", given)
		if is_reason:
			if not given:
				frappe.throw(
					_("{0} needs a reason.").format(_(transition.action, context=ACTION)),
					ReasonMissingError,
					_("Reason Missing"),
				)
			self.return_reason = given
		elif self._is_handing_in(transition):
			self.return_reason = None

	def _note_system_transition(self, before: Document | None) -> None:
		if before and before.workflow_state != self.workflow_state:
			self._note_transition(before, self.flags.system_action, self.flags.system_role)

	def _note_transition(self, before: Document, action: str, role: str | None) -> None:
		now = now_datetime()
		since = get_datetime(before.state_since or before.creation)
		self.flags.review_entry = {
			"action": action,
			"from_state": before.workflow_state,
			"to_state": self.workflow_state,
			"reason": self.flags.given_reason,
			"opinion": self.flags.given_opinion,
			"role": role,
			"at": now,
			"hours_in_state": max(0.0, (now - since).total_seconds() / 3600),
		}
		self.state_since = now

	def _write_entry(self) -> None:
		entry = self.flags.pop("review_entry", None)
		if entry:
			write_entry(self, entry)
			notify(self, entry)


class GuardedRow(Document):
	"""Base of child rows: they change with their parent, which is guarded, and in no other way.

	Frappe runs a row's own ``validate`` and ``on_trash`` only when the row is written by itself.
	"""

	def validate(self) -> None:
		self._refuse()

	def before_update_after_submit(self) -> None:
		self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def _refuse(self) -> None:
		frappe.throw(
			_("Rows of {0} are changed in the document that holds them.").format(_(self.doctype)),
			frappe.PermissionError,
		)


def refuse_renaming(doc: Document) -> None:
	"""Frappe renames, and merges, whatever a request names, when it says ``force``."""
	frappe.throw(_("{0} cannot be renamed.").format(_(doc.doctype)), frappe.PermissionError)


def refuse_locked_cycle(cycle: str | None) -> None:
	"""Raises FrozenError when the cycle is locked, by hand or by its date."""
	status = frappe.db.get_value("Reporting Cycle", cycle, ["status", "hard_lock_date"], as_dict=True)
	if not status:
		return
	past_lock_date = status.hard_lock_date and getdate() >= getdate(status.hard_lock_date)
	if status.status == CYCLE_LOCKED or past_lock_date:
		frappe.throw(_("The cycle {0} is locked; nothing in it can be changed.").format(cycle), FrozenError)


def _content_of(doc: Any, field: Any) -> Any:
	"""A field's value in a form in which what a form sends equals what the database gives."""
	value = doc.get(field.fieldname)
	if field.fieldtype in table_fields:
		inner = [
			each for each in frappe.get_meta(field.options).fields if each.fieldtype not in no_value_fields
		]
		return [[_content_of(row, each) for each in inner if not each.read_only] for row in value or []]
	if field.fieldtype in ("Int", "Check"):
		return cint(value)
	if field.fieldtype in ("Float", "Currency", "Percent"):
		return flt(value)
	if field.fieldtype == "Date":
		return getdate(value) if value else None
	if field.fieldtype == "Datetime":
		return get_datetime(value) if value else None
	return cstr(value)
