"""Counts for itself what the reports should say of a state, for whoever reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	HOME,
	OFFICER,
	REPORTER,
	TOPICS,
)
from tests.site.report_states import ALL_COUNTIES, FIGURES, OLD_TOPIC, STATED, State, Summary

SEEN: dict[str, set[str]] = {
	OFFICER: set(ALL_COUNTIES),
	APPROVER: {code for code, (_name, province, _city) in ALL_COUNTIES.items() if province == HOME},
	FOREIGN_APPROVER: {
		code for code, (_name, province, _city) in ALL_COUNTIES.items() if province == FOREIGN
	},
	CITY: {code for code, (_name, _province, city) in ALL_COUNTIES.items() if city == "宿州市"},
	REPORTER: {COUNTY},
}
"""Counties of which a reader sees everything, by reader."""


def province_of(county: str) -> str:
	return ALL_COUNTIES[county][1]


def seen(reader: str, records: Iterable[Any]) -> list[Any]:
	"""Return the records of counties that the reader sees."""
	return [each for each in records if each.county in SEEN[reader]]


def percent(part: int, whole: int) -> float | None:
	return round(part / whole * 100, 1) if whole else None


def filing(state: State, province: str = "") -> dict[str, Any]:
	"""Figures of filing, of all counties that the reader sees or of those of one province."""
	counts: Counter[str] = Counter()
	for county in SEEN[state.reader]:
		summary = next((each for each in state.summaries if each.county == county), None)
		is_asked = summary is not None if state.is_over else county in state.active
		if not is_asked or (province and province_of(county) != province):
			continue
		counts["expected"] += 1
		counts[filing_of(summary)] += 1
		if filing_of(summary) in ("approved", "in_review"):
			counts["filed"] += 1
			counts["late"] += summary.is_late
		elif _deadline(state, county) < 0:
			counts["overdue"] += 1
	return {
		**{name: counts[name] for name in ("expected", "filed", "late", "overdue")},
		**{name: counts[name] for name in ("approved", "in_review", "returned", "missing")},
		"completeness": percent(counts["filed"], counts["expected"]),
		"timeliness": percent(counts["filed"] - counts["late"], counts["expected"]),
	}


def filing_of(summary: Summary | None) -> str:
	if summary is None or summary.state == "Draft":
		return "missing"
	if summary.state in ("Approved", "Accepted"):
		return "approved"
	if summary.state == "Returned":
		return "returned"
	return "in_review" if summary.was_submitted else "missing"


def has_filed(summary: Summary) -> bool:
	return filing_of(summary) in ("approved", "in_review")


def _deadline(state: State, county: str) -> int:
	"""Days from today to the county's deadline."""
	for each in state.submissions:
		if each.province == province_of(county) and each.deadline is not None:
			return each.deadline
	return state.national_deadline


def topics_of(state: State, province: str = "", *, candidates: bool = False) -> Counter[str]:
	"""Numbers of selected cases, or of all, by topic."""
	return Counter(
		each.topic
		for each in seen(state.reader, state.cases)
		if (candidates or each.state in ("Selected", "Accepted"))
		and (not province or province_of(each.county) == province)
	)


def topics_covered(topics: Counter[str]) -> int:
	return len([topic for topic in TOPICS if topics[topic]])


def other_cases(topics: Counter[str]) -> int:
	return topics[OLD_TOPIC]


def nominated(state: State, province: str = "") -> list[Any]:
	"""Whom the provinces have nominated, as far as the reader sees."""
	states = ("Nominated", "Awaiting Appointment", "Appointed", "Not Appointed")
	return [
		each
		for each in seen(state.reader, state.nominees)
		if each.state in states and (not province or province_of(each.county) == province)
	]


def attainment(state: State, number: int, province: str = "") -> tuple[int, int, int]:
	"""Counties that have filed and meet a criterion, do not meet it, leave it open."""
	answers = [
		_answer(each, number)
		for each in seen(state.reader, state.summaries)
		if has_filed(each) and (not province or province_of(each.county) == province)
	]
	return answers.count("Met"), answers.count("Not Met"), answers.count("")


def _answer(summary: Summary, number: int) -> str:
	if number in STATED:
		return summary.stated[number]
	given = [summary.figures[code][1] for code in FIGURES if summary.figures[code]]
	if "Not Met" in given:
		return "Not Met"
	return "Met" if given else ""


def values_of(state: State, code: str) -> list[int]:
	"""Return what the counties have entered for a figure, sorted."""
	filed = [each for each in seen(state.reader, state.summaries) if has_filed(each)]
	return sorted(each.figures[code][0] for each in filed if each.figures[code])


def at(values: list[int], part: float) -> float:
	"""Return the value below which ``part`` of the values lie, between two neighbours in proportion."""
	place = (len(values) - 1) * part
	low = int(place)
	high = min(low + 1, len(values) - 1)
	return values[low] + (values[high] - values[low]) * (place - low)


def acts(state: State, wanted: Callable[[Any], bool] = lambda act: True) -> list[Any]:
	return [each for each in seen(state.reader, state.acts) if wanted(each)]


def is_review(state: str) -> bool:
	return state in ("Pending City Review", "Pending Provincial Review", "Second Look")
