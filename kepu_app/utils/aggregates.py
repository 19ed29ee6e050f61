"""Aggregate fields of list queries, in the form each Frappe release accepts."""

from __future__ import annotations

from typing import Any

import frappe


def aggregate(function: str, field: str, alias: str) -> Any:
	"""Return an aggregate field for ``frappe.get_list``: an expression for Frappe 15, a dict for 16; neither
	accepts the other.

	Args:
		function: count, sum, avg, min or max.
		field: its name, or ``*`` or ``1`` to count rows.
		alias: the name of the result.
	"""
	if int(frappe.__version__.split(".")[0]) < 16:
		return f"{function}({field}) as {alias}"
	return {function.upper(): field, "as": alias}
