"""Closing a cycle: unsubmitted counties are listed as missing. Locking it: nothing changes any more."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from kepu_app.controllers.intent import intend
from kepu_app.cycles.run import CYCLE, Run, lock_status
from kepu_app.review.states import CYCLE_CLOSED, CYCLE_LOCKED, CYCLE_OPEN, FROZEN_STATES
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from kepu_app.utils.isolation import lock_value

ROW = "Missing County"
MAY_CLOSE = (CYCLE_OPEN, CYCLE_CLOSED)


def close_cycle(run: Run) -> None:
	"""Close the cycle. The status comes first: no first submission while the missing counties are listed."""
	if lock_status(run.cycle, MAY_CLOSE) == CYCLE_OPEN:
		frappe.db.set_value(CYCLE, run.cycle, {"status": CYCLE_CLOSED, "closed_at": now_datetime()})
	submissions = frappe.get_all(SUBMISSION, {"cycle": run.cycle}, pluck="name", order_by="name asc")
	run.total = len(submissions)
	run.commit()
	for name in submissions:
		_list_missing(run, name)
		run.advance()


def lock_cycle(run: Run) -> None:
	"""Close the cycle, if still open, and lock it."""
	close_cycle(run)
	lock_status(run.cycle, MAY_CLOSE)
	frappe.db.set_value(CYCLE, run.cycle, {"status": CYCLE_LOCKED, "locked_at": now_datetime()})


def _list_missing(run: Run, name: str) -> None:
	"""List the active counties that never submitted. Given reasons stay; a county that has submitted since is
	removed, unless it has a reason."""
	# Lock first, so that all reads happen under it.
	lock_value(SUBMISSION, name, "name")
	submission = frappe.get_doc(SUBMISSION, name)
	missing = _never_submitted(submission)
	listed = {row.county for row in submission.missing}
	run.count(ROW, "present", len(listed & set(missing)))
	added = [county for county in missing if county not in listed]
	stale = [row for row in submission.missing if not row.reason and row.county not in missing]
	if not added and not stale:
		return
	if submission.workflow_state in FROZEN_STATES:
		_remark_frozen(run, submission, added)
		return
	for row in stale:
		submission.remove(row)
	submission.extend("missing", [{"county": county} for county in added])
	intend(submission, by_system=True)
	submission.save()
	run.count(ROW, "listed", len(added))


def _never_submitted(submission: Document) -> list[str]:
	place = {"province": submission.province}
	submitted = frappe.get_all(
		SUMMARY, {**place, "cycle": submission.cycle, "first_submitted_at": ["is", "set"]}, pluck="county"
	)
	filters = {**place, "active": 1, "name": ["not in", submitted]}
	return frappe.get_all("County", filters, pluck="name", order_by="code asc")


def _remark_frozen(run: Run, submission: Document, counties: list[str]) -> None:
	reason = _("The submission of the province is in the state {0}.").format(_(submission.workflow_state))
	for county in counties:
		name = frappe.get_cached_value("County", county, "county_name")
		run.remark(ROW, "skipped", f"{county} {name}", reason)
