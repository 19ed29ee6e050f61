"""Documents of the Desk as the core's model: the one place that knows both sides' names.

The functions read; nothing here writes. ``submission_model`` reads a whole province with a fixed number of
queries, whatever the number of its counties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.utils import cint, cstr, getdate

from kepu_app.core.characters import without_invisible
from kepu_app.core.cycle import (
	AgeRange,
	Comparison,
	CountingMethod,
	Criterion,
	Cycle,
	Heading,
	Indicator,
	Limits,
	Quotas,
	Standard,
	Topic,
)
from kepu_app.core.figures import read_figure, typed_number
from kepu_app.core.model import (
	AnnualSummary,
	Assessment,
	County,
	MissingCounty,
	Province,
	ScanOf,
	SpeakerNominee,
	Submission,
	SummarySection,
	TypicalCase,
)
from kepu_app.core.rules.reasons import split_reasons
from kepu_app.review.states import HELD, PENDING_CITY, PENDING_PROVINCE, RETURNED

Record = Mapping[str, Any]

COUNTING_METHODS = {
	"Words (字数)": CountingMethod.WORDS,
	"Characters without Blanks": CountingMethod.CHARACTERS,
}
SCAN_PAPERS = {
	"Annual Summary": ScanOf.SUMMARY,
	"Case Book": ScanOf.CASES,
	"Nominee List": ScanOf.NOMINEES,
}
UNDER_WAY = {PENDING_CITY: "正在市级审核", PENDING_PROVINCE: "正在省级审核", RETURNED: "已退回修改"}
"""Words of the core for states of a summary that was filed and is not approved."""

MET = {"Met": True, "Not Met": False}
SUBMISSION_FIELDS = ("cycle", "province", "dated", "contact_name", "contact_phone")


def cycle_model(name: str) -> Cycle:
	"""The cycle with its standard, as the administrator has set it."""
	doc = frappe.get_cached_doc("Reporting Cycle", name)
	return Cycle(
		year=cint(doc.year),
		notice_title=doc.notice_title,
		notice_number=doc.notice_number,
		notice_date=getdate(doc.notice_date),
		national_deadline=getdate(doc.national_deadline),
		limits=Limits(doc.summary_limit, doc.case_limit, doc.bio_limit, max(cint(doc.text_multiple), 1)),
		quotas=Quotas(doc.case_quota, doc.nominee_quota, doc.cases_per_topic, doc.cases_per_county),
		headings=tuple(Heading(row.heading, bool(row.required)) for row in doc.headings),
		topics=tuple(Topic(row.code, row.topic_name, cstr(row.description)) for row in doc.topics),
		standard=standard_model(doc.standard),
		receiving_office=doc.receiving_office,
		receiving_mail=doc.receiving_mail,
		short_notice_title=doc.short_notice_title,
		hard_lock_date=_date(doc.hard_lock_date),
		headings_adjustable=bool(doc.headings_adjustable),
		counting_method=counting_method(),
		nominee_age=AgeRange(doc.youngest_nominee, doc.oldest_nominee),
		sexes=_options("Speaker Nominee", "sex"),
		political_statuses=_options("Speaker Nominee", "political_status"),
		mail_megabytes=cint(frappe.db.get_single_value("Kepu Settings", "mail_size_limit")),
	)


def _options(doctype: str, fieldname: str) -> tuple[str, ...]:
	"""What may be chosen in a field, as the administrator has set it."""
	options = cstr(frappe.get_meta(doctype).get_field(fieldname).options).split("\n")
	return tuple(each.strip() for each in options if each.strip())


def counting_method() -> CountingMethod:
	"""How limits are measured, by the administrator's choice."""
	chosen = frappe.db.get_single_value("Kepu Settings", "counting_method")
	return COUNTING_METHODS.get(chosen, CountingMethod.WORDS)


def standard_model(name: str) -> Standard:
	"""A standard; the rows of one number make one criterion, each row with a code an indicator of it."""
	doc = frappe.get_cached_doc("Evaluation Standard", name)
	rows_by_number = defaultdict(list)
	for row in doc.criteria:
		rows_by_number[cint(row.number)].append(row)
	criteria = tuple(_criterion(rows) for _number, rows in sorted(rows_by_number.items()))
	return Standard(name=doc.standard_name, source=cstr(doc.source), criteria=criteria)


def standard_for(cycle: str, province: str) -> str:
	"""Name of the standard that a province's counties assess themselves by: the province's refinement of
	the cycle's standard if there is an active one, else the cycle's own."""
	national = frappe.get_cached_value("Reporting Cycle", cycle, "standard")
	refined = frappe.get_all(
		"Evaluation Standard",
		filters={"province": province, "refines": national, "active": 1},
		pluck="name",
		order_by="modified desc",
		limit=1,
	)
	return refined[0] if refined else national


def province_model(name: str, submission: Record | None = None) -> Province:
	"""A provincial unit; the contact is the submission's, or the province's own where that is blank."""
	doc = frappe.get_cached_doc("Province", name)
	given = submission or {}
	return Province(
		code=doc.code,
		name=doc.province_name,
		association=doc.association,
		code_prefixes=tuple(each.strip() for each in _text(doc.code_prefixes).split(",") if each.strip()),
		is_municipality=bool(doc.is_municipality),
		paper_codes=bool(doc.paper_codes),
		contact_name=_text(given.get("contact_name") or doc.contact_name),
		contact_phone=_text(given.get("contact_phone") or doc.contact_phone),
	)


def county_model(record: Record) -> County:
	"""A county, from a County document or its fields."""
	return County(
		code=record.get("code"),
		name=_text(record.get("county_name")),
		city=_text(record.get("city")),
		batch=_text(record.get("batch")),
		period=_text(record.get("period")),
		extra=custom_values("County", record),
	)


def summary_model(doc: Record, sections: Iterable[Record], assessments: Iterable[Record]) -> AnnualSummary:
	"""Attachment 2, from an Annual Summary and its rows."""
	return AnnualSummary(
		county_code=doc.get("county"),
		sections=tuple(SummarySection(_text(row.get("heading")), _text(row.get("text"))) for row in sections),
		on_behalf_of=_text(doc.get("on_behalf_of")),
		dated=_date(doc.get("dated")),
		assessments=tuple(_assessments(assessments)),
		extra=custom_values("Annual Summary", doc),
	)


def case_model(doc: Record) -> TypicalCase:
	"""One section of Attachment 3."""
	return TypicalCase(
		county_code=_text(doc.get("county")),
		topic=_text(doc.get("topic")),
		title=_text(doc.get("title")),
		text=_text(doc.get("text")),
		order=cint(doc.get("sort_order")),
		extra=custom_values("Typical Case", doc),
	)


def nominee_model(doc: Record, reasons: Iterable[Record]) -> SpeakerNominee:
	"""One row of Attachment 4."""
	plain = ("sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")
	return SpeakerNominee(
		county_code=_text(doc.get("county")),
		name=_text(doc.get("nominee_name")),
		reasons=tuple(each for row in reasons for each in split_reasons(_text(row.get("reason")))),
		rank=cint(doc.get("rank")),
		extra=custom_values("Speaker Nominee", doc),
		**{field: _text(doc.get(field)) for field in plain},
	)


def nominee_values(nominee: SpeakerNominee) -> dict[str, Any]:
	"""The plain fields of a Speaker Nominee, from one row of Attachment 4."""
	plain = ("sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")
	return {
		"county": nominee.county_code,
		"nominee_name": nominee.name,
		**{field: getattr(nominee, field) for field in plain},
	}


def submission_model(name: str, *, held_only: bool = True) -> Submission:
	"""All that a province sends, as stored.

	Args:
		name: of the Provincial Submission.
		held_only: only what the province has approved, selected and nominated; otherwise all there is.
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
		missing=tuple(MissingCounty(row.county, _text(row.reason)) for row in doc.missing),
		dated=_date(doc.dated),
		under_way=_under_way(place),
	)


def _under_way(place: Record) -> dict[str, str]:
	"""By county: how far a summary is that was filed and is not approved yet."""
	filters = {**place, "docstatus": ["<", 2], "workflow_state": ["in", list(UNDER_WAY)]}
	rows = frappe.get_all("Annual Summary", filters, ["county", "workflow_state"])
	return {row.county: UNDER_WAY[row.workflow_state] for row in rows}


def asked_counties(province: str) -> list[Any]:
	"""The province's active counties, by code."""
	return frappe.get_all("County", {"province": province, "active": 1}, ["*"], order_by="code asc")


def custom_values(doctype: str, record: Record) -> dict[str, Any]:
	"""Values of the administrator's custom fields, by label."""
	return {
		each.label: _custom_value(each.fieldtype, record.get(each.fieldname))
		for each in custom_fields(doctype)
	}


def custom_fields(doctype: str) -> list[Any]:
	"""The administrator's own fields that hold a value, in the order of the form. Those that some of the
	document's readers may not see, by a permission level or as passwords, are none of them."""
	skipped = (*no_value_fields, *table_fields, "Password")
	return [
		field
		for field in frappe.get_meta(doctype).fields
		if field.get("is_custom_field")
		and field.label
		and field.fieldtype not in skipped
		and not field.permlevel
	]


def _custom_value(fieldtype: str, value: Any) -> Any:
	"""Yes or no as such and a day as a date; numbers as they are, everything else as text."""
	if fieldtype == "Check":
		return bool(cint(value))
	if value is None or fieldtype in ("Int", "Float", "Currency", "Percent"):
		return value
	return _date(value) if fieldtype == "Date" else _text(value)


def decimal_of(value: Any) -> Decimal | None:
	"""The number that was entered; None for a blank. Raises ValueError for anything else, an exponent too.

	A number that the database holds as such is what it shows.
	"""
	text = f"{Decimal(str(value)):f}" if isinstance(value, float | Decimal) else cstr(value).strip()
	return typed_number(text) if text else None


def figure_of(value: Any, unit: str | None = None) -> Decimal | None:
	"""The number that a county entered, as ``read_figure`` reads it; None where nothing can be read."""
	try:
		return read_figure(cstr(value), cstr(unit))
	except ValueError:
		return None


def is_figure(value: Any, unit: str | None = None) -> bool:
	"""Whether an entry is blank or can be read as a number."""
	return not cstr(value).strip() or figure_of(value, unit) is not None


def _criterion(rows: list[Any]) -> Criterion:
	first = rows[0]
	return Criterion(
		number=cint(first.number),
		group=cstr(first.criterion_group),
		title=cstr(first.title),
		text=cstr(first.text),
		indicators=tuple(
			Indicator(
				code=row.indicator_code,
				name=cstr(row.indicator),
				unit=cstr(row.unit),
				threshold=decimal_of(row.threshold) or Decimal(0),
				comparison=Comparison(row.comparison or Comparison.AT_LEAST.value),
			)
			for row in rows
			if row.indicator_code
		),
	)


def _assessments(rows: Iterable[Record]) -> Iterable[Assessment]:
	by_number: dict[int, list[Record]] = defaultdict(list)
	for row in rows:
		by_number[cint(row.get("criterion"))].append(row)
	for number, group in sorted(by_number.items()):
		values = {
			row.get("indicator_code"): figure_of(row.get("value"), cstr(row.get("unit"))) for row in group
		}
		yield Assessment(
			criterion=number,
			met=next((MET[row.get("met")] for row in group if row.get("met")), None),
			values={code: value for code, value in values.items() if code and value is not None},
		)


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
	documents = frappe.get_all("Speaker Nominee", filters, ["*"], order_by="`rank` asc, creation asc")
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


def _date(value: Any) -> date | None:
	return getdate(value) if value else None


def _text(value: Any) -> str:
	"""What is stored without the signs that nobody sees, which older records may have."""
	return without_invisible(cstr(value))
