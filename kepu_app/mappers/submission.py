"""All that a province sends, read in a fixed number of queries for any number of counties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import frappe

from kepu_app.core.model import AnnualSummary, MissingCounty, SpeakerNominee, Submission, TypicalCase
from kepu_app.mappers.cycle import cycle_model, standard_for, standard_model
from kepu_app.mappers.records import case_model, county_model, nominee_model, province_model, summary_model
from kepu_app.mappers.values import Record, date_of, text_of
from kepu_app.review.states import HELD, PENDING_CITY, PENDING_PROVINCE, RETURNED

UNDER_WAY = {PENDING_CITY: "正在市级审核", PENDING_PROVINCE: "正在省级审核", RETURNED: "已退回修改"}
"""The core's words for states of a summary that is submitted but not approved."""

ORDER_OF_NOMINEES = "`tabSpeaker Nominee`.`rank` asc, creation asc"
"""Order of Attachment 4. Frappe 16 accepts a name in backticks only with its table."""


def submission_model(name: str, *, held_only: bool = True) -> Submission:
	"""Return all that a province sends, as stored.

	Args:
		name: of the Provincial Submission.
		held_only: only what the province has approved, selected and nominated; otherwise everything.
	"""
	doc = frappe.get_doc("Provincial Submission", name)
	cycle = cycle_model(doc.cycle)
	standard = standard_model(standard_for(doc.cycle, doc.province))
	place = {"cycle": doc.cycle, "province": doc.province}
	return Submission(
		cycle=replace(cycle, standard=standard),
		province=province_model(doc.province, doc),
		counties=tuple(county_model(each) for each in asked_counties(doc.province)),
		summaries=tuple(_summaries(_filters("Annual Summary", place, held_only))),
		cases=tuple(_cases(_filters("Typical Case", place, held_only))),
		nominees=tuple(_nominees(_filters("Speaker Nominee", place, held_only))),
		missing=tuple(MissingCounty(row.county, text_of(row.reason)) for row in doc.missing),
		dated=date_of(doc.dated),
		under_way=_under_way(place),
	)


def _under_way(place: Record) -> dict[str, str]:
	"""Return, by county, the state of summaries that are submitted but not approved."""
	filters = {**place, "docstatus": ["<", 2], "workflow_state": ["in", list(UNDER_WAY)]}
	rows = frappe.get_all("Annual Summary", filters, ["county", "workflow_state"])
	return {row.county: UNDER_WAY[row.workflow_state] for row in rows}


def asked_counties(province: str) -> list[Any]:
	"""Return the province's active counties, by code."""
	return frappe.get_all("County", {"province": province, "active": 1}, ["*"], order_by="code asc")


def _filters(doctype: str, place: Record, held_only: bool) -> dict[str, Any]:
	held = {"workflow_state": ["in", HELD[doctype]]} if held_only else {}
	return {**place, "docstatus": ["<", 2], **held}


def _summaries(filters: Record) -> Iterable[AnnualSummary]:
	documents = frappe.get_all("Annual Summary", filters, ["*"], order_by="county asc")
	sections = _rows_by_parent("Summary Section", documents)
	assessments = _rows_by_parent("Summary Assessment", documents)
	for doc in documents:
		yield summary_model(doc, sections[doc.name], assessments[doc.name])


def _cases(filters: Record) -> Iterable[TypicalCase]:
	for doc in frappe.get_all("Typical Case", filters, ["*"], order_by="sort_order asc, creation asc"):
		yield case_model(doc)


def _nominees(filters: Record) -> Iterable[SpeakerNominee]:
	documents = frappe.get_all("Speaker Nominee", filters, ["*"], order_by=ORDER_OF_NOMINEES)
	reasons = _rows_by_parent("Nominee Reason", documents)
	for doc in documents:
		yield nominee_model(doc, reasons[doc.name])


def _rows_by_parent(doctype: str, documents: list[Any]) -> dict[str, list[Any]]:
	rows: dict[str, list[Any]] = defaultdict(list)
	names = [doc.name for doc in documents]
	if names:
		for row in frappe.get_all(doctype, {"parent": ["in", names]}, ["*"], order_by="idx asc"):
			rows[row.parent].append(row)
	return rows
