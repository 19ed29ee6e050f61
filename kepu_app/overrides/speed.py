"""Caches for what Frappe 15 computes in every request, as in its later releases."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import frappe

LONGEST_KEPT = 140
"""Characters of a cached name: no field's is longer, and no request can fill the memory."""


def sanitize_fields(original: Callable[..., Any], engine: Any, fields: Any) -> Any:
	"""Cache ``Engine.sanitize_fields``: each field goes through an SQL parser, forty times a request."""
	if isinstance(fields, str):
		return _sanitized(original, engine.is_mariadb, fields)
	if not isinstance(fields, list | tuple):
		return original(engine, fields)
	return [
		_sanitized(original, engine.is_mariadb, each) if isinstance(each, str) else each for each in fields
	]


@lru_cache(maxsize=4096)
def _sanitized(original: Callable[..., Any], is_mariadb: bool, field: str) -> Any:
	return original(SimpleNamespace(is_mariadb=is_mariadb), field)


def sanitize_column(original: Callable[..., Any], column_name: Any) -> Any:
	"""Cache ``frappe.utils.data.sanitize_column``: each condition's field goes through an SQL parser. Only accepted
	names are cached; every other is checked, and refused, anew."""
	if not isinstance(column_name, str) or len(column_name) > LONGEST_KEPT:
		return original(column_name)
	return _good_column(original, column_name, bool(frappe.db) and frappe.db.db_type)


@lru_cache(maxsize=4096)
def _good_column(original: Callable[..., Any], column_name: str, _database: str | bool) -> Any:
	return original(column_name)


def is_single(_original: Callable[..., Any], doctype: str) -> Any:
	"""Override ``frappe.model.meta.is_single``, which queries for each new child row, though its DocType is loaded."""
	return frappe.get_meta(doctype).issingle
