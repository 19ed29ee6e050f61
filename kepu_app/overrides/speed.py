"""What Frappe 15 computes anew in every request, kept as its later releases keep it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import frappe

LONGEST_KEPT = 140
"""Characters of a name that is kept: no field has a longer one, and nobody fills the memory with what he sends."""


def sanitize_fields(original: Callable[..., Any], engine: Any, fields: Any) -> Any:
	"""``Engine.sanitize_fields``: each field is taken apart by a parser of SQL, forty times a request."""
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
	"""``frappe.utils.data.sanitize_column``: the field of each condition is taken apart by a parser of SQL. Only what
	was found good is kept; every other name is looked at, and refused, anew."""
	if not isinstance(column_name, str) or len(column_name) > LONGEST_KEPT:
		return original(column_name)
	return _good_column(original, column_name, bool(frappe.db) and frappe.db.db_type)


@lru_cache(maxsize=4096)
def _good_column(original: Callable[..., Any], column_name: str, _database: str | bool) -> Any:
	return original(column_name)


def is_single(_original: Callable[..., Any], doctype: str) -> Any:
	"""``frappe.model.meta.is_single``: asks the database for each new row of a table, whose DocType is loaded already."""
	return frappe.get_meta(doctype).issingle
