"""The formulas of the sheet 综合评估; they come to what ``core.assessment`` comes to.

A machine holds 84.335 as a little less, so each value is rounded to far more digits first. A half stays a
half, and is rounded up as on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from kepu_app.core.workbooks.scoring.layout import RECUSED, rule_row

_GUARD_DIGITS = 8
_BETWEEN = 0.5
"""Added to the number of marks to leave out: TRIMMEAN rounds down to an even number."""


@dataclass(frozen=True)
class Grid:
	"""Where columns are: those of the lead and the results by key, the assessors' first and last."""

	columns: Mapping[str, int]
	first_assessor: int
	last_assessor: int
	value_column: int
	first_row: int
	last_row: int

	def cell(self, key: str, row: int) -> str:
		return f"{get_column_letter(self.columns[key])}{row}"

	def marks(self, row: int) -> str:
		"""Return the assessors' cells of a row."""
		return f"{get_column_letter(self.first_assessor)}{row}:{get_column_letter(self.last_assessor)}{row}"

	def rule(self, field: str) -> str:
		return f"${get_column_letter(self.value_column)}${rule_row(field)}"


def total_formula(grid: Grid, column: int, top: int, row: int) -> str:
	"""Return an assessor's total of the items from ``top`` to the row above; 回避 if one of them says so."""
	letter, bottom = get_column_letter(column), row - 1
	cells = f"{letter}{top}:{letter}{bottom}"
	full = _down(grid, "full_marks", top, bottom)
	weights = _down(grid, "weight", top, bottom)
	total = f"SUMPRODUCT({cells}/{full}*{weights})/SUM({weights})*{grid.cell('full_marks', row)}"
	digits = f"MAX({grid.rule('digits')},{grid.rule('mark_digits')})"
	return (
		f'IF(COUNTIF({cells},"{RECUSED}*")>0,"{RECUSED}",'
		f'IF(COUNT({cells})<ROWS({cells}),"",{_rounded(grid, total, digits)}))'
	)


def result_formulas(grid: Grid, row: int) -> dict[str, str]:
	"""Return the results of a row of totals, by key."""
	marks, counted = grid.marks(row), grid.cell("counted", row)
	left_out = f"(2*{grid.rule('trim_each')}+{_BETWEEN})/{counted}"
	trimmed = f"IF({counted}>={grid.rule('trim_from')},TRIMMEAN({marks},{left_out}),AVERAGE({marks}))"
	final = grid.cell("final", row)
	return {
		"final": f'IF({counted}=0,"",{_rounded(grid, trimmed)})',
		"mean": f'IF({counted}=0,"",{_rounded(grid, f"AVERAGE({marks})")})',
		"spread": f'IF({counted}<2,"",{_rounded(grid, f"STDEVP({marks})")})',
		"counted": f"COUNT({marks})",
		"missing": f"COLUMNS({marks})-{counted}-{grid.cell('recused', row)}",
		"recused": f'COUNTIF({marks},"{RECUSED}*")',
		"rank": f'IF(ISNUMBER({final}),RANK({final},{_down(grid, "final", grid.first_row, grid.last_row)}),"")',
	}


def _rounded(grid: Grid, value: str, digits: str = "") -> str:
	digits = digits or grid.rule("digits")
	return f"ROUND(ROUND({value},{digits}+{_GUARD_DIGITS}),{digits})"


def _down(grid: Grid, key: str, top: int, bottom: int) -> str:
	letter = get_column_letter(grid.columns[key])
	return f"${letter}${top}:${letter}${bottom}"
