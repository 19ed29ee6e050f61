"""Subjects of a round: counties with their reports, cases, or nominees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from kepu_app.assessment.sheets import CASES, COUNTY_REPORTS, SPEAKERS
from kepu_app.core.assessment import distinct_names
from kepu_app.reports.columns import short_name
from kepu_app.review.states import HELD, NOT_FILED_STATES
from kepu_app.utils.doctypes import CASE, NOMINEE, SUMMARY

DOCTYPES = {COUNTY_REPORTS: SUMMARY, CASES: CASE, SPEAKERS: NOMINEE}

SEPARATORS = re.compile(r"[、,，;；\n]+")
SEPARATORS_KEPT = re.compile(f"({SEPARATORS.pattern})")
FIELDS = {
	"County": ("name", "county_name", "city", "province"),
	CASE: ("name", "county", "province", "creation", "title"),
	NOMINEE: ("name", "county", "province", "creation", "nominee_name as title"),
}


@dataclass(frozen=True)
class Entry:
	"""One subject. ``key`` is a county's code or a document's name, ``group`` a city or a province. ``words`` are its
	possible names in the table of assessors; ``county`` is its county's code."""

	key: str
	name: str
	group: str
	province: str
	words: tuple[str, ...]
	county: str


def subjects_of(round_doc: Any, document: str | None = None) -> list[Entry]:
	"""Return a round's subjects, by county: active counties, or submitted documents.

	Args:
		round_doc: the round.
		document: only this one, if it is among them.
	"""
	return [each for each in _entries(round_doc) if document in (None, each.key)]


def subjects_in(round_doc: Any) -> list[Entry]:
	"""Return a round's subjects, including those already assigned. Assigned ones stay when a county becomes inactive or
	a document is returned. Deleted ones are dropped.
	"""
	if round_doc.status == "Draft":
		return _entries(round_doc)
	return _entries(
		round_doc,
		frappe.get_all("Subject Assessment", {"round": round_doc.name}, pluck="subject", distinct=True),
	)


def keys_at_hand(round_doc: Any) -> set[str]:
	"""Return the subjects that have reached the province: counties with a submitted report, or documents."""
	if round_doc.about != COUNTY_REPORTS:
		return {each.key for each in subjects_of(round_doc)}
	filters = {
		"cycle": round_doc.cycle,
		"workflow_state": states_at_hand(round_doc),
		"docstatus": ["<", 2],
	}
	return set(frappe.get_all(SUMMARY, filters, pluck="county"))


def states_at_hand(round_doc: Any) -> list[Any]:
	"""Return the workflow-state filter of assessable documents: those that have reached the province; in a round of
	CAST, those that a province has selected."""
	if round_doc.about == COUNTY_REPORTS or round_doc.province:
		return ["not in", NOT_FILED_STATES]
	return ["in", HELD[DOCTYPES[round_doc.about]]]


def words_in(text: str | None, entries: Iterable[Entry]) -> list[str]:
	"""Return the words of a row of the table of assessors, in order. An entry's title that contains a separator is
	one word."""
	whole: dict[str, list[list[str]]] = {}
	for title in {word for each in entries for word in each.words if SEPARATORS.search(word)}:
		of_title = SEPARATORS_KEPT.split(title)
		whole.setdefault(of_title[0].strip(), []).append(of_title)
	parts, found, start = SEPARATORS_KEPT.split(cstr(text)), [], 0
	while start < len(parts):
		word = _longest(whole.get(parts[start].strip(), ()), parts, start)
		found.append("".join(word).strip())
		start += len(word) + 1
	return list(dict.fromkeys(each for each in found if each))


def _longest(words: Sequence[list[str]], parts: list[str], start: int) -> list[str]:
	"""Return the longest of ``words`` that matches the parts from ``start``; else the one part."""
	for word in sorted(words, key=len, reverse=True):
		there = parts[start : start + len(word)]
		if "".join(there).strip() == "".join(word).strip():
			return there
	return [parts[start]]


def named(
	text: str | None,
	entries: Sequence[Entry],
	row: int,
	known: Collection[str] = (),
	own: Collection[str] = (),
) -> list[Entry]:
	"""Return the entries that a row of the table of assessors names; all if it names none.

	Args:
		text: of the row.
		entries: all assignable subjects.
		row: number of the row.
		known: words that are not checked, since they are not new and may be outdated.
		own: keys already assigned to the row's assessor, preferred among equal names.

	Raises:
		ValidationError: a new name is unknown or ambiguous.
	"""
	wanted = words_in(text, entries)
	if not wanted:
		return list(entries)
	found = {}
	for word in wanted:
		for entry in _meant(word, entries, own) if word in known else [_named(word, entries, row)]:
			found[entry.key] = entry
	return list(found.values())


def _meant(word: str, entries: Iterable[Entry], own: Collection[str]) -> list[Entry]:
	matching = [each for each in entries if word in each.words]
	return matching if len(matching) == 1 else [each for each in matching if each.key in own]


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


def _entries(round_doc: Any, more: Collection[str] = ()) -> list[Entry]:
	"""Return a round's subjects, and ``more`` by their keys, whatever their state."""
	is_provincial = bool(round_doc.province)
	if round_doc.about == COUNTY_REPORTS:
		own = {"active": 1, **({"province": round_doc.province} if is_provincial else {})}
		return _told_apart([_of_county(each, is_provincial) for each in _all("County", own, more)])
	doctype = DOCTYPES[round_doc.about]
	filters = {"cycle": round_doc.cycle, "workflow_state": states_at_hand(round_doc), "docstatus": ["<", 2]}
	if is_provincial:
		filters["province"] = round_doc.province
	found = sorted(_all(doctype, filters, more), key=lambda each: (cstr(each.county), each.creation))
	places = {"name": ["in", sorted({each.county for each in found if each.county})]}
	counties = {each.name: each for each in frappe.get_all("County", places, list(FIELDS["County"]))}
	return _told_apart([_of_document(each, doctype, counties, is_provincial) for each in found])


def _all(doctype: str, filters: dict[str, Any], more: Collection[str]) -> list[Any]:
	fields = list(FIELDS[doctype])
	found = frappe.get_all(doctype, filters, fields, order_by="name asc")
	missing = sorted(set(more) - {each.name for each in found})
	if missing:
		found += frappe.get_all(doctype, {"name": ["in", missing]}, fields, order_by="name asc")
	return sorted(found, key=lambda each: each.name)


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
	"""Append city, province or key to equal names; each may be named so, and as before."""
	names = distinct_names([(each.key, each.name, each.group) for each in entries])
	return [
		each if name == each.name else replace(each, name=name, words=(*each.words, name))
		for each, name in zip(entries, names, strict=True)
	]


def _province_name(code: str) -> str:
	return short_name(frappe.get_cached_value("Province", code, "province_name") or cstr(code))
