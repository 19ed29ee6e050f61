"""Endpoints of the assessment's forms, lists and reports."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from typing import Any

import frappe
from frappe.utils import cint
from werkzeug.wrappers import Response

from kepu_app.assessment import assessors, choices, comparison, marking, reading, results, rounds, sheets
from kepu_app.assessment.owners import own_province
from kepu_app.assessment.subjects import subjects_in
from kepu_app.reports.selection import current_cycle
from kepu_app.utils.arguments import list_of_names
from kepu_app.utils.downloads import PDF, XLSX, content_disposition


@frappe.whitelist()
def presets() -> dict[str, str]:
	"""Return the defaults of a new sheet or round: the user's ``province`` and the open ``cycle``, blank unless
	there is exactly one."""
	frappe.has_permission(sheets.SHEET, "create", throw=True)
	return {"province": own_province(), "cycle": current_cycle() or ""}


@frappe.whitelist()
def ready_made_items(about: str, standard: str = "") -> dict[str, Any]:
	"""Return ``items`` and ``rules`` for a new sheet: of a standard (by default the open cycle's), of the five
	qualities, or of cases."""
	frappe.has_permission(sheets.SHEET, "create", throw=True)
	return sheets.ready_made(about, standard)


@frappe.whitelist(methods=["POST"])
def new_version(sheet: str) -> str:
	"""Copy a sheet under the next number; return its name."""
	return sheets.new_version(frappe.get_doc(sheets.SHEET, sheet)).name


@frappe.whitelist(methods=["POST"])
def open_round(round_name: str) -> None:
	"""Open a round: assessors start marking."""
	rounds.open_round(frappe.get_doc(sheets.ROUND, round_name))


@frappe.whitelist(methods=["POST"])
def close_round(round_name: str) -> None:
	"""Close a round: marking ends, and the marks are revealed."""
	rounds.close_round(frappe.get_doc(sheets.ROUND, round_name))


@frappe.whitelist()
def progress(round_name: str) -> dict[str, Any]:
	"""Return the progress of a round's ``assessors``, and what is ``awaited``; no marks."""
	return rounds.progress(_readable_round(round_name))


@frappe.whitelist()
def subjects_of_round(round_name: str) -> list[dict[str, str]]:
	"""Return ``key`` and ``name`` of a round's subjects, including those assigned already."""
	return [{"key": each.key, "name": each.name} for each in subjects_in(_readable_round(round_name))]


@frappe.whitelist()
def form(assessment: str) -> dict[str, Any]:
	"""Return all that the form of one's own assessment shows."""
	return reading.form(assessment)


@frappe.whitelist()
def evidence(assessment: str, row: str) -> Response:
	"""Serve one evidence file of a subject, to its assessor only."""
	name, content = reading.evidence(assessment, row)
	return Response(content, mimetype="application/octet-stream", headers=content_disposition(name))


@frappe.whitelist(methods=["POST"])
def save_mark(
	assessment: str, number: int, value: str | None = None, remark: str | None = None
) -> dict[str, Any]:
	"""Store a mark, its remark, or both; a blank deletes, a missing one stays."""
	return marking.save_mark(assessment, cint(number), value, remark)


@frappe.whitelist(methods=["POST"])
def submit(assessment: str) -> None:
	"""Fix an assessment's marks."""
	marking.submit(assessment)


@frappe.whitelist(methods=["POST"])
def recuse(assessment: str, reason: str) -> None:
	"""Recuse (回避) with a reason."""
	marking.recuse(assessment, reason)


@frappe.whitelist(methods=["POST"])
def take_back_recusal(assessment: str) -> None:
	"""Undo ``recuse`` until the round's marks are revealed."""
	marking.take_back_recusal(assessment)


@frappe.whitelist()
def latest_round(cycle: str = "") -> str | None:
	"""Return the round that the ranking shows by default."""
	return results.latest_round(cycle)


@frappe.whitelist()
def compare(round_name: str, subjects: Any) -> list[dict[str, Any]]:
	"""Compare up to four subjects of a round; ``subjects`` are their keys."""
	return comparison.compare(_readable_round(round_name), list_of_names(subjects))


@frappe.whitelist()
def download_table(round_name: str, file_type: str = "pdf") -> Response:
	"""Download the 评分汇总表 as PDF or Excel."""
	name, content = results.table_file(_readable_round(round_name), file_type)
	mimetype = XLSX if name.endswith(".xlsx") else PDF
	return Response(content, mimetype=mimetype, headers=content_disposition(name))


@frappe.whitelist()
def topics(round_name: str) -> list[dict[str, str]]:
	"""Return the topics for which a case may be proposed from a round's ranking."""
	doc = _readable_round(round_name)
	if doc.about != sheets.COUNTY_REPORTS:
		return []
	cycle = frappe.get_cached_doc("Reporting Cycle", doc.cycle)
	return [{"value": each.code, "label": each.topic_name} for each in cycle.topics]


@frappe.whitelist()
def counties(round_name: str) -> list[dict[str, str]]:
	"""Return the counties whose case may be proposed from a ranking, by rank, then the unassessed ones."""
	return choices.counties(results.results_of(_readable_round(round_name)))


@frappe.whitelist()
def passed_over(round_name: str, county: str) -> list[str]:
	"""Return the names of better-ranked counties without a case."""
	return choices.passed_over(_readable_round(round_name), county)


@frappe.whitelist(methods=["POST"])
def release(round_name: str, assessor: str) -> None:
	"""Remove an assessor from an open round; submitted assessments stay."""
	assessors.release(frappe.get_doc(sheets.ROUND, round_name), assessor)


@frappe.whitelist(methods=["POST"])
def propose(round_name: str, county: str, topic: str, reason: str = "") -> dict[str, Any]:
	"""Propose the county's case for a topic; see ``choices.propose``."""
	return choices.propose(frappe.get_doc(sheets.ROUND, round_name), county, topic, reason)


def _readable_round(name: str) -> Any:
	doc = frappe.get_doc(sheets.ROUND, name)
	doc.check_permission("read")
	return doc
