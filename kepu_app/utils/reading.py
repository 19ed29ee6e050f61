"""How long the files of one request are read."""

from __future__ import annotations

from typing import Any

from kepu_app.core.sandbox import set_budget

LONGEST_READING = 100
"""Seconds; the front server gives a request 130. Each file has limits of its own, and some requests bring many."""


def begin(*_arguments: Any, **_options: Any) -> None:
	"""Handle hook ``before_request``."""
	set_budget(LONGEST_READING)


def end(*_arguments: Any, **_options: Any) -> None:
	"""Handle hook ``after_request``: the thread goes on to other work."""
	set_budget(None)
