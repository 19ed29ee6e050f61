"""What helps while typing: drop-down lists, checks of dates and numbers, highlights of what is too much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import absolute_coordinate
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.cycle import Cycle
from kepu_app.core.defaults import provinces
from kepu_app.core.model import RecordKind
from kepu_app.core.workbooks import style
from kepu_app.core.workbooks.cells import put_value
from kepu_app.core.workbooks.columns import FIRST_ROW, OPTIONS_SHEET, Column, Entry, Options
from kepu_app.core.workbooks.count_formula import not_counted_characters, run_characters

YES, NO = "是", "否"
_COUNTY_OPTIONS = "示范县选项"
_NOT_COUNTED, _RUNS = "不计字数的字符", "连写计一个字的字符"
_FIXED_COLUMNS = (
	*(Options.PROVINCES, Options.TOPICS, Options.SEXES, Options.POLITICAL_STATUSES, Options.YES_NO),
	*(_NOT_COUNTED, _RUNS),
)
_MOST_PROMPT = 250
"""Characters of a message beside a cell; Excel allows 255."""

OPTION_ROWS = f"'{OPTIONS_SHEET}'!$A:$A"
NOT_COUNTED_CELL = f"'{OPTIONS_SHEET}'!${get_column_letter(_FIXED_COLUMNS.index(_NOT_COUNTED) + 1)}$2"
RUNS_CELL = f"'{OPTIONS_SHEET}'!${get_column_letter(_FIXED_COLUMNS.index(_RUNS) + 1)}$2"


class OptionLists:
	"""The hidden sheet of options, and where in it each list stands."""

	def __init__(self, workbook: Workbook, cycle: Cycle) -> None:
		self._sheet = workbook.create_sheet(OPTIONS_SHEET)
		self._sheet.sheet_state = "hidden"
		self._places: dict[object, str] = {Options.COUNTIES: _COUNTY_OPTIONS}
		lists: Mapping[object, Sequence[str]] = {
			Options.PROVINCES: [each.name for each in provinces()],
			Options.TOPICS: [each.name for each in cycle.topics],
			Options.SEXES: cycle.sexes,
			Options.POLITICAL_STATUSES: cycle.political_statuses,
			Options.YES_NO: (YES, NO),
			_NOT_COUNTED: [not_counted_characters()],
			_RUNS: [run_characters()],
		}
		for key in _FIXED_COLUMNS:
			self._add(key, key.value if isinstance(key, Options) else key, lists[key])

	def place(self, options: Options | tuple[str, ...], header: str) -> str:
		"""Return the range of a list; a list of a custom column is added under its header."""
		if isinstance(options, tuple) and options not in self._places:
			self._add(options, header, options)
		return self._places[options]

	def _add(self, key: object, header: str, values: Sequence[str]) -> None:
		column = len(self._places)
		for row, value in enumerate((header, *values), start=1):
			put_value(self._sheet.cell(row, column), value, style.ENTRY_STYLES[Entry.LINE], header)
		letter = get_column_letter(column)
		last = max(len(values) + 1, 2)
		self._places[key] = f"'{OPTIONS_SHEET}'!${letter}$2:${letter}${last}"


def name_county_options(workbook: Workbook, letter: str, last: int) -> None:
	"""Names the labels of the counties down to the last one that has been entered."""
	sheet = f"'{RecordKind.COUNTY.value}'"
	cells = f"{sheet}!${letter}${FIRST_ROW}:${letter}${last}"
	used = f'SUMPRODUCT(MAX(({cells}<>"")*ROW({cells})))'
	formula = f"OFFSET({sheet}!${letter}${FIRST_ROW},0,0,MAX(1,{used}-{FIRST_ROW - 1}),1)"
	workbook.defined_names[_COUNTY_OPTIONS] = DefinedName(_COUNTY_OPTIONS, attr_text=formula)


def add_entry_rule(sheet: Worksheet, column: Column, cells: str, lists: OptionLists) -> None:
	"""Add the drop-down list or the check of a column's cells."""
	if column.options:
		add_list(sheet, cells, lists.place(column.options, f"{sheet.title}-{column.header}"), column.strict)
	elif column.entry is Entry.DATE:
		add_date_rule(sheet, cells)
	elif column.key.startswith("value."):
		add_number_rule(sheet, cells, column)


def add_list(sheet: Worksheet, cells: str, options: str, strict: bool = True) -> None:
	"""Add a drop-down list; unless it is strict, other entries only cause a question."""
	rule = DataValidation("list", formula1=options, allow_blank=True)
	rule.errorStyle = "stop" if strict else "warning"
	rule.errorTitle, rule.error = "不在列表中", "请从下拉列表选择。"
	_apply(sheet, cells, rule)


def add_date_rule(sheet: Worksheet, cells: str) -> None:
	"""Asks about an entry that Excel does not take for a date of this century."""
	rule = DataValidation("date", operator="between", formula1="DATE(2000,1,1)", formula2="DATE(2099,12,31)")
	rule.allow_blank, rule.errorStyle = True, "warning"
	rule.errorTitle, rule.error = "不是日期", "请填写日期，例如2025-1-20。"
	_apply(sheet, cells, rule)


def add_number_rule(sheet: Worksheet, cells: str, column: Column) -> None:
	"""Refuses what no figure of an indicator can be; shows its threshold beside the cell."""
	is_share = column.header.endswith("（%）")
	rule = DataValidation("decimal", operator="between" if is_share else "greaterThanOrEqual", formula1="0")
	rule.formula2 = "100" if is_share else None
	rule.allow_blank, rule.errorStyle = True, "stop"
	rule.errorTitle = "不是可能的数值"
	rule.error = "请填写0到100之间的数字，不写百分号。" if is_share else "请填写不小于0的数字，不写单位。"
	rule.promptTitle, rule.prompt = "测评指标", f"{column.header}\n{column.hint}"[:_MOST_PROMPT]
	_apply(sheet, cells, rule)


def highlight_over(sheet: Worksheet, cells: str, limit: int) -> None:
	"""Numbers above the limit in red."""
	first = cells.split(":")[0]
	_highlight(sheet, cells, f"AND(ISNUMBER({first}),{first}>{limit})")


def highlight_repeated(sheet: Worksheet, cells: str, allowed: int = 1) -> None:
	"""Entries that stand in the column more often than allowed in red."""
	first, column = cells.split(":")[0], absolute_coordinate(cells)
	_highlight(sheet, cells, f'AND({first}<>"",COUNTIF({column},{first})>{allowed})')


def highlight_text(sheet: Worksheet, cells: str, text: str) -> None:
	"""Cells that show exactly this text in red."""
	_highlight(sheet, cells, f'{cells.split(":")[0]}="{text}"')


def _highlight(sheet: Worksheet, cells: str, formula: str) -> None:
	rule = FormulaRule([formula], font=style.OVER_FONT, fill=style.OVER_FILL)
	sheet.conditional_formatting.add(cells, rule)


def _apply(sheet: Worksheet, cells: str, rule: DataValidation) -> None:
	rule.showErrorMessage, rule.showInputMessage = True, bool(rule.prompt)
	rule.add(cells)
	sheet.add_data_validation(rule)
