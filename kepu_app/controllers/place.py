"""Province and city of a document, which follow from the county, within the user's reach."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.access.policies import is_within
from kepu_app.access.scopes import scope_of
from kepu_app.controllers.freezing import lock_submission
from kepu_app.exceptions import FrozenError
from kepu_app.review.states import FROZEN_STATES
from kepu_app.utils.doctypes import SUBMISSION

PLACE_FIELDS = ("province", "city")


def settle_place(doc: Document, before: Document | None) -> str | None:
	"""Derive province, city and title from the county until the submission is frozen; the province never
	changes. Lock the province's submission and return its state."""
	doc.set_place()
	if before and before.province != doc.province:
		_refuse_other_province(doc, before)
	if not is_within(doc.doctype, doc, scope_of()):
		raise frappe.PermissionError(
			_("{0} lies outside of the places that you are assigned to.").format(_(doc.doctype))
		)
	submission_state = lock_submission(doc, before)
	if not before:
		_refuse_unopened(doc, submission_state)
	elif submission_state in FROZEN_STATES:
		for field in (*PLACE_FIELDS, *type(doc).COMPUTED_FIELDS):
			doc.set(field, before.get(field))
	return submission_state


def _refuse_other_province(doc: Document, before: Document) -> None:
	if before.get("county") != doc.get("county"):
		frappe.throw(
			_("{0} stays in its province; make a new one for a county of another province.").format(
				_(doc.doctype)
			)
		)
	doc.province = before.province


def _refuse_unopened(doc: Document, submission_state: str | None) -> None:
	if submission_state is None and doc.doctype != SUBMISSION:
		frappe.throw(
			_("The cycle {0} has not been opened for this province yet.").format(doc.cycle), FrozenError
		)
