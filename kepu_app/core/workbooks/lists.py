"""Sheets that are lists of values to read and to print: a header, a record a row, a filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.workbooks import style
from kepu_app.core.workbooks.cells import put_value
from kepu_app.core.workbooks.columns import Entry
from kepu_app.core.workbooks.finish import finished_bytes

HEADER_ROW = 3


class Share(float):
	"""A part of a whole, 0 to 1, shown in percent."""


@dataclass(frozen=True)
class Heading:
	"""A column of a list."""

	text: str
	width: float = 14
	entry: Entry = Entry.LINE


Records = Iterable[Sequence[Any]]


def new_workbook() -> Workbook:
	"""Return a workbook without sheets, with the named styles."""
	workbook = Workbook()
	workbook.remove(workbook.active)
	style.add_styles(workbook)
	return workbook


def finished(workbook: Workbook, title: str, day: date) -> bytes:
	"""Return the file, with the title over every sheet; ``day`` stands for that of its making."""
	for sheet in workbook.worksheets:
		put_value(sheet["A1"], f"{title}：{sheet.title}", style.TITLE, title)
		sheet.row_dimensions[1].height = 28
		sheet.sheet_view.showGridLines = False
	return finished_bytes(workbook, title, day, {})


def add_list(
	workbook: Workbook, title: str, headings: Sequence[Heading], records: Records, frozen: int = 1
) -> Worksheet:
	"""Add a sheet with a record a row.

	Raises:
		InputError: a text that a cell cannot hold.
	"""
	sheet = workbook.create_sheet(title)
	for number, heading in enumerate(headings, start=1):
		put_value(sheet.cell(HEADER_ROW, number), heading.text, style.HEADER_OPTIONAL, title)
		sheet.column_dimensions[get_column_letter(number)].width = heading.width
	widths = [each.width for each in headings]
	sheet.row_dimensions[HEADER_ROW].height = tallest([each.text for each in headings], widths)
	row = HEADER_ROW
	for row, record in enumerate(records, start=HEADER_ROW + 1):
		for number, (heading, value) in enumerate(zip(headings, record, strict=True), start=1):
			put(sheet, row, number, value, heading.entry)
		sheet.row_dimensions[row].height = tallest(record, widths)
	last = get_column_letter(len(headings))
	sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{row}"
	sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{HEADER_ROW + 1}"
	style.set_print(sheet, HEADER_ROW, sum(widths), frozen=frozen)
	return sheet


def put(sheet: Worksheet, row: int, column: int, value: Any, entry: Entry) -> None:
	"""Write one value of a list."""
	cell = sheet.cell(row, column)
	put_value(cell, value, style.ENTRY_STYLES[entry], f"“{sheet.title}”第{row}行第{column}列")
	if isinstance(value, Share):
		cell.style = style.SHARE


def tallest(texts: Iterable[Any], widths: Sequence[float]) -> float:
	"""Points that a row with these texts needs."""
	return max(style.height_of(str(text), width) for text, width in zip(texts, widths, strict=True))
