"""字数 as Word counts it, and 字符数(不计空格): what the limits of the notice mean by 字.

The same algorithm stands in ``kepu_app/public/js/counter.js`` for the Desk; both are tested on
``tests/unit/data/counter-vectors.json``. In one pass over the code points:

* white space counts nothing and ends a word, the ideographic space U+3000 too;
* characters without width and variation selectors vanish, as if they had not been typed;
* each East-Asian code point counts one, and ends a word;
* each longest run of anything else counts one (a number, an English word, an address).

Quotation marks, dash, ellipsis and middle dot are East-Asian or not by the text that they stand in:
they count as East-Asian once the text has a Han character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WHITE_SPACE = "\\s\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x1c-\x1f\x85\xa0"
VANISHING = "\u00ad\u200b-\u200d\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef"
HAN = (
	"\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
	"\U00020000-\U0003ffff"
)
EAST_ASIAN = (
	f"{HAN}\u1100-\u11ff\u2ff0-\u2fff\u3001-\u303f\u3040-\u30ff\u3100-\u318f\u3190-\u319f\u31a0-\u31ff"
	"\u3200-\u33ff\ua960-\ua97f\uac00-\ud7ff\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uffef\U0001b000-\U0001b16f"
)
BY_CONTEXT = "“”‘’—…·"

_VANISHING = re.compile(f"[{VANISHING}]")
_WHITE_SPACE = re.compile(f"[{WHITE_SPACE}]")
_HAN = re.compile(f"[{HAN}]")
_WORDS = {
	is_chinese: re.compile(f"[{alone}]|[^{alone}{WHITE_SPACE}]+")
	for is_chinese, alone in ((False, EAST_ASIAN), (True, EAST_ASIAN + BY_CONTEXT))
}


@dataclass(frozen=True)
class TextCount:
	"""``words`` is 字数, ``characters`` is 字符数(不计空格), in code points."""

	words: int
	characters: int


def count_text(text: str) -> TextCount:
	"""Both counts of a text."""
	visible = _VANISHING.sub("", text)
	words = _WORDS[bool(_HAN.search(visible))].findall(visible)
	return TextCount(len(words), len(_WHITE_SPACE.sub("", visible)))
