"""Counts and sums among the fields of a list, as each release of Frappe takes them."""

from __future__ import annotations

from typing import Any

import frappe


def aggregate(function: str, field: str, alias: str) -> Any:
	"""Return a field for ``frappe.get_list``: an expression for Frappe 15, which takes no other; a dict for
	16, which takes no expression.

	Args:
		function: count, sum, avg, min or max.
		field: its name, or ``*`` or ``1`` to count rows.
		alias: the name of the result.
	"""
	if int(frappe.__version__.split(".")[0]) < 16:
		return f"{function}({field}) as {alias}"
	return {function.upper(): field, "as": alias}
