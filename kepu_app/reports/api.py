"""Endpoints for the workspace, the calendar and the reports: figures, deadlines, exports and PDF."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe
from werkzeug.wrappers import Response

from kepu_app.reports import cards, deadlines, export, pdf, selection


@frappe.whitelist()
def days_until_deadline(filters: Any = None) -> cards.Card:
	"""Return the number card of days until the deadline that binds the user."""
	return cards.days_until_deadline()


@frappe.whitelist()
def counties_not_filed(filters: Any = None) -> cards.Card:
	"""Return the number card of counties that have not filed."""
	return cards.counties_not_filed()


@frappe.whitelist()
def counties_overdue(filters: Any = None) -> cards.Card:
	"""Return the number card of counties that are overdue."""
	return cards.counties_overdue()


@frappe.whitelist()
def summaries_waiting(filters: Any = None) -> cards.Card:
	"""Return the number card of annual summaries that wait for the user."""
	return cards.summaries_waiting()


@frappe.whitelist()
def cases_waiting(filters: Any = None) -> cards.Card:
	"""Return the number card of typical cases that wait for the user."""
	return cards.cases_waiting()


@frappe.whitelist()
def nominees_waiting(filters: Any = None) -> cards.Card:
	"""Return the number card of speaker nominees that wait for the user."""
	return cards.nominees_waiting()


@frappe.whitelist()
def packages_waiting(filters: Any = None) -> cards.Card:
	"""Return the number card of submissions that wait for the user."""
	return cards.packages_waiting()


@frappe.whitelist()
def packages_sent(filters: Any = None) -> cards.Card:
	"""Return the number card of submissions that have reached CAST."""
	return cards.packages_sent()


@frappe.whitelist()
def deadline_events(start: str, end: str) -> list[dict[str, Any]]:
	"""Return the events of the calendar of cycles, see ``deadlines.get_events``."""
	return deadlines.get_events(start, end)


@frappe.whitelist()
def current_cycle() -> str | None:
	"""Return the current cycle, see ``selection.current_cycle``."""
	return selection.current_cycle()


@frappe.whitelist()
def export_report() -> Response | None:
	"""Override ``frappe.desk.query_report.export_query``, see ``export.export_report``."""
	return export.export_report()


@frappe.whitelist()
def export_list() -> Response | None:
	"""Override ``frappe.desk.reportview.export_query``, see ``export.export_list``."""
	return export.export_list()


@frappe.whitelist()
def report_to_pdf(html: str, orientation: str = "Landscape") -> Response | None:
	"""Override ``frappe.utils.print_format.report_to_pdf``, see ``pdf.report_to_pdf``."""
	return pdf.report_to_pdf(html, orientation)
