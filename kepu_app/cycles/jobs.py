"""Background jobs of a cycle."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate, now

from kepu_app.cycles.closing import MAY_CLOSE, close_cycle, lock_cycle
from kepu_app.cycles.opening import REFUSALS, open_cycle
from kepu_app.cycles.run import CYCLE, Run, reason_of, run_of, start
from kepu_app.utils.jobs import count, job
from kepu_app.utils.runs import DONE, FAILED, RUNNING

ACTIONS = {"open": open_cycle, "close": close_cycle, "lock": lock_cycle}


@job("cycle run", "cycle", "action")
def execute(cycle: str, action: str, started_by: str, language: str) -> None:
	"""Run an action to its end, unless another run over the same cycle is working.

	Runs as Administrator, who then owns the documents. So the officer who opened the cycle is not their writer,
	and may approve them.
	"""
	frappe.set_user("Administrator")
	frappe.local.lang = language
	with run_of(cycle).alone() as is_alone:
		if not is_alone:
			return
		run = Run(cycle, action, started_by, RUNNING, started=now())
		try:
			ACTIONS[action](run)
		except Exception as error:
			_end(run, FAILED, _explained(error))
			raise
		_end(run, DONE)


@job("locking of due cycles")
def lock_due_cycles() -> None:
	"""Start locking every cycle whose hard lock date has come. Daily."""
	cycles = frappe.get_all(CYCLE, {"status": ["in", MAY_CLOSE]}, ["name", "hard_lock_date"], limit=0)
	for cycle in cycles:
		# Checked here, not in the filters, where Frappe treats a missing date as the earliest.
		is_due = cycle.hard_lock_date and getdate(cycle.hard_lock_date) <= getdate()
		# A cycle with a live run is locked tomorrow; its date holds all the same.
		if is_due and not run_of(cycle.name).is_alive():
			start(cycle.name, "lock", MAY_CLOSE)
			count(started=1)


def _explained(error: Exception) -> str:
	if isinstance(error, REFUSALS):
		return reason_of(error)
	return _("An unexpected error ended it; the Error Log has the details.")


def _end(run: Run, state: str, error: str = "") -> None:
	if state == FAILED:
		frappe.db.rollback()
	run.state, run.error, run.finished = state, error, now()
	count(provinces=run.done)
	for outcomes in run.counts.values():
		count(**outcomes)
	run.commit()
