"""The Desk's scripts ask for groups of states and DocTypes that the server names, and list none themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path

import kepu_app
from kepu_app.review.states import DESK_STATES
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES

APP = Path(kepu_app.__file__).parent
SCRIPTS = {
	path.relative_to(APP).as_posix(): path.read_text(encoding="utf-8")
	for folder in ("public/js", "kepu/doctype")
	for path in APP.glob(f"{folder}/**/*.js")
}
WORKFLOWS = json.loads((APP / "fixtures/seed/workflows.json").read_text(encoding="utf-8"))
STATES = {row["state"] for workflow in WORKFLOWS for row in workflow["states"]}
LIST = re.compile(r"\[([^\[\]]*)\]")
QUOTED = re.compile(r'"([^"]*)"')


def test_every_group_that_scripts_ask_for_is_named_and_no_other() -> None:
	asked = {group for text in SCRIPTS.values() for group in re.findall(r'states\.is_in\("(\w+)"', text)}
	assert asked == set(DESK_STATES)


def test_groups_have_states_of_the_workflows() -> None:
	assert {state for states in DESK_STATES.values() for state in states} <= STATES


def test_doctypes_are_those_of_the_workflows() -> None:
	assert sorted(WORKFLOW_DOCTYPES) == sorted(each["document_type"] for each in WORKFLOWS)


def test_no_script_lists_states_or_doctypes_of_its_own() -> None:
	own = {
		path: match[0]
		for path, text in SCRIPTS.items()
		for match in LIST.finditer(text)
		for names in [set(QUOTED.findall(match[1]))]
		if len(names & STATES) > 1 or len(names & set(WORKFLOW_DOCTYPES)) > 1
	}
	assert not own
