"""What is handed in while a round is open becomes a task of its assessors at once, and what goes back waits again."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.assessment.assessors import settle_awaited, take_up
from kepu_app.assessment.rounds import OPEN
from kepu_app.assessment.sheets import ROUND
from kepu_app.assessment.subjects import DOCTYPES, SUMMARY, subjects_of
from kepu_app.utils.isolation import lock_value

ABOUT = {doctype: about for about, doctype in DOCTYPES.items()}


def follow(doc: Document, *_arguments: Any) -> None:
	"""Hook of what is assessed, ``on_update``: a document has moved in its workflow, or is new."""
	before = doc.get_doc_before_save()
	if before and before.workflow_state == doc.workflow_state:
		return
	for name in _rounds_of(doc):
		# Lock order: submission and document, then the round, then its assessments. Of rounds whose marks are
		# shown nothing is locked here: choosing from them locks the round before a document.
		if lock_value(ROUND, name, "revealed"):
			continue
		round_doc = frappe.get_doc(ROUND, name)
		if doc.doctype != SUMMARY:
			for entry in subjects_of(round_doc, doc.name):
				take_up(round_doc, entry)
		settle_awaited(round_doc, doc.county if doc.doctype == SUMMARY else doc.name)


def _rounds_of(doc: Document) -> list[str]:
	filters = {"about": ABOUT[doc.doctype], "cycle": doc.cycle, "status": OPEN, "revealed": 0}
	provinces = ["in", ("", doc.province)]
	return frappe.get_all(ROUND, {**filters, "province": provinces}, pluck="name", order_by="name asc")
