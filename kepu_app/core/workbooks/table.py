"""A sheet as records: finds the header, the columns by their names, and the rows that hold something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kepu_app.core.workbooks.columns import CustomColumn, SheetLayout, plain_header
from kepu_app.core.workbooks.findings import CellAddress, Findings
from kepu_app.core.workbooks.load import RawCell, RawSheet, ValueKind

_ROWS_TO_SEARCH = 30
"""In which of the first rows the header is looked for."""

_FEWEST_HEADERS = 2
"""Columns by which a row is known for the header; a title may be the name of one."""


@dataclass(frozen=True)
class TableRow:
	"""One record: its cells by column key, and where each would be."""

	sheet: str
	number: int
	cells: Mapping[str, RawCell]
	columns: Mapping[str, int]

	def address(self, key: str) -> CellAddress:
		"""Return the cell of a column; the row's first one if there is no such column."""
		column = self.columns.get(key) or min(self.columns.values(), default=1)
		return CellAddress(self.sheet, self.number, column)


@dataclass(frozen=True)
class Table:
	"""A sheet's records. ``columns`` are the letters' numbers by key, ``custom`` the columns that are not
	in the template, ``free`` the first row below the last record."""

	layout: SheetLayout
	rows: Sequence[TableRow] = ()
	columns: Mapping[str, int] = field(default_factory=dict)
	custom: tuple[CustomColumn, ...] = ()
	free: int = 1

	def address(self, key: str) -> CellAddress:
		"""Where a record of which there is nothing yet would have this column."""
		return TableRow(self.layout.name, self.free, {}, self.columns).address(key)


def header_texts(sheet: RawSheet | None) -> list[str]:
	"""Every text of the first rows of a sheet, among which are its headers."""
	cells = sheet.cells if sheet else {}
	return [
		str(cell.value)
		for (row, _), cell in cells.items()
		if row <= _ROWS_TO_SEARCH and cell.kind is ValueKind.TEXT
	]


def read_table(
	sheet: RawSheet, layout: SheetLayout, custom: Sequence[CustomColumn], findings: Findings
) -> Table:
	"""Return the records of a sheet.

	Columns that the layout does not have are custom ones, said so in a note unless they are among
	``custom``. Merged cells, missing and repeated columns, formulas and error values are problems.
	"""
	header_row = _header_row(sheet, layout)
	if not header_row:
		first = "、".join(f"“{each.header}”" for each in layout.columns if not each.optional)
		sentence = f"找不到列标题，应有{first}"
		findings.problem("workbook.header_missing", layout.name, sentence)
		return Table(layout)
	report_merged(sheet, header_row, findings)
	columns, unknown = _columns(sheet, layout, header_row, findings)
	found = _custom_columns(sheet.name, layout, unknown, custom, findings)
	columns |= {f"extra.{label}": number for number, label in unknown.items()}
	rows = _rows(sheet, layout, header_row, columns, findings)
	last = max((row.number for row in rows), default=header_row)
	return Table(layout, rows, columns, found, last + 1)


def _header_row(sheet: RawSheet, layout: SheetLayout) -> int:
	"""Return the row with most of the layout's headers; 0 if none has enough of them."""
	known = {plain_header(each.header) for each in layout.columns}
	times: dict[int, int] = {}
	for (row, _), cell in sheet.cells.items():
		if row <= _ROWS_TO_SEARCH and cell.kind is ValueKind.TEXT and plain_header(cell.value) in known:
			times[row] = times.get(row, 0) + 1
	best = max(times, key=lambda row: (times[row], -row), default=0)
	return best if times.get(best, 0) >= _FEWEST_HEADERS else 0


def _columns(
	sheet: RawSheet, layout: SheetLayout, header_row: int, findings: Findings
) -> tuple[dict[str, int], dict[int, str]]:
	"""Numbers of the layout's columns by key, and the labels of all others by number."""
	known = {plain_header(each.header): each for each in layout.columns}
	columns: dict[str, int] = {}
	unknown: dict[int, str] = {}
	for (row, number), cell in sorted(sheet.cells.items()):
		if row != header_row:
			continue
		label = str(cell.value).strip()
		column = known.get(plain_header(label))
		key = column.key if column else None
		if (key in columns) if key else (label in unknown.values()):
			findings.problem("workbook.column_repeated", cell.address, f"列“{label}”重复")
		elif key:
			columns[key] = number
		else:
			unknown[number] = label
	_report_missing(sheet, layout, header_row, columns, unknown, findings)
	return columns, unknown


def _report_missing(
	sheet: RawSheet,
	layout: SheetLayout,
	header_row: int,
	columns: Mapping[str, int],
	unknown: Mapping[int, str],
	findings: Findings,
) -> None:
	missing = [
		each.header
		for each in layout.columns
		if each.key not in columns and not each.optional and not each.formula
	]
	if not missing:
		return
	named = "、".join(f"“{each}”" for each in missing)
	others = "、".join(f"“{each}”" for each in unknown.values())
	hint = f"；另有模板中没有的列{others}，如果是改了名称，请改回" if others else ""
	sentence = f"第{header_row}行缺少列{named}{hint}"
	findings.problem("workbook.column_missing", sheet.name, sentence)


def _custom_columns(
	title: str,
	layout: SheetLayout,
	unknown: Mapping[int, str],
	declared: Sequence[CustomColumn],
	findings: Findings,
) -> tuple[CustomColumn, ...]:
	known = {each.label: each for each in declared if each.kind is layout.kind}
	for label in unknown.values():
		if label not in known:
			sentence = f"列“{label}”不在模板之内，按自定义字段读入"
			findings.note("workbook.custom_column", title, sentence)
	return tuple(known.get(label) or CustomColumn(layout.kind, label) for label in unknown.values())


def _rows(
	sheet: RawSheet, layout: SheetLayout, header_row: int, columns: Mapping[str, int], findings: Findings
) -> list[TableRow]:
	keys = {number: key for key, number in columns.items()}
	automatic = {each.key for each in layout.columns if each.formula}
	rows = []
	below = sorted(item for item in sheet.cells.items() if item[0][0] > header_row)
	for number, items in groupby(below, key=lambda item: item[0][0]):
		cells: dict[str, RawCell] = {}
		for (_, column), cell in items:
			key = keys.get(column)
			if key is None:
				sentence = "所在的列没有标题，没有读取"
				findings.repeated_note("workbook.no_header", cell.address, sentence)
			elif key not in automatic and is_value(cell, findings):
				cells[key] = cell
		if cells.keys() - {layout.numbered}:
			rows.append(TableRow(sheet.name, number, cells, columns))
	return rows


def is_value(cell: RawCell, findings: Findings) -> bool:
	"""Whether it is neither a formula nor an error; blank text is no value either, and no problem."""
	if cell.kind is ValueKind.FORMULA:
		sentence = f"是公式“{_shortened(cell.value)}”，请改为内容本身（复制后选择性粘贴为数值）"
		findings.problem("workbook.formula", cell.address, sentence)
	elif cell.kind is ValueKind.ERROR:
		findings.problem("workbook.error_value", cell.address, f"是错误值{cell.value}，请改为正确的内容")
	else:
		return cell.kind is not ValueKind.TEXT or bool(cell.value.strip())
	return False


def report_merged(sheet: RawSheet, first_row: int, findings: Findings) -> None:
	"""Report each merged range that reaches the first row of the records or one below."""
	for top, left, bottom, _ in sheet.merged:
		if bottom >= first_row:
			sentence = "是合并单元格，请取消合并，每个单元格单独填写"
			findings.problem("workbook.merged", CellAddress(sheet.name, top, left), sentence)


def _shortened(text: str, longest: int = 40) -> str:
	return text if len(text) <= longest else text[: longest - 1] + "…"
