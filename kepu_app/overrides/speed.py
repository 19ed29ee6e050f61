"""What Frappe 15 computes anew in every request, kept as its later releases keep it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any


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
