"""Counties, cases or nominees side by side: texts, figures against thresholds, marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.assessment.reading import content_of
from kepu_app.assessment.results import Results, results_of
from kepu_app.assessment.sheets import COUNTY_REPORTS
from kepu_app.assessment.subjects import DOCTYPES
from kepu_app.core.assessment import SubjectResult
from kepu_app.exceptions import RoundError
from kepu_app.utils.doctypes import SUMMARY

MOST = 4
"""Columns that fit side by side."""


def compare(round_doc: Document, keys: Sequence[str]) -> list[dict[str, Any]]:
	"""Return for each subject ``name``, ``rank``, ``mean``, ``trimmed_mean``, ``content`` and ``items`` with each
	assessor's marks; no marks before they are revealed.

	Raises:
		RoundError: none or too many, or one that is not the round's.
		PermissionError: the user may not read one of them.
	"""
	results = results_of(round_doc)
	if not 0 < len(keys) <= MOST:
		frappe.throw(_("Choose one to {0} to compare.").format(MOST), RoundError)
	found = {each.subject.key: each for each in results.ranking.results}
	if not set(keys) <= set(found):
		frappe.throw(_("One of these is not among what this round is about."), RoundError)
	return [_side(results, found[key]) for key in dict.fromkeys(keys)]


def _side(results: Results, result: SubjectResult) -> dict[str, Any]:
	round_doc, key = results.round_doc, result.subject.key
	_check_may_read(round_doc, key)
	return {
		"key": key,
		"name": result.subject.name,
		"group": result.subject.group,
		"rank": result.rank,
		"mean": _text(result.mean),
		"trimmed_mean": _text(result.trimmed_mean),
		"content": content_of(
			round_doc, {"about": round_doc.about, "cycle": round_doc.cycle, "subject": key}
		),
		"items": [_item(results, result, each) for each in results.ranking.sheet.items],
	}


def _check_may_read(round_doc: Any, key: str) -> None:
	if round_doc.about == COUNTY_REPORTS:
		frappe.get_doc("County", key).check_permission("read")
		frappe.has_permission(SUMMARY, "read", throw=True)
	else:
		frappe.get_doc(DOCTYPES[round_doc.about], key).check_permission("read")


def _item(results: Results, result: SubjectResult, item: Any) -> dict[str, Any]:
	far = {each.assessor for each in result.far_marks if each.item == item.number}
	marks = [
		{
			"assessor": results.names.get(score.assessment.assessor, score.assessment.assessor),
			"value": _text(score.assessment.value(item.number)),
			"remark": next((each.remark for each in score.assessment.marks if each.item == item.number), ""),
			"is_far": score.assessment.assessor in far,
		}
		for score in result.scores
		if score.total is not None
	]
	return {"number": item.number, "item": item.text, "full_marks": _text(item.full_marks), "marks": marks}


def _text(value: Any) -> str:
	return "" if value is None else f"{value:f}"
