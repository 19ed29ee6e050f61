"""One pass over the XML of a workbook's parts before they are parsed. Is it well-formed and plain, are
there more cells than any report has, is a cell too long, which cells are merged?

The pass keeps nothing but counts, so that a file made to exhaust memory is turned away cheaply.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from openpyxl.utils.cell import column_index_from_string

from kepu_app.core.errors import InputError
from kepu_app.core.workbooks.cell_text import LONGEST_CELL

MOST_CELLS = 200_000
MOST_COLUMNS = 300
MOST_ELEMENTS = 1_000_000
"""XML elements of one part; five of each cell that may be there."""

LONGEST_COMMENT = 1 << 20
"""Bytes of an XML comment, which no office program writes at all."""

_LONGEST_NUMBER = 12
LONGEST_SPELLED = LONGEST_CELL * len("_x000D_")
"""Characters of a cell's XML: every one of a full cell's may be spelled out."""


_TRUE = ("1", "true")
_COLUMN = re.compile(r"[A-Z]{1,3}(?=\d)")
_MOST_NAMED = 20
"""Cells and ranges of a sheet that are kept to be named."""


@dataclass
class ScannedSheet:
	"""What the pass saw of a sheet: merged ranges, too long cells, cells with content beyond the last column that is read, hidden rows."""

	merged: list[str] = field(default_factory=list)
	too_long: list[str] = field(default_factory=list)
	beyond: list[str] = field(default_factory=list)
	hidden_rows: set[int] = field(default_factory=set)


class _Refused(Exception):
	"""Ends the parsing from within, with what is wrong."""


def scan_parts(
	parts: Mapping[str, bytes], sheets: Mapping[str, str], texts: Collection[str], name: str
) -> dict[str, ScannedSheet]:
	"""Return what the pass saw, by the path of the sheet.

	Args:
		parts: the parts of the workbook, all of them XML.
		sheets: the names of its sheets by path.
		texts: the paths of the parts with the texts that cells share.
		name: the file's, for the error.

	Raises:
		InputError: a part that is not well-formed or has a DOCTYPE, too many cells, or rows out of order.
	"""
	shared = _SharedTexts()
	for path in parts.keys() - sheets.keys():
		_parse(parts[path], shared if path in texts else _Scanner(), f"“{name}”的部件“{path}”")
	scanned, cells = {}, 0
	for path, title in sheets.items():
		scanner = _Cells(shared.too_long, MOST_CELLS - cells)
		_parse(parts[path], scanner, f"工作表“{title}”")
		cells += scanner.count
		scanned[path] = scanner.sheet
	return scanned


def _parse(content: bytes, scanner: _Scanner, place: str) -> None:
	parser = expat.ParserCreate(namespace_separator=" ")
	parser.buffer_text = True
	parser.StartDoctypeDeclHandler = scanner.doctype
	parser.StartElementHandler = scanner.start_element
	parser.EndElementHandler = lambda tag: scanner.end(tag.rpartition(" ")[2])
	parser.CharacterDataHandler = scanner.text
	try:
		_refuse_long_comments(content)
		parser.Parse(content, True)
	except expat.ExpatError as error:
		raise InputError(f"{place}已损坏，无法读取", code="workbook.damaged", place=place) from error
	except _Refused as error:
		raise InputError(f"{place}{error}", code="workbook.refused", place=place) from error


def _refuse_long_comments(content: bytes) -> None:
	"""Before the parser, which takes a time that grows with the square of their length."""
	place = content.find(b"<!--")
	while place >= 0:
		end = content.find(b"-->", place)
		if end < 0 or end - place > LONGEST_COMMENT:
			raise _Refused("含有过长的注释，没有读取")
		place = content.find(b"<!--", end)


class _Scanner:
	"""Of a part that is not looked into."""

	def doctype(self, *_: object) -> None:
		raise _Refused("含有DOCTYPE或实体声明，没有读取")

	elements = 0

	def start_element(self, name: str, attributes: Mapping[str, str]) -> None:
		self.elements += 1
		if self.elements > MOST_ELEMENTS:
			raise _Refused(f"的内容过多（超过{MOST_ELEMENTS // 10_000}万个XML元素），没有读取")
		self.start(name.rpartition(" ")[2], attributes)

	def start(self, tag: str, attributes: Mapping[str, str]) -> None:
		"""Handle the start of an element; ``tag`` is without its namespace."""

	def end(self, tag: str) -> None:
		"""Handle the end of an element."""

	def text(self, piece: str) -> None:
		"""Handle a piece of text."""


class _SharedTexts(_Scanner):
	"""The numbers of the shared texts that are too long."""

	def __init__(self) -> None:
		self.too_long: set[int] = set()
		self._number, self._length = -1, 0

	def start(self, tag: str, attributes: Mapping[str, str]) -> None:
		if tag == "si":
			self._number, self._length = self._number + 1, 0

	def text(self, piece: str) -> None:
		self._length += len(piece)
		if self._length > LONGEST_SPELLED:
			self.too_long.add(self._number)


class _Cells(_Scanner):
	"""A sheet's cells; ``count`` of them."""

	def __init__(self, long_texts: Collection[int], most: int) -> None:
		self.sheet = ScannedSheet()
		self.count = 0
		self._long_texts, self._most = long_texts, most
		self._row, self._address, self._type = 0, "", ""
		self._length, self._start = 0, ""

	def start(self, tag: str, attributes: Mapping[str, str]) -> None:
		if tag == "c":
			self._start_cell(attributes)
		elif tag == "row":
			self._start_row(attributes)
		elif tag == "mergeCell":
			_keep(self.sheet.merged, attributes.get("ref", ""))
		elif tag in ("v", "f", "is"):
			column = _COLUMN.match(self._address)
			if column and column_index_from_string(column[0]) > MOST_COLUMNS:
				_keep(self.sheet.beyond, self._address)

	def text(self, piece: str) -> None:
		self._length += len(piece)
		self._start = (self._start + piece)[:_LONGEST_NUMBER]

	def end(self, tag: str) -> None:
		if tag == "c" and (self._length > LONGEST_SPELLED or self._is_long_text()):
			_keep(self.sheet.too_long, self._address)

	def _start_row(self, attributes: Mapping[str, str]) -> None:
		number = attributes.get("r", "")
		row = int(number) if number.isdecimal() else self._row + 1
		if row <= self._row:
			raise _Refused("的行次序错乱，没有读取")
		self._row = row
		if attributes.get("hidden") in _TRUE and len(self.sheet.hidden_rows) < MOST_CELLS:
			self.sheet.hidden_rows.add(row)

	def _start_cell(self, attributes: Mapping[str, str]) -> None:
		self.count += 1
		if self.count > self._most:
			raise _Refused(f"的单元格过多（整个工作簿超过{MOST_CELLS}个），没有读取")
		self._address, self._type = attributes.get("r", ""), attributes.get("t", "")
		self._length, self._start = 0, ""

	def _is_long_text(self) -> bool:
		number = self._start.strip()
		return self._type == "s" and number.isdecimal() and int(number) in self._long_texts


def _keep(found: list[str], name: str) -> None:
	if len(found) < _MOST_NAMED:
		found.append(name)
