"""What the forms, lists and reports of the assessment call."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe
from frappe.utils import cint
from werkzeug.wrappers import Response

from kepu_app.assessment import assessors, choices, comparison, marking, reading, results, rounds, sheets
from kepu_app.assessment.owners import own_province
from kepu_app.assessment.subjects import subjects_in
from kepu_app.reports.selection import current_cycle
from kepu_app.utils.arguments import list_of_names
from kepu_app.utils.downloads import content_disposition


@frappe.whitelist()
def presets() -> dict[str, str]:
	"""Return the defaults of a new sheet or round: the user's ``province`` and the open ``cycle``, blank
	unless there is exactly one."""
	frappe.has_permission(sheets.SHEET, "create", throw=True)
	return {"province": own_province(), "cycle": current_cycle() or ""}


@frappe.whitelist()
def ready_made_items(about: str, standard: str = "") -> dict[str, Any]:
	"""``items`` and ``rules`` for a new sheet: of a standard, of the five qualities, of cases. ``standard``
	is by default that of the open cycle."""
	frappe.has_permission(sheets.SHEET, "create", throw=True)
	return sheets.ready_made(about, standard)


@frappe.whitelist(methods=["POST"])
def new_version(sheet: str) -> str:
	"""Return a copy of a sheet with the next number; gives its name."""
	return sheets.new_version(frappe.get_doc(sheets.SHEET, sheet)).name


@frappe.whitelist(methods=["POST"])
def open_round(round_name: str) -> None:
	"""Assessors get to work."""
	rounds.open_round(frappe.get_doc(sheets.ROUND, round_name))


@frappe.whitelist(methods=["POST"])
def close_round(round_name: str) -> None:
	"""Nothing is marked any more, and the marks are shown."""
	rounds.close_round(frappe.get_doc(sheets.ROUND, round_name))


@frappe.whitelist()
def progress(round_name: str) -> dict[str, Any]:
	"""How far the ``assessors`` of a round are, and what is ``awaited``; no marks."""
	return rounds.progress(_readable_round(round_name))


@frappe.whitelist()
def subjects_of_round(round_name: str) -> list[dict[str, str]]:
	"""``key`` and ``name`` of all that a round is about, and that its assessors are named for already."""
	return [{"key": each.key, "name": each.name} for each in subjects_in(_readable_round(round_name))]


@frappe.whitelist()
def form(assessment: str) -> dict[str, Any]:
	"""Everything that the form of an assessor's own assessment shows."""
	return reading.form(assessment)


@frappe.whitelist()
def evidence(assessment: str, row: str) -> Response:
	"""One file of evidence of what is assessed, for its assessor alone."""
	name, content = reading.evidence(assessment, row)
	return Response(content, mimetype="application/octet-stream", headers=content_disposition(name))


@frappe.whitelist(methods=["POST"])
def save_mark(
	assessment: str, number: int, value: str | None = None, remark: str | None = None
) -> dict[str, Any]:
	"""Keep one mark or its remark; a blank one takes it back, one that is not sent stays as it is."""
	return marking.save_mark(assessment, cint(number), value, remark)


@frappe.whitelist(methods=["POST"])
def submit(assessment: str) -> None:
	"""Fix the marks of one assessment."""
	marking.submit(assessment)


@frappe.whitelist(methods=["POST"])
def recuse(assessment: str, reason: str) -> None:
	"""回避, with a reason."""
	marking.recuse(assessment, reason)


@frappe.whitelist(methods=["POST"])
def take_back_recusal(assessment: str) -> None:
	"""Undoes ``recuse`` as long as the marks of the round are not shown."""
	marking.take_back_recusal(assessment)


@frappe.whitelist()
def latest_round(cycle: str = "") -> str | None:
	"""Return the round that the ranking shows by itself."""
	return results.latest_round(cycle)


@frappe.whitelist()
def compare(round_name: str, subjects: Any) -> list[dict[str, Any]]:
	"""Up to four of a round side by side; ``subjects`` are their keys."""
	return comparison.compare(_readable_round(round_name), list_of_names(subjects))


@frappe.whitelist()
def download_table(round_name: str, file_type: str = "pdf") -> None:
	"""评分汇总表 as PDF or Excel."""
	name, content = results.table_file(_readable_round(round_name), file_type)
	frappe.response.update({"filename": name, "filecontent": content, "type": "download"})


@frappe.whitelist()
def topics(round_name: str) -> list[dict[str, str]]:
	"""For which a case may be proposed from a round's ranking."""
	doc = _readable_round(round_name)
	if doc.about != sheets.COUNTY_REPORTS:
		return []
	cycle = frappe.get_cached_doc("Reporting Cycle", doc.cycle)
	return [{"value": each.code, "label": each.topic_name} for each in cycle.topics]


@frappe.whitelist()
def counties(round_name: str) -> list[dict[str, str]]:
	"""Whose case may be proposed from a round's ranking, by rank, and behind them those that were not assessed."""
	return choices.counties(results.results_of(_readable_round(round_name)))


@frappe.whitelist()
def passed_over(round_name: str, county: str) -> list[str]:
	"""Names of counties of a better rank than this one that have no case."""
	return choices.passed_over(_readable_round(round_name), county)


@frappe.whitelist(methods=["POST"])
def release(round_name: str, assessor: str) -> None:
	"""Take somebody out of an open round who cannot go on; what he has submitted stays."""
	assessors.release(frappe.get_doc(sheets.ROUND, round_name), assessor)


@frappe.whitelist(methods=["POST"])
def propose(round_name: str, county: str, topic: str, reason: str = "") -> dict[str, Any]:
	"""Proposes the county's case for a topic; see ``choices.propose``."""
	return choices.propose(frappe.get_doc(sheets.ROUND, round_name), county, topic, reason)


def _readable_round(name: str) -> Any:
	doc = frappe.get_doc(sheets.ROUND, name)
	doc.check_permission("read")
	return doc
