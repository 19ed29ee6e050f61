"""What a round is about: counties with their reports, cases, or nominees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from kepu_app.assessment.sheets import CASES, COUNTY_REPORTS, SPEAKERS
from kepu_app.core.assessment import distinct_names
from kepu_app.reports.columns import short_name
from kepu_app.review.states import DRAFT, HELD, PENDING_CITY, RECOMMENDED, RETURNED

SUMMARY, CASE, NOMINEE = "Annual Summary", "Typical Case", "Speaker Nominee"
DOCTYPES = {COUNTY_REPORTS: SUMMARY, CASES: CASE, SPEAKERS: NOMINEE}
NOT_FILED = (DRAFT, RETURNED, PENDING_CITY, RECOMMENDED)
"""What has not come to the province: with its authors, or with their city."""

SEPARATORS = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True)
class Entry:
	"""One thing that is assessed. ``key`` is a county's code or a document's name, ``group`` a city or a
	province; ``words`` are the ways in which it may be named in the table of assessors; ``county`` is the code of
	the county that it comes from."""

	key: str
	name: str
	group: str
	province: str
	words: tuple[str, ...]
	county: str


def subjects_of(round_doc: Any, document: str | None = None) -> list[Entry]:
	"""Everything a round is about, by county: active counties, or documents that have been handed in.

	Args:
		round_doc: of which.
		document: this one alone, if it is among them.
	"""
	if round_doc.about == COUNTY_REPORTS:
		found = _counties(round_doc.province)
		return _told_apart([_of_county(each, bool(round_doc.province)) for each in found])
	doctype = DOCTYPES[round_doc.about]
	states = ["not in", NOT_FILED] if round_doc.province else ["in", HELD[doctype]]
	filters = {"cycle": round_doc.cycle, "workflow_state": states, "docstatus": ["<", 2]}
	if round_doc.province:
		filters["province"] = round_doc.province
	title = "title" if doctype == CASE else "nominee_name"
	fields = ["name", "county", "province", f"{title} as title"]
	found = frappe.get_all(doctype, filters, fields, order_by="county asc, creation asc")
	counties = {each.name: each for each in _counties(round_doc.province)}
	entries = _told_apart([_of_document(each, doctype, counties, bool(round_doc.province)) for each in found])
	return [each for each in entries if document in (None, each.key)]


def keys_at_hand(round_doc: Any) -> set[str]:
	"""Of what a round is about, what has come to the province: a county with its report, or the document itself."""
	if round_doc.about != COUNTY_REPORTS:
		return {each.key for each in subjects_of(round_doc)}
	filters = {"cycle": round_doc.cycle, "workflow_state": ["not in", NOT_FILED], "docstatus": ["<", 2]}
	return set(frappe.get_all(SUMMARY, filters, pluck="county"))


def named(text: str | None, entries: Sequence[Entry], row: int) -> list[Entry]:
	"""Those that a row of the table of assessors names; all of them when it names none.

	Raises:
		ValidationError: a name is unknown, or more than one is called so.
	"""
	wanted = [each.strip() for each in SEPARATORS.split(cstr(text)) if each.strip()]
	if not wanted:
		return list(entries)
	found = {}
	for word in wanted:
		entry = _named(word, entries, row)
		found[entry.key] = entry
	return list(found.values())


def is_still_named(text: str | None, entry: Entry) -> bool:
	"""Whether a row of the table of assessors means this one, whatever has become of the others that it names."""
	wanted = [each.strip() for each in SEPARATORS.split(cstr(text)) if each.strip()]
	return not wanted or any(word in entry.words for word in wanted)


def _named(word: str, entries: Iterable[Entry], row: int) -> Entry:
	matching = [each for each in entries if word in each.words]
	if not matching:
		frappe.throw(
			_("Assessors, row {0}: {1} is not among what this round is about.").format(row, escape_html(word))
		)
	if len(matching) > 1:
		codes = "、".join(each.key for each in matching)
		frappe.throw(
			_("Assessors, row {0}: more than one is called {1}; name it by its code: {2}").format(
				row, escape_html(word), escape_html(codes)
			)
		)
	return matching[0]


def _counties(province: str | None) -> list[Any]:
	filters = {"active": 1, **({"province": province} if province else {})}
	fields = ["name", "county_name", "city", "province"]
	return frappe.get_all("County", filters, fields, order_by="name asc")


def _of_county(county: Any, is_provincial: bool) -> Entry:
	words = (county.name, county.county_name, f"{county.city or ''}{county.county_name}")
	group = cstr(county.city) if is_provincial else _province_name(county.province)
	return Entry(county.name, county.county_name, group, county.province, words, county.name)


def _of_document(doc: Any, doctype: str, counties: dict[str, Any], is_provincial: bool) -> Entry:
	county = counties.get(doc.county)
	place = county.county_name if county else cstr(doc.county)
	name = f"{place}《{doc.title}》" if doctype == CASE else f"{doc.title}（{place}）"
	group = cstr(county.city if county else "") if is_provincial else _province_name(doc.province)
	return Entry(doc.name, name, group, doc.province, (doc.name, name, cstr(doc.title)), cstr(doc.county))


def _told_apart(entries: list[Entry]) -> list[Entry]:
	"""Equal names get their city or province behind them, or their key; all may be named so, and as before."""
	names = distinct_names([(each.key, each.name, each.group) for each in entries])
	return [
		each if name == each.name else replace(each, name=name, words=(*each.words, name))
		for each, name in zip(entries, names, strict=True)
	]


def _province_name(code: str) -> str:
	return short_name(frappe.get_cached_value("Province", code, "province_name") or cstr(code))
