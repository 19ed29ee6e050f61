"""Whether a user may do something with a DocType at all, and whether he reaches a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import frappe
from frappe.core.doctype.file import utils
from frappe.utils import cstr

from kepu_app.access import links
from kepu_app.access.allowed.doctypes import DOCTYPES
from kepu_app.access.holders import app_roles
from kepu_app.access.people import known_among, knows
from kepu_app.access.policies import POLICIES, ROWS, is_there_and_seen, seen_among

RIGHTS = {
	"read": ("read", "select"),
	"write": ("write", "submit", "cancel"),
	"create": ("create",),
	"delete": ("delete",),
	"meta": ("read", "select"),
}
"""By what is done: the rights of which a permission row gives at least one."""


def may(doctype: Any, does: str, arguments: Mapping[str, Any]) -> bool:
	"""Whether the DocType is on the list for this, or a permission row for a role of the app gives it.

	Args:
		does: a key of ``RIGHTS``.
		arguments: of the call; rows of a table are read by naming the DocType that holds them.
	"""
	meta = _meta(doctype)
	if not meta or does not in RIGHTS:
		return False
	if meta.istable:
		return does == "meta" or (does == "read" and _may_read_rows(doctype, arguments))
	listed = DOCTYPES.get(doctype, frozenset())
	if does in listed or (does == "meta" and "read" in listed):
		return True
	roles = app_roles()
	return any(row.role in roles and any(row.get(each) for each in RIGHTS[does]) for row in meta.permissions)


def is_reached(doctype: str, name: Any, rights: tuple[str, ...] = ("read",)) -> bool:
	"""Whether a document is there and the user has one of these rights; a new one is checked when it is saved."""
	if not isinstance(name, str | int):
		return False
	meta = _meta(doctype)
	if not meta:
		return False
	if links.is_address(doctype, str(name)):
		return may_read_file(name)
	if meta.issingle or is_new(doctype, name) or (doctype, name) == ("User", frappe.session.user):
		return True
	if doctype in ROWS:
		return False
	if doctype in POLICIES:
		return frappe.has_permission(doctype, "read") and is_there_and_seen(doctype, str(name))
	return _has_right(doctype, name, rights)


def distinct(names: Iterable[Any]) -> list[Any]:
	"""Each once, in their order, also what cannot be a name."""
	return list({repr(each): each for each in names}.values())


def are_found_together(doctype: str) -> bool:
	"""Whether one query answers for any number of names."""
	return doctype in POLICIES or doctype == "User"


def unreached(doctype: str, names: Sequence[Any]) -> Iterator[Any]:
	"""Return the names for which ``is_reached`` says no; several are names of documents that are there."""
	if len(names) > 1 and doctype in POLICIES:
		return _missing(names, seen_among(doctype, _texts(names)))
	return (each for each in names if not is_reached(doctype, each))


def not_to_name(doctype: str, names: Sequence[Any]) -> Iterator[Any]:
	"""Return the names for which ``may_name`` says no."""
	if len(names) > 1 and doctype == "User":
		return _missing(names, known_among(_texts(names)))
	if doctype in POLICIES:
		return unreached(doctype, names)
	return (each for each in names if not may_name(doctype, each))


def _texts(names: Iterable[Any]) -> list[str]:
	return [str(each) for each in names if isinstance(each, str | int)]


def _missing(names: Iterable[Any], found: set[str]) -> Iterator[Any]:
	return (each for each in names if not isinstance(each, str | int) or str(each) not in found)


def may_name(doctype: str, name: Any) -> bool:
	"""Whether a document may be named in another one; of people that is everybody whom the user knows.

	To choose from a list (the states of a filter) Frappe asks for the right to select and no more.
	"""
	if doctype == "User":
		return isinstance(name, str) and knows(name) and bool(frappe.db.exists("User", name))
	return is_reached(doctype, name, RIGHTS["read"])


def is_new(doctype: str, name: Any) -> bool:
	"""Return whether this is the name of an unsaved form, or the address of a new one. A document that
	exists under such a name is one like any other."""
	if name != "new" and not str(name).startswith(f"new-{doctype.lower().replace(' ', '-')}"):
		return False
	meta = _meta(doctype)
	return not meta or meta.issingle or meta.is_virtual or not frappe.db.exists(doctype, name)


def is_named_by_people(doctype: str) -> bool:
	"""Whether whoever makes a document of this kind gives it its name."""
	meta = _meta(doctype)
	return bool(meta) and cstr(meta.autoname).lower() == "prompt"


def may_read_file(url: Any) -> bool:
	"""Whether a file is there and the user may read it."""
	return isinstance(url, str) and bool(utils.find_file_by_url(url))


def _meta(doctype: Any) -> Any:
	"""None where there is no DocType of exactly this name: the database also finds it in other letters, by which
	no policy would know it."""
	if not isinstance(doctype, str) or not doctype:
		return None
	try:
		meta = frappe.get_meta(doctype)
	except (frappe.DoesNotExistError, ImportError):
		frappe.clear_last_message()
		return None
	return meta if meta.name == doctype else None


def _may_read_rows(doctype: str, arguments: Mapping[str, Any]) -> bool:
	parent = arguments.get("parent") or arguments.get("parent_doctype")
	meta = _meta(parent)
	if not meta or meta.istable or not may(parent, "read", {}):
		return False
	if (
		doctype not in ROWS
		and frappe.local.module_app.get(frappe.scrub(_meta(doctype).module or "")) == "frappe"
	):
		return False  # roles, logins and defaults are rows, too
	return any(field.options == doctype for field in meta.get_table_fields())


def _has_right(doctype: str, name: Any, rights: tuple[str, ...]) -> bool:
	"""Of a name that is not there the permission of the one before it is asked, so that it takes as long."""
	looked_at = _at_or_before(doctype, name)
	if looked_at is None:
		return False
	messages = list(frappe.local.message_log)
	try:
		has_right = any(frappe.has_permission(doctype, right, doc=looked_at) for right in rights)
	finally:
		frappe.local.message_log = messages
	return has_right and looked_at == str(name)


def _at_or_before(doctype: str, name: Any) -> str | None:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).limit(1)
	found = query.where(table.name <= name).orderby(table.name, order=frappe.qb.desc).run()
	return str((found or query.run() or [[None]])[0][0])
