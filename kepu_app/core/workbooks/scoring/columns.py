"""Finds the columns of the sheet 综合评估: its own by their headers, all others are assessors'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kepu_app.core.workbooks.columns import SCORING_SHEET, plain_header
from kepu_app.core.workbooks.findings import Findings
from kepu_app.core.workbooks.load import RawCell, RawSheet
from kepu_app.core.workbooks.scoring.layout import HEADERS, LEAD, NEEDED, REMARK_ENDING, RESULTS

_ROWS_TO_SEARCH = 40


@dataclass(frozen=True)
class Columns:
	"""Numbers of the columns: ``own`` by key, ``assessors`` and ``remarks`` by the assessor's name. The header row
	is 0 if there is none."""

	header_row: int
	own: Mapping[str, int]
	assessors: Mapping[str, int]
	remarks: Mapping[str, int]


def find_columns(sheet: RawSheet, findings: Findings) -> Columns:
	"""Return the columns; missing and repeated ones, and a sheet without assessors, are problems."""
	row = _header_row(sheet)
	if not row:
		named = "、".join(f"“{HEADERS[key]}”" for key in NEEDED)
		findings.problem("workbook.header_missing", SCORING_SHEET, f"找不到列标题，应有{named}")
		return Columns(0, {}, {}, {})
	keys = {plain_header(header): key for key, header in HEADERS.items()}
	own: dict[str, int] = {}
	others: dict[str, int] = {}
	for column, cell in _headers(sheet, row):
		label = str(cell.value).strip()
		key = keys.get(plain_header(label))
		known, name = (own, key) if key else (others, label)
		if name in known:
			findings.problem("workbook.column_repeated", cell.address, f"列“{label}”重复")
		known[name] = column
	remarks = _remarks(others)
	assessors = {name: column for name, column in others.items() if column not in remarks.values()}
	if not assessors:
		findings.problem(
			"workbook.no_assessors", SCORING_SHEET, "没有评审专家的列，请为每位专家加一列，列标题写姓名"
		)
	return Columns(row, own, assessors, remarks)


def report_without_header(sheet: RawSheet, columns: Columns, findings: Findings) -> None:
	"""Report what stands in columns without a header, which is not read.

	It is a note; among the assessors' columns a problem, as these are marks of somebody whose name was deleted."""
	known = {*columns.own.values(), *columns.assessors.values(), *columns.remarks.values()}
	lead = max(columns.own[key] for key in LEAD if key in columns.own)
	results = min((columns.own[key] for key in RESULTS if key in columns.own), default=0)
	told: set[int] = set()
	for (row, column), cell in sorted(sheet.cells.items()):
		if row <= columns.header_row or column in known or not str(cell.value).strip():
			continue
		if lead < column < max(results, *columns.assessors.values()):
			if column not in told:
				sentence = "所在的列没有标题，不知道是谁的评分；请在列标题处填写评审专家的姓名，或删去这一列"
				findings.problem("workbook.no_header", cell.address, sentence)
			told.add(column)
		else:
			findings.repeated_note("workbook.no_header", cell.address, "所在的列没有标题，没有读取")


def _remarks(others: Mapping[str, int]) -> dict[str, int]:
	found = {
		name.removesuffix(REMARK_ENDING): column
		for name, column in others.items()
		if name.endswith(REMARK_ENDING)
	}
	return {name: column for name, column in found.items() if name in others}


def _header_row(sheet: RawSheet) -> int:
	needed = {plain_header(HEADERS[key]) for key in NEEDED}
	for row in range(1, _ROWS_TO_SEARCH + 1):
		if needed <= {plain_header(str(cell.value)) for _column, cell in _headers(sheet, row)}:
			return row
	return 0


def _headers(sheet: RawSheet, wanted: int) -> list[tuple[int, RawCell]]:
	cells = ((column, cell) for (row, column), cell in sorted(sheet.cells.items()) if row == wanted)
	return [(column, cell) for column, cell in cells if str(cell.value).strip()]
