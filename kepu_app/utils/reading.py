"""Time budget for parsing the files of one request."""

from __future__ import annotations

from typing import Any

from kepu_app.core.sandbox import set_budget

LONGEST_READING = 100
"""Seconds; the proxy's timeout is 130. Each file has limits of its own, and some requests bring many."""


def begin(*_arguments: Any, **_options: Any) -> None:
	"""Handle hook ``before_request``."""
	set_budget(LONGEST_READING)


def end(*_arguments: Any, **_options: Any) -> None:
	"""Handle hook ``after_request``: the thread serves other requests next."""
	set_budget(None)
