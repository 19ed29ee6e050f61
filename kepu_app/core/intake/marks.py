"""Headings that were set or unset by hand, in a Word file of this app: only its styles show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kepu_app.core.intake.page import Block, Line
from kepu_app.core.printing.headings import with_mark
from kepu_app.core.printing.prose import Level, paragraphs, recognised_headings


def with_marks(blocks: Iterable[Block]) -> tuple[Block, ...]:
	"""Return the blocks, with a mark on numbered lines whose style differs from what is recognised without."""
	blocks = tuple(blocks)
	lines = [each if isinstance(each, Line) else Line("") for each in blocks]
	if all(each.is_heading is None for each in lines):
		return blocks
	texts = [each.text.replace("\n", " ") for each in lines]
	recognised = {each.line for each in recognised_headings("\n".join(texts))}
	return tuple(
		block
		if not isinstance(block, Line)
		or block.is_heading is None
		or block.is_heading == (number in recognised)
		else replace(block, text=_marked(block.text, block.is_heading))
		for number, block in enumerate(blocks)
	)


def _marked(text: str, is_heading: bool) -> str:
	"""Ignore the styles of 1. and （1）, which look the same as a heading and as none."""
	marked = with_mark(text, is_heading)
	return marked if not is_heading or paragraphs(marked)[0].level in (Level.FIRST, Level.SECOND) else text
