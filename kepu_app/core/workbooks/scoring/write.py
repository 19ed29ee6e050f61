"""Adds the sheet 综合评估: a row a county, or a row an item of each county and one of its totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.assessment import (
	Assessment,
	AssessmentState,
	ScoringItem,
	Subject,
	SubjectResult,
	rank_subjects,
)
from kepu_app.core.errors import InputError
from kepu_app.core.model import County
from kepu_app.core.workbooks import style
from kepu_app.core.workbooks.cells import number_format, put_formula, put_value
from kepu_app.core.workbooks.columns import HINT_ROW, SCORING_SHEET, TITLE_ROW, Entry
from kepu_app.core.workbooks.counties import county_label
from kepu_app.core.workbooks.scoring.formulas import Grid, result_formulas, total_formula
from kepu_app.core.workbooks.scoring.layout import (
	FIRST_RULE_ROW,
	HEADER_ROW,
	HEADERS,
	LEAD,
	OUTLIER_FIELDS,
	RECUSED,
	REMARK_ENDING,
	RESULTS,
	RULES,
	TOTAL,
	TOTALS,
	Rule,
	RuleKind,
	Scoring,
)

_HINT = "评审专家一人一列，只填得分；因与该县有利害关系不评的，填“回避：原因”。灰色各列自动计算；要增减专家，在他们的列之间插入或删去一列。"
_WIDTHS = {
	"county": 22,
	"group": 30,
	"item": 34,
	"full_marks": 8,
	"weight": 8,
	"final": 10,
	"mean": 10,
	"spread": 10,
}
_RESULT_WIDTH, _ASSESSOR_WIDTH, _REMARK_WIDTH = 7, 11, 30
_FIRST_ROW = HEADER_ROW + 1

Results = dict[tuple[str, str], Any]
"""What formulas come to, by sheet and coordinate."""


@dataclass
class _Sheet:
	"""The sheet in the making."""

	sheet: Worksheet
	scoring: Scoring
	grid: Grid
	results: Results
	remark_columns: dict[str, int] = field(default_factory=dict)

	def put(self, row: int, column: int, value: Any, look: str, what: str) -> None:
		put_value(self.sheet.cell(row, column), value, look, f"“{SCORING_SHEET}”第{row}行的“{what}”")

	def grow(self, row: int, text: str, width: float) -> None:
		"""Make the row high enough for a text."""
		dimension = self.sheet.row_dimensions[row]
		dimension.height = max(dimension.height or style.LOWEST_ROW, style.height_of(text, width))

	def work_out(self, row: int, column: int, formula: str, result: Any) -> None:
		cell = self.sheet.cell(row, column)
		put_formula(cell, formula, style.AUTOMATIC)
		if isinstance(result, Decimal):
			cell.number_format = number_format(result)
		self.results[SCORING_SHEET, cell.coordinate] = "" if result is None else result


def add_scoring(
	workbook: Workbook, title: str, scoring: Scoring, counties: Sequence[County], results: Results
) -> None:
	"""Add the sheet, with every county of the list.

	Args:
		workbook: with the styles of ``style.add_styles``.
		title: over the sheet.
		scoring: sheet, assessors and what they have given so far.
		counties: the rows.
		results: takes up what the formulas come to.

	Raises:
		InputError: assessments that cannot be counted, an assessor whose name is blank, repeated or that of
			another column, or an item that is called like the row of totals.
	"""
	_check_names(scoring.assessors)
	_check_items(scoring)
	subjects = [Subject(each.code, each.name) for each in counties]
	ranking = rank_subjects(scoring.sheet, subjects, scoring.assessments)
	sheet = workbook.create_sheet(SCORING_SHEET)
	made = _Sheet(sheet, scoring, _grid(scoring, len(counties)), results)
	_add_head(made, title)
	row = _FIRST_ROW
	for county, result in zip(counties, ranking.results, strict=True):
		row = _add_county(made, row, county, result)
	_finish(made, row - 1)


def _check_names(assessors: Sequence[str]) -> None:
	taken: set[str] = set()
	for name in assessors:
		reason = ""
		if not name.strip():
			reason = "姓名为空"
		elif name in taken:
			reason = "写了两次，同名的请在姓名后注明单位"
		elif name in HEADERS.values():
			reason = "与表中的另一列重名"
		elif name.endswith(REMARK_ENDING):
			reason = f"以“{REMARK_ENDING}”结尾的列是评语"
		if reason:
			message = f"“{SCORING_SHEET}”不能有名为“{name}”的评审专家：{reason}"
			raise InputError(message, code="workbook.assessor_name", place=SCORING_SHEET)
		taken.add(name)


def _check_items(scoring: Scoring) -> None:
	for item in scoring.sheet.items:
		if item.text.strip() in TOTALS and not _is_one_total(scoring):
			message = f"“{SCORING_SHEET}”的评分项目不能叫“{item.text}”，那是各项相加的一行"
			raise InputError(message, code="workbook.scoring_item", place=SCORING_SHEET)


def _is_one_total(scoring: Scoring) -> bool:
	"""Whether a county needs no rows but that of its totals."""
	items = scoring.sheet.items
	return len(items) == 1 and items[0].text == TOTAL and items[0].full_marks == scoring.sheet.scale


def _grid(scoring: Scoring, counties: int) -> Grid:
	has_groups = any(each.group for each in scoring.sheet.items)
	lead = [key for key in LEAD if key != "group" or has_groups]
	columns = {key: number for number, key in enumerate(lead, start=1)}
	first, last = len(lead) + 1, len(lead) + max(len(scoring.assessors), 1)
	columns |= {key: number for number, key in enumerate(RESULTS, start=last + 1)}
	rows = 1 if _is_one_total(scoring) else len(scoring.sheet.items) + 1
	last_row = HEADER_ROW + max(rows * counties, 1)
	return Grid(columns, first, last, columns["full_marks"], _FIRST_ROW, last_row)


def _add_head(made: _Sheet, title: str) -> None:
	made.put(TITLE_ROW, 1, title, style.TITLE, "标题")
	made.put(HINT_ROW, 1, _HINT, style.REMARK, "说明")
	made.sheet.row_dimensions[TITLE_ROW].height = 28
	made.sheet.sheet_view.showGridLines = False
	for row, rule in enumerate(RULES, start=FIRST_RULE_ROW):
		label, value = made.grid.columns["item"], made.grid.value_column
		made.put(row, label, rule.label, style.LABEL, rule.label)
		made.put(row, value, _rule_value(made.scoring, rule), style.ENTRY_STYLES[Entry.NUMBER], rule.label)
		made.put(row, value + 1, rule.hint, style.REMARK, rule.label)
	made.sheet.cell(FIRST_RULE_ROW, made.grid.value_column).alignment = style.LEFT
	for key, number in made.grid.columns.items():
		look = style.HEADER_AUTOMATIC if key in RESULTS else style.HEADER_OPTIONAL
		_add_header(made, number, HEADERS[key], look, _WIDTHS.get(key, _RESULT_WIDTH))
	for number, name in enumerate(made.scoring.assessors, start=made.grid.first_assessor):
		_add_header(made, number, name, style.HEADER_REQUIRED, _ASSESSOR_WIDTH)
	remarked = [name for name in made.scoring.assessors if any(_remarks(made.scoring, name))]
	for number, name in enumerate(remarked, start=made.grid.columns["rank"] + 1):
		_add_header(made, number, f"{name}{REMARK_ENDING}", style.HEADER_OPTIONAL, _REMARK_WIDTH)
		made.remark_columns[name] = number


def _add_header(made: _Sheet, column: int, text: str, look: str, width: float) -> None:
	made.put(HEADER_ROW, column, text, look, text)
	made.sheet.column_dimensions[get_column_letter(column)].width = width


def _remarks(scoring: Scoring, assessor: str) -> Iterator[str]:
	for each in scoring.assessments:
		if each.assessor == assessor:
			yield from (mark.remark for mark in each.marks if mark.remark)


def _rule_value(scoring: Scoring, rule: Rule) -> Any:
	holder: Any = scoring.sheet.outliers if rule.field in OUTLIER_FIELDS else scoring.sheet
	value = getattr(holder, rule.field)
	return value * 100 if rule.kind is RuleKind.PERCENT else value


def _add_county(made: _Sheet, row: int, county: County, result: SubjectResult) -> int:
	"""Add a county's rows; returns the row below."""
	label, items = county_label(county), made.scoring.sheet.items
	if _is_one_total(made.scoring):
		_add_lead(made, row, label, items[0])
		_add_marks(made, row, items[0], result)
		_add_results(made, row, result)
		return row + 1
	for place, item in enumerate(items):
		_add_lead(made, row + place, label, item)
		_add_marks(made, row + place, item, result)
	total = row + len(items)
	_add_total(made, row, total, label, result)
	_add_results(made, total, result)
	return total + 1


def _add_lead(made: _Sheet, row: int, label: str, item: ScoringItem) -> None:
	values = {
		"county": label,
		"group": item.group,
		"item": item.text,
		"full_marks": item.full_marks,
		"weight": item.weight,
	}
	for key, value in values.items():
		if key in made.grid.columns:
			made.put(row, made.grid.columns[key], value, style.ENTRY_STYLES[Entry.LINE], HEADERS[key])
	made.grow(row, item.text, _WIDTHS["item"])


def _add_marks(made: _Sheet, row: int, item: ScoringItem, result: SubjectResult) -> None:
	for number, name in enumerate(made.scoring.assessors, start=made.grid.first_assessor):
		score = result.score(name)
		found = score.assessment if score else None
		entry = _entry(made, found, item)
		made.put(row, number, entry, style.ENTRY_STYLES[Entry.NUMBER], name)
		if isinstance(entry, str):
			made.grow(row, entry, _ASSESSOR_WIDTH)
		if name in made.remark_columns:
			remark = (
				next((each.remark for each in found.marks if each.item == item.number), "") if found else ""
			)
			look = style.ENTRY_STYLES[Entry.LINE]
			made.put(row, made.remark_columns[name], remark, look, f"{name}{REMARK_ENDING}")


def _entry(made: _Sheet, found: Assessment | None, item: ScoringItem) -> Any:
	if found is None:
		return None
	if found.state is AssessmentState.RECUSED:
		is_first = item.number == made.scoring.sheet.items[0].number
		return f"{RECUSED}：{found.reason.strip()}" if is_first else None
	return found.value(item.number)


def _add_total(made: _Sheet, top: int, row: int, label: str, result: SubjectResult) -> None:
	values = {"county": label, "item": TOTAL, "full_marks": made.scoring.sheet.scale}
	for key, column in made.grid.columns.items():
		if key in LEAD:
			made.put(row, column, values.get(key), style.LABEL, HEADERS[key])
	for number, name in enumerate(made.scoring.assessors, start=made.grid.first_assessor):
		score = result.score(name)
		total: Any = score.total if score else None
		if score and score.assessment.state is AssessmentState.RECUSED:
			total = RECUSED
		made.work_out(row, number, total_formula(made.grid, number, top, row), total)


def _add_results(made: _Sheet, row: int, result: SubjectResult) -> None:
	absent = len(made.scoring.assessors) - result.counted - result.recused
	values = {
		"final": result.trimmed_mean,
		"mean": result.mean,
		"spread": result.spread,
		"counted": result.counted,
		"missing": absent,
		"recused": result.recused,
		"rank": result.rank,
	}
	for key, formula in result_formulas(made.grid, row).items():
		made.work_out(row, made.grid.columns[key], formula, values[key])
		if key in ("final", "mean", "spread"):
			shown = number_format(Decimal(1).scaleb(-made.scoring.sheet.digits))
			made.sheet.cell(row, made.grid.columns[key]).number_format = shown


def _finish(made: _Sheet, last: int) -> None:
	sheet, grid = made.sheet, made.grid
	if last >= _FIRST_ROW and made.scoring.assessors:
		_add_rules(made, last)
	sheet.freeze_panes = f"{get_column_letter(grid.first_assessor)}{_FIRST_ROW}"
	widths = [
		sheet.column_dimensions[get_column_letter(each)].width for each in range(1, sheet.max_column + 1)
	]
	style.set_print(sheet, HEADER_ROW, sum(widths), frozen=grid.columns["item"])
	sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(sheet.max_column)}{max(last, _FIRST_ROW)}"


def _add_rules(made: _Sheet, last: int) -> None:
	"""Refuses what no mark can be while it is typed; marks what came in otherwise in red."""
	first, letters = _FIRST_ROW, (made.grid.first_assessor, made.grid.last_assessor)
	cells = f"{get_column_letter(letters[0])}{first}:{get_column_letter(letters[1])}{last}"
	cell = f"{get_column_letter(letters[0])}{first}"
	full = f"${get_column_letter(made.grid.columns['full_marks'])}{first}"
	is_mark = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<={full})"
	rule = DataValidation("custom", formula1=f'OR({is_mark},LEFT({cell},{len(RECUSED)})="{RECUSED}")')
	rule.allow_blank, rule.errorStyle, rule.showErrorMessage = True, "stop", True
	rule.errorTitle, rule.error = "不是可能的得分", "请填写0到满分之间的数字；不评的填“回避：原因”。"
	rule.add(cells)
	made.sheet.add_data_validation(rule)
	over = FormulaRule(
		[f"AND(ISNUMBER({cell}),OR({cell}<0,{cell}>{full}))"], font=style.OVER_FONT, fill=style.OVER_FILL
	)
	made.sheet.conditional_formatting.add(cells, over)
