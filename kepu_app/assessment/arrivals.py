"""Sync of open rounds with submissions: a new one becomes a task of its assessors at once, a returned one waits again.
Submitted marks stay; later changes of their text are noted."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import cstr

from kepu_app.assessment.assessors import ASSESSMENT, note_change, rename_subject, settle_awaited, take_up
from kepu_app.assessment.rounds import OPEN
from kepu_app.assessment.sheets import ROUND
from kepu_app.assessment.subjects import DOCTYPES, subjects_in, subjects_of
from kepu_app.review.states import NOT_FILED_STATES
from kepu_app.utils.doctypes import CASE, NOMINEE, SUMMARY
from kepu_app.utils.isolation import lock_value

ABOUT = {doctype: about for about, doctype in DOCTYPES.items()}
TEXTS: dict[str, tuple[str, ...]] = {
	SUMMARY: (),
	CASE: ("title", "text", "topic"),
	NOMINEE: ("nominee_name", "sex", "political_status", "organisation", "position", "bio"),
}
ROWS: dict[str, dict[str, tuple[str, ...]]] = {
	SUMMARY: {"sections": ("heading", "text"), "assessments": ("criterion", "indicator", "value", "met")},
	CASE: {},
	NOMINEE: {"reasons": ("reason",)},
}
"""Fields that assessors read, and by table those of its rows."""


def follow(doc: Document, *_arguments: Any) -> None:
	"""Handle hook ``on_update`` of assessed documents: one is new, was changed, or has changed its state."""
	before = doc.get_doc_before_save()
	has_moved = not before or before.workflow_state != doc.workflow_state
	is_changed = bool(before) and content(before) != content(doc)
	if not has_moved and not is_changed:
		return
	key = doc.county if doc.doctype == SUMMARY else doc.name
	is_returned = doc.workflow_state in NOT_FILED_STATES
	for each in _rounds_of(doc):
		if not has_moved and not frappe.db.exists(ASSESSMENT, {"round": each.name, "subject": key}):
			continue
		# Lock order: submission and document, then round, then assessments. Rounds with revealed marks are not
		# locked here: choosing from them locks the round before a document.
		is_shown = each.revealed or lock_value(ROUND, each.name, "revealed")
		if has_moved and not is_shown:
			_take_up(frappe.get_doc(ROUND, each.name), doc, key)
		note_change(each.name, key, is_changed=is_changed, is_returned=is_returned)
		if not is_returned and doc.doctype != SUMMARY:
			for entry in subjects_of(frappe.get_doc(ROUND, each.name), doc.name):
				rename_subject(each.name, entry)


def content(doc: Document) -> tuple[Any, ...]:
	"""Return the content that assessors read, for comparison."""
	rows = [
		tuple(cstr(row.get(field)) for field in fields)
		for table, fields in ROWS[doc.doctype].items()
		for row in doc.get(table)
	]
	return (*(cstr(doc.get(field)) for field in TEXTS[doc.doctype]), *rows)


def _take_up(round_doc: Any, doc: Document, key: str) -> None:
	if doc.doctype != SUMMARY:
		entries = subjects_in(round_doc)
		for entry in subjects_of(round_doc, doc.name):
			take_up(round_doc, entry, entries)
	settle_awaited(round_doc, key)


def _rounds_of(doc: Document) -> list[Any]:
	filters = {"about": ABOUT[doc.doctype], "cycle": doc.cycle, "status": OPEN}
	provinces = ["in", ("", doc.province)]
	return frappe.get_all(
		ROUND, {**filters, "province": provinces}, ["name", "revealed"], order_by="name asc"
	)
