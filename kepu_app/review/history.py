"""The review history for readers: who did what when, how long it took, what has changed since."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_datetime, now_datetime

from kepu_app.controllers.guarded_document import GuardedDocument
from kepu_app.review.content import compare, content_of
from kepu_app.utils.arguments import record_of

LONGEST_DRAFT = 200_000
"""Characters of a draft that is compared: ten times what a document may hold."""

ENTRY_FIELDS = (
	"name",
	"action",
	"from_state",
	"to_state",
	"reason",
	"opinion",
	"user",
	"role",
	"at",
	"hours_in_state",
)


def history(doctype: str, name: str) -> dict[str, Any]:
	"""Return all steps of a document, in order.

	Returns:
		``entries``: rows of Review Entry with ``full_name``. ``current``: the present state with the hours
		since it began. ``totals``: hours by state, the present one included, in the order of entering it.

	Raises:
		PermissionError: the user may not read the document.
	"""
	return history_of(readable_document(doctype, name))


def history_of(doc: Document) -> dict[str, Any]:
	"""Return the ``history`` of a document that the user may read."""
	entries = frappe.get_list(
		"Review Entry",
		filters={"reference_doctype": doc.doctype, "reference_name": doc.name},
		fields=list(ENTRY_FIELDS),
		order_by="at asc, creation asc",
		limit_page_length=0,
	)
	_add_full_names(entries)
	current = {"state": doc.workflow_state, "hours": _hours_since(doc.state_since or doc.creation)}
	return {"entries": entries, "current": current, "totals": _totals(entries, current)}


def changes_since_return(doctype: str, name: str) -> dict[str, Any] | None:
	"""Return what has changed since the document was last returned; None if it never was.

	Returns:
		``at``, ``full_name`` and ``reason`` of the return, and ``fields`` as of ``content.compare``.

	Raises:
		PermissionError: the user may not read the document.
	"""
	doc = readable_document(doctype, name)
	entry = last_return(doctype, name)
	if entry is None:
		return None
	_add_full_names([entry])
	before = json.loads(entry.pop("content"))
	return {**entry, "fields": compare(doctype, before, json.loads(content_of(doc)))}


def compare_with(doctype: str, name: str, content: str) -> list[dict[str, Any]]:
	"""Compare the stored document with an unsaved draft.

	Args:
		content: JSON as of ``content.content_of``.

	Raises:
		PermissionError: the user may not read the document.
		ValidationError: the content is longer than any document, or does not parse.
	"""
	doc = readable_document(doctype, name)
	if len(content) > LONGEST_DRAFT:
		frappe.throw(_("The draft is longer than {0} characters.").format(LONGEST_DRAFT))
	typed = record_of(content)
	stored = json.loads(content_of(doc))
	return compare(doctype, stored, {**stored, **typed})


def last_return(doctype: str, name: str) -> Any:
	"""Return the document's last Review Entry with a snapshot of its content, else None."""
	entries = frappe.get_list(
		"Review Entry",
		filters={"reference_doctype": doctype, "reference_name": name, "content": ["is", "set"]},
		fields=["user", "at", "reason", "content"],
		order_by="at desc, creation desc",
		limit_page_length=1,
	)
	return entries[0] if entries else None


def readable_document(doctype: str, name: str) -> Document:
	"""Return a document with a review history; raise PermissionError unless the user may read it."""
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	if not isinstance(doc, GuardedDocument):
		frappe.throw(_("{0} has no review history.").format(_(doctype)))
	return doc


def full_names(users: set[str]) -> dict[str, str]:
	"""Return users' full names by login; the login itself where none exists."""
	rows = frappe.get_all("User", filters={"name": ["in", sorted(users)]}, fields=["name", "full_name"])
	names = {row.name: row.full_name for row in rows}
	return {user: names.get(user) or user for user in users}


def _add_full_names(entries: list[Any]) -> None:
	names = full_names({each.user for each in entries})
	for each in entries:
		each["full_name"] = names[each.user]


def _hours_since(moment: Any) -> float:
	return max(0.0, (now_datetime() - get_datetime(moment)).total_seconds() / 3600)


def _totals(entries: list[Any], current: dict[str, Any]) -> list[dict[str, Any]]:
	hours: dict[str, float] = {}
	for each in entries:
		hours[each.from_state] = hours.get(each.from_state, 0.0) + flt(each.hours_in_state)
	hours[current["state"]] = hours.get(current["state"], 0.0) + current["hours"]
	return [{"state": state, "hours": value} for state, value in hours.items()]
