"""Writes the template of the county list, or the list as it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.county_list.layout import (
	COUNTY_SHEET,
	GUIDE_SHEET,
	OPTIONS_SHEET,
	ROLE_NAMES,
	CountyEntry,
	ListLayout,
	UserEntry,
	county_list_layout,
	user_list_layout,
)
from kepu_app.core.model import Province
from kepu_app.core.workbooks import style
from kepu_app.core.workbooks.cells import put_value
from kepu_app.core.workbooks.columns import FIRST_ROW, HEADER_ROW, HINT_ROW, TITLE_ROW, Column, Entry, Options
from kepu_app.core.workbooks.counties import county_label
from kepu_app.core.workbooks.entry_rules import add_list, highlight_repeated
from kepu_app.core.workbooks.finish import finished_bytes

_LAST_RULED_ROW = 2_000
"""The last row with drop-down lists; the country has 533 counties."""

_READY_ROWS = 60
_GUIDE = (
	"一、填写",
	"1.“示范县名单”每县一行，“用户”每人一行；一人有几项职责的，每项一行。",
	"2.省份填写名称（如安徽省）或代码（如340000）。",
	"3.县级填报员填写示范县的代码或名称；市级审核员填写省份和所属市；省级审核员填写省份。",
	"4.请不要改工作表和列的名称，不要合并单元格，不要用公式代替内容。",
	"二、导入",
	"1.导入前检查全部内容，有一处错误则什么也不写入，并逐条列出工作表和单元格。",
	"2.已有的示范县按代码更新，没有的新建；留空的单元格不改变已有的内容。",
	"3.已有的用户不改姓名，只增加职责；没有的新建。名单中没有的示范县和用户保持不变。",
)


def write_county_list(
	provinces: Sequence[Province],
	day: date,
	*,
	counties: Sequence[CountyEntry] = (),
	users: Sequence[UserEntry] = (),
) -> bytes:
	"""Return an .xlsx to fill in, with the given entries.

	Args:
		provinces: what can be chosen.
		day: the date in the file's properties.
		counties, users: what exists already; ``read_county_list`` returns them equal.

	Raises:
		InputError: a value that no cell can hold.
	"""
	workbook = Workbook()
	workbook.remove(workbook.active)
	style.add_styles(workbook)
	_add_guide(workbook)
	sheets = [
		(county_list_layout(), [_county_row(each, provinces) for each in counties]),
		(user_list_layout(), [_user_row(each, provinces, counties) for each in users]),
	]
	lists = _add_options(workbook, provinces)
	for layout, rows in sheets:
		_add_sheet(workbook.create_sheet(layout.name), layout, rows, lists)
	workbook.move_sheet(OPTIONS_SHEET, len(workbook.worksheets))
	workbook.active = workbook.worksheets.index(workbook[COUNTY_SHEET])
	return finished_bytes(workbook, "全国科普示范县名单", day, {})


def _county_row(entry: CountyEntry, provinces: Sequence[Province]) -> dict[str, str]:
	county = entry.county
	return {
		"code": county.code,
		"name": county.name,
		"province": _name_of(entry.province, provinces),
		"city": county.city,
		"batch": county.batch,
		"period": county.period,
	}


def _user_row(
	entry: UserEntry, provinces: Sequence[Province], counties: Sequence[CountyEntry]
) -> dict[str, str]:
	labels = {each.county.code: county_label(each.county) for each in counties}
	return {
		"email": entry.email,
		"full_name": entry.full_name,
		"role": entry.role.value,
		"province": _name_of(entry.province, provinces),
		"county": labels.get(entry.county, entry.county),
		"city": entry.city,
		"phone": entry.phone,
	}


def _name_of(code: str, provinces: Sequence[Province]) -> str:
	return next((each.name for each in provinces if each.code == code), code)


def _add_options(workbook: Workbook, provinces: Sequence[Province]) -> Mapping[object, str]:
	sheet = workbook.create_sheet(OPTIONS_SHEET)
	sheet.sheet_state = "hidden"
	lists = {Options.PROVINCES: [each.name for each in provinces], ROLE_NAMES: list(ROLE_NAMES)}
	places: dict[object, str] = {}
	for number, (key, values) in enumerate(lists.items(), start=1):
		letter = get_column_letter(number)
		for row, value in enumerate(values, start=1):
			put_value(sheet.cell(row, number), value, style.ENTRY_STYLES[Entry.LINE], OPTIONS_SHEET)
		places[key] = f"'{OPTIONS_SHEET}'!${letter}$1:${letter}${len(values)}"
	return places


def _add_sheet(
	sheet: Worksheet, layout: ListLayout, rows: Sequence[Mapping[str, str]], lists: Mapping[object, str]
) -> None:
	put_value(sheet.cell(TITLE_ROW, 1), layout.title, style.TITLE, layout.name)
	sheet.row_dimensions[TITLE_ROW].height = 28
	sheet.sheet_view.showGridLines = False
	for number, column in enumerate(layout.columns, start=1):
		_add_column(sheet, get_column_letter(number), column, lists)
	for number in (HINT_ROW, HEADER_ROW):
		sheet.row_dimensions[number].height = _frame_height(layout, number)
	ready: list[dict[str, str]] = [{} for _ in range(max(0, _READY_ROWS - len(rows)))]
	for number, row in enumerate([*rows, *ready], start=FIRST_ROW):
		_add_row(sheet, layout, number, row)
	sheet.freeze_panes = f"{get_column_letter(layout.frozen + 1)}{FIRST_ROW}"
	style.set_print(sheet, HEADER_ROW, sum(each.width for each in layout.columns))


def _add_column(sheet: Worksheet, letter: str, column: Column, lists: Mapping[object, str]) -> None:
	look = style.HEADER_REQUIRED if column.hint.startswith("必填") else style.HEADER_OPTIONAL
	put_value(sheet[f"{letter}{HINT_ROW}"], column.hint, style.HINT, f"“{column.header}”的说明")
	put_value(sheet[f"{letter}{HEADER_ROW}"], column.header, look, f"“{sheet.title}”的列标题")
	sheet.column_dimensions[letter].width = column.width
	# The rows below the prepared ones are text too, so that a typed code stays as it is.
	sheet.column_dimensions[letter].number_format = "@"
	cells = f"{letter}{FIRST_ROW}:{letter}{_LAST_RULED_ROW}"
	if column.options:
		add_list(sheet, cells, lists[column.options], column.strict)
	if (sheet.title, column.key) == (COUNTY_SHEET, "code"):
		highlight_repeated(sheet, cells)


def _frame_height(layout: ListLayout, row: int) -> float:
	texts = [(each.hint if row == HINT_ROW else each.header, each.width) for each in layout.columns]
	return max(style.height_of(text, width) for text, width in texts)


def _add_row(sheet: Worksheet, layout: ListLayout, number: int, row: Mapping[str, str]) -> None:
	for position, column in enumerate(layout.columns, start=1):
		place = f"“{sheet.title}”第{number}行的“{column.header}”"
		put_value(sheet.cell(number, position), row.get(column.key), style.ENTRY_STYLES[column.entry], place)


def _add_guide(workbook: Workbook) -> None:
	sheet = workbook.create_sheet(GUIDE_SHEET)
	sheet.sheet_view.showGridLines = False
	sheet.column_dimensions["A"].width = 90
	put_value(sheet["A1"], "全国科普示范县名单和用户", style.TITLE, GUIDE_SHEET)
	sheet.row_dimensions[1].height = 32
	for row, text in enumerate(_GUIDE, start=2):
		look = style.HEADING if text[1] == "、" else style.BODY
		put_value(sheet.cell(row, 1), text, look, GUIDE_SHEET)
		sheet.row_dimensions[row].height = style.height_of(text, 90) + 2
	style.set_print(sheet, 1, 90, landscape=False)
