"""Live updates, for those who may read the document. See ``registry.py``."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils.typing_validations import validate_argument_types

from kepu_app.access.policies import CONFIDENTIAL, PROTECTED, RECORDS
from kepu_app.access.scopes import scope_of


@validate_argument_types
def can_subscribe_doctype(original: Callable[..., Any], doctype: str) -> bool:
	"""``frappe.realtime.can_subscribe_doctype``: Frappe pushes every change of a document to every open
	list. Users who see a part of the country get none."""
	_refuse_list(doctype)
	return original(doctype)


@validate_argument_types
def has_permission(original: Callable[..., Any], doctype: str, name: str) -> bool:
	"""``frappe.realtime.has_permission``: likewise; without a name it is asked about the list."""
	if not name:
		_refuse_list(doctype)
	return original(doctype, name)


def _refuse_list(doctype: str) -> None:
	is_held = getattr(frappe.local, "kepu_call", None) is not None
	is_kept_from = doctype in CONFIDENTIAL or not scope_of().everything
	if is_kept_from and (is_held or doctype in (*PROTECTED, *RECORDS)):
		raise frappe.PermissionError
