"""The demo's plan, walked through the seeded workflows: each step is possible, and no state is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import kepu_app
from kepu_app.demo import plan
from kepu_app.demo.sample import load_collection, load_sample, sample_provinces

SEED = Path(kepu_app.__file__).parent / "fixtures/seed/workflows.json"
ROLES = {
	"reporter": "Kepu County Reporter",
	"city": "Kepu City Reviewer",
	"province": "Kepu Provincial Approver",
	"other": "Kepu Provincial Approver",
	"officer": "Kepu National Officer",
}
AT_ACCEPTANCE = {
	("Annual Summary", "Approved"): "Accepted",
	("Typical Case", "Selected"): "Accepted",
	("Speaker Nominee", "Nominated"): "Awaiting Appointment",
}
"""What becomes of a document when the submission of its province is accepted."""

WORKFLOWS = {each["document_type"]: each for each in json.loads(SEED.read_text(encoding="utf-8"))}


def walk(doctype: str, path: plan.Path, start: str = "", through_city: bool = False) -> str:
	"""Return the state at the end of a path; fails at a step that the workflow does not have."""
	workflow = WORKFLOWS[doctype]
	state = start or workflow["states"][0]["state"]
	for step in path:
		who, action = step.split(":")
		if who == "city" and not through_city:
			continue
		fitting = [
			each
			for each in workflow["transitions"]
			if (each["state"], each["action"], each["allowed"]) == (state, action, ROLES[who])
			and is_open(each, through_city)
		]
		assert len(fitting) == 1, (doctype, state, step, fitting)
		assert not fitting[0].get("kepu_needs_reason") or plan.REASONS[doctype]
		state = fitting[0]["next_state"]
	return state


def is_open(transition: Mapping[str, Any], through_city: bool) -> bool:
	condition = transition.get("condition", "")
	return "needs_city_review" not in condition or condition.startswith("not ") != through_city


def ends_of(province: str) -> Iterator[tuple[str, str]]:
	"""DocType and last state of each of a province's documents, as the plan has them."""
	sample, through_city = load_sample(province), load_collection(province).through_cities
	submission = walk("Provincial Submission", plan.submission_path(province))
	yield "Provincial Submission", submission
	for summary in sample.summaries:
		is_complete = bool(summary.on_behalf_of and summary.dated)
		path = plan.summary_path(summary.county_code, is_complete)
		yield (
			"Annual Summary",
			at_last("Annual Summary", walk("Annual Summary", path, "", through_city), submission),
		)
	for case in sample.cases:
		state = walk("Typical Case", plan.case_path(province, case.order), "", through_city)
		yield "Typical Case", at_last("Typical Case", state, submission)
	for nominee in sample.nominees:
		state = walk("Speaker Nominee", plan.nominee_path(province, nominee.rank), "", through_city)
		state = at_last("Speaker Nominee", state, submission)
		action = plan.APPOINTMENTS.get((province, nominee.rank))
		yield "Speaker Nominee", walk("Speaker Nominee", (f"officer:{action}",) if action else (), state)


def at_last(doctype: str, state: str, submission: str) -> str:
	return AT_ACCEPTANCE.get((doctype, state), state) if submission == "Accepted" else state


@pytest.fixture(scope="module")
def ends() -> dict[str, set[tuple[str, str]]]:
	"""By province."""
	return {province: set(ends_of(province)) for province in sample_provinces()}


@pytest.mark.parametrize("doctype", sorted(WORKFLOWS))
def test_a_document_stands_in_every_state(ends: dict[str, set[tuple[str, str]]], doctype: str) -> None:
	wanted = {each["state"] for each in WORKFLOWS[doctype]["states"]}
	assert {state for found in ends.values() for kind, state in found if kind == doctype} == wanted


def test_a_submission_holds_finished_documents_alone(ends: dict[str, set[tuple[str, str]]]) -> None:
	"""A province finalises only what is through its review."""
	open_states = {
		state
		for found in ends.values()
		if ("Provincial Submission", "Collecting") not in found
		for _kind, state in found
		if state
		in (
			"Draft",
			"Recommended",
			"Proposed",
			"Returned",
			"Pending City Review",
			"Pending Provincial Review",
		)
	}
	assert open_states == set()


def test_every_entry_of_the_plan_belongs_to_a_document() -> None:
	samples = {name: load_sample(name) for name in sample_provinces()}
	assert set(plan.SUBMISSIONS) <= set(samples)
	assert set(plan.SUMMARIES) <= {
		summary.county_code
		for sample in samples.values()
		for summary in sample.summaries
		if summary.on_behalf_of and summary.dated
	}
	assert set(plan.CASES) <= {(name, case.order) for name, each in samples.items() for case in each.cases}
	nominees = {(name, person.rank) for name, each in samples.items() for person in each.nominees}
	assert set(plan.NOMINEES) | set(plan.APPOINTMENTS) <= nominees
