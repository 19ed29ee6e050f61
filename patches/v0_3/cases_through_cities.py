"""Cases go through the city, as summaries do, in provinces that say so: the city ranks, passes on or returns.

Changes the workflow of the cases where it is still as it was shipped. Where it was changed, the log says
what the app would have done, for the administrator to do; until then cases go as before. What a county has
not proposed yet is told its city and its way; what is on its way stays on it.
"""

from __future__ import annotations

import frappe

from kepu_app.patches.v0_3.recommend_from_below import shipped_now
from kepu_app.review.states import DRAFT, RETURNED
from kepu_app.review.workflows import fingerprint
from kepu_app.setup.seed import seed_states_and_actions

WORKFLOW = "Typical Case Selection"
SHIPPED = "42e9411df637e0b4f830934714bddbcccc8556bb549177e56c5daf08a016cdfa"
"""Fingerprint of the workflow as it was shipped before cities reviewed cases."""


def execute() -> None:
	"""Do nothing the second time, nor to a workflow that is gone or not the app's any more."""
	_route_drafts()
	if not frappe.db.exists("Workflow", WORKFLOW):
		return
	workflow, target = frappe.get_doc("Workflow", WORKFLOW), shipped_now(WORKFLOW)
	if fingerprint(workflow) != SHIPPED:
		frappe.logger("kepu").info(f"{WORKFLOW} was changed here and is left alone; now shipped: {target}")
		return
	seed_states_and_actions(target)
	workflow.set("states", target["states"])
	workflow.set("transitions", target["transitions"])
	workflow.save()


def _route_drafts() -> None:
	"""Run one query for each city: a joined update leaves open which table's ``city`` it sets."""
	for city, counties in _counties_by_city().items():
		of_city = {"county": ["in", counties], "city": ["is", "not set"]}
		for doctype in ("Typical Case", "Speaker Nominee"):
			frappe.db.set_value(doctype, of_city, "city", city, update_modified=False)
	reviewing = frappe.get_all("Province", {"city_review": 1}, pluck="name")
	waiting = {
		"province": ["in", reviewing],
		"city": ["is", "set"],
		"workflow_state": ["in", (DRAFT, RETURNED)],
	}
	frappe.db.set_value("Typical Case", waiting, "needs_city_review", 1, update_modified=False)


def _counties_by_city() -> dict[str, list[str]]:
	found: dict[str, list[str]] = {}
	for county in frappe.get_all("County", {"city": ["is", "set"]}, ["name", "city"]):
		found.setdefault(county.city, []).append(county.name)
	return found
