"""What the buttons and dialogs of the Word import call."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from dataclasses import replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, getdate

from kepu_app.core.model import AnnualSummary, SummarySection
from kepu_app.core.rules import fix_summary
from kepu_app.mappers import cycle_model

SUMMARY = "Annual Summary"


@frappe.whitelist(methods=["POST"])
def mend(summary: Any, fix: str, part: int) -> dict[str, Any]:
	"""A summary as the form holds it, with one thing mended that came along when it was pasted; stores nothing.

	Args:
		summary: ``cycle``, ``county``, ``on_behalf_of``, ``dated`` and the rows of ``sections``.
		fix: as ``missing_for_next_step`` names it.
		part: number of the section, from 0.

	Returns:
		``values`` and ``tables`` by fieldname, to be put into the form.

	Raises:
		PermissionError: the user may not write summaries.
	"""
	frappe.has_permission(SUMMARY, "write", throw=True)
	given = frappe.parse_json(summary)
	try:
		mended = fix_summary(cycle_model(cstr(given.get("cycle"))), _as_model(given), fix, cint(part))
	except ValueError:
		frappe.throw(_("There is nothing to mend in this part any more."))
	return {
		"values": {"on_behalf_of": mended.on_behalf_of, "dated": mended.dated},
		"tables": {"sections": [{"heading": each.heading, "text": each.text} for each in mended.sections]},
	}


def _as_model(given: dict[str, Any]) -> AnnualSummary:
	rows = given.get("sections") or []
	return AnnualSummary(
		county_code=cstr(given.get("county")),
		sections=tuple(SummarySection(cstr(row.get("heading")), cstr(row.get("text"))) for row in rows),
		on_behalf_of=cstr(given.get("on_behalf_of")),
		dated=getdate(given["dated"]) if given.get("dated") else None,
	)
