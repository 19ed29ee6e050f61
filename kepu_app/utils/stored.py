"""Reads of single stored rows that every request needs.

The query builder takes five times as long to build such a statement as the database to answer it. Each
statement is therefore built once a process.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import frappe
from pypika.terms import Parameter


def stored_row(doctype: str, name: str | int, fields: Sequence[str]) -> Any:
	"""Return a row's fields by name, read as by ``frappe.db.get_value``; None if it is missing."""
	# Always a string: compared with a number, the database casts every name to a number.
	found = frappe.db.sql(
		_statement(doctype, tuple(fields)), str(name), as_dict=True
	)  # nosemgrep: frappe-using-db-sql
	return found[0] if found else None


def stored_value(doctype: str, name: str | int, field: str) -> Any:
	"""Return one field of a row; None if the row is missing."""
	row = stored_row(doctype, name, (field,))
	return row[field] if row else None


@lru_cache(maxsize=512)
def _statement(doctype: str, fields: tuple[str, ...]) -> str:
	"""Build the statement. Its identifiers come from our code: no injection."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(table[each] for each in fields))
	return query.where(table.name == Parameter("%s")).limit(1).get_sql()
