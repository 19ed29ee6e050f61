"""批注: a reviewer's remarks on words of a text, which its authors tick off.

Users who may return a document now may write remarks on it. Only reviewers read them until the document takes
its next step; then all who read its history do. No role reads or writes the DocType directly: these methods
and the form are the only way.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name, is_transition_condition_satisfied
from frappe.utils import cstr, get_datetime, now_datetime

from kepu_app.controllers.guarded_document import GuardedDocument
from kepu_app.exceptions import EditRoleError
from kepu_app.review.history import full_names, readable_document
from kepu_app.review.states import HELD
from kepu_app.review.versions import refuse_changed
from kepu_app.utils.arguments import list_of_names
from kepu_app.utils.isolation import lock_value
from kepu_app.utils.texts import visible_text

REMARK = "Review Remark"
TEXTS = ("Annual Summary", "Typical Case")
"""Documents whose text is long enough for remarks."""

MOST_CHARACTERS = 500
"""Of a remark, shown in a column beside its paragraph; longer text belongs in the reason of a return."""

MOST_OPEN = 200
"""Remarks on one document: more than it has paragraphs; stops scripts from flooding the form."""

FIELDS = ("name", "part", "heading", "quote", "remark", "user", "role", "at", "done", "done_by", "done_at")


def add(doctype: str, name: str, part: int, quote: str, remark: str) -> dict[str, Any]:
	"""Write a remark on words of the stored text.

	Args:
		part: section of a summary, from 0; 0 for a case.
		quote: words of one paragraph of it.
		remark: up to ``MOST_CHARACTERS`` characters.

	Returns:
		As ``remarks_of``.

	Raises:
		PermissionError: the user may not read the document, or not return it now.
		FrozenError: nothing of the document may change now.
		ValidationError: it is blank or too long, or the words are not in the text.
	"""
	doc = _with_text(doctype, name)
	role = returning_role(doc)
	if not role:
		frappe.throw(_("Remarks are written by whoever may return the document now."), frappe.PermissionError)
	_hold(doc)
	heading, text = _part(doc, part)
	record = frappe.new_doc(REMARK)
	record.update(_place_of(doc))
	record.update({"part": part, "heading": heading, "quote": _checked_quote(quote, text)})
	record.update({"remark": _checked_remark(remark), "role": role})
	record.update({"user": frappe.session.user, "at": now_datetime()})
	_refuse_too_many(doc)
	_store(record)
	return remarks_of(doc)


def set_done(doctype: str, name: str, remark: int, done: bool) -> dict[str, Any]:
	"""Tick a remark off, or untick it.

	For users who may edit the document now, and the remark's author while he may return it.

	Returns:
		As ``remarks_of``.

	Raises:
		PermissionError, FrozenError: as ``add``.
	"""
	doc = _with_text(doctype, name)
	record = _visible_record(doc, remark)
	if not _may_edit(doc) and not _may_take_back(doc, record):
		frappe.throw(
			_("A remark is ticked off by whoever may edit the document now."), frappe.PermissionError
		)
	_hold(doc)
	by, at = (frappe.session.user, now_datetime()) if done else (None, None)
	record.update({"done": int(done), "done_by": by, "done_at": at})
	_store(record)
	return remarks_of(doc)


def withdraw(doctype: str, name: str, remark: int) -> dict[str, Any]:
	"""Withdraw the user's own remark; it is kept and shown to nobody.

	Returns:
		As ``remarks_of``.

	Raises:
		PermissionError, FrozenError: as ``add``.
	"""
	doc = _with_text(doctype, name)
	record = _visible_record(doc, remark)
	if not _may_take_back(doc, record):
		frappe.throw(_("A remark is withdrawn by its author while the review lasts."), frappe.PermissionError)
	_hold(doc)
	record.withdrawn = 1
	_store(record)
	return remarks_of(doc)


def remarks_of(doc: Document) -> dict[str, Any]:
	"""Return the remarks that the user may read, in the order of the text.

	Returns:
		``rows``: fields ``FIELDS`` of each with ``full_name``, ``done_by_name`` and ``is_own``; ``may_write``
		and ``may_tick``, what the user may do now; ``most_characters`` of one. None of it where a document has no remarks.
	"""
	if doc.doctype not in TEXTS:
		return {"rows": [], "may_write": False, "may_tick": False, "most_characters": MOST_CHARACTERS}
	may_write = returning_role(doc) is not None
	rows = frappe.get_all(
		REMARK, _filters(doc, may_write), list(FIELDS), order_by="part asc, at asc", limit_page_length=0
	)
	_add_people(rows)
	return {
		"rows": rows,
		"may_write": may_write,
		"may_tick": bool(rows) and _may_edit(doc),
		"most_characters": MOST_CHARACTERS,
	}


def open_remarks(doctype: str, names: str | list[str]) -> dict[str, int]:
	"""Count the open remarks, handed on by a step, on those of the documents that the user may read.

	Returns:
		``remarks`` and ``documents``, the number of documents that have any.
	"""
	chosen = list_of_names(names)
	if doctype not in TEXTS or not chosen:
		return {"remarks": 0, "documents": 0}
	handed_on = {
		row.name: get_datetime(row.state_since or row.creation)
		for row in frappe.get_list(
			doctype, {"name": ["in", chosen]}, ["name", "state_since", "creation"], limit_page_length=0
		)
	}
	filters = {
		"reference_doctype": doctype,
		"reference_name": ["in", [*handed_on]],
		"done": 0,
		"withdrawn": 0,
	}
	rows = frappe.get_all(REMARK, filters, ["reference_name", "at"], limit_page_length=0)
	found = [row.reference_name for row in rows if row.at < handed_on[row.reference_name]]
	return {"remarks": len(found), "documents": len(set(found))}


def _add_people(rows: list[Any]) -> None:
	names = full_names({user for row in rows for user in (row.user, row.done_by) if user})
	for row in rows:
		row["full_name"], row["done_by_name"] = names[row.user], names.get(row.done_by)
		row["is_own"] = row.user == frappe.session.user


def _hold(doc: GuardedDocument) -> None:
	"""Raise if the document is frozen or has changed since it was loaded; lock it until the transaction ends."""
	doc.refuse_closed()
	refuse_changed(doc, lock_value(doc.doctype, doc.name, "modified"))


def _filters(doc: Document, may_write: bool) -> list[Any]:
	"""Return the filters of visible remarks: only reviewers see those of the present state."""
	filters = [
		["reference_doctype", "=", doc.doctype],
		["reference_name", "=", doc.name],
		["withdrawn", "=", 0],
	]
	return filters if may_write else [*filters, ["at", "<", get_datetime(doc.state_since or doc.creation)]]


def _with_text(doctype: str, name: str) -> GuardedDocument:
	if doctype not in TEXTS:
		frappe.throw(_("Remarks are written on summaries and cases only."), frappe.PermissionError)
	return readable_document(doctype, name)


def returning_role(doc: Document) -> str | None:
	"""Return the role by which the user may return the document now; None where it is not under review."""
	if not get_workflow_name(doc.doctype) or doc.workflow_state in HELD.get(doc.doctype, ()):
		return None
	roles = frappe.get_roles()
	for row in get_workflow(doc.doctype).transitions:
		is_return = row.state == doc.workflow_state and row.get("kepu_needs_reason")
		if is_return and row.allowed in roles and is_transition_condition_satisfied(row, doc):
			return row.allowed
	return None


def _may_edit(doc: GuardedDocument) -> bool:
	if not doc.has_permission("write"):
		return False
	try:
		doc.check_edit_role(doc.workflow_state)
	except EditRoleError:
		frappe.clear_last_message()
		return False
	return True


def _may_take_back(doc: Document, record: Document) -> bool:
	return record.user == frappe.session.user and returning_role(doc) is not None


def _visible_record(doc: Document, remark: int) -> Document:
	"""Return a locked remark of this document; do not disclose whether one that the user may not see exists."""
	filters = [*_filters(doc, returning_role(doc) is not None), ["name", "=", remark]]
	if not frappe.get_all(REMARK, filters, pluck="name"):
		frappe.throw(_("There is no such remark."), frappe.PermissionError)
	return frappe.get_doc(REMARK, remark, for_update=True)


def _part(doc: Document, part: int) -> tuple[str, str]:
	"""Return the heading and text of a section, or of the case."""
	parts = (
		[(cstr(row.heading), cstr(row.text)) for row in doc.sections]
		if doc.doctype == "Annual Summary"
		else [(cstr(doc.title), cstr(doc.text))]
	)
	if not 0 <= part < len(parts):
		frappe.throw(_("The text has no part {0}.").format(part + 1))
	return parts[part]


def _checked_quote(quote: str, text: str) -> str:
	words = quote.strip()
	if not words or not any(words in line for line in text.splitlines()):
		frappe.throw(
			_("These words are not in one paragraph of the stored text: save it first, or mark them again.")
		)
	return words


def _checked_remark(remark: str) -> str:
	text = visible_text(remark)
	if not text:
		frappe.throw(_("Please write a remark."))
	if len(text) > MOST_CHARACTERS:
		frappe.throw(
			_("A remark has {0} characters at most; this one has {1}.").format(MOST_CHARACTERS, len(text))
		)
	return text


def _refuse_too_many(doc: Document) -> None:
	if frappe.db.count(REMARK, _filters(doc, True)) >= MOST_OPEN:
		frappe.throw(_("There are {0} remarks on this document already.").format(MOST_OPEN))


def _place_of(doc: Document) -> dict[str, Any]:
	return {
		"reference_doctype": doc.doctype,
		"reference_name": doc.name,
		"cycle": doc.cycle,
		"province": doc.province,
		"county": doc.county,
	}


def _store(record: Document) -> None:
	"""Save on behalf of the app, which has authorised the user: no role writes remarks directly."""
	record.flags.from_review = True
	record.flags.ignore_permissions = True
	record.save()
