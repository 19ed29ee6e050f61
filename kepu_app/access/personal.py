"""Private records of users of the app: saved reports, filters, boards, charts and tags.

Frappe lists them for all users who may see their DocType. Each is its owner's only; administrators' are for all.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from pypika.functions import Coalesce
from pypika.terms import Criterion

from kepu_app.access.answers import NO_OBJECTION
from kepu_app.access.roles import KEPU_ADMINISTRATOR, ROLES, is_app_user

PERSONAL: dict[str, str | None] = {
	"Dashboard Settings": "user",
	"Kanban Board": None,
	"List Filter": "for_user",
	"Report": None,
	"Tag": None,
}
"""By DocType: the field, if any, of the user whom a record is for; empty means all users."""


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Handle hook ``permission_query_conditions``."""
	user = user or frappe.session.user
	if not doctype or not is_app_user(user):
		return ""
	return f"({_criterion(doctype, user).get_sql(quote_char='`', with_namespace=True)})"


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""Handle hook ``has_permission``; ``NO_OBJECTION`` leaves the answer to Frappe."""
	user = user or frappe.session.user
	if doc.is_new() or not is_app_user(user):
		return NO_OBJECTION
	table = frappe.qb.DocType(doc.doctype)
	query = frappe.qb.from_(table).select(table.name).where(table.name == doc.name)
	return NO_OBJECTION if query.where(_criterion(doc.doctype, user)).run() else False


def _criterion(doctype: str, user: str) -> Criterion:
	table = frappe.qb.DocType(doctype)
	within = (table.owner == user) | table.owner.notin(_people())
	meant_for = PERSONAL[doctype]
	return within & Coalesce(table[meant_for], "").isin(("", user)) if meant_for else within


def _people() -> object:
	"""Return the users of the app who are not administrators."""
	role, office = frappe.qb.DocType("Has Role"), frappe.qb.DocType("Has Role").as_("office")
	administrators = (
		frappe.qb.from_(office)
		.select(office.parent)
		.where(office.role.isin(("System Manager", KEPU_ADMINISTRATOR)))
	)
	is_person = (role.parenttype == "User") & role.role.isin(ROLES)
	return frappe.qb.from_(role).select(role.parent).where(is_person & role.parent.notin(administrators))
