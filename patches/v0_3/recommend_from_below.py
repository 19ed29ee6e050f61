"""自下推荐: counties and cities recommend speakers, and their cities review them first where the province says so.

Adds states and transitions to the workflow of the nominees. Where it is still as it was shipped it becomes
what a new site is given. Where an administrator has changed it, every row stays: only what is missing is
appended. The log says what could not be, because its state is gone.
"""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.review.workflows import fingerprint
from kepu_app.setup.seed import SEED, seed_states_and_actions

WORKFLOW = "Speaker Nominee Selection"
SHIPPED = "9920f73271f7e36294f7786edc108f652106e3d8837def8ee09f184f40b212ae"
"""Fingerprint of the workflow as it was shipped before these rows."""

ADDED_STATE, ADDED_ACTION = "Recommended", "Recommend"
FROM_BELOW = ("Kepu County Reporter", "Kepu City Reviewer")


def execute() -> None:
	"""Do nothing the second time, nor where the workflow is gone."""
	if not frappe.db.exists("Workflow", WORKFLOW):
		return
	workflow, target = frappe.get_doc("Workflow", WORKFLOW), shipped_now(WORKFLOW)
	seed_states_and_actions(target)
	if fingerprint(workflow) == SHIPPED:
		workflow.set("states", target["states"])
		workflow.set("transitions", target["transitions"])
	elif not _add_missing(workflow, target):
		return
	workflow.save()


def shipped_now(name: str) -> dict[str, Any]:
	"""Return a workflow as a new site is given it."""
	workflows = json.loads((SEED / "workflows.json").read_text(encoding="utf-8"))
	return next(each for each in workflows if each["workflow_name"] == name)


def is_added(row: dict[str, Any]) -> bool:
	"""Whether a row of the workflow came with this patch."""
	if "action" not in row:
		return row["state"] == ADDED_STATE or row["allow_edit"] in FROM_BELOW
	return ADDED_STATE in (row["state"], row["next_state"]) or row["allowed"] in FROM_BELOW


def _add_missing(workflow: Document, target: dict[str, Any]) -> bool:
	known = {(row.state, row.allow_edit) for row in workflow.states}
	there = {state for state, _role in known} | {ADDED_STATE}
	states = [row for row in filter(is_added, target["states"]) if row["state"] in there]
	states = [row for row in states if (row["state"], row["allow_edit"]) not in known]
	moves = {(row.state, row.action, row.allowed) for row in workflow.transitions}
	transitions = [row for row in filter(is_added, target["transitions"]) if _move(row) not in moves]
	possible = [row for row in transitions if {row["state"], row["next_state"]} <= there]
	if len(possible) < len(transitions):
		left = [_move(row) for row in transitions if row not in possible]
		frappe.logger("kepu").info(f"{WORKFLOW} was changed here; not added: {left}")
	_append_states(workflow, states)
	workflow.extend("transitions", possible)
	return bool(states or possible)


def _append_states(workflow: Document, states: list[dict[str, Any]]) -> None:
	"""Behind the rows of their state, so that the first row goes on naming its author."""
	order = list(dict.fromkeys(row.state for row in workflow.states))
	workflow.extend("states", states)
	if ADDED_STATE not in order:
		order.insert(min(1, len(order)), ADDED_STATE)
	workflow.states.sort(key=lambda row: order.index(row.state))
	for index, row in enumerate(workflow.states, start=1):
		row.idx = index


def _move(row: dict[str, Any]) -> tuple[str, str, str]:
	return row["state"], row["action"], row["allowed"]
