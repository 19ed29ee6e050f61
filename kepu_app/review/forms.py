"""Context of the Desk's forms: limits, deadline, what is missing, why a document is closed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr

from kepu_app.controllers.freezing import refuse_locked_cycle
from kepu_app.controllers.guarded_document import GuardedDocument
from kepu_app.core.breaches import Breach, Severity
from kepu_app.core.cycle import CountingMethod
from kepu_app.core.model import RecordKind
from kepu_app.mappers.cycle import counting_method
from kepu_app.printing.printable import printable_ranges
from kepu_app.review.deadlines import days_until, due_date
from kepu_app.review.entering import entry_refusal
from kepu_app.review.evidence import evidence_limits
from kepu_app.review.history import history_of, last_return, readable_document
from kepu_app.review.recommending import edit_refusal
from kepu_app.review.remarks import remarks_of, returning_role
from kepu_app.review.states import (
	ACCEPTED,
	APPOINTED_STATES,
	DECLINED_STATES,
	DESK_STATES,
	FROZEN_STATES,
	HELD,
	UNFINISHED_STATES,
)
from kepu_app.utils.aggregates import aggregate
from kepu_app.utils.arguments import list_of_names
from kepu_app.utils.doctypes import CASE, NOMINEE, SUBMISSION, SUMMARY, WORKFLOW_DOCTYPES
from kepu_app.utils.stored import stored_value

FIELDS = {
	"county_code": "county",
	"name": "nominee_name",
	"order": "sort_order",
}
"""Field names of the core's model to the document's, where they differ."""

DOCTYPES = {
	RecordKind.COUNTY: "County",
	RecordKind.SUMMARY: SUMMARY,
	RecordKind.ASSESSMENT: SUMMARY,
	RecordKind.CASE: CASE,
	RecordKind.NOMINEE: NOMINEE,
}
"""DocTypes of a submission's records."""


def cycle_facts(cycle: str | None = None) -> dict[str, Any] | None:
	"""Return what a form needs of a cycle; by default of the open one.

	Returns:
		``name``, ``limits`` by DocType, ``measure`` (words or characters), ``headings_adjustable``,
		``topics`` as options of an Autocomplete. ``printable`` (see ``printable.printable_ranges``),
		``evidence``, the limits of files of evidence, sizes in bytes. None where no cycle exists.

	Raises:
		PermissionError: the user may not read cycles.
	"""
	frappe.has_permission("Reporting Cycle", "read", throw=True)
	name = cycle or _open_cycle()
	if not name:
		return None
	doc = frappe.get_cached_doc("Reporting Cycle", name)
	return {
		"name": doc.name,
		"limits": {
			"Annual Summary": doc.summary_limit,
			"Typical Case": doc.case_limit,
			"Speaker Nominee": doc.bio_limit,
		},
		"measure": "words" if counting_method() is CountingMethod.WORDS else "characters",
		"headings_adjustable": bool(doc.headings_adjustable),
		"printable": printable_ranges(),
		"evidence": asdict(evidence_limits()),
		"topics": [
			{"value": row.code, "label": row.topic_name, "description": cstr(row.description)}
			for row in doc.topics
		],
	}


def return_phrases() -> list[str]:
	"""Return the administrator's frequent reasons for a return."""
	if not any(frappe.has_permission(each, "write") for each in WORKFLOW_DOCTYPES):
		raise frappe.PermissionError
	phrases = cstr(frappe.get_cached_doc("Kepu Settings").return_phrases)
	return [each.strip() for each in phrases.splitlines() if each.strip()]


def form_facts(doctype: str, name: str) -> dict[str, Any]:
	"""Return everything that a form shows of a stored document beside its fields.

	Returns:
		``deadline`` (see ``deadline_of``), ``missing`` (see ``missing_for_next_step``), ``closed``, why
		nothing can be changed, or None. ``is_another_s``, whether it lies with a county whose
		summary the user may not enter. ``history`` (see ``history.history``), ``was_returned``,
		``may_return``, ``remarks`` (see ``remarks.remarks_of``).

	Raises:
		PermissionError: the user may not read the document.
	"""
	doc = readable_document(doctype, name)
	closed = _closed(doc)
	return {
		"deadline": deadline_of(doc),
		"missing": [] if closed else _missing(doc),
		"closed": closed,
		"is_another_s": is_another_s(doc),
		"history": history_of(doc),
		"was_returned": last_return(doctype, name) is not None,
		"may_return": returning_role(doc) is not None,
		"remarks": remarks_of(doc),
	}


def missing_for_next_step(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Return what still breaks the rules of the notice, each with its place.

	Returns:
		``message``; ``is_error``, whether it stops the next step; ``fix``, what ``intake.api.mend`` can do,
		blank if only a user can. The place: ``fieldname`` with ``row`` in this document, or the
		``doctype`` and ``name`` of another one. ``row`` is a section from 0, the county of a missing one,
		or None. Nothing for documents that are past the rules.

	Raises:
		PermissionError: the user may not read the document.
	"""
	doc = readable_document(doctype, name)
	return [] if _closed(doc) else _missing(doc)


def _missing(doc: GuardedDocument) -> list[dict[str, Any]]:
	if doc.workflow_state not in UNFINISHED_STATES:
		return []
	is_submission = doc.doctype == SUBMISSION
	return [
		{
			"message": each.message if is_submission else each.message_in_record,
			"is_error": each.severity is Severity.ERROR,
			"fix": each.fix,
			**(_place_in_submission(doc, each) if is_submission else _own_place(each)),
		}
		for each in doc.breaches()
	]


def submission_content(name: str) -> dict[str, Any]:
	"""Return the province's progress: how many documents are in which state.

	Returns:
		``counties``: the number of active ones; ``documents``: for each DocType ``doctype``, ``quota`` (or
		None), ``held``, how many the province sends, and ``states``. These are rows of ``state`` and
		``count``.

	Raises:
		PermissionError: the user may not read the submission.
	"""
	doc = readable_document(SUBMISSION, name)
	cycle = frappe.get_cached_doc("Reporting Cycle", doc.cycle)
	quotas = {"Typical Case": cycle.case_quota, "Speaker Nominee": cycle.nominee_quota}
	return {
		"counties": frappe.db.count("County", {"province": doc.province, "active": 1}),
		"documents": [{"quota": quotas.get(doctype), **_counts(doctype, doc)} for doctype in HELD],
	}


def undecided(submissions: str | list[str]) -> list[dict[str, Any]]:
	"""Return what finalising these submissions now would leave behind.

	Returns:
		``title`` of the submission, ``doctype``, ``state`` and ``count`` of what is neither chosen nor declined.

	Raises:
		PermissionError: the user may not read one of the submissions.
	"""
	found = []
	for name in list_of_names(submissions):
		doc = readable_document(SUBMISSION, name)
		for doctype in HELD:
			decided = (*HELD[doctype], *DECLINED_STATES, *APPOINTED_STATES)
			found += [
				{"title": doc.get_title(), "doctype": doctype, **row}
				for row in _counts(doctype, doc)["states"]
				if row.state not in decided
			]
	return found


def _counts(doctype: str, submission: GuardedDocument) -> dict[str, Any]:
	states = frappe.get_list(
		doctype,
		filters={"cycle": submission.cycle, "province": submission.province, "docstatus": ["<", 2]},
		fields=["workflow_state as state", aggregate("count", "name", "count")],
		group_by="workflow_state",
		order_by="workflow_state",
	)
	held = sum(row["count"] for row in states if row.state in HELD[doctype] or row.state in APPOINTED_STATES)
	return {"doctype": doctype, "held": held, "states": states}


def deadline_of(doc: GuardedDocument) -> dict[str, Any] | None:
	"""Return when the document is due.

	Returns:
		``date``; ``days`` until then, negative afterwards; ``is_late``, whether it was handed in afterwards;
		``is_due``, whether it has yet to be handed in. None where neither matters any more.
	"""
	is_late = bool(doc.get("submitted_late") or doc.get("sent_late"))
	is_due = doc.workflow_state in UNFINISHED_STATES and not doc.last_submitted_at
	if not is_due and not is_late:
		return None
	due = due_date(doc)
	return {"date": due, "days": days_until(due), "is_late": is_late, "is_due": is_due}


def _open_cycle() -> str | None:
	return frappe.db.get_value("Reporting Cycle", {"status": "Open"}, order_by="year desc")


def _closed(doc: GuardedDocument) -> str | None:
	"""Return why nobody can change the document, whatever its own state; None if it can be changed."""
	if doc.workflow_state == ACCEPTED or doc.docstatus.is_submitted():
		return None
	try:
		refuse_locked_cycle(doc.cycle)
	except frappe.ValidationError as error:
		frappe.clear_last_message()
		return cstr(error)
	if doc.doctype == SUBMISSION:
		return None
	state = stored_value(SUBMISSION, doc.submission_name(), "workflow_state")
	if state not in FROZEN_STATES:
		return None
	return _("The submission of the province is in the state {0}; nothing can be changed.").format(_(state))


def is_another_s(doc: GuardedDocument) -> bool:
	"""Return whether a document lies with others for whom the user may not write it."""
	if doc.doctype == "Speaker Nominee":
		return edit_refusal(doc, doc.workflow_state) is not None
	return doc.doctype == "Annual Summary" and entry_refusal(doc, doc.workflow_state) is not None


def _own_place(breach: Breach) -> dict[str, Any]:
	row = breach.place.part if breach.place.kind is RecordKind.SUMMARY else None
	return _field(FIELDS.get(breach.place.field, breach.place.field), row)


def _field(fieldname: str, row: int | str | None = None) -> dict[str, Any]:
	return {"fieldname": fieldname, "row": row, "doctype": None, "name": None}


def _document(doctype: str, name: str) -> dict[str, Any]:
	return {"fieldname": None, "row": None, "doctype": doctype, "name": name}


def _place_in_submission(doc: GuardedDocument, breach: Breach) -> dict[str, Any]:
	place = breach.place
	if place.kind is RecordKind.COUNTY and place.field == "reason":
		return _field("missing", place.source)
	if place.kind in DOCTYPES:
		# A missing case or nominee has no document.
		return _document(DOCTYPES[place.kind], place.source) if place.source else _field("content_overview")
	if place.field == "association":
		return _document("Province", doc.province)
	return _field("missing" if place.field == "county_code" else place.field)


def name_doctypes(bootinfo: Any) -> None:
	"""Add the app's DocTypes, whose text is escaped, and its state groups to the boot info (``extend_bootinfo``)."""
	bootinfo.kepu_doctypes = frappe.get_all("DocType", {"module": "Kepu"}, pluck="name", order_by="name")
	bootinfo.kepu_workflow_doctypes = WORKFLOW_DOCTYPES
	bootinfo.kepu_states = DESK_STATES
