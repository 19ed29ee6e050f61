"""字数 as Word counts it, and 字符数(不计空格): what the limits of the notice mean by 字.

``kepu_app/public/js/counter.js`` has the same algorithm for the Desk. Both are tested on
``tests/unit/data/counter-vectors.json`` and against each other. In one pass over the code points:

* white space counts nothing and ends a word, the ideographic space U+3000 too;
* zero-width characters and variation selectors are ignored;
* each East-Asian code point counts one, and ends a word;
* each longest run of anything else counts one (a number, an English word, an address, an emoji).

Quotation marks, dash, ellipsis and middle dot count as East-Asian once the text has a Han character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Ranges are spelled out, here and in counter.js: \s and \w differ between languages and versions.
WHITE_SPACE = "\\t-\\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Every code point for which ``str.isspace`` holds."""

VANISHING = "\u00ad\u180b-\u180d\u180f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
"""Soft hyphen, zero-width space, non-joiner and joiner, word joiner, byte-order mark, variation selectors."""

HAN = (
	"\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
	"\U00020000-\U0003ffff"
)
"""Unified and compatibility ideographs, radicals, 々 〇 〡-〩; planes 2 and 3 are reserved for Han."""

EAST_ASIAN = (
	f"{HAN}\u1100-\u11ff\u2ff0-\u2fff\u3001-\u31ff\u3200-\u33ff\ua960-\ua97f\uac00-\ud7ff"
	"\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uffef\U0001aff0-\U0001b16f"
)
"""Han, Chinese punctuation, kana, bopomofo, hangul, enclosed and full-width forms."""

BY_CONTEXT = "“”‘’—…·"
"""Chinese punctuation in a Chinese text, Latin punctuation in any other."""

_HAN = re.compile(f"[{HAN}]")
_CHARACTER = re.compile(f"[^{WHITE_SPACE}{VANISHING}]")
# A word continues over ignored characters but does not start with one, so that they need not be removed.
_WORD = {
	is_chinese: re.compile(f"[{alone}]|[^{alone}{WHITE_SPACE}{VANISHING}][^{alone}{WHITE_SPACE}]*")
	for is_chinese, alone in ((False, EAST_ASIAN), (True, EAST_ASIAN + BY_CONTEXT))
}


@dataclass(frozen=True)
class TextCount:
	"""``words`` is 字数, ``characters`` is 字符数(不计空格), in code points."""

	words: int
	characters: int


def count_text(text: str) -> TextCount:
	"""Return both counts of a text, whatever its line breaks."""
	word = _WORD[bool(_HAN.search(text))]
	return TextCount(len(word.findall(text)), len(_CHARACTER.findall(text)))
