"""What the Desk runs or shows to the app's people comes from those who administer the site, and from nobody else.

Frappe lets a Workspace Manager change every workspace, any desk user make blocks with scripts, a Dashboard
Manager change charts and figures: in a Desk of one office that is fine. Here it would be code of one office
in the sessions of another. So only administrators change and delete what belongs to the app. Its users see,
beside their own, only what administrators made and changed last. Users of other apps keep their workspaces,
among themselves.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html

from kepu_app.access.answers import NO_OBJECTION
from kepu_app.access.roles import KEPU_ADMINISTRATOR, ROLES, is_app_user

MODULE, WORKSPACE = "Kepu", "Workspace"

PARTS = {
	"Custom HTML Block": ("Workspace Custom Block", "custom_block_name"),
	"Dashboard Chart": ("Workspace Chart", "chart_name"),
	"Number Card": ("Workspace Number Card", "number_card_name"),
}
"""What stands in a workspace and runs there: by DocType the table and the field that name it."""

OWN_BLOCKS = ("Kepu Home",)
"""Blocks that the app makes, also where no workspace shows them; blocks have no module."""

ADMINISTERING = ("System Manager", KEPU_ADMINISTRATOR)

NAMING_DOCTYPE = {
	"Client Script": "dt",
	"Custom Field": "dt",
	"Dashboard": None,
	"Dashboard Chart": "document_type",
	"Dashboard Chart Source": None,
	"DocType": "name",
	"Form Tour": "reference_doctype",
	"Module Onboarding": None,
	"Notification": "document_type",
	"Number Card": "document_type",
	"Page": None,
	"Print Format": "doc_type",
	"Property Setter": "doc_type",
	"Report": None,
	"Server Script": "reference_doctype",
	"Web Form": "doc_type",
	"Web Page": None,
	"Website Theme": None,
	"Workflow": "document_type",
	WORKSPACE: None,
	"Custom HTML Block": None,
}
"""What runs or is shown: by DocType the field that names the DocType it is about, if it has one."""


def refuse_foreign_change(doc: Document, method: str | None = None, *names: Any) -> None:
	"""Events ``validate``, ``on_trash`` and ``before_rename`` of ``NAMING_DOCTYPE``.

	Raises:
		PermissionError: the record belongs to the app, and a user of another app changes it.
	"""
	if is_app_user() or administers(frappe.session.user):
		return  # the app's people are held to the list, which opens none of these to them
	stored = frappe.db.get_value(doc.doctype, doc.name, "*", as_dict=True) if doc.name else None
	renamed = [{"name": each} for each in names[:2] if isinstance(each, str)]
	if _is_only_sorted(doc) or not any(
		_belongs_to_app(doc.doctype, each) for each in (doc, stored, *renamed) if each
	):
		return
	message = _("{0} {1} belongs to the app; it is changed by administrators alone.")
	frappe.throw(message.format(_(doc.doctype), escape_html(cstr(doc.name))), frappe.PermissionError)


def administers(user: str) -> bool:
	"""Whether what a user makes is shown to everybody."""
	return user == "Administrator" or bool(user and set(ADMINISTERING).intersection(frappe.get_roles(user)))


def is_shown(record: Any, user: str | None = None) -> bool:
	"""Return whether a record, with ``owner`` and ``modified_by``, is shown to a user of the app. It is the
	user's own, or administrators made it and changed it last. Who came with an app's files is nobody of
	this site."""
	makers = {record.get("owner"), record.get("modified_by")}
	if makers == {user or frappe.session.user}:
		return True
	return administers(cstr(record.get("modified_by"))) and all(
		administers(each) or not frappe.db.exists("User", each) for each in makers if each
	)


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""Handle hook ``has_permission`` of ``PARTS``; ``NO_OBJECTION`` leaves the answer to Frappe."""
	if doc.is_new() or not is_app_user(user):
		return NO_OBJECTION
	stored = frappe.db.get_value(doc.doctype, doc.name, "*", as_dict=True)
	if not stored:
		return False
	# What belongs to the app stays when the administrator who changed it last has left.
	return NO_OBJECTION if _belongs_to_app(doc.doctype, stored) or is_shown(stored, user) else False


def shown_workspaces(names: list[str]) -> set[str]:
	"""Those of the workspaces that the session's user is shown."""
	if not is_app_user():
		return set(names)
	fields = ["name", "module", "owner", "modified_by"]
	found = frappe.get_all(WORKSPACE, {"name": ["in", names]}, fields)
	return {each.name for each in found if each.module == MODULE or is_shown(each)}


def _belongs_to_app(doctype: str, record: Any) -> bool:
	about, name = NAMING_DOCTYPE[doctype], cstr(record.get("name"))
	return (
		record.get("module") == MODULE
		or bool(about and _is_of_app(record.get(about)))
		or (doctype in PARTS and _is_part(doctype, name))
		or _is_for_its_roles(doctype, record)
	)


def _is_part(doctype: str, name: str) -> bool:
	"""Whether one of the app's workspaces shows it."""
	if name in OWN_BLOCKS:
		return True
	table, field = PARTS[doctype]
	own = frappe.get_all(WORKSPACE, {"module": MODULE}, pluck="name")
	return bool(own and frappe.db.exists(table, {"parent": ["in", own], field: name}))


def _is_for_its_roles(doctype: str, record: Any) -> bool:
	"""Whether it is meant for holders of the app's roles, or was."""
	stored = {"parent": cstr(record.get("name")), "parenttype": doctype, "role": ["in", ROLES]}
	sent = record.get("roles") or ()
	return any(row.get("role") in ROLES for row in sent) or bool(frappe.db.exists("Has Role", stored))


def _is_of_app(doctype: str | None) -> bool:
	return bool(doctype and frappe.db.get_value("DocType", doctype, "module", cache=True) == MODULE)


def _is_only_sorted(doc: Document) -> bool:
	"""Whether it is one of the workspaces that Frappe saves when somebody sorts his own among them. Then it stays whose
	it was."""
	before = doc.get_doc_before_save()
	if doc.doctype != WORKSPACE or not before:
		return False
	if _content(doc) != _content(before):
		return False
	doc.modified_by = before.modified_by
	return True


def _content(doc: Document) -> dict[str, Any]:
	"""All fields but the place in the order."""
	fields = [each.fieldname for each in doc.meta.fields if each.fieldname != "sequence_id"]
	tables = {each.fieldname for each in doc.meta.get_table_fields()}
	return {
		field: [_content(row) for row in doc.get(field) or ()] if field in tables else cstr(doc.get(field))
		for field in fields
	}
