"""Gives the demo's documents a past: their steps happened before the deadline, days apart."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zlib import crc32

import frappe
from frappe.utils import getdate

_DOCTYPES = ("Annual Summary", "Typical Case", "Speaker Nominee", "Provincial Submission")


def spread_history(cycle: str, province: str, deadline: Any) -> None:
	"""Moves every step of a province's documents into the weeks before ``deadline``, a date."""
	day = getdate(deadline or frappe.get_cached_value("Reporting Cycle", cycle, "national_deadline"))
	for doctype in _DOCTYPES:
		late = doctype == "Provincial Submission"
		for name in frappe.get_all(doctype, {"cycle": cycle, "province": province}, pluck="name"):
			start = day - timedelta(days=3 if late else 14 + _chance(name, 8))
			_spread(doctype, name, datetime.combine(start, time(9, _chance(name, 60))))


def _spread(doctype: str, name: str, moment: datetime) -> None:
	entries = frappe.get_all(
		"Review Entry",
		{"reference_doctype": doctype, "reference_name": name},
		["name", "action"],
		order_by="creation asc, name asc",
	)
	values: dict[str, Any] = {"creation": moment, "state_since": moment}
	for entry in entries:
		hours = 4 + _chance(f"{name}{entry.name}", 40) / 2
		moment += timedelta(hours=hours)
		frappe.db.set_value(
			"Review Entry",
			entry.name,
			{"at": moment, "creation": moment, "hours_in_state": hours},
			update_modified=False,
		)
		values["state_since"] = moment
		values.update(_values_of(doctype, entry.action, moment, values))
	values["modified"] = moment
	frappe.db.set_value(doctype, name, values, update_modified=False)


def _values_of(doctype: str, action: str, moment: datetime, so_far: dict[str, Any]) -> dict[str, Any]:
	if doctype == "Provincial Submission":
		return {"sent_at": moment, "sent_late": 0} if action == "Send" else {}
	if action not in ("Submit for Review", "Propose"):
		return {}
	if doctype != "Annual Summary":
		return {"last_submitted_at": moment}
	return {
		"last_submitted_at": moment,
		"first_submitted_at": so_far.get("first_submitted_at", moment),
		"submitted_late": 0,
	}


def _chance(key: str, limit: int) -> int:
	"""A number below ``limit`` that is always the same for a key."""
	return crc32(key.encode()) % limit
