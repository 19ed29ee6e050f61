"""What differs between two texts, in bounded time.

``difflib`` finds the differences that people expect, but on repetitive texts its time is quadratic and worse.
So a comparison has a budget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any

MOST_EFFORT = 8_000_000
"""Pairs of equal characters or lines that one comparison looks at, a second at most. Two very different
reports of 3,000 characters take some 500,000."""

Opcode = tuple[str, int, int, int, int]
"""As of ``difflib``: equal, replace, delete or insert; begin and end before; begin and end after."""


@dataclass
class Effort:
	"""The budget left for a comparison of many parts."""

	left: int = MOST_EFFORT


class _SpentError(Exception):
	pass


class _Matcher(SequenceMatcher[Any]):
	"""Counts the cost of each search: for every element of its range the occurrences on the other side."""

	def __init__(self, before: Sequence[Hashable], after: Sequence[Hashable], effort: Effort) -> None:
		super().__init__(None, before, after, autojunk=False)
		places = Counter(after)
		self._costs = [0, *accumulate(places[each] + 1 for each in before)]
		self._effort = effort

	def find_longest_match(self, *span: Any) -> Any:
		self._effort.left -= self._costs[span[1]] - self._costs[span[0]]
		if self._effort.left < 0:
			raise _SpentError
		return super().find_longest_match(*span)


def opcodes(before: Sequence[Hashable], after: Sequence[Hashable], effort: Effort) -> list[Opcode]:
	"""Return how one sequence, of lines or of characters, becomes the other.

	Once the budget is spent, everything between the first and the last difference counts as replaced.
	"""
	first = _common(before, after)
	last = _common(before[first:][::-1], after[first:][::-1])
	ends = len(before) - last, len(after) - last
	middle = _middle(before[first : ends[0]], after[first : ends[1]], effort)
	shifted = [(kind, a + first, b + first, c + first, d + first) for kind, a, b, c, d in middle]
	return [
		*([("equal", 0, first, 0, first)] if first else []),
		*shifted,
		*([("equal", ends[0], len(before), ends[1], len(after))] if last else []),
	]


def _common(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
	"""Return the length of the common prefix."""
	pairs = enumerate(zip(one, other, strict=False))
	return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))


def _middle(before: Sequence[Hashable], after: Sequence[Hashable], effort: Effort) -> list[Opcode]:
	if not before and not after:
		return []
	try:
		if set(before) & set(after):
			found = _Matcher(before, after, effort).get_opcodes()
			return [(kind, a, b, c, d) for kind, a, b, c, d in found]
	except _SpentError:
		effort.left = 0
	kind = "replace" if before and after else "delete" if before else "insert"
	return [(kind, 0, len(before), 0, len(after))]
