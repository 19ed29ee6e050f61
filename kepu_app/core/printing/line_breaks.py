"""Where lines of Chinese text may be broken: marks for Pango, and pieces that have to stay whole.

Pango breaks by Unicode's annex 14, which lacks some of what W3C's requirements for Chinese text layout
(clreq) ask for. “ and ” count as marks of unknown side, so nothing is parted from either. A dash, an
interpunct, a squared unit may begin a line. A telephone number may be parted at its dash.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

MAY_BREAK, MUST_NOT_BREAK = "\u200b", "\u2060"
"""Zero-width space and word joiner; taken out again after the layout."""

BLANK_WITHIN_NUMBER = "\u00a0"
"""No-break space in the place of a blank; a blank again after the layout."""

_DATA = Path(__file__).parents[1] / "data" / "line_breaks.json"
_HALF_WIDTH = re.compile("[ -~–·]")


@lru_cache(maxsize=1)
def line_break_rules() -> dict[str, Any]:
	"""Return the table: what may not begin or end a line, by the names in the file."""
	rules: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
	return rules


def with_break_hints(text: str) -> str:
	"""``text`` with marks of no width in the places where Pango would break it badly."""
	for place, hint in _hints():
		text = place.sub(hint, text)
	return text


def whole_pieces(text: str) -> list[str]:
	"""Return what of the text has to stay in one line. That is numbers and Latin words with the signs
	attached to them, and with a label in front (手机：)."""
	return _whole_piece().findall(text)


def width_in_characters(text: str, half_width: float = 0.5) -> float:
	"""In characters of Chinese type; ``half_width`` is what a digit or a Latin letter takes."""
	return sum(half_width if _HALF_WIDTH.match(each) else 1.0 for each in text)


@lru_cache(maxsize=1)
def _hints() -> tuple[tuple[re.Pattern[str], str], ...]:
	rules = line_break_rules()
	first, last = re.escape(rules["never_first"]), re.escape(rules["never_last"])
	needed = re.escape(rules["pango_needs"].replace("—", ""))
	units = "|".join(map(re.escape, rules["units"]))
	number, joined = rules["numbers"], MUST_NOT_BREAK
	return (
		(re.compile(rf"(?<=[^\s{last}])(?=[“‘])"), MAY_BREAK),
		(re.compile(rf"(?<=”)(?=[^\s{first}{MAY_BREAK}])"), MAY_BREAK),
		(re.compile(rf"(?<=’)(?=[^\s{first}{MAY_BREAK}A-Za-z])"), MAY_BREAK),
		(re.compile(rf"(?<=[^\s{last}{MAY_BREAK}])(?=[{needed}])"), joined),
		(re.compile(rf"(?<=[^\s{last}{MAY_BREAK}—])(?=—(?!—))"), joined),
		(re.compile(rf"(?<=[{number}])(?=[{re.escape(rules['pango_needs_behind_numbers'])}])"), joined),
		(re.compile(r"(?<=[＋－＞＜≥≤±≈])(?=[0-9])"), joined),
		(re.compile(r"([0-9][A-Za-zμµ]{1,3}/)(?=[A-Za-z㎡㎥一-龥])"), rf"\1{joined}"),
		(re.compile(r"(?<=[0-9%％℃年月日时万亿元])(?=[–-][0-9])"), joined),
		(
			re.compile(rf"(?<![0-9])(0[0-9]{{2,3}}|[48]00){joined}?([–—－-])(?=[0-9]{{3,8}})"),
			rf"\1{joined}\2{joined}",
		),
		(re.compile(rf"(?<=[{joined}][0-9]{{3}}){joined}?([–—－-])(?=[0-9]{{4}})"), rf"{joined}\1{joined}"),
		(re.compile(r"(?<=[０-９])(?=[０-９．，])|(?<=[０-９][．，])(?=[０-９])"), joined),
		(re.compile(rf"(?<=[0-9]) (?=[0-9]{{3,4}}(?![0-9])|(?:{units})(?![A-Za-z]))"), BLANK_WITHIN_NUMBER),
	)


@lru_cache(maxsize=1)
def _whole_piece() -> re.Pattern[str]:
	rules = line_break_rules()
	first, last = re.escape(rules["never_first"]), re.escape(rules["never_last"])
	return re.compile(rf"(?:[一-龥]{{1,4}}：)?[{last}]*[0-9A-Za-z]+(?:[-–/.,@_+:][0-9A-Za-z]+)*[{first}]*")
