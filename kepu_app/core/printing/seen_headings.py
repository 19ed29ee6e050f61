"""What the form says of a text: which of its lines print as headings, and which could.

Each comes with the line as it would be the other way round, so that one click takes a heading back or sets one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kepu_app.core.cycle import Cycle
from kepu_app.core.model import SummarySection
from kepu_app.core.printing.headings import with_mark
from kepu_app.core.printing.paper_models import level_above, without_heading
from kepu_app.core.printing.prose import (
	Level,
	Paragraph,
	other_ways,
	paragraphs,
	recognised_headings,
	split_lines,
)


@dataclass(frozen=True)
class NumberedLine:
	"""``line`` counts from 0 with blank ones; ``typed`` is how it stands there, ``other`` how it is typed to be
	the opposite. ``text`` is what prints in the type of ``level``."""

	line: int
	level: Level
	text: str
	typed: str
	other: str


def lines_of_section(cycle: Cycle, section: SummarySection) -> list[NumberedLine]:
	"""Of one part of a summary, at the levels at which it prints."""
	text = without_heading(section.text, section.heading)
	return _numbered_lines(section.text, text, level_above(cycle, text))


def lines_below(text: str, level: Level, headings: Sequence[str] = ()) -> list[NumberedLine]:
	"""Of a text that stands below a heading of ``level``; ``headings`` are printed above it already."""
	return _numbered_lines(text, without_heading(text, *headings), level)


def _numbered_lines(whole: str, printed: str, below: Level | None) -> list[NumberedLine]:
	lines = split_lines(printed)
	dropped = len(split_lines(whole)) - len(lines)
	own = {each.line for each in recognised_headings(printed)}
	others = other_ways(printed)
	visible = [number for number, line in enumerate(lines) if paragraphs(line)]
	found = []
	for number, paragraph in zip(visible, paragraphs(printed, below), strict=True):
		if number in own or _could_be_heading(lines[number], paragraph):
			level = paragraph.level if number in own else Level.BODY
			text = paragraph.lead if number in own else paragraph.text
			found.append(NumberedLine(number + dropped, level, text, lines[number], others[number]))
	return found


def _could_be_heading(line: str, paragraph: Paragraph) -> bool:
	"""Whether it would be set in another type as a heading: 一、 and （一）, or one that was taken back."""
	as_heading = paragraphs(with_mark(line, is_heading=True))[0]
	return paragraph.is_taken_back or as_heading.level in (Level.FIRST, Level.SECOND)
