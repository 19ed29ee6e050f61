"""Opening a cycle: the submission of each province, and a draft summary for each active county."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_workflow, get_workflow_name
from frappe.utils import now_datetime

from kepu_app.controllers.intent import intend
from kepu_app.cycles.run import CYCLE, Run, lock_status, reason_of
from kepu_app.mappers.cycle import standard_for
from kepu_app.review.states import COLLECTING, CYCLE_CLOSED, CYCLE_DRAFT, CYCLE_OPEN, DRAFT, FROZEN_STATES
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from kepu_app.utils.isolation import lock_value

MAY_OPEN = (CYCLE_DRAFT, CYCLE_OPEN, CYCLE_CLOSED)
REFUSALS = (frappe.ValidationError, frappe.DuplicateEntryError, frappe.PermissionError)
"""Errors of a single document; any other (database, disk) ends the run."""


def open_cycle(run: Run) -> None:
	"""Create what is missing, province by province, then set the status to Open."""
	lock_status(run.cycle, MAY_OPEN)
	provinces = frappe.get_all("Province", fields=["name", "province_name"], order_by="code asc")
	run.total = len(provinces)
	run.commit()
	for province in provinces:
		_open_province(run, province)
		run.advance()
	_mark_open(run.cycle)


def _open_province(run: Run, province: Any) -> None:
	submission = f"{run.cycle}-{province.name}"
	# Lock first, so that all reads happen under it.
	state = lock_value(SUBMISSION, submission, "workflow_state")
	if state is None:
		values = {
			"cycle": run.cycle,
			"province": province.name,
			"county_deadline": frappe.get_cached_value(CYCLE, run.cycle, "national_deadline"),
			"workflow_state": _first_state(SUBMISSION, COLLECTING),
		}
		if not _make(run, SUBMISSION, values, province.province_name):
			return
	else:
		run.count(SUBMISSION, "present")
	_open_counties(run, province.name, state in FROZEN_STATES and state)


def _open_counties(run: Run, province: str, frozen_state: str | bool) -> None:
	counties = frappe.get_all(
		"County", {"province": province, "active": 1}, ["name", "county_name"], order_by="code asc"
	)
	present = set(frappe.get_all(SUMMARY, {"cycle": run.cycle, "province": province}, pluck="county"))
	missing = [county for county in counties if county.name not in present]
	if len(missing) < len(counties):
		run.count(SUMMARY, "present", len(counties) - len(missing))
	standard = standard_for(run.cycle, province) if missing else None
	for county in missing:
		place = f"{county.name} {county.county_name}"
		if frozen_state:
			run.remark(
				SUMMARY,
				"skipped",
				place,
				_("The submission of the province is in the state {0}.").format(_(frozen_state)),
			)
			continue
		values = {
			"cycle": run.cycle,
			"county": county.name,
			"standard": standard,
			"workflow_state": _first_state(SUMMARY, DRAFT),
		}
		_make(run, SUMMARY, values, place)


def _make(run: Run, doctype: str, values: dict[str, Any], place: str) -> bool:
	"""Insert one document with all checks; roll a refused one back to a savepoint."""
	frappe.db.savepoint("kepu_document")
	try:
		doc = frappe.new_doc(doctype)
		doc.update(values)
		intend(doc, by_system=True)
		doc.insert()
	except REFUSALS as error:
		frappe.db.rollback(save_point="kepu_document")
		run.remark(doctype, "failed", place, reason_of(error))
		return False
	run.count(doctype, "created")
	return True


def _first_state(doctype: str, default: str) -> str:
	"""Return the workflow's initial state, even if an administrator has changed it."""
	if not get_workflow_name(doctype):
		return default
	return get_workflow(doctype).states[0].state


def _mark_open(cycle: str) -> None:
	lock_status(cycle, MAY_OPEN)
	opened_at = frappe.db.get_value(CYCLE, cycle, "opened_at")
	values = {"status": CYCLE_OPEN, "opened_at": opened_at or now_datetime(), "closed_at": None}
	frappe.db.set_value(CYCLE, cycle, values)
