"""How messages name characters, and which characters are invisible.

A lone surrogate cannot be encoded as UTF-8.
"""

from __future__ import annotations

import re
import unicodedata

_HALF_PAIR = re.compile("[\ud800-\udfff]")

_JOINED = (
	"\u0600-\u061b\u061d-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
	"\u0900-\u0fff\u1800-\u180a\u1810-\u18aa\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
)
"""Scripts that joiners act on: Arabic (Uyghur, Kazakh), Indic and Tibetan, Mongolian; and emoji."""

_JOINER, _SELECTOR = "\u200c\u200d", "\u180b-\u180f"
_INVISIBLE = re.compile(
	"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
	"\ufff9-\ufffb\x7f-\x84\x86-\x9f\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Direction marks, zero-width characters and fillers, control characters of ISO 6429 except line ends."""

HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories of invisible characters: controls, direction marks, surrogates, line separators."""

_NOT_IN_NAMES = re.compile(r"[<>:\"/\\|?*]|&(?=#?\w+;)")

_JOINERS = re.compile(
	f"(?<![{_JOINED}{_JOINER}{_SELECTOR}])[{_JOINER}{_SELECTOR}]+"
	f"|[{_JOINER}{_SELECTOR}]*[{_JOINER}][{_JOINER}{_SELECTOR}]*(?![{_JOINED}{_JOINER}{_SELECTOR}])"
)
"""Joiners and Mongolian selectors without a character to act on. The others stay: like variation selectors,
they choose a glyph."""


def named_character(character: str) -> str:
	"""Return “㿠”（U+3FE0）; for a lone surrogate only the number."""
	number = _number(character)
	return number if _HALF_PAIR.match(character) else f"“{character}”（{number}）"


def without_half_pairs(text: str) -> str:
	"""Replace lone surrogates by U+D842 and the like, so that the text can be shown."""
	return _HALF_PAIR.sub(lambda found: _number(found[0]), text)


def without_invisible(text: str) -> str:
	"""Remove the invisible characters that a copy from a web page or a telephone brings along.

	White space and line ends stay. Idempotent.
	"""
	return _JOINERS.sub("", _INVISIBLE.sub("", text))


def harmless_name(name: str) -> str:
	"""Replace by "_" each character of a file name that Windows forbids, that is HTML, or that is invisible."""
	shown = "".join("_" if unicodedata.category(each) in HIDDEN else each for each in name)
	return _NOT_IN_NAMES.sub("_", shown)


def _number(character: str) -> str:
	return f"U+{ord(character):04X}"
