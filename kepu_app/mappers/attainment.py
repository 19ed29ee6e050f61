"""Met or not met, as stored in a row of the self-assessment."""

from __future__ import annotations

MET, NOT_MET = "Met", "Not Met"
STATED = {MET: True, NOT_MET: False}


def stored_answer(is_met: bool | None) -> str | None:
	"""Return the stored value of an answer; None for no answer."""
	return None if is_met is None else MET if is_met else NOT_MET
