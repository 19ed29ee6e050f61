"""An assessor's view of one subject, without anybody's telephone number."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr

from kepu_app.assessment.assessors import ASSESSMENT, MARK, RECUSED, SUBMITTED, TO_DO, UNFINISHED
from kepu_app.assessment.marking import sheet_of_round
from kepu_app.assessment.rounds import OPEN
from kepu_app.assessment.sheets import COUNTY_REPORTS, ROUND
from kepu_app.assessment.subjects import DOCTYPES, states_at_hand
from kepu_app.core.assessment.check import plain_number
from kepu_app.review.evidence import evidence_file, evidence_rows
from kepu_app.review.states import NOT_FILED_STATES
from kepu_app.utils.doctypes import CASE, NOMINEE, SUMMARY

FIELDS = (
	"name",
	"round",
	"cycle",
	"about",
	"assessor",
	"subject",
	"subject_name",
	"status",
	"reason",
	"total",
	"changed",
	"returned",
)
NOMINEE_FIELDS = ("nominee_name", "sex", "political_status", "organisation", "position", "bio")
"""Excluded are telephone and month of birth, for the province and CAST alone."""
SELF_ASSESSMENT = ("criterion", "title", "indicator", "comparison", "threshold", "unit", "value", "met")


def form(name: str) -> dict[str, Any]:
	"""Return all that the form of one assessment shows.

	Returns:
		``assessment``; ``notice``, what became of the text since submission; ``is_open`` and ``may_recuse``;
		``round``, its title and deadline; ``items`` with marks. ``content``, None once nothing is left to do.
		``mark_digits``; ``left``, the number still to do in the round; ``next``, the name of one of them.

	Raises:
		PermissionError: it is another user's.
	"""
	found = _own(name)
	is_round_open = _is_open(found)
	left = _left(found)
	round_doc = frappe.db.get_value(
		ROUND, found.round, ["title", "deadline", "about", "province"], as_dict=True
	)
	return {
		"assessment": found,
		"notice": _notice(found),
		"is_open": is_round_open and found.status == TO_DO,
		"may_recuse": is_round_open and found.status in UNFINISHED,
		"round": {"title": round_doc.title, "deadline": round_doc.deadline},
		"is_round_open": is_round_open,
		"items": _items(found),
		"content": content_of(round_doc, found) if _is_readable(found) else None,
		"mark_digits": sheet_of_round(found.round).mark_digits,
		"left": len(left),
		"next": next((each for each in left if each != name), None),
	}


def evidence(name: str, row: str) -> tuple[str, bytes]:
	"""Return name and content of a file that ``form`` lists in its content's ``evidence``.

	Raises:
		PermissionError: it is another user's, no longer shown, or missing; with the same message.
	"""
	found = _own(name)
	if found.about == COUNTY_REPORTS and _is_readable(found):
		file = evidence_file(_filed_summary(found.cycle, found.subject), row)
		if file:
			return cstr(file.file_name), Path(file.get_full_path()).read_bytes()
	raise frappe.PermissionError(_("This is not yours to assess."))


def content_of(round_doc: Any, assessment: Mapping[str, Any]) -> dict[str, Any]:
	"""Return an assessment subject's text, figures and the like; empty for one returned to its authors."""
	if assessment["about"] == COUNTY_REPORTS:
		return _summary(assessment["cycle"], assessment["subject"])
	doctype = DOCTYPES[assessment["about"]]
	at_hand = {"name": assessment["subject"], "workflow_state": states_at_hand(round_doc)}
	if not frappe.db.exists(doctype, at_hand):
		return {"note": _not_at_hand(doctype, assessment["subject"]), "sections": [], "figures": []}
	return _case(assessment["subject"]) if doctype == CASE else _nominee(assessment["subject"])


def _not_at_hand(doctype: str, name: str) -> str:
	if not frappe.db.exists(doctype, name):
		return _("This is no longer there.")
	return _("This has gone back and is not shown meanwhile. Once it is handed in again this becomes a task.")


def _notice(found: Any) -> str:
	if found.status == SUBMITTED and found.returned:
		return _(
			"This has gone back to its authors after your marks were submitted. The marks stay as they are."
		)
	if found.status == SUBMITTED and found.changed:
		return _("The text was changed after your marks were submitted. The marks stay as they are.")
	return ""


def _own(name: str) -> Any:
	found = frappe.db.get_value(ASSESSMENT, name, FIELDS, as_dict=True)
	if not found or found.assessor != frappe.session.user:
		raise frappe.PermissionError(_("This is not yours to assess."))
	return found


def _is_open(found: Any) -> bool:
	return frappe.db.get_value(ROUND, found.round, "status") == OPEN


def _is_readable(found: Any) -> bool:
	return _is_open(found) and found.status != RECUSED


def _left(found: Any) -> list[str]:
	filters = {"round": found.round, "assessor": found.assessor, "status": TO_DO}
	return frappe.get_all(ASSESSMENT, filters, pluck="name", order_by="subject asc")


def _items(found: Any) -> list[dict[str, Any]]:
	fields = ["number", "item_group", "item", "full_marks", "value", "remark"]
	rows = frappe.get_all(MARK, {"parent": found.name, "parenttype": ASSESSMENT}, fields, order_by="idx asc")
	weights = {each.number: plain_number(each.weight) for each in sheet_of_round(found.round).items}
	texts = _criteria(found)
	# A recused assessor's marks are kept in case the recusal is undone, and hidden until then.
	hidden = {"value": None, "remark": None} if found.status == RECUSED else {}
	return [
		{
			**row,
			**hidden,
			"weight": weights.get(row.number, ""),
			"text": texts.get((row.number, cstr(row.item).strip()), ""),
		}
		for row in rows
	]


def _criteria(found: Any) -> dict[tuple[int, str], str]:
	"""Return the text of the items that are criteria of the standard, by number and title."""
	sheet = frappe.get_cached_doc("Scoring Sheet", frappe.get_cached_value(ROUND, found.round, "sheet"))
	if not sheet.standard or found.about != COUNTY_REPORTS:
		return {}
	criteria = frappe.get_cached_doc("Evaluation Standard", sheet.standard).criteria
	return {(cint(row.number), cstr(row.title).strip()): cstr(row.text) for row in reversed(criteria)}


def _summary(cycle: str, county: str) -> dict[str, Any]:
	name = _filed_summary(cycle, county)
	if not name:
		return {
			"note": _(
				"This county has not filed its summary. There is nothing to mark yet; once it is filed this becomes a task."
			),
			"sections": [],
			"figures": [],
		}
	rows = {"parent": name, "parenttype": SUMMARY}
	return {
		"note": "",
		"sections": frappe.get_all("Summary Section", rows, ["heading", "text"], order_by="idx asc"),
		"figures": [
			_figure(row)
			for row in frappe.get_all("Summary Assessment", rows, list(SELF_ASSESSMENT), order_by="idx asc")
		],
		"evidence": evidence_rows(name),
	}


def _filed_summary(cycle: str, county: str) -> str | None:
	filed = {"cycle": cycle, "county": county, "workflow_state": ["not in", NOT_FILED_STATES]}
	return frappe.db.get_value(SUMMARY, filed)


def _figure(row: Any) -> dict[str, Any]:
	sign = "≤" if row.comparison == "<=" else "≥"
	threshold = f"{sign} {row.threshold} {cstr(row.unit)}".strip() if row.threshold else ""
	return {
		"criterion": cint(row.criterion),
		"title": cstr(row.title),
		"indicator": cstr(row.indicator),
		"threshold": threshold,
		"value": cstr(row.value),
		"met": row.met or "",
	}


def _case(name: str) -> dict[str, Any]:
	doc = frappe.db.get_value(CASE, name, ["title", "text", "topic", "cycle"], as_dict=True)
	topic = frappe.db.get_value("Cycle Topic", {"parent": doc.cycle, "code": doc.topic}, "topic_name")
	note = _("Topic: {0}").format(topic or doc.topic)
	return {"note": note, "sections": [{"heading": doc.title, "text": doc.text}], "figures": []}


def _nominee(name: str) -> dict[str, Any]:
	doc = frappe.db.get_value(NOMINEE, name, NOMINEE_FIELDS, as_dict=True)
	reasons = frappe.get_all("Nominee Reason", {"parent": name}, pluck="reason", order_by="idx asc")
	facts = (doc.nominee_name, doc.sex, doc.political_status, doc.organisation, doc.position)
	return {
		"note": "　".join(cstr(each) for each in facts if each),
		"sections": [
			{"heading": _("Reasons"), "text": "\n".join(cstr(each) for each in reasons)},
			{"heading": _("Bio"), "text": doc.bio},
		],
		"figures": [],
	}
