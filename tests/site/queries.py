"""What is asked of the database meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe


@contextmanager
def statements() -> Iterator[list[str]]:
	"""Record the statements of this process within the block, in order."""
	found: list[str] = []
	run = frappe.db.sql

	def noted(query: Any, *arguments: Any, **options: Any) -> Any:
		found.append(str(query))
		return run(query, *arguments, **options)

	frappe.db.sql = noted
	try:
		yield found
	finally:
		del frappe.db.sql


def selects() -> int:
	"""How many SELECTs the session has asked so far, as the database counts them."""
	return int(frappe.db.sql("show session status like 'Com_select'")[0][1])
