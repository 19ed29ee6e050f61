"""Frappe's records about the app's documents that Frappe authorises too loosely: follows, mails and the like.

``policies.py`` decides who sees such a record, this module who creates one; ``attachments.py`` has the files.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, get_fullname

from kepu_app.access.policies import POLICIES, PROTECTED, RECORDS, fields_about, may_see
from kepu_app.access.roles import is_app_user

READERS = {
	"Document Follow": "user",
	"Notification Log": "for_user",
	"Reminder": "user",
	"ToDo": "allocated_to",
}
"""By DocType: the field of the user to whom a record shows a document; else its creator."""


READ_BY_MANY = ("Evaluation Standard", "Province", "Reporting Cycle", "Scoring Sheet")
"""Documents read by users of many provinces, who do not know each other."""


def refuse_on_show(record: Document, method: str | None = None) -> None:
	"""Handle event ``validate`` of Comment and ToDo, which a form shows with users' names. On widely read documents
	only users with write access comment: a county would address all counties."""
	about, name = (cstr(record.get(field)) for field in RECORDS[record.doctype])
	before = record.get_doc_before_save()
	is_there = before and [cstr(before.get(field)) for field in RECORDS[record.doctype]] == [about, name]
	if is_there or about not in READ_BY_MANY or not is_app_user():
		return
	if not frappe.has_permission(about, "write", name):
		message = _("{0} {1} is read by people of many places: only who may change it writes on it.")
		frappe.throw(message.format(_(about), escape_html(name)), frappe.PermissionError)


def refuse_out_of_reach(record: Document, method: str | None = None) -> None:
	"""Handle event ``validate``: nobody follows, is assigned, notified of, or writes about a document out of reach."""
	fields = fields_about(record.doctype)
	if not fields:
		return
	watched = (*fields, READERS.get(record.doctype, "owner"))
	before = record.get_doc_before_save()
	if before and all(record.get(field) == before.get(field) for field in watched):
		return
	about, name = (record.get(field) for field in fields)
	reader = record.get(READERS.get(record.doctype, "")) or frappe.session.user
	if not may_see(about, name, reader):
		told = (escape_html(cstr(each)) for each in (reader, _(about), name))
		frappe.throw(_("{0} may not see {1} {2}.").format(*told), frappe.PermissionError)


def keep_own_name(comment: Document, method: str | None = None) -> None:
	"""Handle event ``before_insert`` of Comment: Frappe trusts the request for the author."""
	if is_app_user():
		comment.comment_email, comment.comment_by = frappe.session.user, get_fullname()


def check_reply(reply: Document, method: str | None = None) -> None:
	"""Handle event ``validate`` of Discussion Reply, which Frappe saves unchecked: it keeps its author, and belongs to
	a discussion of a document within reach."""
	about = frappe.db.get_value("Discussion Topic", reply.topic, RECORDS["Discussion Topic"])
	is_own = reply.is_new() or reply.owner == frappe.session.user
	if is_app_user() and not (is_own and about and may_see(*about)):
		raise frappe.PermissionError


def keep_mail_within_reach(mail: Document, method: str | None = None) -> None:
	"""Handle event ``before_insert`` of Email Queue: drop recipients who are users without access to the document,
	whatever caused the mail. Other addresses stay."""
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


def keep_board_private(board: Document, method: str | None = None) -> None:
	"""Handle event ``validate`` of Kanban Board: a board discloses its cards' names to all who see it."""
	if board.reference_doctype in POLICIES:
		board.private = 1


def _may_get(address: str, mail: Document) -> bool:
	users = frappe.get_all("User", or_filters={"name": address, "email": address}, pluck="name")
	return all(may_see(mail.reference_doctype, mail.reference_name, user) for user in users)


def refuse_foreign_rows(doc: Document, method: str | None = None) -> None:
	"""Handle every DocType's event before storing. Frappe moves any row here whose name a request has injected,
	whatever document owns it. A row with a missing name is checked with the others and not stored."""
	if doc.is_new() or not is_app_user():
		return
	before = doc.get_doc_before_save()
	for field in doc.meta.get_table_fields():
		own = _own_rows(doc, before, field.fieldname)
		rows = [row for row in doc.get(field.fieldname) or () if row.name and not row.get("__islocal")]
		names = [row.name for row in rows if row.name not in own]
		if not names:
			continue
		place = {"parent": doc.name, "parenttype": doc.doctype, "parentfield": field.fieldname}
		rows = frappe.get_all(field.options, {"name": ["in", names]}, list(place), limit=0)
		if len(rows) < len(set(names)) or any(row != place for row in rows):
			frappe.throw(
				_("A row of {0} does not belong to this document.").format(_(field.label)),
				frappe.PermissionError,
			)


def _own_rows(doc: Document, before: Document | None, fieldname: str) -> set[str]:
	"""Return the names of a table's rows as the document was loaded, before and for this change."""
	if not before or before.name != doc.name:
		return set()
	return {row.name for row in before.get(fieldname) or ()}
