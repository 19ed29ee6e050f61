"""Limit the rows behind every figure to what the reader may list.

Frappe filters a report's rows after it has run, and neither its chart nor its summary. So the queries
themselves get the conditions of the reader's list view: the scope of ``policies.py`` and the User Permissions.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.desk.reportview import build_match_conditions
from frappe.permissions import get_role_permissions
from pypika.terms import Criterion, LiteralValue


def listed(doctype: str) -> Criterion:
	"""Return the condition under which the session's user may list a record of ``doctype``.

	It names the columns of ``frappe.qb.DocType(doctype)`` without an alias, in a ``where`` or in the ``on``
	of a join.

	Raises:
		PermissionError: the user's roles may not read the DocType at all.
	"""
	if not may_read(doctype):
		frappe.throw(_("You are not allowed to read {0}.").format(_(doctype)), frappe.PermissionError)
	# Always true, but a parameter. Frappe's conditions have every % doubled, which only a query with parameters
	# undoes.
	every_record = frappe.qb.DocType(doctype).name != ""
	conditions = build_match_conditions(doctype)
	return every_record & LiteralValue(f"({conditions})") if conditions else every_record


def may_read(doctype: str) -> bool:
	"""Return whether the roles of the session's user may read ``doctype``, whatever the record."""
	return bool(get_role_permissions(frappe.get_meta(doctype)).get("read"))
