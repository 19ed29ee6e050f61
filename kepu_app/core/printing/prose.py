"""Plain text as people paste it, cut into paragraphs with the official level of each.

GB/T 9704-2012, 7.3.3: the levels of a text are numbered 一、 （一） 1. （1）, set in 黑体, 楷体, 仿宋 and
仿宋. A heading may stand alone in its line or lead a paragraph, in which case only the leading sentence
takes the type of its level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kepu_app.core.characters import without_invisible
from kepu_app.core.printing.headings import (
	LONGEST_HEADING,
	Level,
	RecognisedHeading,
	Sign,
	last_numbers,
	lead_of,
	mark_of,
	sign_after,
	signs_of,
	with_mark,
	without_mark,
)

__all__ = [
	"LONGEST_HEADING",
	"Level",
	"Paragraph",
	"chinese_number",
	"decided",
	"other_ways",
	"paragraphs",
	"recognised_headings",
	"split_lines",
	"taken_back",
]

_VANISHING = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_DIGITS = "零一二三四五六七八九"
_BLANKS = re.compile(r"\s+")
_LINE_END = re.compile(r"(\r\n|[\n\r\v\f\x85\u2028\u2029])")
_LEVELS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)


@dataclass(frozen=True)
class Paragraph:
	"""One printed paragraph: ``lead`` takes the type of ``level``, ``rest`` that of the body.

	``is_taken_back``: a mark says that its number is not that of a heading.
	"""

	level: Level
	lead: str
	rest: str = ""
	is_taken_back: bool = False

	@property
	def text(self) -> str:
		return self.lead + self.rest

	@property
	def is_heading(self) -> bool:
		"""Whether it is a heading alone in its line, which must not be the last line of a page."""
		return self.level is not Level.BODY and not self.rest


def paragraphs(text: str, below: Level | None = None) -> list[Paragraph]:
	"""Return the paragraphs of ``text``: one a line, blank lines and white space at either end dropped.

	Since the paper sets its own indents, runs of spaces inside a line become one space. They become one
	full-width space where a tab is among them: what came from columns stays apart. Characters without width (soft
	hyphens, zero-width spaces, direction and byte-order marks) go.

	Args:
		text: plain text.
		below: the level of the heading that the text stands under. A text with headings of that level or of
			a higher one is lowered as a whole, so that it is subordinate to it.
	"""
	lines = [line for line in map(_tidy, split_lines(text)) if line]
	found = [_paragraph(line, sign) for line, sign in zip(lines, signs_of(lines), strict=True)]
	return found if below is None else _lowered(found, below)


def recognised_headings(text: str) -> list[RecognisedHeading]:
	"""Return the headings in ``text``, as they are printed, each with its line."""
	lines = [_tidy(line) for line in split_lines(text)]
	found = []
	for number, (line, sign) in enumerate(zip(lines, signs_of(lines), strict=True)):
		paragraph = _paragraph(line, sign)
		if _is_recognised(paragraph):
			found.append(RecognisedHeading(number, paragraph.level, paragraph.lead))
	return found


def taken_back(text: str, line: int) -> str:
	"""``text`` with the heading in its ``line`` (as in ``recognised_headings``) taken back."""
	return decided(text, line, is_heading=False)


def decided(text: str, line: int, is_heading: bool) -> str:
	"""``text`` in which ``line``, counted from 0, is a heading or is none; marked only if that is not what is
	recognised without a mark. A line without a number stays as it is."""
	pieces = _LINE_END.split(text)
	last = list(_last_numbers(pieces[: 2 * line + 1 : 2]))[line]
	pieces[2 * line] = _decided_line(pieces[2 * line], last, is_heading)
	return "".join(pieces)


def other_ways(text: str) -> list[str]:
	"""Each line of ``text`` as ``decided`` has it for the opposite of what is recognised; in one pass."""
	lines = split_lines(text)
	headings = {each.line for each in recognised_headings(text)}
	return [
		_decided_line(line, last, number not in headings)
		for number, (line, last) in enumerate(zip(lines, _last_numbers(lines), strict=True))
	]


def _last_numbers(lines: Iterable[str]) -> Iterator[int]:
	return last_numbers(signs_of(map(_tidy, lines)))


def _decided_line(line: str, last: int, is_heading: bool) -> str:
	"""``last``: the number of the heading of the first level before it."""
	bare = line.lstrip()
	unmarked = line[: len(line) - len(bare)] + without_mark(bare)
	tidy = _tidy(unmarked)
	is_recognised = _is_recognised(_paragraph(tidy, sign_after(tidy, last)))
	return unmarked if is_recognised is is_heading else with_mark(unmarked, is_heading)


def _is_recognised(paragraph: Paragraph) -> bool:
	return paragraph.level is not Level.BODY and bool(paragraph.lead)


def split_lines(text: str) -> list[str]:
	"""Return the lines of ``text`` as ``paragraphs`` takes them, blank ones too."""
	return _LINE_END.split(text)[::2]


def chinese_number(number: int) -> str:
	"""1 to 99 as 一 to 九十九. Raises ValueError outside of that."""
	if not 1 <= number <= 99:
		raise ValueError(f"chinese_number: {number} is not between 1 and 99")
	tens, ones = divmod(number, 10)
	return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (
		_DIGITS[ones] if ones else ""
	)


def _tidy(line: str) -> str:
	visible = without_invisible(line).translate(_VANISHING).strip()
	return _BLANKS.sub(lambda found: "\u3000" if "\t" in found[0] else " ", visible)


def _paragraph(line: str, sign: Sign | None) -> Paragraph:
	mark, line = mark_of(line), without_mark(line)
	if sign is None:
		return Paragraph(Level.BODY, line, is_taken_back=mark is False)
	lead = lead_of(line, sign)
	if sign.level in (Level.FIRST, Level.SECOND):
		return Paragraph(Level.BODY, line) if lead is None else _led(sign.level, lead, line)
	return Paragraph(sign.level, line) if lead == line else Paragraph(sign.level, "", line)


def _led(level: Level, lead: str, line: str) -> Paragraph:
	return Paragraph(level, lead, line[len(lead) :])


def _lowered(found: list[Paragraph], below: Level) -> list[Paragraph]:
	own = [_LEVELS.index(each.level) for each in found if each.level is not Level.BODY]
	steps = max(0, _LEVELS.index(below) + 1 - min(own, default=len(_LEVELS)))
	return [
		each
		if each.level is Level.BODY
		else replace(each, level=_LEVELS[min(_LEVELS.index(each.level) + steps, len(_LEVELS) - 1)])
		for each in found
	]
