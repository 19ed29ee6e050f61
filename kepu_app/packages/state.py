"""What is known of the building of a package, kept in Redis beside the job that does it.

The job may be killed at any moment and then says nothing more. So whether a build is running is asked of
the lock that it holds and of the queue, not of what it said last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils import now

from kepu_app.utils.background import is_alive

_KEY = "kepu_package_build"
RUNNING, FINISHED, FAILED, INTERRUPTED, NONE = "running", "finished", "failed", "interrupted", "none"


@dataclass(frozen=True)
class BuildState:
	"""``done`` of ``total`` papers; ``message`` says why a build failed."""

	status: str
	done: int = 0
	total: int = 0
	step: str = ""
	message: str = ""
	at: str = ""


def job_name(submission: str) -> str:
	"""The one job, and lock, by which this submission's package is built."""
	return f"kepu-package-{submission}"


def note(submission: str, status: str, **facts: Any) -> None:
	"""Remembers how far the build is."""
	frappe.cache.hset(_KEY, submission, {"status": status, "at": now(), **facts})


def build_state(submission: str) -> BuildState:
	"""The state as the form shows it."""
	noted = frappe.cache.hget(_KEY, submission)
	if not noted:
		return BuildState(NONE)
	state = BuildState(**noted)
	if state.status == RUNNING and not is_alive(job_name(submission)):
		return BuildState(INTERRUPTED, state.done, state.total, state.step, "", state.at)
	return state
