"""Work delegated to the scheduler, which runs it later as Administrator."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from kepu_app.access.holders import is_free
from kepu_app.access.policies import PROTECTED, RECORDS
from kepu_app.access.roles import is_app_user


def refuse_foreign_report(mail: Document, method: str | None = None) -> None:
	"""Handle event ``validate`` of Auto Email Report: users send reports only to themselves. Reports about the app's
	documents are for administrators, since they go to any address.

	Raises:
		PermissionError: it is for another user, or about the app's documents, users or Frappe's records of them.
	"""
	if is_free():
		return
	if mail.user != frappe.session.user:
		frappe.throw(_("A report is sent in one's own name."), frappe.PermissionError)
	doctype, module = frappe.db.get_value("Report", mail.report, ["ref_doctype", "module"]) or (None, None)
	if is_app_user() or module == "Kepu" or doctype in (*PROTECTED, *RECORDS, "User"):
		told = _("The report {0} is sent to addresses by administrators alone.")
		frappe.throw(told.format(escape_html(mail.report or "")), frappe.PermissionError)
