"""How the sheets look: named styles, column widths, row heights, print setup."""

from __future__ import annotations

import math
import unicodedata

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.workbooks.columns import Entry

TITLE, SUBTITLE, REMARK, HINT, HEADING, BODY = (
	"科普标题",
	"科普副标题",
	"科普备注",
	"科普提示",
	"科普小标题",
	"科普说明",
)
HEADER_REQUIRED, HEADER_OPTIONAL, HEADER_AUTOMATIC = "科普必填列", "科普选填列", "科普自动列"
AUTOMATIC, SHARE, LABEL = "科普自动计算", "科普比例", "科普项目"
ENTRY_STYLES = {
	Entry.LINE: "科普单行",
	Entry.TEXT: "科普正文",
	Entry.CODE: "科普代码",
	Entry.DATE: "科普日期",
	Entry.NUMBER: "科普数字",
	Entry.CHOICE: "科普选项",
	Entry.FLAG: "科普短选项",
}
LEFT = Alignment(horizontal="left", vertical="center")
OVER_FONT = Font(color="C00000", bold=True)
OVER_FILL = PatternFill(bgColor="FFC7CE", fill_type="solid")

LINE_HEIGHT = 15.0
"""Points of a line of 11 pt text."""

LOWEST_ROW = 20.0
"""Points of a row in which nothing is wrapped."""

TALLEST_ROW = 400.0
"""Points; Excel allows 409."""

_TEXT_FORMAT = "@"
_DATE_FORMAT = 'yyyy"年"m"月"d"日"'
_SONG, _HEI = "宋体", "黑体"
_GRID = Border(**{edge: Side(style="thin", color="BFBFBF") for edge in ("left", "right", "top", "bottom")})
_COLUMNS_ON_A_PAGE = 190
"""Characters that an A4 page in landscape can take across and still be read."""


def add_styles(workbook: Workbook) -> None:
	"""Make the named styles known to a new workbook."""
	for style in (*_frame_styles(), *_entry_styles()):
		workbook.add_named_style(style)


def display_width(text: str) -> int:
	"""Columns that a line of text takes: two for an East-Asian character, one for another."""
	return sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text)


def height_of(text: str, width: float) -> float:
	"""Points that a wrapped text needs in a column of this width."""
	lines = sum(max(1, math.ceil(display_width(line) / max(width - 1, 1))) for line in text.split("\n"))
	return max(LOWEST_ROW, min(lines * LINE_HEIGHT + 4, TALLEST_ROW))


def set_print(
	sheet: Worksheet, header_row: int, width: float, *, landscape: bool = True, frozen: int = 0
) -> None:
	"""A4, as wide as can be read, header and frozen columns on every page, numbered pages."""
	setup = sheet.page_setup
	setup.paperSize = sheet.PAPERSIZE_A4
	setup.orientation = sheet.ORIENTATION_LANDSCAPE if landscape else sheet.ORIENTATION_PORTRAIT
	setup.fitToWidth, setup.fitToHeight = max(1, math.ceil(width / _COLUMNS_ON_A_PAGE)), 0
	sheet.sheet_properties.pageSetUpPr.fitToPage = True
	margins = sheet.page_margins
	margins.left = margins.right = 0.4
	margins.top, margins.bottom, margins.footer = 0.6, 0.8, 0.4
	sheet.print_title_rows = f"{header_row}:{header_row}"
	if frozen:
		sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
	sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _frame_styles() -> list[NamedStyle]:
	centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
	left = Alignment(vertical="top", wrap_text=True)
	headers = ((HEADER_REQUIRED, "1F4E79", "FFFFFF"), (HEADER_OPTIONAL, "BDD7EE", "000000"))
	return [
		_style(TITLE, Font(name=_HEI, size=16), Alignment(vertical="center")),
		_style(SUBTITLE, Font(name=_SONG, size=11), Alignment(vertical="center")),
		_style(REMARK, Font(name=_SONG, size=9, color="7F7F7F"), Alignment(vertical="center", indent=1)),
		_style(HINT, Font(name=_SONG, size=9, color="7F7F7F"), Alignment(vertical="bottom", wrap_text=True)),
		_style(HEADING, Font(name=_HEI, size=12), left),
		_style(BODY, Font(name=_SONG, size=11), left),
		_style(LABEL, Font(name=_HEI, size=11), centred, "DDEBF7", _GRID),
		*(
			_style(name, Font(name=_HEI, size=11, color=ink), centred, fill, _GRID)
			for name, fill, ink in (*headers, (HEADER_AUTOMATIC, "E7E6E6", "595959"))
		),
		_style(AUTOMATIC, Font(name=_SONG, size=11, color="595959"), centred, "F2F2F2", _GRID),
		_style(SHARE, Font(name=_SONG, size=11), centred, "F2F2F2", _GRID, "0.0%"),
	]


def _entry_styles() -> list[NamedStyle]:
	font = Font(name=_SONG, size=11)
	text = Alignment(vertical="top", wrap_text=True)
	line = Alignment(vertical="center", wrap_text=True)
	centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
	looks = {
		Entry.LINE: (line, _TEXT_FORMAT),
		Entry.TEXT: (text, _TEXT_FORMAT),
		Entry.CODE: (line, _TEXT_FORMAT),
		Entry.DATE: (centred, _DATE_FORMAT),
		Entry.NUMBER: (centred, "General"),
		Entry.CHOICE: (line, _TEXT_FORMAT),
		Entry.FLAG: (centred, _TEXT_FORMAT),
	}
	return [
		_style(name, font, looks[entry][0], None, _GRID, looks[entry][1])
		for entry, name in ENTRY_STYLES.items()
	]


def _style(
	name: str,
	font: Font,
	alignment: Alignment,
	fill: str | None = None,
	border: Border | None = None,
	number_format: str = "General",
) -> NamedStyle:
	return NamedStyle(
		name,
		font=font,
		alignment=alignment,
		fill=PatternFill("solid", fgColor=fill) if fill else PatternFill(),
		border=border or Border(),
		number_format=number_format,
	)
