"""Policies: the one source of list conditions and document permissions.

DocType permissions define what a role may do; this module defines with which records. A user's reach follows from
the tables of users on Province and County alone, as long as the user holds the row's role. Users without reach
see nothing.

A policy lists alternatives ``(fieldname, values)``: a document is within reach when one of its fields has one of
that field's values. List conditions and document checks are both derived from it, so they cannot disagree. Child
rows, and Frappe's records about a document (files, comments, versions), are within reach when their document is.
Frappe authorises them by the role alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from pypika.functions import Coalesce
from pypika.terms import Criterion

from kepu_app.access.roles import is_app_user
from kepu_app.access.scopes import Scope, scope_of
from kepu_app.utils.stored import stored_row

REVEALED = "Yes"
"""Value of ``revealed`` in an assessment of a finished round."""

Alternatives = tuple[tuple[str, frozenset[str]], ...]


Policy = Callable[[Scope], Alternatives]


def _of_county_or_province(scope: Scope) -> Alternatives:
	return ("province", scope.provinces), ("county", scope.counties)


def _of_province(scope: Scope) -> Alternatives:
	return (("province", scope.provinces),)


def _of_recommender_or_province(scope: Scope) -> Alternatives:
	return (
		("province", scope.provinces),
		("recommending_county", scope.counties),
		("recommending_city", scope.cities),
	)


def _of_history(scope: Scope) -> Alternatives:
	return (*_of_county_or_province(scope), ("recommending_city", scope.cities))


def _counties(scope: Scope) -> Alternatives:
	return ("province", scope.provinces), ("name", scope.counties)


def _provinces(scope: Scope) -> Alternatives:
	return (("name", scope.provinces | scope.home_provinces),)


def _national_or_own(scope: Scope) -> Alternatives:
	own = scope.provinces | scope.home_provinces
	return (("province", own | {""} if own else own),)


def _own_or_revealed(scope: Scope) -> Alternatives:
	return (
		("assessor", frozenset((scope.user,) if scope.user else ())),
		("revealed", frozenset((REVEALED,) if scope.everything else ())),
		("revealed_to", scope.provinces),
	)


POLICIES: dict[str, Policy] = {
	"Province": _provinces,
	"County": _counties,
	"Evaluation Standard": _national_or_own,
	"Annual Summary": _of_county_or_province,
	"Typical Case": _of_county_or_province,
	"Speaker Nominee": _of_recommender_or_province,
	"Provincial Submission": _of_province,
	"Review Entry": _of_history,
	"Receipt List": _of_province,
	"Scoring Sheet": _national_or_own,
	"Assessment Round": _of_province,
	"Subject Assessment": _own_or_revealed,
}
"""By DocType. A Review Entry has a county only where the county may read the document."""


def _own_province(scope: Scope) -> Alternatives:
	return (("province", scope.provinces),)


ROWS = {
	"Province User": "Province",
	"County User": "County",
	"Standard Criterion": "Evaluation Standard",
	"Summary Section": "Annual Summary",
	"Summary Assessment": "Annual Summary",
	"Criterion Evidence": "Annual Summary",
	"Nominee Reason": "Speaker Nominee",
	"Missing County": "Provincial Submission",
	"Stamped Scan": "Provincial Submission",
	"Submission Package": "Provincial Submission",
	"Received File": "Receipt List",
	"Scoring Item": "Scoring Sheet",
	"Round Assessor": "Assessment Round",
	"Round Choice": "Assessment Round",
	"Subject Mark": "Subject Assessment",
}
"""Child rows, by the DocType of their parent."""

RECORDS = {
	"Access Log": ("export_from", "reference_document"),
	"Activity Log": ("reference_doctype", "reference_name"),
	"Auto Repeat": ("reference_doctype", "reference_document"),
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"Deleted Document": ("deleted_doctype", "deleted_name"),
	"Discussion Topic": ("reference_doctype", "reference_docname"),
	"DocShare": ("share_doctype", "share_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"Document Share Key": ("reference_doctype", "reference_docname"),
	"Email Queue": ("reference_doctype", "reference_name"),
	"Energy Point Log": ("reference_doctype", "reference_name"),
	"Event": ("reference_doctype", "reference_docname"),
	"File": ("attached_to_doctype", "attached_to_name"),
	"Milestone": ("reference_type", "reference_name"),
	"Notification Log": ("document_type", "document_name"),
	"Reminder": ("reminder_doctype", "reminder_docname"),
	"Submission Queue": ("ref_doctype", "ref_docname"),
	"Tag Link": ("document_type", "document_name"),
	"ToDo": ("reference_type", "reference_name"),
	"Version": ("ref_doctype", "docname"),
	"View Log": ("reference_doctype", "reference_name"),
	"Workflow Action": ("reference_doctype", "reference_name"),
}
"""Frappe's records about a document, by the fields with its DocType and name; see ``fields_about``."""

MEANT_FOR = {"Document Follow": "user", "Notification Log": "for_user", "Reminder": "user"}
"""The recipient's field of some of these, by DocType. Frappe lists them for that user alone, but serves any of
them by name."""

PROTECTED = (*POLICIES, *ROWS)

CONFIDENTIAL = ("Subject Assessment", "Subject Mark")
"""Confidential even from national users, except Administrator: assessors' marks are secret until the round ends."""

WRITE_POLICIES = {**POLICIES, "Evaluation Standard": _own_province, "Scoring Sheet": _own_province}
"""Where write access is narrower: a province has its own standard and sheets, and reads the national ones."""

CREATE_POLICIES = {**WRITE_POLICIES, "Speaker Nominee": _of_county_or_province}
"""A new document has no recommender yet: its county must be within reach, and is checked again on save."""

WRITING = ("create", "write", "submit", "cancel", "delete", "amend")


def is_held(doctype: str, scope: Scope) -> bool:
	"""Return whether a DocType's policy applies to this user: not to those who see all of it."""
	return not scope.everything or (doctype in CONFIDENTIAL and scope.user != "Administrator")


def held_doctypes(scope: Scope) -> tuple[str, ...]:
	"""Return the DocTypes of ``PROTECTED`` of which the user sees only a part."""
	return tuple(each for each in PROTECTED if is_held(each, scope))


def is_within(doctype: str, values: Any, scope: Scope, policies: Mapping[str, Policy] | None = None) -> bool:
	"""Return whether a record is within reach; ``values`` is a document or a mapping of its fields."""
	if not is_held(doctype, scope):
		return True
	policy = (policies or POLICIES)[doctype]
	return any((values.get(field) or "") in allowed for field, allowed in policy(scope))


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Handle hook ``permission_query_conditions``: return the SQL that restricts a list to the user's reach."""
	scope = scope_of(user)
	criterion = criterion_of(doctype, scope) if doctype else None
	return f"({criterion.get_sql(quote_char='`', with_namespace=True)})" if criterion else ""


def criterion_of(doctype: str, scope: Scope) -> Criterion | None:
	"""Return a query-builder criterion for a DocType's records within reach; None for all of them."""
	held = held_doctypes(scope)
	if not held or (doctype in PROTECTED and doctype not in held):
		return None
	if doctype in POLICIES:
		return reach_criterion(doctype, scope)
	table = frappe.qb.DocType(doctype)
	if doctype in ROWS:
		return (table.parenttype == ROWS[doctype]) & table.parent.isin(_names_within(ROWS[doctype], scope))
	if fields := fields_about(doctype):
		about, name = (table[field] for field in fields)
		reached = [
			(about == each) & name.isin(_names_within(each, scope)) for each in POLICIES if each in held
		]
		return Criterion.any([Coalesce(about, "").notin(held), *reached])
	return None


def reach_criterion(doctype: str, scope: Scope) -> Criterion:
	"""Return a DocType's policy as a query-builder criterion."""
	table = frappe.qb.DocType(doctype)
	alternatives = [
		Coalesce(table[field], "").isin(sorted(allowed))
		if "" in allowed
		else table[field].isin(sorted(allowed))
		for field, allowed in POLICIES[doctype](scope)
		if allowed
	]
	return Criterion.any(alternatives) if alternatives else table.name.isnull()


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Handle hook ``has_permission``: return whether the document is within reach, both as stored and in memory.

	In memory it may hold anything that a request has set, also another document's name.
	"""
	scope = scope_of(user)
	if doc.doctype not in POLICIES or not is_held(doc.doctype, scope):
		return True
	policies = WRITE_POLICIES if ptype in WRITING else POLICIES
	if ptype == "create" and doc.is_new():
		policies = CREATE_POLICIES
	if not (is_within(doc.doctype, doc, scope, policies) or _is_blank_new(doc, scope)):
		return False
	stored = _stored_place(doc.doctype, doc.name)
	return stored is None or is_within(doc.doctype, stored, scope, policies)


def has_record_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Handle hook ``has_permission`` of ``RECORDS``: refuse records about a document out of reach, whether stored or
	named by the request. Otherwise Frappe decides."""
	user = user or frappe.session.user
	if not _is_meant_for(doc, user):
		return False
	fields = fields_about(doc.doctype)
	if not fields:
		return _answer_of_others(doc, ptype, user, debug)
	stored = frappe.db.get_value(doc.doctype, doc.name, fields) if doc.name else None
	for about in (tuple(doc.get(field) for field in fields), stored):
		if not about:
			continue
		doctype, name = about
		if not may_see(doctype, name, user):
			return False
	return _answer_of_others(doc, ptype, user, debug)


def fields_about(doctype: str | None) -> tuple[str, str] | None:
	"""Return the reference fields of one of ``RECORDS``; None if this release of Frappe has none. Only later ones
	link an Event to a document; only earlier ones have an Energy Point Log."""
	fields = RECORDS.get(doctype)
	if not fields or not frappe.db.exists("DocType", doctype, cache=True):
		return None
	meta = frappe.get_meta(doctype)
	return fields if all(meta.has_field(each) for each in fields) else None


def may_see(doctype: str | None, name: str | None, user: str | None = None) -> bool:
	"""Return whether a document is within the user's reach; true for a missing one, which discloses nothing."""
	scope = scope_of(user)
	if doctype not in PROTECTED or not is_held(doctype, scope):
		return True
	if doctype in ROWS:
		return False
	stored = _stored_place(doctype, name)
	return stored is None or is_within(doctype, stored, scope)


def is_there_and_seen(doctype: str, name: str) -> bool:
	"""Return whether a document of ``POLICIES`` exists within the session user's reach, in one query."""
	stored = _stored_place(doctype, name)
	return stored is not None and is_within(doctype, stored, scope_of())


def seen_among(doctype: str, names: Iterable[str]) -> set[str]:
	"""Return the names that are documents of ``POLICIES`` within the session user's reach, in one query."""
	if not frappe.has_permission(doctype, "read"):
		return set()
	scope = scope_of()
	rows = frappe.get_all(doctype, {"name": ["in", list(names)]}, _place_fields(doctype), limit=0)
	return {row.name for row in rows if is_within(doctype, row, scope)}


def refuse_sharing(share: Document, method: str | None = None) -> None:
	"""Handle event of DocShare: refuse sharing, which would bypass the assignments."""
	if share.share_doctype in POLICIES or share.share_doctype == "Reporting Cycle":
		frappe.throw(
			_(
				"{0} cannot be shared: who may see it follows from the users of its county and province."
			).format(_(share.share_doctype)),
			frappe.PermissionError,
		)


def _names_within(doctype: str, scope: Scope) -> Any:
	table = frappe.qb.DocType(doctype)
	return frappe.qb.from_(table).select(table.name).where(reach_criterion(doctype, scope))


def _stored_place(doctype: str, name: str | None) -> Mapping[str, Any] | None:
	return stored_row(doctype, name, _place_fields(doctype)) if name else None


def _place_fields(doctype: str) -> list[str]:
	return list(dict.fromkeys(["name", *(field for field, _allowed in POLICIES[doctype](Scope()))]))


def _is_meant_for(doc: Document, user: str) -> bool:
	field = MEANT_FOR.get(doc.doctype)
	if not field or not is_app_user(user):
		return True
	return user == (frappe.db.get_value(doc.doctype, doc.name, field) or doc.get(field))


def _answer_of_others(doc: Document, ptype: str | None, user: str, debug: bool) -> bool:
	"""Return the first result of the DocType's other hooks, as Frappe 15 uses it: ours would hide them."""
	for hook in reversed(frappe.get_hooks("has_permission").get(doc.doctype, [])):
		if not hook.startswith("kepu_app."):
			answer = frappe.call(hook, doc=doc, ptype=ptype, user=user, debug=debug)
			if answer is not None:
				return bool(answer)
	return True


def _is_blank_new(doc: Document, scope: Scope) -> bool:
	"""Return whether a form is being opened: it has no county or province yet, and is checked on save."""
	fields = [field for field, _allowed in POLICIES[doc.doctype](scope) if field != "name"]
	return bool(doc.is_new() and fields and not any(doc.get(field) for field in fields))
