"""A run over a cycle: what it has done is committed province by province and told in the cycle's form."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, now

from kepu_app.exceptions import CycleStateError
from kepu_app.utils.background import is_alive, start_alone
from kepu_app.utils.isolation import lock_value
from kepu_app.utils.messages import plain_text_of

CYCLE = "Reporting Cycle"
EVENT = "kepu_cycle_run"
WAITING, RUNNING, DONE, FAILED, INTERRUPTED = "Waiting", "Running", "Done", "Failed", "Interrupted"


@dataclass
class Run:
	"""One run: ``done`` of ``total`` provinces; ``counts`` by DocType and outcome; ``remarks`` on single
	documents that were left out or could not be made; ``error`` where the run as a whole ended."""

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
		"""Adds to a figure; outcomes are ``created``, ``present``, ``listed``, ``skipped``, ``failed``."""
		outcomes = self.counts.setdefault(doctype, {})
		outcomes[outcome] = outcomes.get(outcome, 0) + number

	def remark(self, doctype: str, outcome: str, place: str, reason: str) -> None:
		"""Counts a document that was left out or failed, and says why."""
		self.count(doctype, outcome)
		self.remarks.append({"doctype": doctype, "outcome": outcome, "place": place, "reason": reason})

	def advance(self) -> None:
		"""Keeps what was done for a province, together with the progress."""
		self.done += 1
		self.commit()
		frappe.clear_messages()

	def commit(self) -> None:
		"""Stores the progress and ends the transaction: a run that is killed loses one province at most."""
		self.store()
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- a background job that goes on in chunks
		self.tell()

	def store(self) -> None:
		"""Writes the run into its cycle, whose time of modification stays as it is."""
		frappe.db.set_value(CYCLE, self.cycle, "last_run", json.dumps(asdict(self)), update_modified=False)

	def tell(self) -> None:
		"""Lets open forms ask for the news. What is in them is not for everybody who sees the form."""
		frappe.publish_realtime(EVENT, {}, doctype=CYCLE, docname=self.cycle)


def start(cycle: str, action: str, allowed: tuple[str, ...]) -> Run:
	"""Puts a run on the queue. The caller has checked who asks.

	Args:
		cycle: name of the Reporting Cycle.
		action: name of a function in ``kepu_app.cycles.jobs``.
		allowed: statuses of the cycle from which the action may start.

	Raises:
		CycleStateError: the cycle's status is another one.
		AlreadyRunningError, QueueUnreachableError: see ``background``.
	"""
	lock_status(cycle, allowed)
	run = Run(cycle, action, frappe.session.user, started=now())
	run.store()
	job = start_alone(
		job_name(cycle),
		"kepu_app.cycles.jobs.execute",
		cycle=cycle,
		action=action,
		started_by=frappe.session.user,
		language=frappe.local.lang,
	)
	frappe.db.set_value(CYCLE, cycle, "job_id", job, update_modified=False)
	return run


def lock_status(cycle: str, allowed: tuple[str, ...]) -> str:
	"""The cycle's status, its row locked for the rest of the transaction. Raises as ``start`` does."""
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
	"""The last run as stored. One that says it is at work, and is not alive, was interrupted.

	Raises:
		QueueUnreachableError: the run waits, and whether it is still in the queue cannot be known.
	"""
	run = _parsed(frappe.db.get_value(CYCLE, cycle, "last_run"))
	if run and run["state"] in (WAITING, RUNNING) and not is_alive(job_name(cycle)):
		# It may have ended meanwhile: a locking read sees what this transaction's snapshot does not.
		run = _parsed(lock_value(CYCLE, cycle, "last_run"))
		if run["state"] in (WAITING, RUNNING):
			run["state"] = INTERRUPTED
	return run


def job_name(cycle: str) -> str:
	"""Name of the job, and of the lock that it holds."""
	return f"kepu-cycle-{cycle}"


def _parsed(stored: str | None) -> dict[str, Any] | None:
	return json.loads(stored) if stored else None


def reason_of(error: Exception) -> str:
	"""What an error says, as plain text."""
	return plain_text_of(error) or type(error).__name__
