"""Met or not met, as a row of the self-assessment stores it."""

from __future__ import annotations

MET, NOT_MET = "Met", "Not Met"
STATED = {MET: True, NOT_MET: False}


def stored_answer(is_met: bool | None) -> str | None:
	"""Return what is stored for an answer; None where there is none."""
	return None if is_met is None else MET if is_met else NOT_MET
