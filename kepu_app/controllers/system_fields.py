"""Fields that no request sets: the workflow's own and computed ones."""

from __future__ import annotations

import frappe
from frappe.model import child_table_fields, default_fields, optional_fields
from frappe.model.document import Document
from frappe.utils import cstr

SYSTEM_FIELDS = ("last_submitted_by", "last_submitted_at", "state_since", "writers")
PROCESS_FIELDS = (*SYSTEM_FIELDS, "workflow_state", "return_reason", "amended_from")
_OF_EVERY_DOCTYPE = frozenset((*default_fields, *child_table_fields, *optional_fields))


def typed_reason_of(doc: Document, before: Document | None) -> str:
	"""Return a reason written into the document itself, as by REST; call before ``keep_system_fields``."""
	typed = cstr(doc.return_reason).strip()
	return "" if before and typed == cstr(before.return_reason).strip() else typed


def may_be_set(doc: Document, key: str) -> bool:
	"""Return whether a key is a field, or a note of Frappe's such as ``__islocal``.

	Frappe makes an attribute of any key of a request: it would hide a method, or pass for a field of another DocType.
	"""
	if key in _OF_EVERY_DOCTYPE or doc.meta.has_field(key):
		return True
	return key.startswith("__") and not hasattr(type(doc), key)


def keep_system_fields(doc: Document, before: Document | None) -> None:
	"""Discard a request's values for derived fields."""
	# A request may set attributes of any name, so the list is the class's, not the object's.
	for field in (*SYSTEM_FIELDS, "amended_from", "return_reason", *type(doc).COMPUTED_FIELDS):
		doc.set(field, before.get(field) if before else None)
	doc.idx = before.idx if before else 0


def compute_changed(doc: Document, before: Document | None, changed: set[str]) -> None:
	"""Recompute only when the content has changed. County, standard and cycle may have changed since, and an
	approved or frozen document does not follow them."""
	if changed or not before:
		doc.compute()
		return
	for field in doc.meta.get_table_fields():
		if field.fieldname not in type(doc).COMPUTED_FIELDS:
			doc.set(field.fieldname, [row.as_dict() for row in before.get(field.fieldname)])


def writers_of(doc: Document) -> list[str]:
	"""Return the users who wrote or changed the content."""
	return [each for each in (doc.writers or "").split("\n") if each]


def note_writer(doc: Document) -> None:
	"""Add the session's user to the writers of the content."""
	writers = writers_of(doc)
	if frappe.session.user not in writers:
		doc.writers = "\n".join([*writers, frappe.session.user])
