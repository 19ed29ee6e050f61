"""案例库: the selected cases of all closed cycles, for all users of the app, in any division.

Words are matched as substrings of title, text, topic and division names. Chinese has no blanks to index by, and
MariaDB no ngram parser. The cases of five years are a thousand short texts, which a full scan reads in
milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr
from pypika.functions import Coalesce
from pypika.terms import Criterion

from kepu_app.access.roles import ASSESSOR
from kepu_app.access.scopes import scope_of
from kepu_app.core.library import LibraryCase
from kepu_app.reports.listed import may_read
from kepu_app.review.states import CYCLE_CLOSED, CYCLE_LOCKED, HELD
from kepu_app.utils.doctypes import CASE

CYCLE = "Reporting Cycle"
MOST_WORDS = 10
AROUND = 24
"""Characters of an excerpt before the match."""
EXCERPT = 90


def search(words: str = "", topic: str = "", province: str = "", year: int = 0) -> list[Any]:
	"""Return the cases that contain every word, the latest year first.

	Args:
		words: separated by blanks, matched in title, text, topic or division names; empty for all cases.
		topic: part of a topic's name.
		province: code.
		year: of the cycle; 0 for every year.

	Raises:
		PermissionError: the user may not read cases at all.
	"""
	case, cycle = frappe.qb.DocType(CASE), frappe.qb.DocType(CYCLE)
	wanted: list[Criterion] = [_contains(each) for each in split_words(words)]
	if topic:
		wanted.append(Coalesce(case.topic_name, "").like(_pattern(topic)))
	if province:
		wanted.append(case.province == province)
	if year:
		wanted.append(cycle.year == year)
	return _cases(wanted)


def named(names: Collection[str]) -> list[Any]:
	"""Return the named cases that are in the library; all other names are ignored."""
	return _cases([frappe.qb.DocType(CASE).name.isin(sorted(names))]) if names else []


def split_words(words: str) -> list[str]:
	"""Return the search words; U+3000 separates like a blank."""
	return list(dict.fromkeys(words.split()))[:MOST_WORDS]


def excerpt(text: str, words: Sequence[str]) -> str:
	"""Return an excerpt around the first matching word, on one line."""
	line = " ".join(text.split())
	places = [place for each in words if (place := line.lower().find(each.lower())) >= 0]
	start = max(0, min(places) - AROUND) if places else 0
	end = start + EXCERPT
	return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def library_cases(rows: Collection[Any]) -> list[LibraryCase]:
	"""Return rows of ``search`` or ``named`` as the core's model."""
	return [
		LibraryCase(
			year=cint(each.year),
			province=cstr(each.province_name),
			county_code=cstr(each.county),
			county=cstr(each.county_name),
			topic=cstr(each.topic_name),
			title=cstr(each.title),
			text=cstr(each.text),
			city=cstr(each.city),
		)
		for each in rows
	]


def topics_of(rows: Collection[Any]) -> list[str]:
	"""Return the topics' names in the order of the notices, the latest year's first."""
	years = sorted({cint(each.year) for each in rows}, reverse=True)
	topic, cycle = frappe.qb.DocType("Cycle Topic"), frappe.qb.DocType(CYCLE)
	query = (
		frappe.qb.from_(topic)
		.join(cycle)
		.on((topic.parent == cycle.name) & (topic.parenttype == CYCLE))
		.select(topic.topic_name)
		.where(cycle.year.isin(years or [0]))
		.orderby(cycle.year, order=frappe.qb.desc)
		.orderby(topic.idx)
	)
	return list(dict.fromkeys(name for (name,) in query.run()))


def _cases(wanted: Sequence[Criterion]) -> list[Any]:
	if not may_read(CASE):
		frappe.throw(_("You are not allowed to read {0}.").format(_(CASE)), frappe.PermissionError)
	if not _works_somewhere():
		return []
	case, cycle = frappe.qb.DocType(CASE), frappe.qb.DocType(CYCLE)
	county, province = frappe.qb.DocType("County"), frappe.qb.DocType("Province")
	query = (
		frappe.qb.from_(case)
		.join(cycle)
		.on((case.cycle == cycle.name) & cycle.status.isin((CYCLE_CLOSED, CYCLE_LOCKED)))
		.left_join(county)
		.on(county.name == case.county)
		.left_join(province)
		.on(province.name == case.province)
		.select(case.name, cycle.year, case.county, county.county_name, county.city, province.province_name)
		.select(case.topic_name, case.title, case.text)
		.where(Criterion.all([case.workflow_state.isin(HELD[CASE]), *wanted]))
		.orderby(cycle.year, order=frappe.qb.desc)
		.orderby(case.county, case.name)
	)
	return query.run(as_dict=True)


def _works_somewhere() -> bool:
	"""Return whether the user has an assignment, or is an assessor: they hold the role while a round names them."""
	scope = scope_of()
	return bool(scope.everything or scope.provinces or scope.counties) or ASSESSOR in frappe.get_roles()


def _contains(word: str) -> Criterion:
	case, county, province = (frappe.qb.DocType(each) for each in (CASE, "County", "Province"))
	places = (county.county_name, county.city, province.province_name)
	fields = (case.title, case.text, case.topic_name, *places)
	return Criterion.any([Coalesce(each, "").like(_pattern(word)) for each in fields])


def _pattern(word: str) -> str:
	"""Return a LIKE pattern with the word's own wildcards escaped."""
	quoted = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
	return f"%{quoted}%"
