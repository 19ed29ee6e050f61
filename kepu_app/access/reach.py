"""Whether a user may act on a DocType at all, and whether a document is within reach."""

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
"""By action: the rights of which a permission row grants at least one."""


def may(doctype: Any, does: str, arguments: Mapping[str, Any]) -> bool:
	"""Return whether the DocType is allowed for this, by the list or by a permission row of an app's role.

	Args:
		does: a key of ``RIGHTS``.
		arguments: of the call; child rows are read by naming their parent's DocType.
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
	"""Return whether a document exists and the user has one of these rights; a new one is checked on save."""
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
	"""Return the names without duplicates, in order, including values that cannot be names."""
	return list({repr(each): each for each in names}.values())


def are_found_together(doctype: str) -> bool:
	"""Return whether one query checks any number of names."""
	return doctype in POLICIES or doctype == "User"


def unreached(doctype: str, names: Sequence[Any]) -> Iterator[Any]:
	"""Return the names for which ``is_reached`` is false; several are names of existing documents."""
	if len(names) > 1 and doctype in POLICIES:
		return _missing(names, seen_among(doctype, _texts(names)))
	return (each for each in names if not is_reached(doctype, each))


def not_to_name(doctype: str, names: Sequence[Any]) -> Iterator[Any]:
	"""Return the names for which ``may_name`` is false."""
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
	"""Return whether another document may refer to this one; for users, whether the user knows them.

	Selecting from a list (a filter's states) needs only the right to select.
	"""
	if doctype == "User":
		return isinstance(name, str) and knows(name) and bool(frappe.db.exists("User", name))
	return is_reached(doctype, name, RIGHTS["read"])


def is_new(doctype: str, name: Any) -> bool:
	"""Return whether this is an unsaved form's name or a new form's URL. An existing document of such a name is not
	new."""
	if name != "new" and not str(name).startswith(f"new-{doctype.lower().replace(' ', '-')}"):
		return False
	meta = _meta(doctype)
	return not meta or meta.issingle or meta.is_virtual or not frappe.db.exists(doctype, name)


def is_named_by_people(doctype: str) -> bool:
	"""Return whether users choose the names of this DocType's documents."""
	meta = _meta(doctype)
	return bool(meta) and cstr(meta.autoname).lower() == "prompt"


def may_read_file(url: Any) -> bool:
	"""Return whether a file exists and the user may read it."""
	return isinstance(url, str) and bool(utils.find_file_by_url(url))


def _meta(doctype: Any) -> Any:
	"""Return the DocType of exactly this name, or None: the database ignores case, and no policy would match."""
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
		return False  # roles, logins and defaults are child rows, too
	return any(field.options == doctype for field in meta.get_table_fields())


def _has_right(doctype: str, name: Any, rights: tuple[str, ...]) -> bool:
	"""Check the permission of the preceding document if this one is missing, for the same response time."""
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
