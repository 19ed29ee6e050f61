"""Headings that were set or taken back, in a Word file that was printed here: the paper carries no mark, but its
styles tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kepu_app.core.intake.page import Block, Line
from kepu_app.core.printing.headings import with_mark
from kepu_app.core.printing.prose import Level, paragraphs, recognised_headings


def with_marks(blocks: Iterable[Block]) -> tuple[Block, ...]:
	"""The blocks in which each numbered line whose style says so is marked, unless it is recognised without."""
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
	"""1. and （1） look the same as a heading and as none, so that a style named so does not tell."""
	marked = with_mark(text, is_heading)
	return marked if not is_heading or paragraphs(marked)[0].level in (Level.FIRST, Level.SECOND) else text
