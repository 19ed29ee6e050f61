"""What rows of several sheets have: a county, custom columns, and the cells in which their fields stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kepu_app.core.cycle import Cycle
from kepu_app.core.model import RecordKind
from kepu_app.core.workbooks.columns import CustomColumn
from kepu_app.core.workbooks.content import Cells, field_of
from kepu_app.core.workbooks.counties import CountyList
from kepu_app.core.workbooks.findings import Findings
from kepu_app.core.workbooks.table import Table, TableRow
from kepu_app.core.workbooks.values import read_code, read_custom, read_line


class RowReader:
	"""Reads what rows share, and remembers in ``cells`` where every field of every record stands."""

	def __init__(self, cycle: Cycle, custom: Sequence[CustomColumn], findings: Findings) -> None:
		self.cycle, self.custom, self.findings = cycle, custom, findings
		self.cells: Cells = {}

	def remember(self, kind: RecordKind, index: int, row: TableRow) -> None:
		"""Note where the fields of a record stand."""
		for key in row.columns:
			name, part = field_of(key)
			self.cells[kind, index, name, part] = row.address(key)
		self.cells[kind, index, "", None] = row.address("county_code")

	def lines(self, row: TableRow, keys: Sequence[str]) -> dict[str, str]:
		"""Texts of one line, by key."""
		return {key: read_line(row.cells.get(key), self.findings) for key in keys}

	def county_code(self, row: TableRow, names: CountyList) -> str:
		"""Code of the county that a row is about; blank where none was found, which is a problem."""
		cell = row.cells.get("county_code")
		entry = read_code(cell, self.findings)
		match = names.match(entry) if entry else None
		if match is None or cell is None:
			return ""
		if match.problem:
			self.findings.problem("workbook.county", cell.address, match.problem)
		if match.remark:
			self.findings.note("workbook.county", cell.address, match.remark)
		return match.code

	def extra(self, table: Table, row: TableRow) -> dict[str, Any]:
		"""Values of the custom columns, by label."""
		extra = {}
		for column in table.custom:
			cell = row.cells.get(f"extra.{column.label}")
			value = read_custom(cell, column, column in self.custom, self.findings)
			if value is not None:
				extra[column.label] = value
		return extra
