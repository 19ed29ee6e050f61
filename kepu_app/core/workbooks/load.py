"""A workbook's cells as plain values, whatever program saved it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse
from zipfile import ZipFile

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from kepu_app.core.characters import without_invisible
from kepu_app.core.errors import InputError
from kepu_app.core.rules.values import LAST_YEAR
from kepu_app.core.workbooks.cell_text import (
	LONGEST_CELL,
	cell_length,
	forbidden_characters,
	named_characters,
	unspell,
)
from kepu_app.core.workbooks.columns import OWN_SHEETS
from kepu_app.core.workbooks.container import (
	hidden_sheets,
	read_content,
	read_parts,
	shared_string_paths,
	sheet_paths,
	style_paths,
)
from kepu_app.core.workbooks.findings import CellAddress, Findings
from kepu_app.core.workbooks.scan import MOST_COLUMNS, ScannedSheet, scan_parts
from kepu_app.core.workbooks.styles import with_number_formats_only


class ValueKind(Enum):
	"""What a cell holds."""

	TEXT = "s"
	NUMBER = "n"
	DATE = "d"
	BOOLEAN = "b"
	ERROR = "e"
	FORMULA = "f"


@dataclass(frozen=True)
class RawCell:
	"""A cell that is not empty. The value of a formula is its text."""

	address: CellAddress
	kind: ValueKind
	value: Any
	number_format: str


@dataclass(frozen=True)
class RawSheet:
	"""A sheet: its cells by row and column, the top left and bottom right of its merged ranges, and what of it
	is hidden."""

	name: str
	cells: Mapping[tuple[int, int], RawCell]
	merged: tuple[tuple[int, int, int, int], ...] = ()
	hidden_rows: frozenset[int] = frozenset()
	is_hidden: bool = False


def load_sheets(
	source: Path | bytes, name: str, findings: Findings, *, only: str = "", results: bool = False
) -> list[RawSheet]:
	"""Return the worksheets of a file in the order of their tabs, hidden ones among them.

	Characters that no text may hold are problems, and their cells are left out. With ``only`` no other sheet than
	the one of this name is taken apart. With ``results`` a formula is what it came to when it was last calculated,
	and an empty cell if it never was.

	Raises:
		InputError: the file is no workbook that can be read, or has cells that are too long.
	"""
	parts = read_parts(read_content(source, name), name, findings)
	paths = sheet_paths(parts)
	scanned = scan_parts(parts, paths, shared_string_paths(parts), name)
	for path, title in paths.items():
		_report(title, scanned[path], findings)
	# A cell that is too long for Excel may be too long for the memory: nothing is taken apart before that.
	findings.raise_problems(name)
	paths = {path: title for path, title in paths.items() if only in ("", title.strip())}
	found = _openpyxl_cells(parts, list(paths.values()), name, results)
	hidden = hidden_sheets(parts)
	return [
		replace(_sheet(title, found[title], scanned[path], findings), is_hidden=title in hidden)
		for path, title in paths.items()
	]


class _Reader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
	"""openpyxl's reader, except that it leaves the texts as they are spelled: it would drop x005F_."""

	def read_strings(self) -> None:
		shared = self.package.find(SHARED_STRINGS)
		if shared is None:
			return
		with self.archive.open(shared.PartName.lstrip("/")) as stream:
			for _, element in iterparse(stream):
				if element.tag == f"{{{SHEET_MAIN_NS}}}si":
					self.shared_strings.append(Text.from_tree(element).content)
					element.clear()


_Found = tuple[int, int, ValueKind, Any, str]


def _openpyxl_cells(
	parts: Mapping[str, bytes], titles: Sequence[str], name: str, results: bool
) -> dict[str, list[_Found]]:
	"""Row, column, type, value and number format of every cell that is not empty, by sheet."""
	try:
		with warnings.catch_warnings():
			# It warns of what it leaves out, such as drop-down lists of a newer kind.
			warnings.simplefilter("ignore")
			readable = with_number_formats_only(parts, style_paths(parts))
			reader = _Reader(_zipped(readable), read_only=True, data_only=results, keep_links=False)
			reader.read()
			# Which numbers are days is for _day_of to say: openpyxl makes an error of 20250120.
			reader.wb._date_formats = set()
			return {title: list(_cells_of(reader.wb[title], reader.wb.epoch)) for title in titles}
	except Exception as error:
		# openpyxl trips over damaged parts in any way there is: KeyError, TypeError, AttributeError ...
		message = f"“{name}”的内部结构已损坏，请在Excel或WPS中打开并另存为新的工作簿后再试"
		raise InputError(message, code="workbook.damaged", place=name) from error


def _zipped(parts: Mapping[str, bytes]) -> io.BytesIO:
	stream = io.BytesIO()
	with ZipFile(stream, "w") as archive:
		for path, content in parts.items():
			archive.writestr(path, content)
	return stream


def _cells_of(sheet: Any, epoch: datetime) -> Iterator[_Found]:
	# The range that the file itself gives may be wrong.
	sheet.reset_dimensions()
	for row in sheet.iter_rows(max_col=MOST_COLUMNS):
		for cell in row:
			if cell.value not in (None, ""):
				kind, value = ValueKind(cell.data_type), cell.value
				if kind is ValueKind.NUMBER and is_date_format(cell.number_format):
					kind, value = _day_of(value, cell.number_format, epoch)
				yield cell.row, cell.column, kind, value, cell.number_format


def _day_of(number: float, number_format: str, epoch: datetime) -> tuple[ValueKind, Any]:
	"""Return the day or time that a number shows. What is no day of the years of entries, such as 20250120
	or 197811 in a column of dates, stays a number."""
	try:
		value = from_excel(number, epoch, timedelta=is_timedelta_format(number_format))
	except (OverflowError, ValueError):
		return ValueKind.NUMBER, number
	if getattr(value, "year", LAST_YEAR) > LAST_YEAR:
		return ValueKind.NUMBER, number
	return ValueKind.DATE, value


def _report(title: str, scanned: ScannedSheet, findings: Findings) -> None:
	for coordinate in scanned.too_long:
		row, column = coordinate_to_tuple(coordinate)
		sentence = f"内容过长，超过一个单元格{LONGEST_CELL}个字符的上限"
		findings.problem("workbook.cell_too_long", CellAddress(title, row, column), sentence)
	for coordinate in scanned.beyond:
		row, column = coordinate_to_tuple(coordinate)
		sentence = f"在第{MOST_COLUMNS}列之外，请移到表格之内或删去"
		findings.problem("workbook.cell_beyond", CellAddress(title, row, column), sentence)


def _sheet(title: str, found: Iterable[_Found], scanned: ScannedSheet, findings: Findings) -> RawSheet:
	cells = {}
	for row, column, kind, value, number_format in found:
		cell = _cell(CellAddress(title, row, column), kind, value, number_format)
		if cell.kind is ValueKind.TEXT and title not in OWN_SHEETS:
			cell = _without_invisible(cell, findings)
		if cell.kind is ValueKind.TEXT and not _is_possible(cell, findings):
			continue
		cells[row, column] = cell
	merged = tuple(range_boundaries(each) for each in scanned.merged)
	ranges = tuple((top, left, bottom, right) for left, top, right, bottom in merged)
	return RawSheet(title, cells, ranges, frozenset(scanned.hidden_rows))


def _cell(address: CellAddress, kind: ValueKind, value: Any, number_format: str) -> RawCell:
	if kind is ValueKind.FORMULA:
		# An array formula is an object that holds its text.
		value = getattr(value, "text", None) or value
	elif kind is ValueKind.TEXT:
		value = unspell(value)
	return RawCell(address, kind, value, number_format)


def _without_invisible(cell: RawCell, findings: Findings) -> RawCell:
	text = without_invisible(cell.value)
	if text == cell.value:
		return cell
	gone = "".join(dict.fromkeys(each for each in cell.value if each not in text))
	sentence = f"看不见的字符（{named_characters(gone)}）已去掉"
	findings.repeated_note("workbook.invisible", cell.address, sentence)
	return replace(cell, value=text)


def _is_possible(cell: RawCell, findings: Findings) -> bool:
	forbidden = forbidden_characters(cell.value)
	if forbidden:
		sentence = f"含有控制字符（{named_characters(forbidden)}），请删去"
		findings.problem("workbook.forbidden_character", cell.address, sentence)
	length = cell_length(cell.value)
	if length > LONGEST_CELL:
		sentence = f"有{length}个字符，超过一个单元格{LONGEST_CELL}个字符的上限"
		findings.problem("workbook.cell_too_long", cell.address, sentence)
	return not forbidden and length <= LONGEST_CELL
