"""Plain text as people paste it, cut into paragraphs with the official level of each.

GB/T 9704-2012, 7.3.3: the levels of a text are numbered 一、 （一） 1. （1）, set in 黑体, 楷体, 仿宋 and
仿宋. A heading may stand alone in its line or lead a paragraph, in which case only the leading sentence
takes the type of its level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_NUMERAL = "[一二三四五六七八九十百]{1,4}"
_VANISHING = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_DIGITS = "零一二三四五六七八九"

_BLANKS = re.compile(r"\s+")

LONGEST_HEADING = 60
"""Characters up to which a numbered sentence is taken for a heading and not for running text."""


class Level(str, Enum):
	"""The level of a paragraph; the value is the class name that the templates use."""

	FIRST = "level-1"
	SECOND = "level-2"
	THIRD = "level-3"
	FOURTH = "level-4"
	BODY = "body"


_PATTERNS = (
	(Level.FIRST, re.compile(rf"{_NUMERAL}、")),
	(Level.SECOND, re.compile(rf"[（(]{_NUMERAL}[）)]")),
	(Level.THIRD, re.compile(r"\d{1,2}(?:[．、]|\.(?!\d))")),
	(Level.FOURTH, re.compile(r"[（(]\d{1,2}[）)]")),
)


@dataclass(frozen=True)
class Paragraph:
	"""One printed paragraph: ``lead`` takes the type of ``level``, ``rest`` that of the body."""

	level: Level
	lead: str
	rest: str = ""

	@property
	def text(self) -> str:
		return self.lead + self.rest

	@property
	def is_heading(self) -> bool:
		"""Whether it is a heading alone in its line, which must not be the last line of a page."""
		return self.level is not Level.BODY and not self.rest and len(self.lead) <= LONGEST_HEADING


def paragraphs(text: str) -> list[Paragraph]:
	"""The paragraphs of ``text``: one a line, blank lines and white space at either end dropped.

	Runs of spaces inside a line become one space, since the paper sets its own indents, and one full-width
	space where a tab is among them: what came from columns stays apart. Characters without width (soft hyphens, zero-width spaces, byte-order marks) go.
	"""
	lines = (_tidy(line) for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text))
	return [_paragraph(line) for line in lines if line]


def chinese_number(number: int) -> str:
	"""1 to 99 as 一 to 九十九. Raises ValueError outside of that."""
	if not 1 <= number <= 99:
		raise ValueError(f"chinese_number: {number} is not between 1 and 99")
	tens, ones = divmod(number, 10)
	return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (
		_DIGITS[ones] if ones else ""
	)


def _tidy(line: str) -> str:
	return _BLANKS.sub(
		lambda found: "\u3000" if "\t" in found[0] else " ", line.translate(_VANISHING).strip()
	)


def _paragraph(line: str) -> Paragraph:
	level = next((level for level, pattern in _PATTERNS if pattern.match(line)), Level.BODY)
	if level not in (Level.FIRST, Level.SECOND):
		return Paragraph(level, line)
	lead, stop, rest = line.partition("。")
	if len(lead) >= LONGEST_HEADING:
		return Paragraph(Level.BODY, line)
	return Paragraph(level, lead + stop, rest)
