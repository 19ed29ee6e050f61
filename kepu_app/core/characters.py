"""How single characters are named in messages, and which of them nobody sees.

Half a surrogate pair is a character that no output takes: it cannot be written as UTF-8.
"""

from __future__ import annotations

import re
import unicodedata

_HALF_PAIR = re.compile("[\ud800-\udfff]")

_JOINED = (
	"\u0600-\u061b\u061d-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
	"\u0900-\u0fff\u1800-\u180a\u1810-\u18aa\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
)
"""What joiners act on: Arabic letters (Uyghur, Kazakh), the Indian scripts and Tibetan, Mongolian, emoji."""

_JOINER, _SELECTOR = "\u200c\u200d", "\u180b-\u180f"
_INVISIBLE = re.compile(
	"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
	"\ufff9-\ufffb\x7f-\x84\x86-\x9f\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Direction marks, zero-width and filling characters, control characters of ISO 6429 but the line end."""

HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories of what nobody sees: control characters, marks that turn the direction of writing, ends of lines."""

_NOT_IN_NAMES = re.compile(r"[<>:\"/\\|?*]|&(?=#?\w+;)")

_JOINERS = re.compile(
	f"(?<![{_JOINED}{_JOINER}{_SELECTOR}])[{_JOINER}{_SELECTOR}]+"
	f"|[{_JOINER}{_SELECTOR}]*[{_JOINER}][{_JOINER}{_SELECTOR}]*(?![{_JOINED}{_JOINER}{_SELECTOR}])"
)
"""Joiners and Mongolian selectors that have nothing to act on. Others stay, as variation selectors do: they
choose a shape, which is seen."""


def named_character(character: str) -> str:
	"""“㿠”（U+3FE0）; of half a surrogate pair the number alone."""
	number = _number(character)
	return number if _HALF_PAIR.match(character) else f"“{character}”（{number}）"


def without_half_pairs(text: str) -> str:
	"""The text with U+D842 and the like in place of halves of surrogate pairs, so that it can be shown."""
	return _HALF_PAIR.sub(lambda found: _number(found[0]), text)


def without_invisible(text: str) -> str:
	"""The text without what a copy from a web page or a telephone brings along and nobody sees.

	White space and line ends stay; applying it twice is applying it once.
	"""
	return _JOINERS.sub("", _INVISIBLE.sub("", text))


def harmless_name(name: str) -> str:
	"""A name of a file with "_" for each sign that Windows forbids in one, that is HTML, or that nobody sees."""
	shown = "".join("_" if unicodedata.category(each) in HIDDEN else each for each in name)
	return _NOT_IN_NAMES.sub("_", shown)


def _number(character: str) -> str:
	return f"U+{ord(character):04X}"
