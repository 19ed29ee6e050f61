"""Frappe's records about the app's documents, where Frappe asks too little: follows, mails and the like.

Who may see such a record is decided in ``policies.py``. Here is who may make one; ``attachments.py`` has the files.
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
"""By DocType: the field of the user whom a record shows a document to; elsewhere whoever makes it."""


READ_BY_MANY = ("Evaluation Standard", "Province", "Reporting Cycle", "Scoring Sheet")
"""Documents that people of many places read, who do not know each other."""


def refuse_on_show(record: Document, method: str | None = None) -> None:
	"""Handle event ``validate`` of Comment and ToDo, which a form shows with names of people. On what many
	may read, only those comment who may change it: a county would speak to all counties."""
	about, name = (cstr(record.get(field)) for field in RECORDS[record.doctype])
	before = record.get_doc_before_save()
	is_there = before and [cstr(before.get(field)) for field in RECORDS[record.doctype]] == [about, name]
	if is_there or about not in READ_BY_MANY or not is_app_user():
		return
	if not frappe.has_permission(about, "write", name):
		message = _("{0} {1} is read by people of many places: only who may change it writes on it.")
		frappe.throw(message.format(_(about), escape_html(name)), frappe.PermissionError)


def refuse_out_of_reach(record: Document, method: str | None = None) -> None:
	"""Event ``validate``: nobody is made to follow, to do or to be told of what he may not see, and nobody
	writes about it."""
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
	"""Event ``before_insert`` of Comment: Frappe takes the author from the request."""
	if is_app_user():
		comment.comment_email, comment.comment_by = frappe.session.user, get_fullname()


def check_reply(reply: Document, method: str | None = None) -> None:
	"""Event ``validate`` of Discussion Reply, which Frappe saves for whoever asks: it stays its author's, and
	belongs to a discussion of a document within reach."""
	about = frappe.db.get_value("Discussion Topic", reply.topic, RECORDS["Discussion Topic"])
	is_own = reply.is_new() or reply.owner == frappe.session.user
	if is_app_user() and not (is_own and about and may_see(*about)):
		raise frappe.PermissionError


def keep_mail_within_reach(mail: Document, method: str | None = None) -> None:
	"""Handle event ``before_insert`` of Email Queue: users who may not see the document get no mail about
	it, whatever caused the mail. Other addresses are left alone."""
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
	"""Event ``validate`` of Kanban Board: a board lists the names of its cards to whoever may see it."""
	if board.reference_doctype in POLICIES:
		board.private = 1


def _may_get(address: str, mail: Document) -> bool:
	users = frappe.get_all("User", or_filters={"name": address, "email": address}, pluck="name")
	return all(may_see(mail.reference_doctype, mail.reference_name, user) for user in users)


def refuse_foreign_rows(doc: Document, method: str | None = None) -> None:
	"""Handle the event of every DocType before it is stored. Frappe moves a row here whose name a request
	has put into it, whatever document the row belongs to. A row of a name that is not there it checks with
	the others, and stores nothing of it."""
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
	"""Names of the rows of a table that the document was loaded with, just now and to be changed."""
	if not before or before.name != doc.name:
		return set()
	return {row.name for row in before.get(fieldname) or ()}
