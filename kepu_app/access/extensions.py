"""Additions to the allow-list: another app's by hooks, an administrator's by rows of the settings, or by rights.

Hooks of another app::

        kepu_allowed_calls = {"other_app.api.stock": ["GET", "POST"]}
        kepu_allowed_pages = ["stock"]

DocTypes and reports need none of it. A permission row or a row of a report's roles opens them to the role's
holders.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe

from kepu_app.access.allowed.method import MOST_OF_A_LIST, Method
from kepu_app.access.holders import app_roles

METHOD, DOCUMENT_METHOD, PAGE = "Method", "Document Method", "Page"


def allowed_calls() -> dict[str, Method]:
	"""Return methods, including Server Scripts of type API, by name."""
	by_hook = {
		name: Method(tuple(verbs), most=MOST_OF_A_LIST)
		for name, verbs in frappe.get_hooks("kepu_allowed_calls", {}).items()
	}
	by_settings = {row.target: Method(("GET", "POST"), most=MOST_OF_A_LIST) for row in _rows(METHOD)}
	return {**by_hook, **by_settings}


def allowed_document_methods() -> list[tuple[str, str]]:
	"""Return document methods, as (DocType, method)."""
	return [tuple(row.target.rsplit(".", 1)) for row in _rows(DOCUMENT_METHOD) if "." in row.target]


def allowed_pages() -> list[str]:
	"""Return paths of pages, without the leading slash."""
	return [*frappe.get_hooks("kepu_allowed_pages"), *(row.target.strip("/") for row in _rows(PAGE))]


def holds_report(name: Any) -> bool:
	"""Return whether the user holds one of the app's roles that a report lists."""
	if not isinstance(name, str):
		return False
	named = {"parent": name, "parenttype": "Report", "role": ["in", sorted(app_roles())]}
	return bool(app_roles() and frappe.db.exists("Has Role", named))


def _rows(kind: str) -> Iterator[Any]:
	roles = app_roles()
	for row in frappe.get_cached_doc("Kepu Settings").get("allowed_calls") or ():
		if row.kind == kind and (roles if not row.role else row.role in roles):
			yield row
