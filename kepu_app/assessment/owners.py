"""Sheets and rounds belong to a province, or without one to CAST; each writes its own."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.access.policies import WRITE_POLICIES, is_within
from kepu_app.access.roles import KEPU_ADMINISTRATOR
from kepu_app.access.scopes import scope_of


def fill_own_province(doc: Document) -> None:
	"""Fill in the province of a new sheet or round when its user works for one alone.

	Raises:
		ValidationError: he works for several and has chosen none.
	"""
	scope = scope_of()
	if doc.province or not doc.is_new() or scope.everything or not scope.provinces:
		return
	doc.province = own_province()
	if not doc.province:
		frappe.throw(_("Choose the province that this belongs to."))


def own_province() -> str:
	"""Return the province of somebody who works for one alone; blank for everybody else."""
	scope = scope_of()
	return next(iter(scope.provinces)) if len(scope.provinces) == 1 and not scope.everything else ""


def refuse_foreign(doc: Document) -> None:
	"""Raise PermissionError when a sheet or a round is another's.

	A form without a province passes to be filled in, so a province is asked for here. National users do not
	write what is a province's.
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
