"""Single documents, restricted to the user's reach. See ``registry.py``."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from collections.abc import Callable
from typing import Any

import frappe
from frappe.model.base_document import BaseDocument
from frappe.utils import get_safe_filters
from frappe.utils.typing_validations import validate_argument_types

from kepu_app.access.policies import PROTECTED, may_see
from kepu_app.access.reach import may_name
from kepu_app.access.roles import is_app_user


@validate_argument_types
def get(
	original: Callable[..., Any],
	doctype: str,
	name: Any = None,
	filters: Any = None,
	parent: str | None = None,
) -> dict:
	"""Restrict the filters of ``frappe.client.get`` to what the user may list."""
	filters = get_safe_filters(filters)
	if not name and isinstance(filters, dict | list) and not frappe.get_meta(doctype).issingle:
		found = frappe.get_list(doctype, filters, pluck="name", limit=1, parent_doctype=parent)
		if not found:
			raise frappe.DoesNotExistError
		name, filters = found[0], None
	return original(doctype, name, filters, parent)


@validate_argument_types
def validate_link(original: Callable[..., Any], doctype: str, docname: str, fields: Any = None) -> dict:
	"""Override ``frappe.client.validate_link``: what is out of reach does not exist."""
	return (
		frappe._dict(name=None) if _is_out_of_reach(doctype, docname) else original(doctype, docname, fields)
	)


@validate_argument_types
def validate_link_and_fetch(original: Callable[..., Any], doctype: str, docname: str, **more: Any) -> dict:
	"""Override ``frappe.client.validate_link_and_fetch`` likewise."""
	return {} if _is_out_of_reach(doctype, docname) else original(doctype, docname, **more)


def append_row(original: Callable[..., Any], doc: Any, key: str, *more: Any, **named: Any) -> Any:
	"""Override ``LazyDocument.append``, which would load a table that is just being filled."""
	return (BaseDocument.append if key in doc.__dict__ else original)(doc, key, *more, **named)


def _is_out_of_reach(doctype: str, docname: str) -> bool:
	if doctype in PROTECTED and not may_see(doctype, docname):
		return True
	return is_app_user() and not may_name(doctype, docname)
