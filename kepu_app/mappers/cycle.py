"""The year's notice and its evaluation standard, as the administrator has set them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import frappe
from frappe.utils import cint, cstr, getdate

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
from kepu_app.mappers.values import date_of, decimal_of

COUNTING_METHODS = {
	"Words (字数)": CountingMethod.WORDS,
	"Characters without Blanks": CountingMethod.CHARACTERS,
}


def cycle_model(name: str) -> Cycle:
	"""Return the cycle with its standard, as the administrator has set it."""
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
		hard_lock_date=date_of(doc.hard_lock_date),
		headings_adjustable=bool(doc.headings_adjustable),
		counting_method=counting_method(),
		nominee_age=AgeRange(doc.youngest_nominee, doc.oldest_nominee),
		sexes=_options("Speaker Nominee", "sex"),
		political_statuses=_options("Speaker Nominee", "political_status"),
		mail_megabytes=cint(frappe.db.get_single_value("Kepu Settings", "mail_size_limit")),
	)


def _options(doctype: str, fieldname: str) -> tuple[str, ...]:
	"""Return a field's options, as the administrator has set them."""
	options = cstr(frappe.get_meta(doctype).get_field(fieldname).options).split("\n")
	return tuple(each.strip() for each in options if each.strip())


def counting_method() -> CountingMethod:
	"""Return how limits are measured, as the administrator has chosen."""
	chosen = frappe.db.get_single_value("Kepu Settings", "counting_method")
	return COUNTING_METHODS.get(chosen, CountingMethod.WORDS)


def standard_model(name: str) -> Standard:
	"""Return a standard; rows of one number form a criterion, each row with a code one of its indicators."""
	doc = frappe.get_cached_doc("Evaluation Standard", name)
	rows_by_number = defaultdict(list)
	for row in doc.criteria:
		rows_by_number[cint(row.number)].append(row)
	criteria = tuple(_criterion(rows) for _number, rows in sorted(rows_by_number.items()))
	return Standard(name=doc.standard_name, source=cstr(doc.source), criteria=criteria)


def standard_for(cycle: str, province: str) -> str:
	"""Return the name of a province's standard for self-assessment: its active refinement of the cycle's standard,
	else the cycle's own."""
	national = frappe.get_cached_value("Reporting Cycle", cycle, "standard")
	refined = frappe.get_all(
		"Evaluation Standard",
		filters={"province": province, "refines": national, "active": 1},
		pluck="name",
		order_by="modified desc",
		limit=1,
	)
	return refined[0] if refined else national


def _criterion(rows: list[Any]) -> Criterion:
	first = rows[0]
	return Criterion(
		number=cint(first.number),
		group=cstr(first.criterion_group),
		title=cstr(first.title),
		text=cstr(first.text),
		indicators=tuple(indicator_model(row) for row in rows if row.indicator_code),
	)


def indicator_model(row: Any) -> Indicator:
	"""Return a figure with its threshold, from a row of a standard, or of a self-assessment, which has the same columns."""
	return Indicator(
		code=row.indicator_code,
		name=cstr(row.indicator),
		unit=cstr(row.unit),
		threshold=decimal_of(row.threshold) or Decimal(0),
		comparison=Comparison(row.comparison or Comparison.AT_LEAST.value),
	)
