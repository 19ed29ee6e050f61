"""Rates as reports show them."""

from __future__ import annotations


def share(part: float, whole: float) -> float | None:
	"""Return ``part`` as a percentage of ``whole``, with one decimal; None if ``whole`` is 0."""
	return round(100 * part / whole, 1) if whole else None


def quotient(amount: float, count: float, digits: int = 1) -> float | None:
	"""Return ``amount`` per ``count``, rounded; None if ``count`` is 0."""
	return round(amount / count, digits) if count else None
