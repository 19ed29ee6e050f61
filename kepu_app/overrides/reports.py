"""Scheduled reports. See ``registry.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document


def get_report_content(original: Callable[..., Any], mail: Document) -> Any:
	"""Run ``AutoEmailReport.get_report_content`` as the report's user.

	The daily job runs as Administrator, and so would each report.

	Raises:
		PermissionError: that user may not read the report.
	"""
	asking = frappe.session.user
	if getattr(frappe.local, "request", None) or asking == mail.user:
		return original(mail)  # Frappe authorises the requesting user itself
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
