"""The end of a report: who signs and when, in any order and lines, and what follows below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kepu_app.core.intake.page import Line
from kepu_app.core.report_text import find_signature, read_date

_MOST_LINES = 4
"""Lines of a signature: two offices that sign together, a date, a blank one."""

_MOST_BELOW = 8
_BELOW = re.compile(
	r"[（(]?(?:联\s*系\s*人|联系方式|联系电话|电\s*话|附\s*件|附[：:]|抄\s*送|抄\s*报|主\s*送|此页无正文|备\s*注)"
)
_LABEL = re.compile(r"(?:落款|(?:报送|填报|上报|撰稿|总结)?(?:单位|时间|日期)(?:名称)?)[：:]\s*(?=.)")
_YEAR = r"(?:\d{4}\s*|[〇○零一二三四五六七八九]{4})年"
_ORGANISATION_AND_DATE = re.compile(rf"(?P<office>.{{2,40}}?)[\s　]+(?P<day>{_YEAR}.+|\d{{4}}[.\-/]\d.*)")
_UNFINISHED_DATE = re.compile(
	rf"[（(]?{_YEAR}[\d一二三四五六七八九十元xX×_]{{1,3}}月(?:[xX×_]{{0,3}}日)?[）)]?"
)
_ANY_DAY = "2024年1月1日"
_STRICT = ("科学技术协会", "科协", "人民政府")


@dataclass
class Ending:
	"""What was removed from the end, and the remaining lines."""

	rest: list[Line] = field(default_factory=list)
	on_behalf_of: str = ""
	dated: date | None = None
	left_out: list[str] = field(default_factory=list)
	notes: list[str] = field(default_factory=list)

	@property
	def is_found(self) -> bool:
		return bool(self.on_behalf_of or self.dated)


def take_ending(lines: Sequence[Line]) -> Ending:
	"""Remove signature and date from the end, and the lines below them, such as contacts.

	Without a signature all lines stay.
	"""
	texts = [line.text.strip() for line in lines]
	for below in range(min(_MOST_BELOW, len(texts)) + 1):
		end = len(texts) - below
		if below and not _BELOW.match(texts[end]):
			continue
		ending = _signed(texts[:end])
		if ending.is_found:
			ending.rest = list(lines[: len(ending.rest)])
			ending.left_out += [text for text in texts[end:] if text]
			return ending
	return Ending(rest=list(lines))


def _signed(texts: Sequence[str]) -> Ending:
	"""Read upward while lines are dates and offices; ``rest`` has as many entries as lines are left."""
	ending, start = Ending(), len(texts)
	offices: list[str] = []
	has_day = False
	while start and len(texts) - start < _MOST_LINES:
		pieces = _pieces(texts[start - 1])
		kinds = [_kind_of(piece) for piece in pieces]
		is_second_day = has_day and ("day" in kinds or "unfinished" in kinds)
		if "" in kinds or is_second_day or (offices and not _may_join(pieces, kinds, offices)):
			break
		for piece, kind in zip(pieces, kinds, strict=True):
			if kind == "office":
				offices.insert(0, find_signature([piece, _ANY_DAY]).on_behalf_of)
			else:
				has_day = True
				ending.dated = read_date(_plain_day(piece))
				if kind == "unfinished":
					ending.notes.append(f"落款日期“{piece}”不完整，请填写日期")
		start -= 1
	if not has_day and not (offices and offices[-1].endswith(_STRICT)):
		return Ending()
	ending.on_behalf_of = "、".join(offices)
	if ending.notes:
		ending.left_out.append(ending.notes[0].split("“")[1].split("”")[0])
	ending.rest = [Line("")] * start
	return ending


def _may_join(pieces: Sequence[str], kinds: Sequence[str], offices: Sequence[str]) -> bool:
	"""Return whether a line continues the signature: a day above the office, or a second signing office."""
	if kinds == ["day"] or kinds == ["unfinished"]:
		return True
	return len(offices) < 2 and all(each.endswith(_STRICT) for each in (*pieces, *offices))


def _pieces(text: str) -> list[str]:
	"""Split a line without 报送单位： and the like into office and day."""
	bare = _LABEL.sub("", text, count=1)
	both = _ORGANISATION_AND_DATE.fullmatch(bare)
	if both and _kind_of(both["day"]) and _kind_of(both["office"]) == "office":
		return [both["office"], both["day"]]
	return [bare]


def _kind_of(piece: str) -> str:
	"""Return ``day``, ``unfinished`` for a day without its number, ``office``, or blank for text."""
	if read_date(_plain_day(piece)):
		return "day"
	if _UNFINISHED_DATE.fullmatch("".join(piece.split())):
		return "unfinished"
	return "office" if find_signature([piece, _ANY_DAY]).on_behalf_of else ""


def _plain_day(piece: str) -> str:
	return piece.strip("（）() ").replace("元月", "1月" if piece[:1].isdecimal() else "一月")
