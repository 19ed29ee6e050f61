"""Lines of Chinese text that end flush right, as 两端对齐 in Word.

WeasyPrint widens only the spaces of a justified line, and Chinese has none. Here the lines that it broke
are justified between characters instead. A run of Latin letters or digits stays together, and what follows
it moves. This reads and changes the boxes of a laid-out document, an undocumented interface of WeasyPrint.
The tests of this

The breaks themselves come from Pango; ``line_breaks`` marks where it would break badly.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from weasyprint import Document, Page
from weasyprint.formatting_structure.boxes import Box, InlineBox, LineBox, TextBox
from weasyprint.text.line_break import line_size

from kepu_app.core.printing.line_breaks import (
	BLANK_WITHIN_NUMBER,
	MAY_BREAK,
	MUST_NOT_BREAK,
	with_break_hints,
)
from kepu_app.core.printing.weasyprint_speed import spaced_out

_WITHOUT_HINTS = str.maketrans(BLANK_WITHIN_NUMBER, " ", MAY_BREAK + MUST_NOT_BREAK)
_HINT = re.compile(f"[{BLANK_WITHIN_NUMBER}{MAY_BREAK}{MUST_NOT_BREAK}]")
_NOT_PRINTED = ("head", "title", "style", "script")

_WIDEST_GAP = 0.25
"""Of a character's width. A line that needs wider gaps, before a long address, stays ragged."""
_UNSEEN_GAP = 0.03
"""Of a character's width. So little goes between Latin letters and digits too, as nobody sees it."""
_SMALLEST_SLACK = 0.02
"""Of a character's width: a line that lacks no more than this is full."""
_RUNS = re.compile(r"([!-~À-ÖØ-öø-ɏ⁰-₟⅐-⅟]+)|[^!-~À-ÖØ-öø-ɏ⁰-₟⅐-⅟]+")
"""Latin letters and digits, raised and lowered ones too, and whatever is between them."""


def add_break_hints(root: Element) -> None:
	"""Mark in the text of a parsed page where Chinese lines may and may not be broken."""
	for element in root.iter():
		if isinstance(element.tag, str) and element.tag not in _NOT_PRINTED:
			element.text = with_break_hints(element.text or "")
		if element.tail:
			element.tail = with_break_hints(element.tail)


def every_box(page: Page) -> Iterator[Box]:
	"""Yield the boxes of a laid-out page, those that are positioned out of the flow too."""
	waiting = [page._page_box]
	while waiting:
		box = waiting.pop()
		box = getattr(box, "_box", box)  # positioned boxes stand in a placeholder
		yield box
		waiting.extend(reversed(getattr(box, "children", ())))


def justify_lines(document: Document) -> None:
	"""Take the hints out of all lines, and spreads those of justified blocks to their full width."""
	for page in document.pages:
		boxes = list(every_box(page))
		floats = [box for box in boxes if box.is_floated()]
		for block in boxes:
			for line in getattr(block, "children", ()):
				if isinstance(line, LineBox):
					_restore(line)
					if _is_to_be_spread(line) and not any(_are_side_by_side(line, each) for each in floats):
						_spread_to(line, block.content_box_x() + block.width)


def _restore(line: LineBox) -> None:
	"""Undoes the widening of spaces and removes the hints."""
	moved = 0.0
	for text in _texts(line):
		text.position_x += moved
		if text.justification_spacing or _HINT.search(text.text):
			text.justification_spacing = text.pango_layout.justification_spacing = 0
			text.text = text.pango_layout.text = text.text.translate(_WITHOUT_HINTS)
			width = _natural_width(text)
			moved += width - text.width
			text.width = width


def _is_to_be_spread(line: LineBox) -> bool:
	"""Whether it is a justified line that went on in a next one, with nothing but text in it."""
	return bool(
		line.style["text_align_all"] == "justify"
		and line.style["white_space"] == "normal"
		and line.resume_at is not None
		and all(isinstance(box, (LineBox, InlineBox, TextBox)) for box in line.descendants())
		and not any(str(box.element_tag).startswith("br") for box in line.descendants())
	)


def _are_side_by_side(line: LineBox, box: Box) -> bool:
	top, bottom = box.position_y, box.position_y + box.margin_height()
	return bool(top < line.position_y + line.height and line.position_y < bottom)


class _Run(NamedTuple):
	"""Part of a text box, with the number of places in it, and behind it, where it may be spread."""

	text: str
	gaps: int


def _in_one(text: str) -> list[_Run]:
	return [_Run(text, len(text))]


def _by_script(text: str) -> list[_Run]:
	"""Run of Chinese, spread between all characters, and of Latin letters and digits, left together."""
	return [_Run(run[0], 1 if run[1] else len(run[0])) for run in _RUNS.finditer(text)]


def _spread_to(line: LineBox, right: float) -> None:
	texts = [each for each in _texts(line) if each.text]
	if not texts:
		return
	size = texts[-1].style["font_size"]
	slack = right - texts[-1].position_x - texts[-1].width
	for cut, widest in ((_in_one, _UNSEEN_GAP), (_by_script, _WIDEST_GAP)):
		gaps = sum(run.gaps for text in texts for run in cut(text.text)) - 1
		if _SMALLEST_SLACK * size < slack <= widest * size * gaps:
			_spread(line, 0.0, slack / gaps, cut)
			return


def _spread(parent: LineBox | InlineBox, moved: float, gap: float, cut: Callable[[str], list[_Run]]) -> float:
	"""Move the children by ``moved`` and their runs apart by ``gap``, both in CSS pixels, and returns by how
	much what follows has to move."""
	children: list[Box] = []
	for child in parent.children:
		child.position_x += moved
		before, width = moved, child.width
		if isinstance(child, TextBox):
			pieces = _pieces(child, gap, cut(child.text))
			moved += sum(piece.width for piece in pieces) - width
			children += pieces
		else:
			moved = _spread(child, moved, gap, cut)
			child.width += moved - before
			children.append(child)
	parent.children = children
	return moved


def _pieces(text: TextBox, gap: float, runs: list[_Run]) -> list[TextBox]:
	"""Return the text box cut into its runs, each spread out and put behind the one before."""
	x = text.position_x
	pieces = []
	for run in runs:
		piece = text if len(runs) == 1 else _piece(text, run.text)
		piece.position_x = x
		piece.width += gap * run.gaps
		x += piece.width
		if run.gaps == len(run.text):
			_space_out(piece, gap)
		pieces.append(piece)
	return pieces


def _piece(text: TextBox, run: str) -> TextBox:
	piece = text.copy_with_text(run)
	piece.pango_layout = copy.copy(text.pango_layout)
	piece.pango_layout.text = run
	piece.width = _natural_width(piece)
	return piece


def _space_out(text: TextBox, gap: float) -> None:
	spacing = text.style["letter_spacing"]
	text.style = spaced_out(text.style, (0 if spacing == "normal" else spacing) + gap)


def _natural_width(text: TextBox) -> float:
	"""Return the width that the box's text has as Pango sets it, in CSS pixels."""
	if not text.text:
		return 0.0
	layout = text.pango_layout
	layout.reactivate(text.style)
	width: float = line_size(layout.get_first_line()[0], text.style)[0]
	layout.deactivate()
	return width


def _texts(parent: Box) -> Iterator[TextBox]:
	"""Yield the text boxes of a line, without those of blocks inside of it, which have lines of their own."""
	for child in parent.children:
		if isinstance(child, TextBox):
			yield child
		elif isinstance(child, InlineBox):
			yield from _texts(child)
