"""Which lines of a summary begin a part: the cycle's headings however they are written, or its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kepu_app.core.cycle import Cycle
from kepu_app.core.intake.page import Line
from kepu_app.core.printing.headings import mark_of, with_mark, without_mark
from kepu_app.core.report_text import LONGEST_FRAME_LINE, cycle_heading, is_first_level

_LIST_OF_NUMERALS = re.compile(r"[一二三四五六七八九十]、[一二三四五六七八九十]{1,2}[、和年级]")
"""一、二、三产业 begins like a heading and is none."""

_DIGITS = "一二三四五六七八九"
_RUN_IN = re.compile(
	r"(?P<heading>(?:第)?(?P<numeral>[一二三四五六七八九十]{1,3})(?:部分)?[、.．：:\s][^，,。；：:]{2,30})[。：:](?P<text>.+[。；！？])"
)
_HEADING_OF_CYCLE = re.compile(r"(?P<heading>[^。：:]{2,60})[。：:](?P<text>.+)")


@dataclass(frozen=True)
class Begun:
	"""A part that begins: its heading, as found in the file, and the text after it in the same line."""

	heading: str
	found_as: str
	text: str = ""


class Headings:
	"""Finds the headings; called for each line of a summary in order."""

	def __init__(self, lines: Sequence[Line], cycle: Cycle) -> None:
		self._cycle = cycle
		self.known = {self._cycle_heading(line.text.strip()).heading for line in lines} - {""}
		self._by_number = _is_numbered(lines, cycle, self.known)
		self._last = 0
		self._is_counting = True

	def begun(self, line: Line) -> Begun | None:
		"""Return the part that begins with this line, None for none."""
		text = line.text.strip()
		found = self._cycle_heading(text)
		if not found.heading and self._by_number:
			found = self._numbered(text, line.outline)
		elif not found.heading and not self.known and line.outline in (1, 2):
			found = Begun(text, text) if len(text) <= LONGEST_FRAME_LINE else found
		if not found.heading:
			return None
		self._last, self._is_counting = _numeral_of(found.found_as) or self._last + 1, True
		return found

	def _cycle_heading(self, text: str) -> Begun:
		"""Match a heading of the cycle, alone in its line or followed by text."""
		heading = cycle_heading(text, self._cycle)
		if heading:
			return Begun(heading, text)
		run_in = _HEADING_OF_CYCLE.fullmatch(text)
		heading = cycle_heading(run_in["heading"], self._cycle) if run_in else ""
		return Begun(heading, run_in["heading"], run_in["text"].strip()) if run_in else Begun("", "")

	def _numbered(self, text: str, outline: int) -> Begun:
		nothing = Begun("", "")
		mark, text = mark_of(text), without_mark(text)
		if mark is False:
			return nothing
		if mark:
			is_next = outline == 1 or (outline == 0 and _numeral_of(text) == self._last + 1)
			is_part = is_next and is_first_level(with_mark(text, is_heading=True))
			return Begun(text, text) if is_part else nothing
		if _LIST_OF_NUMERALS.match(text):
			return nothing
		run_in = _RUN_IN.fullmatch(text)
		if not run_in:
			return Begun(text, text) if is_first_level(text) else nothing
		if _numeral_of(text) != self._last + 1:
			self._is_counting = False  # a list inside of a part, which may well reach the next number
		if not self._is_counting:
			return nothing
		return Begun(run_in["heading"].strip(), run_in["heading"].strip(), run_in["text"].strip())


def _is_numbered(lines: Sequence[Line], cycle: Cycle, known: set[str]) -> bool:
	"""Return whether the parts carry 一、, so that other lines with 一、 are parts too, and no subheadings."""
	texts = [line.text.strip() for line in lines]
	if not known:
		return any(is_first_level(text) or _RUN_IN.fullmatch(text) for text in texts)
	return any(is_first_level(text) and cycle_heading(text, cycle) for text in texts)


def _numeral_of(text: str) -> int:
	"""Return 3 for 三、; 0 where a line has no such number."""
	match = re.match(r"第?([一二三四五六七八九十]{1,3})(?:部分)?[、.．：:\s]", text)
	if not match:
		return 0
	tens, ten, ones = match[1].rpartition("十")
	units = _DIGITS.find(ones) + 1 if ones else 0
	return (_DIGITS.find(tens) + 1 if tens else 1) * 10 + units if ten else _DIGITS.find(match[1]) + 1
