"""Writes the workbook of a province: empty, with its counties, or with all that it has filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.cycle import Cycle
from kepu_app.core.model import Province, RecordKind, Submission
from kepu_app.core.workbooks import entry_rules, style
from kepu_app.core.workbooks.cells import put_formula, put_value
from kepu_app.core.workbooks.columns import (
	FIRST_ROW,
	HEADER_ROW,
	HINT_ROW,
	OPTIONS_SHEET,
	TITLE_ROW,
	Column,
	CustomColumn,
	Entry,
	Options,
	SheetLayout,
)
from kepu_app.core.workbooks.count_formula import count_formula
from kepu_app.core.workbooks.finish import finished_bytes
from kepu_app.core.workbooks.guide import add_guide, add_standard
from kepu_app.core.workbooks.layout import (
	BASIC_FIELDS,
	MARK_FIELD,
	SPARE_SECTIONS,
	TEMPLATE_REASONS,
	assessment_layout,
	case_layout,
	check_custom_columns,
	county_layout,
	nominee_layout,
	summary_layout,
)
from kepu_app.core.workbooks.receipts import Receipt, add_receipts
from kepu_app.core.workbooks.rows import (
	UNSETTLED,
	Row,
	aligned_sections,
	assessment_rows,
	case_rows,
	county_rows,
	custom_columns_of,
	given_reasons,
	nominee_rows,
	stated_criteria,
	summary_rows,
)
from kepu_app.core.workbooks.scoring.layout import Scoring
from kepu_app.core.workbooks.scoring.write import add_scoring

_READY_ROWS, _SPARE_ROWS = 60, 20
"""Rows made ready in a sheet of counties, at least, and beyond the filled ones."""

_SPARE_RECORDS = 2
"""Rows made ready beyond the quota, in case a draft holds more."""

_ROWS_ON_PAPER = 1
"""Empty rows that are printed; the others made ready are not."""

_LAST_RULED_ROW = 1_000
"""Down to which drop-down lists and highlights reach when a clerk adds rows."""

_BASIC_HINTS = {
	"name": "必填。从下拉列表选择",
	"association": "必填。印在附件3落款和附件4“单位名称”处，例如安徽省科协",
	"contact_name": "必填。印在附件4",
	"contact_phone": "必填。手机，或带区号的固定电话，例如010-68578249；印在附件4",
	"dated": "印在附件3末尾，例如2025-2-10",
}


def write_workbook(
	cycle: Cycle,
	province: Province | None = None,
	*,
	submission: Submission | None = None,
	custom_columns: Sequence[CustomColumn] = (),
	export_mark: str = "",
	receipts: Sequence[Receipt] = (),
	scoring: Scoring | None = None,
) -> bytes:
	"""Return an .xlsx for a province to fill in, or with what it has filed so far.

	Read back by ``read_workbook``, the content is equal, with these exceptions. Stamped scans do not
	travel. A summary has every heading of the cycle, with an empty text where it had none. Topics are named
	by their code. Reasons for missing counties stand in the order of the counties. White space at either
	end of an entry of one line goes. Blank values, and records that hold nothing but their county or
	number, are left out.

	Args:
		cycle: whose headings, topics, limits and standard the workbook has.
		province: for an empty workbook; left out, the clerk chooses it. A submission brings its own.
		submission: what to fill in. With counties alone, it prepares a row for each of them.
		custom_columns: the administrator's fields; those of which the submission has values come by
			themselves.
		export_mark: a line for the exporting system, given back by ``read_workbook``.
		receipts: what came as files, for a sheet of its own.
		scoring: the assessment of the counties, for a sheet of its own.

	Raises:
		InputError: a text too long for a cell, with characters that a file cannot hold, a number or date
			that a cell cannot keep, a reason or a self-assessment without its place, or a custom column
			whose name is taken.
	"""
	if submission and submission.cycle != cycle:
		raise ValueError("write_workbook: the submission is of another cycle")
	filled = submission or Submission(cycle, province or Province(code="", name="", association=""))
	book = _Book(cycle)
	add_guide(book.workbook, cycle)
	_add_basics(book, filled, export_mark)
	for layout, rows, ready in _tables(filled, custom_columns_of(filled, custom_columns)):
		_add_table(book, layout, [*rows, *({} for _ in range(ready))])
	add_standard(book.workbook, cycle.standard)
	if scoring:
		title = f"{cycle.year}年全国科普示范县综合评估"
		add_scoring(book.workbook, title, scoring, filled.counties, book.results)
	if receipts:
		add_receipts(book.workbook, f"{cycle.year}年收件清单", receipts)
	book.workbook.move_sheet(OPTIONS_SHEET, len(book.workbook.worksheets))
	title = f"{cycle.year}年全国科普示范县填报工作簿"
	return finished_bytes(book.workbook, title, cycle.notice_date, book.results)


class _Book:
	"""The workbook in the making, its lists, and what its formulas come to."""

	def __init__(self, cycle: Cycle) -> None:
		self.cycle = cycle
		self.workbook = Workbook()
		self.workbook.remove(self.workbook.active)
		style.add_styles(self.workbook)
		self.lists = entry_rules.OptionLists(self.workbook, cycle)
		self.results: dict[tuple[str, str], int | str | Decimal] = {}


def _tables(filled: Submission, custom: Sequence[CustomColumn]) -> list[tuple[SheetLayout, list[Row], int]]:
	"""Every sheet of records: layout, rows, and how many empty rows to make ready behind them."""
	cycle, count = filled.cycle, _counter(filled.cycle)
	sections = [len(aligned_sections(cycle, each)) for each in filled.summaries]
	extra_sections = max([SPARE_SECTIONS, *(each - len(cycle.headings) for each in sections)])
	reasons = max([TEMPLATE_REASONS, *(len(given_reasons(each)) for each in filled.nominees)])
	tables = (
		(county_layout(custom), county_rows(filled)),
		(summary_layout(cycle, extra_sections, custom, count), summary_rows(filled)),
		(assessment_layout(cycle, stated_criteria(filled)), assessment_rows(filled)),
		(case_layout(cycle, custom, count), case_rows(filled)),
		(nominee_layout(cycle, reasons, custom, count), nominee_rows(filled)),
	)
	check_custom_columns([layout for layout, _ in tables], custom)
	return [(layout, rows, _rows_to_make_ready(layout, len(rows))) for layout, rows in tables]


def _rows_to_make_ready(layout: SheetLayout, filled: int) -> int:
	return _SPARE_RECORDS if layout.numbered else max(_SPARE_ROWS, _READY_ROWS - filled)


def _counter(cycle: Cycle) -> Callable[[str], str]:
	places = (entry_rules.OPTION_ROWS, entry_rules.NOT_COUNTED_CELL, entry_rules.RUNS_CELL)
	return lambda cell: count_formula(cell, cycle.counting_method, *places)


def _add_basics(book: _Book, filled: Submission, export_mark: str) -> None:
	sheet = book.workbook.create_sheet(RecordKind.SUBMISSION.value)
	_add_title(sheet, f"{book.cycle.year}年全国科普示范县汇总材料基本信息")
	values = {"year": book.cycle.year, "dated": filled.dated, MARK_FIELD[0]: export_mark}
	fields = (*BASIC_FIELDS, MARK_FIELD) if export_mark else BASIC_FIELDS
	entries = {"year": Entry.NUMBER, "dated": Entry.DATE}
	for row, (key, label) in enumerate(fields, start=FIRST_ROW):
		value = values[key] if key in values else getattr(filled.province, key)
		look = style.ENTRY_STYLES[entries.get(key, Entry.CODE)]
		put_value(sheet.cell(row, 1), label, style.LABEL, label)
		put_value(sheet.cell(row, 2), value, look, f"“{sheet.title}”的“{label}”")
		sheet.cell(row, 2).alignment = style.LEFT
		put_value(sheet.cell(row, 3), _BASIC_HINTS.get(key, "请勿改动"), style.REMARK, label)
		sheet.row_dimensions[row].height = 24
		if key == "name":
			entry_rules.add_list(sheet, f"B{row}", book.lists.place(Options.PROVINCES, label))
		elif key == "dated":
			entry_rules.add_date_rule(sheet, f"B{row}")
	for letter, width in zip("ABC", (16, 40, 60), strict=True):
		sheet.column_dimensions[letter].width = width
	style.set_print(sheet, TITLE_ROW, 116, landscape=False)


def _add_table(book: _Book, layout: SheetLayout, rows: Sequence[Row]) -> None:
	sheet = book.workbook.create_sheet(layout.name)
	_add_title(sheet, f"{book.cycle.year}年{layout.title}")
	letters = {column.key: get_column_letter(n) for n, column in enumerate(layout.columns, start=1)}
	for column in layout.columns:
		_add_header(sheet, letters[column.key], column)
	for number, row in enumerate(rows, start=FIRST_ROW):
		_add_row(book, sheet, layout, letters, number, row)
		sheet.row_dimensions[number].height = _row_height(layout, row)
	last = FIRST_ROW - 1 + len(rows)
	for column in layout.columns:
		letter = letters[column.key]
		_add_rules(book, sheet, layout, column, f"{letter}{FIRST_ROW}:{letter}{max(last, _LAST_RULED_ROW)}")
	for number in (HINT_ROW, HEADER_ROW):
		sheet.row_dimensions[number].height = _frame_height(layout, number)
	_set_paper(sheet, layout, min(last, _last_printed(rows)))
	if layout.kind is RecordKind.COUNTY:
		entry_rules.name_county_options(book.workbook, letters["option"], last)


def _set_paper(sheet: Worksheet, layout: SheetLayout, last: int) -> None:
	sheet.freeze_panes = f"{get_column_letter(layout.frozen + 1)}{FIRST_ROW}"
	width = sum(each.width for each in layout.columns if not each.hidden)
	style.set_print(sheet, HEADER_ROW, width, frozen=layout.frozen)
	sheet.print_area = f"A1:{get_column_letter(len(layout.columns))}{last}"


def _last_printed(rows: Sequence[Row]) -> int:
	filled = [number for number, row in enumerate(rows, start=FIRST_ROW) if row]
	return max(filled, default=FIRST_ROW) + _ROWS_ON_PAPER


def _add_title(sheet: Worksheet, title: str) -> None:
	put_value(sheet.cell(TITLE_ROW, 1), title, style.TITLE, sheet.title)
	sheet.row_dimensions[TITLE_ROW].height = 28
	sheet.sheet_view.showGridLines = False


def _add_header(sheet: Worksheet, letter: str, column: Column) -> None:
	put_value(sheet[f"{letter}{HINT_ROW}"], column.hint, style.HINT, f"“{column.header}”的说明")
	look = style.HEADER_AUTOMATIC if column.formula else style.HEADER_OPTIONAL
	if column.hint.startswith(("必填", "从下拉列表")):
		look = style.HEADER_REQUIRED
	put_value(sheet[f"{letter}{HEADER_ROW}"], column.header, look, f"“{sheet.title}”的列标题")
	dimension = sheet.column_dimensions[letter]
	dimension.width, dimension.hidden = column.width, column.hidden
	if column.entry in (Entry.CODE, Entry.LINE, Entry.TEXT) and not column.formula:
		# The rows below those made ready are text too, so that a code typed there stays as it is.
		dimension.number_format = "@"


def _frame_height(layout: SheetLayout, row: int) -> float:
	"""Return the height of the hints or of the headers: that of the tallest."""
	texts = [(each.hint if row == HINT_ROW else each.header, each.width) for each in layout.columns]
	return max(style.height_of(text, width) for text, width in texts)


def _add_row(
	book: _Book, sheet: Worksheet, layout: SheetLayout, letters: Mapping[str, str], number: int, row: Row
) -> None:
	for position, column in enumerate(layout.columns, start=1):
		cell = sheet.cell(number, position)
		if column.formula:
			put_formula(cell, column.formula(lambda key: f"{letters[key]}{number}"), style.AUTOMATIC)
			book.results[sheet.title, cell.coordinate] = _result(book.cycle, column, row)
		else:
			place = f"“{sheet.title}”第{number}行的“{column.header}”"
			put_value(cell, _entered(book.cycle, column, row), style.ENTRY_STYLES[column.entry], place)


def _row_height(layout: SheetLayout, row: Row) -> float | None:
	"""Points; None for an empty row, which grows as it is filled in."""
	if layout.fixed_height or not row:
		return layout.fixed_height
	texts = ((row.get(each.key), each.width) for each in layout.columns)
	heights = (style.height_of(text, width) for text, width in texts if isinstance(text, str))
	return max(heights, default=None)


def _entered(cycle: Cycle, column: Column, row: Row) -> Any:
	"""Return a value as a clerk enters it: truth values in words, an unchanged heading not at all."""
	value = row.get(column.key)
	if isinstance(value, bool) and column.options is Options.YES_NO:
		return entry_rules.YES if value else entry_rules.NO
	own = {f"section.{position}.heading": each.text for position, each in enumerate(cycle.headings)}
	return None if value == own.get(column.key, object) else value


def _result(cycle: Cycle, column: Column, row: Row) -> int | str:
	"""Return what a formula comes to in a row, as it shows when nothing has been calculated yet."""
	if column.key == "total":
		return _total(cycle, row)
	text: str = row.get(column.key.removeprefix("count."), "")
	if column.key.startswith("count."):
		return cycle.counting_method.measure(text) if text else ""
	return text


def _total(cycle: Cycle, row: Row) -> int | str:
	sections = {key: value for key, value in row.items() if key.startswith("section.") and value}
	if not any(key.endswith(".text") for key in sections):
		return ""
	return cycle.counting_method.measure("\n".join(sections.values()))


def _add_rules(book: _Book, sheet: Worksheet, layout: SheetLayout, column: Column, cells: str) -> None:
	entry_rules.add_entry_rule(sheet, column, cells, book.lists)
	quotas = book.cycle.quotas
	repeated = {
		(RecordKind.COUNTY, "code"): 1,
		(RecordKind.SUMMARY, "county_code"): 1,
		(RecordKind.ASSESSMENT, "county_code"): 1,
		(RecordKind.CASE, "county_code"): quotas.cases_per_county,
		(RecordKind.CASE, "topic"): quotas.cases_per_topic,
	}
	if (layout.kind, column.key) in repeated:
		entry_rules.highlight_repeated(sheet, cells, repeated[layout.kind, column.key])
	if column.limit:
		entry_rules.highlight_over(sheet, cells, column.limit)
	if column.key == "state":
		entry_rules.highlight_text(sheet, cells, UNSETTLED)
