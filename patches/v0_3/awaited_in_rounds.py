"""In rounds that are open, what has not been handed in waits, and is nobody's task."""

from __future__ import annotations

import frappe

from kepu_app.assessment.assessors import settle_awaited
from kepu_app.assessment.rounds import OPEN
from kepu_app.assessment.sheets import ROUND


def execute() -> None:
	"""Keep whatever was marked; does nothing the second time."""
	for name in frappe.get_all(ROUND, {"status": OPEN, "revealed": 0}, pluck="name"):
		settle_awaited(frappe.get_doc(ROUND, name))
