"""State of the build of a package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frappe.utils import now

from kepu_app.utils.doctypes import SUBMISSION
from kepu_app.utils.runs import BackgroundRun, CacheStore

_EVENT = "kepu_package_build"
_NONE = "None"


@dataclass(frozen=True)
class BuildState:
	"""``done`` of ``total`` papers; ``message`` says why a build failed, or is the package's SHA-256 hash.

	``state`` is one of those in ``utils.runs``, or "None" where nothing is known of a build.
	"""

	state: str
	done: int = 0
	total: int = 0
	step: str = ""
	message: str = ""
	at: str = ""


def build_of(submission: str) -> BackgroundRun:
	"""Return the run that builds this submission's package."""
	return BackgroundRun(
		f"kepu-package-{submission}",
		CacheStore(f"kepu_package_run:{submission}", seconds=7 * 24 * 3600),
		_EVENT,
		{"submission": submission},
		{"doctype": SUBMISSION, "docname": submission},
	)


def note(submission: str, state: str, **facts: Any) -> None:
	"""Store the progress of the build and notify open forms."""
	build_of(submission).tell(state, at=now(), **facts)


def build_state(submission: str) -> BuildState:
	"""Return the state as the form shows it."""
	return BuildState(**(build_of(submission).facts() or {"state": _NONE}))
