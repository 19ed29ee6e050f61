"""The six reports: their figures in random states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from hypothesis import HealthCheck, given, settings

from kepu_app.kepu.report.county_filing_status.county_filing_status import CHOICES
from kepu_app.kepu.report.criteria_attainment.criteria_attainment import spread_of
from kepu_app.reports.columns import short_name
from tests.site import recount
from tests.site.factories import APPROVER, FOREIGN_APPROVER, OFFICER, TOPICS
from tests.site.report_readings import (
	CRITERIA,
	MATRIX,
	OVERVIEW,
	ROSTER,
	STATUS,
	TURNAROUND,
	bars_of,
	figures_of,
	provinces_seen,
	rows_by,
	shown,
	stored,
	total_of,
	uncommitted_cycle,
)
from tests.site.report_states import FIGURES, PROVINCES, STATED, YEAR, State, states

EXAMPLES = 200
FOR_PROVINCES = (OFFICER, APPROVER, FOREIGN_APPROVER)
FILING_FIGURES = (
	"expected",
	"filed",
	"in_review",
	"approved",
	"returned",
	"missing",
	"late",
	"overdue",
	"completeness",
	"timeliness",
)


@pytest.fixture
def cycle(places: None) -> Iterator[str]:
	with uncommitted_cycle() as year:
		yield year


def test_figures_equal_a_recount_in_random_states(cycle: str) -> None:
	@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
	@given(states)
	def check(state: State) -> None:
		with stored(state):
			check_status(state)
			check_matrix(state)
			check_criteria(state)
			check_turnaround(state)
			if state.reader in FOR_PROVINCES:
				check_overview(state)
				check_roster(state)

	check()


def check_overview(state: State) -> None:
	answer, names = shown(OVERVIEW, state.reader), provinces_seen(state.reader)
	rows = rows_by(answer, "province")
	assert list(rows) == list(names)
	for code, row in rows.items():
		filing = recount.filing(state, code)
		assert {name: row[name] for name in FILING_FIGURES} == {name: filing[name] for name in FILING_FIGURES}
		assert bool(row["remark"]) == (filing["expected"] == 0)
		topics = recount.topics_of(state, code)
		assert (row["cases"], row["topics"]) == (sum(topics.values()), recount.topics_covered(topics))
		assert row["nominees"] == len(recount.nominated(state, code))
		submission = next((each for each in state.submissions if each.province == code), None)
		assert row.get("workflow_state") == (submission and submission.state)
		assert bool(row.get("sent_late")) == bool(submission and submission.is_late)
	check_overview_as_a_whole(state, answer, names)


def check_overview_as_a_whole(state: State, answer: Any, names: dict[str, str]) -> None:
	whole, total, figures = recount.filing(state), total_of(answer), figures_of(answer)
	assert {name: total[name] for name in FILING_FIGURES} == {name: whole[name] for name in FILING_FIGURES}
	assert total["cases"] == sum(recount.topics_of(state).values())
	assert total["nominees"] == len(recount.nominated(state))
	assert figures["Counties Expected"] == whole["expected"]
	assert (figures["Filed"], figures["Approved"]) == (whole["filed"], whole["approved"])
	assert (figures["Missing"], figures["Overdue"]) == (whole["missing"], whole["overdue"])
	assert figures["Completeness"] == ("—" if whole["completeness"] is None else whole["completeness"])
	sent = [
		each for each in state.submissions if each.province in names and each.state in ("Sent", "Accepted")
	]
	assert figures["Packages Sent"] == f"{len(sent)} / {len(names)}"
	bars = bars_of(answer)
	asked = {short_name(name): recount.filing(state, code) for code, name in names.items()}
	asked = {name: filing for name, filing in asked.items() if filing["expected"]}
	for label, key in (("Approved", "approved"), ("In Review", "in_review"), ("Missing", "missing")):
		assert bars.get(label, {}) == {name: filing[key] for name, filing in asked.items()}


def check_status(state: State) -> None:
	answer, whole = shown(STATUS, state.reader), recount.filing(state)
	assert len(answer.result) == whole["expected"]
	by_county = {each.county: each for each in state.summaries}
	for row in answer.result:
		summary = by_county.get(row["name"].removeprefix(f"{YEAR}-"))
		assert frappe.scrub(row["filing"]) == recount.filing_of(summary)
		assert (row["days_left"] is None) == (row["filing"] in ("Approved", "In Review"))
	figures = figures_of(answer)
	assert (figures["Counties Expected"], figures["Filed"]) == (whole["expected"], whole["filed"])
	assert (figures["Filed Late"], figures["Overdue"]) == (whole["late"], whole["overdue"])
	assert (figures["Returned"], figures["Missing"]) == (whole["returned"], whole["missing"])
	slices = {"Approved": "approved", "In Review": "in_review", "Returned": "returned", "Missing": "missing"}
	expected = {label: whole[key] for label, key in slices.items()} if whole["expected"] else None
	assert bars_of(answer).get("Counties") == expected
	numbers = {
		"Not Filed": whole["missing"] + whole["returned"],
		"Filed": whole["filed"],
		"Filed Late": whole["late"],
		**{choice: whole[frappe.scrub(choice)] for choice in CHOICES if frappe.scrub(choice) in whole},
	}
	choice = CHOICES[len(state.summaries) % len(CHOICES)]
	assert len(shown(STATUS, state.reader, filing=choice).result) == numbers[choice], choice


def check_matrix(state: State) -> None:
	candidates = bool(len(state.cases) % 2)
	counted = "All Candidates" if candidates else ""
	answer = shown(MATRIX, state.reader, counted=counted)
	names = provinces_seen(state.reader)
	rows = rows_by(answer, "province")
	assert list(rows) == list(names)
	for code, row in rows.items():
		topics = recount.topics_of(state, code, candidates=candidates)
		assert [row[f"topic:{topic}"] for topic in TOPICS] == [topics[topic] for topic in TOPICS]
		assert row["other_topics"] == recount.other_cases(topics)
		assert (row["cases"], row["topics"]) == (sum(topics.values()), recount.topics_covered(topics))
	topics = recount.topics_of(state, candidates=candidates)
	figures = figures_of(answer)
	assert figures["Cases"] == sum(topics.values()) == total_of(answer)["cases"]
	assert figures["Topics Covered"] == f"{recount.topics_covered(topics)} / {len(TOPICS)}"
	assert list(bars_of(answer)["Cases"].values()) == [topics[topic] for topic in TOPICS]


def check_roster(state: State) -> None:
	answer, people = shown(ROSTER, state.reader), recount.nominated(state)
	assert sorted(row["sex"] for row in answer.result) == sorted(each.sex for each in people)
	reasons = sorted(row["reasons"].count("\n") + bool(row["reasons"]) for row in answer.result)
	assert reasons == sorted(each.reasons for each in people)
	figures, names = figures_of(answer), provinces_seen(state.reader)
	places = {recount.province_of(each.county) for each in people}
	assert figures["Nominees"] == len(people)
	assert figures["Provinces Represented"] == f"{len(places)} / {len(names)}"
	women = recount.percent(len([each for each in people if each.sex == "女"]), len(people))
	assert figures["Share of Women"] == ("—" if women is None else women)
	bars = {
		short_name(names[code]): len(recount.nominated(state, code)) for code in PROVINCES if code in places
	}
	assert bars_of(answer).get("Nominees", {}) == bars


def check_criteria(state: State) -> None:
	numbers = (*STATED, 4)
	whole = {number: recount.attainment(state, number) for number in numbers}
	answer = shown(CRITERIA, state.reader)
	rows = {row["title"].split(".")[0]: row for row in answer.result if row["indent"] == 0}
	for number, counts in whole.items():
		row = rows[str(number)]
		assert (row["met"], row["not_met"], row["silent"]) == counts
		assert row["share"] == recount.percent(counts[0], counts[0] + counts[1])
	shares = [row["share"] for row in rows.values() if row["share"] is not None]
	assert list(bars_of(answer).get("Share Met (%)", {}).values()) == shares
	filed = [each for each in recount.seen(state.reader, state.summaries) if recount.has_filed(each)]
	assert figures_of(answer)["Counties Assessed"] == len(filed)
	check_spread(state, answer)
	by_province = rows_by(shown(CRITERIA, state.reader, view="Province"), "province")
	for code, row in by_province.items():
		for number in numbers:
			met, not_met, _silent = recount.attainment(state, number, code)
			assert row[f"criterion_{number}"] == recount.percent(met, met + not_met)


def check_spread(state: State, answer: Any) -> None:
	for code in FIGURES:
		row = next(each for each in answer.result if each["title"].startswith(f"{code} "))
		values = recount.values_of(state, code)
		assert ("lowest" in row) == bool(values)
		if values:
			assert (row["lowest"], row["highest"]) == (values[0], values[-1])
			assert row["lower_quartile"] == pytest.approx(recount.at(values, 0.25))
			assert row["median"] == pytest.approx(recount.at(values, 0.5))
			assert row["upper_quartile"] == pytest.approx(recount.at(values, 0.75))


def check_turnaround(state: State) -> None:
	answer = shown(TURNAROUND, state.reader)
	for code, row in rows_by(answer, "key").items():
		check_acts(row, recount.acts(state, lambda act, code=code: recount.province_of(act.county) == code))
		waiting = [
			each
			for each in recount.seen(state.reader, state.summaries)
			if recount.is_review(each.state) and recount.province_of(each.county) == code
		]
		assert row["waiting"] == len(waiting)
		assert row["longest_wait"] == (2.0 if waiting else None)
	check_acts(total_of(answer) or answer.result, recount.acts(state))
	reviews = recount.acts(
		state, lambda act: act.role != "Kepu County Reporter" and recount.is_review(act.from_state)
	)
	answer = shown(TURNAROUND, state.reader, grouping="Reviewer")
	rows = rows_by(answer, "key")
	assert set(rows) == {act.user for act in reviews}
	for user, row in rows.items():
		check_acts(row, [act for act in reviews if act.user == user])
	if reviews:
		check_acts(total_of(answer), reviews)


def check_acts(row: Any, acts: list[Any]) -> None:
	assert row["documents"] == len({act.county for act in acts})
	assert row["returns"] == len([act for act in acts if act.to_state == "Returned"])
	expected = round(row["returns"] / row["documents"], 2) if row["documents"] else None
	assert row["returns_per_document"] == expected
	hours = [act.hours for act in acts if recount.is_review(act.from_state)]
	assert row["review_days"] == (pytest.approx(sum(hours) / len(hours) / 24, abs=0.051) if hours else None)
	assert row["longest_days"] == (pytest.approx(max(hours) / 24, abs=0.051) if hours else None)
	for name in {act.from_state for act in acts}:
		hours = [act.hours for act in acts if act.from_state == name]
		assert row[f"state:{name}"] == pytest.approx(sum(hours) / len(hours) / 24, abs=0.051)


def test_spread_of_few_values() -> None:
	assert spread_of([]) is None
	assert set(vars(spread_of([7])).values()) == {7}
	assert list(vars(spread_of([4, 1, 3, 2])).values()) == [1, 1.75, 2.5, 3.25, 4]
