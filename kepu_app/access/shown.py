"""What the Desk runs or shows to users of the app comes only from administrators.

Frappe lets a Workspace Manager change every workspace, any desk user create blocks with scripts, a Dashboard Manager
change charts and figures. That is fine in a single office's Desk. Here it would be one office's code in another's
sessions. So only administrators change and delete the app's records. Its users see, besides their own, only what
administrators created and changed last. Users of other apps keep their workspaces among themselves.
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
"""Components of a workspace that run there: by DocType the table and the field that name them."""

OWN_BLOCKS = ("Kepu Home",)
"""Blocks of the app, even on no workspace; blocks have no module."""

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
"""What runs or is shown: by DocType the field that names its subject DocType, if any."""


def refuse_foreign_change(doc: Document, method: str | None = None, *names: Any) -> None:
	"""Handle events ``validate``, ``on_trash`` and ``before_rename`` of ``NAMING_DOCTYPE``.

	Raises:
		PermissionError: the record belongs to the app, and a user of another app changes it.
	"""
	if is_app_user() or administers(frappe.session.user):
		return  # users of the app are bound to the allow-list, which has none of these
	stored = frappe.db.get_value(doc.doctype, doc.name, "*", as_dict=True) if doc.name else None
	renamed = [{"name": each} for each in names[:2] if isinstance(each, str)]
	if _is_only_sorted(doc) or not any(
		_belongs_to_app(doc.doctype, each) for each in (doc, stored, *renamed) if each
	):
		return
	message = _("{0} {1} belongs to the app; it is changed by administrators alone.")
	frappe.throw(message.format(_(doc.doctype), escape_html(cstr(doc.name))), frappe.PermissionError)


def administers(user: str) -> bool:
	"""Return whether a user's records are shown to all users."""
	return user == "Administrator" or bool(user and set(ADMINISTERING).intersection(frappe.get_roles(user)))


def is_shown(record: Any, user: str | None = None) -> bool:
	"""Return whether a user of the app sees a record with ``owner`` and ``modified_by``. It is the user's own, or
	administrators created it and changed it last. Owners from an app's files are not users of this site."""
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
	# The app's records stay visible when the administrator who changed them last has left.
	return NO_OBJECTION if _belongs_to_app(doc.doctype, stored) or is_shown(stored, user) else False


def shown_workspaces(names: list[str]) -> set[str]:
	"""Return the workspaces that the session's user sees."""
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
	"""Return whether one of the app's workspaces shows it."""
	if name in OWN_BLOCKS:
		return True
	table, field = PARTS[doctype]
	own = frappe.get_all(WORKSPACE, {"module": MODULE}, pluck="name")
	return bool(own and frappe.db.exists(table, {"parent": ["in", own], field: name}))


def _is_for_its_roles(doctype: str, record: Any) -> bool:
	"""Return whether it is, or was, for holders of the app's roles."""
	stored = {"parent": cstr(record.get("name")), "parenttype": doctype, "role": ["in", ROLES]}
	sent = record.get("roles") or ()
	return any(row.get("role") in ROLES for row in sent) or bool(frappe.db.exists("Has Role", stored))


def _is_of_app(doctype: str | None) -> bool:
	return bool(doctype and frappe.db.get_value("DocType", doctype, "module", cache=True) == MODULE)


def _is_only_sorted(doc: Document) -> bool:
	"""Return whether Frappe saves this workspace only because a user sorts their own among them. Its owner stays."""
	before = doc.get_doc_before_save()
	if doc.doctype != WORKSPACE or not before:
		return False
	if _content(doc) != _content(before):
		return False
	doc.modified_by = before.modified_by
	return True


def _content(doc: Document) -> dict[str, Any]:
	"""Return all fields but the sort index."""
	fields = [each.fieldname for each in doc.meta.fields if each.fieldname != "sequence_id"]
	tables = {each.fieldname for each in doc.meta.get_table_fields()}
	return {
		field: [_content(row) for row in doc.get(field) or ()] if field in tables else cstr(doc.get(field))
		for field in fields
	}
