"""Run over a cycle, committed and reported province by province."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, now

from kepu_app.exceptions import CycleStateError
from kepu_app.utils.isolation import lock_value
from kepu_app.utils.messages import plain_text_of
from kepu_app.utils.runs import WAITING, BackgroundRun, FieldStore

CYCLE = "Reporting Cycle"
LONGEST_RUN = 3600
"""Timeout of a run in seconds; committed work stays."""


@dataclass
class Run:
	"""One run: ``done`` of ``total`` provinces; ``counts`` by DocType and outcome. ``remarks`` list single documents
	that were skipped or failed; ``error`` is why the run as a whole ended."""

	cycle: str
	action: str
	user: str
	state: str = WAITING
	started: str = ""
	finished: str = ""
	done: int = 0
	total: int = 0
	counts: dict[str, dict[str, int]] = field(default_factory=dict)
	remarks: list[dict[str, str]] = field(default_factory=list)
	error: str = ""

	def count(self, doctype: str, outcome: str, number: int = 1) -> None:
		"""Add to a count; outcomes are ``created``, ``present``, ``listed``, ``skipped``, ``failed``."""
		outcomes = self.counts.setdefault(doctype, {})
		outcomes[outcome] = outcomes.get(outcome, 0) + number

	def remark(self, doctype: str, outcome: str, place: str, reason: str) -> None:
		"""Count a document that was skipped or failed, with the reason."""
		self.count(doctype, outcome)
		self.remarks.append({"doctype": doctype, "outcome": outcome, "place": place, "reason": reason})

	def advance(self) -> None:
		"""Commit a province's work with the progress."""
		self.done += 1
		self.commit()
		frappe.clear_messages()

	def commit(self) -> None:
		"""Store the progress and commit: a killed run loses one province at most."""
		run = run_of(self.cycle)
		run.store.write(asdict(self))
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- a background job commits per batch
		run.announce()


def run_of(cycle: str) -> BackgroundRun:
	"""Return the one run over a cycle. Not every user of the form may see its facts, so the form requests them."""
	return BackgroundRun(
		f"kepu-cycle-{cycle}",
		FieldStore(CYCLE, cycle, "last_run"),
		"kepu_cycle_run",
		audience={"doctype": CYCLE, "docname": cycle},
	)


def start(cycle: str, action: str, allowed: tuple[str, ...]) -> Run:
	"""Enqueue a run. The caller has authorised the user.

	Args:
		cycle: name of the Reporting Cycle.
		action: name of a function in ``kepu_app.cycles.jobs``.
		allowed: statuses of the cycle from which the action may start.

	Raises:
		CycleStateError: the cycle has another status.
		AlreadyRunningError, QueueUnreachableError: see ``background``.
	"""
	lock_status(cycle, allowed)
	run = Run(cycle, action, frappe.session.user, started=now())
	background = run_of(cycle)
	background.start(
		"kepu_app.cycles.jobs.execute",
		asdict(run),
		timeout=LONGEST_RUN,
		cycle=cycle,
		action=action,
		started_by=frappe.session.user,
		language=frappe.local.lang,
	)
	frappe.db.set_value(CYCLE, cycle, "job_id", background.job, update_modified=False)
	return run


def lock_status(cycle: str, allowed: tuple[str, ...]) -> str:
	"""Lock the cycle's row for the transaction and return its status. Raises as ``start`` does."""
	status = lock_value(CYCLE, cycle, "status")
	if status is None:
		frappe.throw(
			_("There is no reporting cycle {0}.").format(escape_html(cycle)), frappe.DoesNotExistError
		)
	if status not in allowed:
		frappe.throw(
			_("The cycle {0} has the status {1}; this is possible only in the status {2}.").format(
				cycle, _(status, context=CYCLE), ", ".join(_(each, context=CYCLE) for each in allowed)
			),
			CycleStateError,
		)
	return status


def last_run(cycle: str) -> dict[str, Any] | None:
	"""Return the last run as stored, see ``BackgroundRun.facts``; None before the first."""
	return run_of(cycle).facts()


def reason_of(error: Exception) -> str:
	"""Return an error's message as plain text."""
	return plain_text_of(error) or type(error).__name__
