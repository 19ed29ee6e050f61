"""Counting SQL queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe


@contextmanager
def counted_queries() -> Iterator[Callable[[], int]]:
	"""Count what goes through ``frappe.db.sql``, by which every query goes."""
	plain, number = frappe.db.sql, 0

	def sql(*arguments: Any, **options: Any) -> Any:
		nonlocal number
		number += 1
		return plain(*arguments, **options)

	frappe.db.sql = sql
	try:
		yield lambda: number
	finally:
		frappe.db.sql = plain
