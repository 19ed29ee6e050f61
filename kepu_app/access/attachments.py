"""Files of documents: who attaches one, and when it may change, move or be deleted.

The checks are events of documents and files, so they hold for every endpoint.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.file.file import File
from frappe.model.document import Document
from frappe.utils import cint, cstr

from kepu_app.access.addresses import names_file
from kepu_app.access.file_rights import may_read_file, refuse_foreign, refuse_unreadable
from kepu_app.access.links import attached_urls
from kepu_app.access.policies import POLICIES
from kepu_app.access.roles import is_app_user
from kepu_app.controllers.guarded_document import GuardedDocument


def refuse_foreign_addresses(doc: Document, method: str | None = None) -> None:
	"""Handle event ``validate`` of every DocType: Frappe attaches any URL in an Attach field unchecked."""
	if isinstance(doc, GuardedDocument | File):
		return
	before = doc.get_doc_before_save()
	for url in set(attached_urls(doc)) - set(attached_urls(before) if before else ()):
		if is_app_user() and not may_read_file(url):
			refuse_unreadable(url)
		if names_file(url):
			refuse_foreign(url)


def check_new_file(file: Document, method: str | None = None) -> None:
	"""Handle event ``before_insert`` of File: files of the app's documents are private. Users who may change the
	document attach them; the server adds its own for readers."""
	if file.attached_to_doctype not in POLICIES:
		_check_other_document(file)
		return
	_refuse_public(file)
	document = _document_of(file)
	if not document:
		_refuse_unknown(file)
		return
	if file.flags.ignore_permissions and (file.content or file.attached_to_field):
		document.check_permission("read")
		return
	document.check_permission("write")
	if isinstance(document, GuardedDocument):
		document.check_attachment(None, file.attached_to_field)


def check_changed_file(file: Document, method: str | None = None) -> None:
	"""Handle event ``validate`` of File: a document's file changes only while its field may."""
	before = file.get_doc_before_save()
	if before:
		_check_held_file(before)
		_check_moved_file(file, before)


def check_deleted_file(file: Document, method: str | None = None) -> None:
	"""Handle event ``on_trash`` of File."""
	_check_held_file(file)


def _check_other_document(file: Document) -> None:
	"""Restrict attachments of users of the app to documents they may change."""
	if not file.attached_to_doctype or file.flags.ignore_permissions or not is_app_user():
		return
	if (file.attached_to_doctype, file.attached_to_name) == ("User", frappe.session.user):
		return
	_refuse_unknown(file)
	frappe.has_permission(file.attached_to_doctype, "write", file.attached_to_name, throw=True)


def _refuse_unknown(file: Document) -> None:
	"""Refuse a file for a missing document: another user may create it later."""
	about, name = file.attached_to_doctype, cstr(file.attached_to_name)
	is_unsaved = name.startswith(f"new-{frappe.scrub(about).replace('_', '-')}")
	if (
		is_app_user()
		and not file.flags.ignore_permissions
		and not is_unsaved
		and not frappe.db.exists(about, name)
	):
		raise frappe.PermissionError


def _refuse_public(file: Document) -> None:
	if not cint(file.is_private):
		frappe.throw(_("Files of {0} are private.").format(_(file.attached_to_doctype)))


def _document_of(file: Document) -> Any:
	"""Return the document that a file is attached to; None while that is unsaved."""
	if not file.attached_to_doctype or not frappe.db.exists(file.attached_to_doctype, file.attached_to_name):
		return None
	return frappe.get_doc(file.attached_to_doctype, file.attached_to_name)


def _check_held_file(file: Document) -> None:
	document = _document_of(file) if file.attached_to_doctype in POLICIES else None
	if isinstance(document, GuardedDocument):
		document.check_attachment(file.file_url)


def _check_moved_file(file: Document, before: Document) -> None:
	if file.attached_to_doctype in POLICIES:
		_refuse_public(file)
	elif not is_app_user():
		return
	place = (file.attached_to_doctype, file.attached_to_name)
	if place == (before.attached_to_doctype, before.attached_to_name):
		return
	document = _document_of(file)
	if document:
		document.check_permission("write")
