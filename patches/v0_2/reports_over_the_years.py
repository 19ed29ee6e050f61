"""Links to the reports on criteria by county, the library of cases and the comparison of years.

They come at the end of the workspace's card of reports. A workspace without that card was changed here; what it
would have got is in the log.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

WORKSPACE = "Kepu"
CARD = "All Reports"
REPORTS = ("Criteria by County", "Library of Cases", "Year to Year")


def execute() -> None:
	"""Do nothing the second time, nor where the workspace is gone."""
	if not frappe.db.exists("Workspace", WORKSPACE):
		return
	workspace = frappe.get_doc("Workspace", WORKSPACE)
	missing = [each for each in REPORTS if each not in {row.link_to for row in workspace.links}]
	end = _end_of_card(workspace)
	if not missing:
		return
	if end is None:
		frappe.logger("kepu").info(f"The workspace {WORKSPACE} has no card {CARD}: no links to {missing}.")
		return
	_insert(workspace, end, missing)
	workspace.save()


def _end_of_card(workspace: Document) -> int | None:
	"""Position behind the last link of the card; None without a card."""
	start = next(
		(at for at, row in enumerate(workspace.links) if (row.type, row.label) == ("Card Break", CARD)), None
	)
	if start is None:
		return None
	breaks = (at for at, row in enumerate(workspace.links) if row.type == "Card Break" and at > start)
	return next(breaks, len(workspace.links))


def _insert(workspace: Document, end: int, reports: list[str]) -> None:
	following = workspace.links[end:]
	for report in reports:
		row = {
			"type": "Link",
			"label": report,
			"link_type": "Report",
			"link_to": report,
			"is_query_report": 1,
		}
		workspace.append("links", row)
	added = workspace.links[-len(reports) :]
	workspace.links = [*workspace.links[:end], *added, *following]
	for index, row in enumerate(workspace.links, start=1):
		row.idx = index
	card = next(row for row in workspace.links if (row.type, row.label) == ("Card Break", CARD))
	card.link_count = (card.link_count or 0) + len(reports)
