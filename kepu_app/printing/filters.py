"""The filters of the papers' templates, for Frappe's own Jinja, which parses a Print Format on save.

Every request may set up that Jinja, so each filter imports the engine when called.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def title_lines(text: str, longest: int | None = None) -> list[str]:
	"""Call ``core.paper.title_lines``."""
	from kepu_app.core.printing import html

	return html.title_lines(text, longest or html.TITLE_CHARACTERS)


def signature_space(signature: str, date: str) -> float:
	"""Call ``core.paper.signature_space``."""
	from kepu_app.core.printing import html

	return html.signature_space(signature, date)


def line_count(texts: Iterable[str], characters: int) -> int:
	"""Call ``core.paper.line_count``."""
	from kepu_app.core.printing import html

	return html.line_count(texts, characters)


def column_widths(paper: Any) -> tuple[float, ...]:
	"""Call ``core.printing.columns.column_widths``."""
	from kepu_app.core.printing import columns

	return columns.column_widths(paper)
