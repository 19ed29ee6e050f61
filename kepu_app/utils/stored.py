"""Single rows as they are stored, for what every request asks.

The query builder takes five times as long to write such a statement as the database to answer it. Here each
is written once a process.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import frappe
from pypika.terms import Parameter


def stored_row(doctype: str, name: str | int, fields: Sequence[str]) -> Any:
	"""Return the fields of the document of this name, by name, as ``frappe.db.get_value`` reads them; None
	without one."""
	# Always a text: of a number the database makes one of every text that it compares.
	found = frappe.db.sql(
		_statement(doctype, tuple(fields)), str(name), as_dict=True
	)  # nosemgrep: frappe-using-db-sql
	return found[0] if found else None


def stored_value(doctype: str, name: str | int, field: str) -> Any:
	"""One field of the document of this name; None without one."""
	row = stored_row(doctype, name, (field,))
	return row[field] if row else None


@lru_cache(maxsize=512)
def _statement(doctype: str, fields: tuple[str, ...]) -> str:
	"""Return the statement. The names in it are the program's own."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(table[each] for each in fields))
	return query.where(table.name == Parameter("%s")).limit(1).get_sql()
