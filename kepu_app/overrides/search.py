"""Searches, restricted to what the user may see. See ``registry.py``."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr
from frappe.utils.typing_validations import validate_argument_types

from kepu_app.access.policies import POLICIES, PROTECTED, RECORDS, is_held, may_see
from kepu_app.access.reach import may_name
from kepu_app.access.roles import is_app_user
from kepu_app.access.scopes import scope_of

MOST_FOUND = 100
"""Results of one search; each takes a permission check."""


@validate_argument_types
def search_link(
	original: Callable[..., Any],
	doctype: str,
	txt: str,
	query: str | None = None,
	filters: str | dict | list | None = None,
	page_length: int = 10,
	searchfield: str | None = None,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
	**more: Any,
) -> list[Any]:
	"""Override ``frappe.desk.search.search_link``: no argument switches permissions off, and documents with a hash as
	name are described by their title.

	Args:
		more: arguments of later releases.
	"""
	found = original(
		doctype,
		txt,
		query,
		filters,
		page_length,
		searchfield,
		reference_doctype,
		_may_ignore_permissions(doctype, ignore_user_permissions),
		**more,
	)
	return [_without_chance_name(doctype, each) for each in found] if _is_named_by_chance(doctype) else found


@validate_argument_types
def search_widget(
	original: Callable[..., Any],
	doctype: str,
	txt: str,
	query: str | None = None,
	searchfield: str | None = None,
	start: int = 0,
	page_length: int = 10,
	filters: str | dict | list | None = None,
	filter_fields: Any = None,
	as_dict: bool = False,
	reference_doctype: str | None = None,
	ignore_user_permissions: bool = False,
	**more: Any,
) -> Any:
	"""Override ``frappe.desk.search.search_widget`` likewise."""
	return original(
		doctype,
		txt,
		query,
		searchfield,
		start,
		page_length,
		filters,
		filter_fields,
		as_dict,
		reference_doctype,
		_may_ignore_permissions(doctype, ignore_user_permissions),
		**more,
	)


@validate_argument_types
def search(
	original: Callable[..., Any], text: str, start: int = 0, limit: int = 20, doctype: str = ""
) -> list[Any]:
	"""Restrict the results of ``frappe.utils.global_search.search`` to what the user may see."""
	found = original(text, start, min(limit, MOST_FOUND), doctype)
	return [each for each in found if each.doctype not in PROTECTED or _may_read(each.doctype, each.name)]


@validate_argument_types
def get_link_title(original: Callable[..., Any], doctype: str, docname: str) -> str | None:
	"""Restrict ``frappe.desk.search.get_link_title``: titles of nominees and users are personal names."""
	is_hidden = doctype in PROTECTED and not _may_read(doctype, docname)
	if is_hidden or (is_app_user() and not may_name(doctype, docname)):
		return docname
	return original(doctype, docname)


def _is_named_by_chance(doctype: str) -> bool:
	meta = frappe.get_meta(doctype)
	return bool(meta.show_title_field_in_link) and cstr(meta.autoname).lower() == "hash"


def _without_chance_name(doctype: str, found: dict[str, Any]) -> dict[str, Any]:
	parts = [each for each in cstr(found.get("description")).split(", ") if each not in ("", found["value"])]
	if doctype == "Scoring Sheet" and parts and parts[-1].isdecimal():
		parts[-1] = _("Version {0}").format(parts[-1])
	return {**found, "description": ", ".join(parts)}


def _may_ignore_permissions(doctype: str, wanted: Any) -> bool:
	if getattr(frappe.local, "kepu_call", None):  # the user is bound to the allow-list
		return False
	is_free = doctype not in (*PROTECTED, *RECORDS) or not is_held(doctype, scope_of())
	return bool(cint(wanted)) and is_free


def _may_read(doctype: str, name: str) -> bool:
	if doctype in POLICIES and not may_see(doctype, name):
		return False
	return bool(frappe.db.exists(doctype, name) and frappe.has_permission(doctype, "read", doc=name))
