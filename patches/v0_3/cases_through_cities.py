"""Cases go through the city, as summaries do, in provinces that say so: the city ranks, passes on or returns.

Changes the workflow of the cases where it is still as it was shipped. Whoever has changed it finds in the log what
the app would have done, and does it by hand; until then cases go as they went. What a county has not proposed yet
is told its city and its way; what is on its way stays on it.
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
	"""Does nothing the second time, nor to a workflow that is gone or not the app's any more."""
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
	county, province = frappe.qb.DocType("County"), frappe.qb.DocType("Province")
	for doctype in ("Typical Case", "Speaker Nominee"):
		table = frappe.qb.DocType(doctype)
		joined = frappe.qb.update(table).join(county).on(county.name == table.county)
		joined.set(table.city, county.city).where(table.city.isnull()).run()
	case = frappe.qb.DocType("Typical Case")
	joined = frappe.qb.update(case).join(province).on(province.name == case.province)
	waiting = case.workflow_state.isin((DRAFT, RETURNED)) & (case.city != "")
	joined.set(case.needs_city_review, province.city_review).where(waiting).run()
