"""Frappe's records about the app's documents, where Frappe asks too little: files, follows, mails and the like.

Who may see such a record is decided in ``policies.py``. Here is who may make one, and what may be done
to a file of a document that can no longer be changed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.file.file import File
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html

from kepu_app.access.policies import POLICIES, PROTECTED, RECORDS, has_record_permission, may_see
from kepu_app.controllers.guarded_document import GuardedDocument, attached_urls, may_read_file
from kepu_app.packages.pictures import is_picture, refuse_damaged

READERS = {
	"Document Follow": "user",
	"Notification Log": "for_user",
	"Reminder": "user",
	"ToDo": "allocated_to",
}
"""By DocType: the field of the user whom a record shows a document to; elsewhere whoever makes it."""


class ProtectedFile(File):
	"""Frappe asks no hook when it hands a file to whoever once uploaded it, nor before it takes the camera's
	data out of a JPEG, which ends in a program error when the picture is damaged."""

	def before_insert(self) -> None:
		if self.attached_to_doctype in POLICIES and is_picture(self.file_name) and not self.is_remote_file:
			refuse_damaged(self.file_name, self.get_content())
		super().before_insert()

	def is_downloadable(self) -> bool:
		return may_see(self.attached_to_doctype, self.attached_to_name) and super().is_downloadable()


def refuse_out_of_reach(record: Document, method: str | None = None) -> None:
	"""Event ``validate``: nobody is made to follow, to do or to be told of what he may not see, and nobody
	writes about it."""
	watched = (*RECORDS[record.doctype], READERS.get(record.doctype, "owner"))
	before = record.get_doc_before_save()
	if before and all(record.get(field) == before.get(field) for field in watched):
		return
	about, name = (record.get(field) for field in RECORDS[record.doctype])
	reader = record.get(READERS.get(record.doctype, "")) or frappe.session.user
	if not may_see(about, name, reader):
		told = (escape_html(cstr(each)) for each in (reader, _(about), name))
		frappe.throw(_("{0} may not see {1} {2}.").format(*told), frappe.PermissionError)


def keep_mail_within_reach(mail: Document, method: str | None = None) -> None:
	"""Event ``before_insert`` of Email Queue: users who may not see the document get no mail about it,
	whatever made the mail and whomever it was meant for. Other addresses are left alone."""
	if mail.reference_doctype not in PROTECTED:
		return
	refused = [row for row in mail.recipients if not _may_get(row.recipient, mail)]
	for row in refused:
		mail.remove(row)
	if refused and not mail.recipients:
		mail.status = "Error"
		mail.error = _("Nobody of those it was meant for may see {0} {1}.").format(
			_(mail.reference_doctype), mail.reference_name
		)


def has_file_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook ``has_permission`` of File: a new record of a file that is there already would hand that file out
	with whatever the record is attached to."""
	if ptype == "create" and doc.file_url and not doc.content and not may_take_file(doc.file_url):
		return False
	return has_record_permission(doc, ptype, user, debug)


def may_take_file(url: str) -> bool:
	"""Whether the user may attach what lies at an address: somebody lets him read it, or it is nobody's."""
	return may_read_file(url) or not frappe.db.exists("File", {"file_url": url})


def refuse_foreign_addresses(doc: Document, method: str | None = None) -> None:
	"""Event ``validate`` of every DocType: Frappe attaches whatever stands in an Attach field, unasked."""
	if isinstance(doc, GuardedDocument):
		return
	before = doc.get_doc_before_save()
	for url in set(attached_urls(doc)) - set(attached_urls(before) if before else ()):
		if url.startswith("/private/files") and not may_take_file(url):
			frappe.throw(
				_("The file {0} is not there, or not yours to read.").format(escape_html(url)),
				frappe.PermissionError,
			)


def check_new_file(file: Document, method: str | None = None) -> None:
	"""Event ``before_insert`` of File: files of the app's documents are private, and are attached by those
	who may change the document."""
	if file.attached_to_doctype not in POLICIES:
		return
	_refuse_public(file)
	document = _document_of(file)
	if document and not file.flags.ignore_permissions:
		document.check_permission("write")
		if isinstance(document, GuardedDocument):
			document.check_attachment(None, file.attached_to_field)


def check_changed_file(file: Document, method: str | None = None) -> None:
	"""Event ``validate`` of File: one that a document holds changes only while that field may change."""
	before = file.get_doc_before_save()
	if before:
		_check_held_file(before)
		_check_moved_file(file, before)


def check_deleted_file(file: Document, method: str | None = None) -> None:
	"""Event ``on_trash`` of File."""
	_check_held_file(file)


def delete_file_content(file: Document, only_thumbnail: bool = False) -> None:
	"""Hook ``delete_file_data_content``: takes a file off the disk once its record is gone for good. Frappe
	does it at once, and then neither a refusal nor an undone transaction brings it back."""
	if file.flags.new_file:
		file.delete_file_from_filesystem(only_thumbnail=only_thumbnail)
	else:
		frappe.db.after_commit.add(partial(_delete_unused, file, only_thumbnail))


def keep_board_private(board: Document, method: str | None = None) -> None:
	"""Event ``validate`` of Kanban Board: a board lists the names of its cards to whoever may see it."""
	if board.reference_doctype in POLICIES:
		board.private = 1


def _delete_unused(file: Document, only_thumbnail: bool) -> None:
	if only_thumbnail or not frappe.db.exists("File", {"file_url": file.file_url}):
		file.delete_file_from_filesystem(only_thumbnail=only_thumbnail)


def _may_get(address: str, mail: Document) -> bool:
	users = frappe.get_all("User", or_filters={"name": address, "email": address}, pluck="name")
	return all(may_see(mail.reference_doctype, mail.reference_name, user) for user in users)


def _refuse_public(file: Document) -> None:
	if not cint(file.is_private):
		frappe.throw(_("Files of {0} are private.").format(_(file.attached_to_doctype)))


def _document_of(file: Document) -> Any:
	"""The document that a file is attached to; None while it is still being filled in."""
	if not frappe.db.exists(file.attached_to_doctype, file.attached_to_name):
		return None
	return frappe.get_doc(file.attached_to_doctype, file.attached_to_name)


def _check_held_file(file: Document) -> None:
	document = _document_of(file) if file.attached_to_doctype in POLICIES else None
	if isinstance(document, GuardedDocument):
		document.check_attachment(file.file_url)


def _check_moved_file(file: Document, before: Document) -> None:
	if file.attached_to_doctype not in POLICIES:
		return
	_refuse_public(file)
	place = (file.attached_to_doctype, file.attached_to_name)
	document = _document_of(file)
	if document and place != (before.attached_to_doctype, before.attached_to_name):
		document.check_permission("write")
