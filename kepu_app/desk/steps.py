"""A document's workflow as a line of stages, and a state's position on it."""

from __future__ import annotations

from typing import Any

from frappe import _, _lt

from kepu_app.review.states import (
	ACCEPTED,
	APPOINTED_STATES,
	AWAITING_APPOINTMENT,
	AWAITING_SEAL,
	COLLECTING_STATES,
	HELD,
	NOMINATED,
	NOT_NOMINATED,
	NOT_SELECTED,
	PENDING_CITY,
	PENDING_PROVINCE,
	PROPOSED,
	RECOMMENDED,
	SELECTED,
	SENT,
	WRITING_STATES,
)
from kepu_app.utils.doctypes import CASE, NOMINEE, SUBMISSION, SUMMARY

CITY = (PENDING_CITY,)
Stage = tuple[Any, tuple[str, ...]]

STAGES: dict[str, tuple[Stage, ...]] = {
	SUMMARY: (
		(_lt("Filling In"), WRITING_STATES),
		(_lt("City Review"), CITY),
		(_lt("Provincial Review"), (PENDING_PROVINCE,)),
		(_lt("Passed"), HELD[SUMMARY]),
	),
	CASE: (
		(_lt("Filling In"), WRITING_STATES),
		(_lt("City Review"), CITY),
		(_lt("Choice of the Province"), (PROPOSED,)),
		(_lt("Decided"), (SELECTED, NOT_SELECTED, ACCEPTED)),
	),
	NOMINEE: (
		(_lt("Filling In"), WRITING_STATES),
		(_lt("Review of the Recommendation"), (RECOMMENDED,)),
		(_lt("Choice of the Province"), (PROPOSED,)),
		(_lt("Sent to CAST"), (NOMINATED, NOT_NOMINATED, AWAITING_APPOINTMENT)),
		(_lt("Decided"), APPOINTED_STATES),
	),
	SUBMISSION: (
		(_lt("Collect"), COLLECTING_STATES),
		(_lt("Print and Seal"), (AWAITING_SEAL,)),
		(_lt("With CAST"), (SENT,)),
		(_lt("Received"), (ACCEPTED,)),
	),
}
"""By DocType: label and states of each stage."""


def line_of(doctype: str, state: str, has_city: bool) -> list[dict[str, Any]]:
	"""Return the stages of a document.

	Args:
		doctype: one of ``STAGES``.
		state: the document's; one that an administrator has added becomes the second stage.
		has_city: whether the city reviews before the province.

	Returns:
		``label`` in the user's language; ``place``: ``done``, ``now`` or ``open``.
	"""
	stages = [each for each in STAGES[doctype] if has_city or each[1] != CITY]
	if not any(state in states for _label, states in stages):
		stages.insert(1, (_(state), (state,)))
	at = next(number for number, (_label, states) in enumerate(stages) if state in states)
	is_over = at == len(stages) - 1
	return [
		{"label": str(label), "place": "done" if number < at or is_over else _place(number, at)}
		for number, (label, _states) in enumerate(stages)
	]


def _place(number: int, at: int) -> str:
	return "now" if number == at else "open"
