"""Values in a statement. A module of its own, since every job loads it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any


def get_sql(original: Callable[..., str], value: Any, *more: Any, **named: Any) -> str:
	"""``frappe.query_builder.terms.ParameterizedValueWrapper.get_sql``: MariaDB reads a backslash before a quote as a
	part of the text, and the text would go on behind it.

	Where values go apart from the statement, as parameters, none of this matters. Frappe 16 counts a list, and filters
	events, by a statement with the values in it.
	"""
	text = value.value
	if named.get("param_wrapper") or not isinstance(text, str) or "\\" not in text:
		return original(value, *more, **named)
	escaped = copy.copy(value)
	escaped.value = text.replace("\\", "\\\\")
	return original(escaped, *more, **named)
