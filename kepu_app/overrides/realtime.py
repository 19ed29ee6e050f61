"""Realtime updates, restricted to users who may read the document. See ``registry.py``."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils.typing_validations import validate_argument_types

from kepu_app.access.policies import CONFIDENTIAL, PROTECTED, RECORDS
from kepu_app.access.scopes import scope_of


@validate_argument_types
def can_subscribe_doctype(original: Callable[..., Any], doctype: str) -> bool:
	"""Override ``frappe.realtime.can_subscribe_doctype``: Frappe pushes every document's changes to every open list.
	Users whose reach is limited get none."""
	_refuse_list(doctype)
	return original(doctype)


@validate_argument_types
def has_permission(original: Callable[..., Any], doctype: str, name: str) -> bool:
	"""Override ``frappe.realtime.has_permission`` likewise; without a name it is about the list."""
	if not name:
		_refuse_list(doctype)
	return original(doctype, name)


def _refuse_list(doctype: str) -> None:
	is_held = getattr(frappe.local, "kepu_call", None) is not None
	is_kept_from = doctype in CONFIDENTIAL or not scope_of().everything
	if is_kept_from and (is_held or doctype in (*PROTECTED, *RECORDS)):
		raise frappe.PermissionError
