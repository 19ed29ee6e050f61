"""How single characters are named in messages.

Half a surrogate pair is a character that no output takes: it cannot be written as UTF-8.
"""

from __future__ import annotations

import re

_HALF_PAIR = re.compile("[\ud800-\udfff]")


def named_character(character: str) -> str:
	"""“㿠”（U+3FE0）; of half a surrogate pair the number alone."""
	number = _number(character)
	return number if _HALF_PAIR.match(character) else f"“{character}”（{number}）"


def without_half_pairs(text: str) -> str:
	"""The text with U+D842 and the like in place of halves of surrogate pairs, so that it can be shown."""
	return _HALF_PAIR.sub(lambda found: _number(found[0]), text)


def _number(character: str) -> str:
	return f"U+{ord(character):04X}"
