"""Province, county, summary, case and nominee, from a document or from its fields as queried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import frappe
from frappe.utils import cint, cstr

from kepu_app.core.model import (
	AnnualSummary,
	Assessment,
	County,
	Province,
	SpeakerNominee,
	SummarySection,
	TypicalCase,
)
from kepu_app.core.rules.reasons import split_reasons
from kepu_app.mappers.attainment import STATED
from kepu_app.mappers.values import Record, custom_values, date_of, figure_of, text_of


def province_model(name: str, submission: Record | None = None) -> Province:
	"""Return a province; the contact is the submission's, or the province's own where that is blank."""
	doc = frappe.get_cached_doc("Province", name)
	given = submission or {}
	return Province(
		code=doc.code,
		name=doc.province_name,
		association=doc.association,
		code_prefixes=tuple(each.strip() for each in text_of(doc.code_prefixes).split(",") if each.strip()),
		is_municipality=bool(doc.is_municipality),
		paper_codes=bool(doc.paper_codes),
		contact_name=text_of(given.get("contact_name") or doc.contact_name),
		contact_phone=text_of(given.get("contact_phone") or doc.contact_phone),
	)


def county_model(record: Record) -> County:
	"""Return a county, from a County document or its fields."""
	return County(
		code=record.get("code"),
		name=text_of(record.get("county_name")),
		city=text_of(record.get("city")),
		batch=text_of(record.get("batch")),
		period=text_of(record.get("period")),
		extra=custom_values("County", record),
		source=record.get("name"),
	)


def summary_model(doc: Record, sections: Iterable[Record], assessments: Iterable[Record]) -> AnnualSummary:
	"""Return Attachment 2, from an Annual Summary and its rows."""
	return AnnualSummary(
		county_code=doc.get("county"),
		sections=tuple(
			SummarySection(text_of(row.get("heading")), text_of(row.get("text"))) for row in sections
		),
		on_behalf_of=text_of(doc.get("on_behalf_of")),
		dated=date_of(doc.get("dated")),
		assessments=tuple(_assessments(assessments)),
		extra=custom_values("Annual Summary", doc),
		source=doc.get("name"),
	)


def case_model(doc: Record) -> TypicalCase:
	"""Return one section of Attachment 3."""
	return TypicalCase(
		county_code=text_of(doc.get("county")),
		topic=text_of(doc.get("topic")),
		title=text_of(doc.get("title")),
		text=text_of(doc.get("text")),
		order=cint(doc.get("sort_order")),
		extra=custom_values("Typical Case", doc),
		source=doc.get("name"),
	)


def nominee_model(doc: Record, reasons: Iterable[Record]) -> SpeakerNominee:
	"""Return one row of Attachment 4."""
	plain = ("sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")
	return SpeakerNominee(
		county_code=text_of(doc.get("county")),
		name=text_of(doc.get("nominee_name")),
		reasons=tuple(each for row in reasons for each in split_reasons(text_of(row.get("reason")))),
		rank=cint(doc.get("rank")),
		extra=custom_values("Speaker Nominee", doc),
		source=doc.get("name"),
		**{field: text_of(doc.get(field)) for field in plain},
	)


def nominee_values(nominee: SpeakerNominee) -> dict[str, Any]:
	"""Return the plain fields of a Speaker Nominee, from one row of Attachment 4."""
	plain = ("sex", "political_status", "birth_month", "organisation", "position", "phone", "bio")
	return {
		"county": nominee.county_code,
		"nominee_name": nominee.name,
		**{field: getattr(nominee, field) for field in plain},
	}


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
			met=next((STATED[row.get("met")] for row in group if row.get("met")), None),
			values={code: value for code, value in values.items() if code and value is not None},
		)
