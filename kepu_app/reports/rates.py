"""Rates as reports show them."""

from __future__ import annotations


def share(part: float, whole: float) -> float | None:
	"""``part`` as a percentage of ``whole``, with one decimal; None where there is no whole."""
	return round(100 * part / whole, 1) if whole else None


def quotient(amount: float, count: float, digits: int = 1) -> float | None:
	"""``amount`` for each of ``count``; None where there is nothing to divide by."""
	return round(amount / count, digits) if count else None
