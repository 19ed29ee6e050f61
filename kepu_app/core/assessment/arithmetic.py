"""Exact means, spreads and ranks: fractions internally, decimals rounded half up (四舍五入) as results."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, isqrt


def rounded(value: Fraction, digits: int) -> Decimal:
	"""Round a value of 0 or more half up to so many decimals."""
	return Decimal(floor(value * 10**digits + Fraction(1, 2))).scaleb(-digits)


def mean(values: Sequence[Decimal], digits: int) -> Decimal | None:
	"""Return the arithmetic mean, None of nothing."""
	return rounded(_sum(values) / len(values), digits) if values else None


def median(values: Sequence[Decimal]) -> Fraction:
	"""Return the value in the middle, or half the sum of the two in the middle.

	Raises:
		ValueError: there are no values.
	"""
	if not values:
		raise ValueError("median: no values")
	ordered = sorted(values)
	return (Fraction(ordered[(len(values) - 1) // 2]) + Fraction(ordered[len(values) // 2])) / 2


def standard_deviation(values: Sequence[Decimal], digits: int) -> Decimal | None:
	"""Return the standard deviation of the population (STDEV.P in Excel); None below two values."""
	if len(values) < 2:
		return None
	average = _sum(values) / len(values)
	variance = sum(((Fraction(each) - average) ** 2 for each in values), Fraction()) / len(values)
	return _rounded_root(variance, digits)


def ranks(values: Sequence[Decimal | None]) -> list[int | None]:
	"""Return ranks from the highest down, equal values share one (1, 2, 2, 4); None for None."""
	present = sorted((each for each in values if each is not None), reverse=True)
	places: dict[Decimal, int] = {}
	for place, value in enumerate(present, start=1):
		places.setdefault(value, place)
	return [None if each is None else places[each] for each in values]


def _sum(values: Sequence[Decimal]) -> Fraction:
	return sum((Fraction(each) for each in values), Fraction())


def _rounded_root(value: Fraction, digits: int) -> Decimal:
	doubled = isqrt(floor(4 * value * 100**digits))
	return Decimal((doubled + 1) // 2).scaleb(-digits)
