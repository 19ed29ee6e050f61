"""Reports that are sent by themselves. See ``registry.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document


def get_report_content(original: Callable[..., Any], mail: Document) -> Any:
	"""``AutoEmailReport.get_report_content``: as the user whose report it is.

	The daily job runs as Administrator, and so did each report that somebody once had sent.

	Raises:
		PermissionError: that user may not read the report.
	"""
	asking = frappe.session.user
	if getattr(frappe.local, "request", None) or asking == mail.user:
		return original(mail)  # whoever asks for it is asked for rights himself
	try:
		frappe.set_user(mail.user)
		report = frappe.get_doc("Report", mail.report)
		if not report.is_permitted() or not frappe.has_permission(report.ref_doctype, "report"):
			frappe.throw(
				_("{0} may not read the report {1}.").format(mail.user, _(report.name)),
				frappe.PermissionError,
			)
		return original(mail)
	finally:
		frappe.set_user(asking)
