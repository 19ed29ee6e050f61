"""A file as displayed: lines and tables in order, and what of the file is neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kepu_app.core.errors import InputError
from kepu_app.core.report_text import is_first_level

MOST_CHARACTERS = 500_000
"""Of the text of one file; a book with the reports of all counties of a province has 150,000."""


class Where(str, Enum):
	"""Where on the page a piece of text is; the value is its name for people."""

	BODY = "正文"
	TEXT_BOX = "文本框"


@dataclass(frozen=True)
class Line:
	"""One line of text as it is read, its automatic number written out.

	``outline`` is the level of a heading style from 1, 0 for running text. ``is_centred`` helps to recognise
	a title. ``is_heading`` is what the app's own styles say of a numbered line, None for nothing.
	"""

	text: str
	where: Where = Where.BODY
	outline: int = 0
	is_centred: bool = False
	is_heading: bool | None = None


@dataclass(frozen=True)
class Table:
	"""Rows of cells, one entry for each column of the grid. None is the rest of a merged cell, whose text is
	in its first column and row."""

	rows: tuple[tuple[str | None, ...], ...]
	where: Where = Where.BODY

	@property
	def is_layout(self) -> bool:
		"""Whether it only positions text, as a frame of one column does."""
		return all(sum(cell is not None for cell in row) <= 1 for row in self.rows)


Block = Line | Table


@dataclass(frozen=True)
class LeftOut:
	"""Content of the file that is not text of the page: what, how often, and a sample of it."""

	what: str
	count: int = 1
	sample: str = ""

	def __str__(self) -> str:
		times = f"{self.count}处" if self.count > 1 else ""
		return f"{self.what}{times}" + (f"：{self.sample}" if self.sample else "")


@dataclass(frozen=True)
class Page:
	"""A file, parsed. ``converted_from`` names the original format of a converted file. ``is_scan``: it shows
	a paper and has no text."""

	name: str
	blocks: tuple[Block, ...] = ()
	left_out: tuple[LeftOut, ...] = ()
	notes: tuple[str, ...] = ()
	converted_from: str = ""
	is_scan: bool = False

	@property
	def tables(self) -> tuple[Table, ...]:
		return tuple(block for block in self.blocks if isinstance(block, Table))

	def lines(self) -> list[Line]:
		"""Return everything as lines, rows of tables included, without blank ones."""
		return [line for block in self.blocks for line in _lines_of(block) if line.text.strip()]

	@property
	def text(self) -> str:
		return "\n".join(line.text for line in self.lines())


def check_length(name: str, characters: int) -> None:
	"""Raise InputError for a text that is too long for a report and would only block others."""
	if characters > MOST_CHARACTERS:
		raise InputError(
			f"“{name}”超过{MOST_CHARACTERS // 10_000}万字，不是一份报告", code="intake.too_long", place=name
		)


def _lines_of(block: Block) -> Iterator[Line]:
	if isinstance(block, Line):
		yield block
		return
	for row in block.rows:
		cells = [cell for cell in row if cell]
		if len(cells) == 2 and is_first_level(cells[0]):
			# A report that was typed into a form: the heading on the left, its text on the right.
			yield Line(" ".join(cells[0].split()), block.where)
			yield from (Line(text, block.where) for text in cells[1].split("\n"))
		elif len(cells) == 1:
			yield from (Line(text, block.where) for text in cells[0].split("\n"))
		elif cells:
			yield Line("　".join(" ".join(cell.split("\n")) for cell in cells), block.where)
