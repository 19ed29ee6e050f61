"""Which lines of a plain text are headings, by more than the sign that they begin with.

People write 一、 and （1） for headings, and also 一、二、三产业, （1）班 and 1、2、3号馆. So a numbered line is a heading
only under three conditions. Its number begins no list of numbers and no name. It counts on where it has to.
It is no longer, and no more of a sentence, than headings are. Prints, Word files and previews all come from
here.

Somebody who is not understood marks the line, by hand or by a click in the form. The mark is text, so that
workbooks and Word files carry it: a blank before 、 or . or behind （ takes a heading back (一 、二年级, （ 1）班),
blanks on both sides set one (一 、 二年级, （ 1 ）班). Blanks of a mark are not printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

LONGEST_HEADING = 60
"""Characters up to which a numbered line is taken for a heading and not for running text."""
LONGEST_SENTENCE = 40
"""The same of a heading that ends as a sentence does."""
MOST_CLAUSES = 3
"""Parts between commas that a heading may have."""

_NUMERAL = "[一二三四五六七八九十百]{1,4}"
_COUNT = rf"(?:{_NUMERAL}|\d{{1,2}})"
_YEAR = r"(?:19|20)\d\d年"
_VALUES = dict(zip("一二三四五六七八九", range(1, 10), strict=True))


class Level(str, Enum):
	"""The level of a paragraph; the value is the class name that the templates use."""

	FIRST = "level-1"
	SECOND = "level-2"
	THIRD = "level-3"
	FOURTH = "level-4"
	BODY = "body"


_SIGNS = (
	(Level.FIRST, re.compile(rf"({_NUMERAL})、")),
	(Level.SECOND, re.compile(rf"[（(]({_NUMERAL})[）)]")),
	(Level.THIRD, re.compile(rf"(\d{{1,2}})(?:[．、.](?!\s*\d)|[．、.](?=\s*{_YEAR}))")),
	(Level.FOURTH, re.compile(r"[（(](\d{1,2})[）)]")),
)
_SET_SIGNS = (
	(Level.FIRST, re.compile(rf"({_NUMERAL})、")),
	(Level.SECOND, re.compile(rf"[（(]({_NUMERAL})[）)]")),
	(Level.THIRD, re.compile(r"(\d{1,2})[．、.]")),
	(Level.FOURTH, re.compile(r"[（(](\d{1,2})[）)]")),
)
_NUMBERED = re.compile(
	rf"(?P<count>{_COUNT})(?P<before>\s*)(?P<stop>[、．.])(?P<after>\s*)"
	rf"|(?P<open>[（(])(?P<left>\s*)(?P<inner>{_COUNT})(?P<right>\s*)(?P<close>[）)])"
)
_SENTENCE_ENDS, _LIST_ENDS = "。！？!?", "；;，,、"

_LISTED = re.compile(rf"{_COUNT}[、，,和与及至到或—–～~-]\s*{_COUNT}")
"""What follows 一、 in 一、二、三产业."""
_COUNTED = re.compile(_NUMERAL)
_COUNTED_THINGS = re.compile(
	"年内|天内|日内|月内|年级|产业|季度|等奖|等功|月份|月|把手|线城|线员|类地区|标段|期工程|期项目|期建设|中学|小学|号|楼|层|班|胎|代人|审"
)
"""What is numbered together: 一、三年级, 一、四季度, 八、九月. Words that a heading would hardly begin with."""
_TENS = re.compile("年代|[岁人名个多余位]")
_MORE_BRACKETS = re.compile(r"\s*[、，,和与及至到或—–～~-]?\s*[（(]\s*[\d一二三四五六七八九十]")
_NAMED = re.compile(
	r"孩(?![子童])|班(?![级子组长次])|期(?![刊望间末中初限盼])|标段|年级|中队|支队|号(?![召码称令角外])|组(?![织建成合团长装])|款|项(?!目)|类(?![似别型])"
	r"|片区|区队|营(?![造商销业])|连(?![续接片锁通心])|排(?![查列名])|[至到]\s*[（(]"
)
"""What follows （1） in a name: （1）班, （一）期工程, （三）标段."""


@dataclass(frozen=True)
class Sign:
	"""The number in front of a line; it is ``length`` characters long. ``is_set``: a mark says that it is that
	of a heading."""

	level: Level
	number: int
	length: int
	is_set: bool = False


@dataclass(frozen=True)
class RecognisedHeading:
	"""A heading that was recognised in a text: in its ``line``, counted from 0 with blank ones."""

	line: int
	level: Level
	text: str


def mark_of(line: str) -> bool | None:
	"""Return what the blanks at its number say: True that it is a heading, False that it is none, None
	nothing."""
	found = _NUMBERED.match(line)
	if found is None or not (found["before"] or found["left"]):
		return None
	return bool(found["after"] or found["right"])


def without_mark(line: str) -> str:
	"""Return the line without the blanks of its mark; one that is not marked as it is."""
	found = None if mark_of(line) is None else _NUMBERED.match(line)
	return line if found is None else _number_in(found) + line[found.end() :]


def with_mark(line: str, is_heading: bool) -> str:
	"""Return the line marked as a heading or as none; as it is where it has no number. Blanks in front stay."""
	bare = line.lstrip()
	found = _NUMBERED.match(bare)
	if found is None:
		return line
	after = " " if is_heading else ""
	number = f"{found['count']} {found['stop']}{after}"
	if found["open"]:
		number = f"{found['open']} {found['inner']}{after}{found['close']}"
	return line[: len(line) - len(bare)] + number + bare[found.end() :].lstrip()


def _number_in(found: re.Match[str]) -> str:
	if found["open"]:
		return f"{found['open']}{found['inner']}{found['close']}"
	return f"{found['count']}{found['stop']}"


def signs_of(lines: Iterable[str]) -> Iterator[Sign | None]:
	"""Yield the sign of each line that is numbered as a heading is, None of the others; as in the line
	without its mark."""
	last = 0
	for line in lines:
		sign = sign_after(line, last)
		if sign and sign.level is Level.FIRST:
			last = sign.number
		yield sign


def sign_after(line: str, last: int) -> Sign | None:
	"""Return the sign of one line, as ``signs_of`` gives it. ``last`` is the number of the first-level
	heading before it, 0 if there is none."""
	mark = mark_of(line)
	if mark is None:
		return _counting_sign(line, last)
	return _set_sign(without_mark(line)) if mark else None


def last_numbers(signs: Iterable[Sign | None]) -> Iterator[int]:
	"""For each line the number of the heading of the first level before it, 0 if there is none."""
	last = 0
	for sign in signs:
		yield last
		if sign and sign.level is Level.FIRST:
			last = sign.number


def _counting_sign(line: str, last: int) -> Sign | None:
	"""Return the sign of an unmarked line; ``last`` is the number of the heading of the first level before
	it."""
	sign = read_sign(line)
	if sign and sign.level is Level.FIRST and _may_count_things(sign, line) and sign.number != last + 1:
		return None
	return sign


def read_sign(line: str) -> Sign | None:
	"""Return the sign of one line, whatever stands around it; None if its number belongs to what follows."""
	for level, pattern in _SIGNS:
		found = pattern.match(line)
		if found:
			sign = Sign(level, value_of(found[1]), found.end())
			return None if _goes_on(sign, line[found.end() :]) else sign
	return None


def _set_sign(line: str) -> Sign | None:
	for level, pattern in _SET_SIGNS:
		found = pattern.match(line)
		if found:
			return Sign(level, value_of(found[1]), found.end(), is_set=True)
	return None


def lead_of(line: str, sign: Sign) -> str | None:
	"""Return the part of the line that is the heading: its first sentence, or all of it; None if that is
	running text."""
	stop = next((at + 1 for at, each in enumerate(line) if each in _SENTENCE_ENDS), 0)
	lead = line[:stop] if stop else line
	if sign.is_set:
		return lead
	longest = LONGEST_SENTENCE if stop else LONGEST_HEADING
	clauses = re.split("[，,]", lead[sign.length :])
	if len(lead) > longest or len(clauses) > MOST_CLAUSES or re.search("[；;]", lead):
		return None
	if line[-1] in _LIST_ENDS or not lead[sign.length :].strip(_SENTENCE_ENDS):
		return None
	return lead


def value_of(numeral: str) -> int:
	"""一 to 九十九, or digits, as a number; 0 of what is none."""
	if numeral.isdecimal():
		return int(numeral)
	tens, ten, ones = numeral.rpartition("十")
	if set(tens + ones) - set(_VALUES) or len(tens) > 1 or len(ones) > 1:
		return 0
	return (10 * _VALUES.get(tens, 1) if ten else 0) + _VALUES.get(ones, 0)


def _goes_on(sign: Sign, rest: str) -> bool:
	"""Whether the number is the first of several, or part of a name."""
	if sign.level in (Level.SECOND, Level.FOURTH):
		return bool(_MORE_BRACKETS.match(rest) or _NAMED.match(rest))
	if sign.level is Level.THIRD:
		return False
	if _LISTED.match(rest):
		return True
	counted = _COUNTED.match(rest)
	if counted is None:
		return False
	behind = rest[counted.end() :]
	if value_of(counted[0]) == 10 * (sign.number + 1) and _TENS.match(behind):
		return True
	is_next = value_of(counted[0]) == sign.number + 1
	return bool(_COUNTED_THINGS.match(behind)) or (is_next and sign.number == 1)


def _may_count_things(sign: Sign, line: str) -> bool:
	"""三、四个方面…, 四、五百名…: three or four aspects, or the third heading. Only the ones before it tell."""
	counted = _COUNTED.match(line[sign.length :].replace("千", "百").replace("万", "百"))
	return counted is not None and value_of(counted[0].removesuffix("百") or counted[0]) == sign.number + 1
