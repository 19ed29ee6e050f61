"""Ownership of sheets and rounds: a province's, or CAST's without one; each writes its own."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.access.policies import WRITE_POLICIES, is_within
from kepu_app.access.roles import KEPU_ADMINISTRATOR
from kepu_app.access.scopes import scope_of


def fill_own_province(doc: Document) -> None:
	"""Set the province of a new sheet or round for a user with exactly one.

	Raises:
		ValidationError: the user has several and has chosen none.
	"""
	scope = scope_of()
	if doc.province or not doc.is_new() or scope.everything or not scope.provinces:
		return
	doc.province = own_province()
	if not doc.province:
		frappe.throw(_("Choose the province that this belongs to."))


def own_province() -> str:
	"""Return the province of a user with exactly one; blank for all others."""
	scope = scope_of()
	return next(iter(scope.provinces)) if len(scope.provinces) == 1 and not scope.everything else ""


def refuse_foreign(doc: Document) -> None:
	"""Raise PermissionError if a sheet or a round is another's.

	Forms may be opened without a province, so one is required here. National users do not write a province's
	documents.
	"""
	stored = frappe.db.get_value(doc.doctype, doc.name, ["name", "province"], as_dict=True)
	if not all(_is_own(doc.doctype, each) for each in (doc, stored) if each):
		raise frappe.PermissionError(
			_("{0} lies outside of the places that you are assigned to.").format(_(doc.doctype))
		)


def _is_own(doctype: str, values: Document | dict) -> bool:
	scope = scope_of()
	if scope.everything and values.get("province"):
		return frappe.session.user == "Administrator" or KEPU_ADMINISTRATOR in frappe.get_roles()
	return is_within(doctype, values, scope, WRITE_POLICIES)
