"""收件清单: the sheet that says of every file that came what it is, whose, and what became of it.

It is a report that ``kepu collect`` reads back in its next run; nothing that the rules check stands in it.
Hidden columns hold checksums of the file and of the content as it was taken over. A later run knows by them
whether somebody has changed it in the workbook since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kepu_app.core.sandbox import run_limited
from kepu_app.core.workbooks import style
from kepu_app.core.workbooks.cell_text import LONGEST_CELL, forbidden_characters
from kepu_app.core.workbooks.cells import put_value
from kepu_app.core.workbooks.columns import FIRST_ROW, HEADER_ROW, HINT_ROW, RECEIPTS_SHEET, TITLE_ROW, Entry
from kepu_app.core.workbooks.entry_rules import highlight_text
from kepu_app.core.workbooks.findings import Findings
from kepu_app.core.workbooks.load import RawSheet, load_sheets


class Outcome(str, Enum):
	"""What was done with a file or with one of its records; the value is what the list shows."""

	TAKEN = "收入"
	REPLACED = "替换"
	WAITING = "待替换"
	OLDER = "较早版本"
	KEPT = "保留工作簿"
	REMOVED = "已删去"
	DUPLICATE = "重复文件"
	SCAN = "盖章件"
	OTHER = "不收入"
	UNPLACED = "未能归类"
	UNREAD = "没有读取"
	JUNK = "不是材料"
	MISSING = "没有来文件"


@dataclass(frozen=True)
class Receipt:
	"""One line: a file, or one of several records of a file, each as it is shown.

	``file`` is blank for a county from which nothing has come. ``sha256`` is the file's; ``record`` names
	the record that was found in it. ``taken`` is the checksum of the content that was taken over, blank
	where nothing was.
	"""

	file: str
	kind: str = ""
	county: str = ""
	title: str = ""
	words: int | None = None
	outcome: str = ""
	remark: str = ""
	modified: str = ""
	sha256: str = ""
	record: str = ""
	taken: str = ""

	def as_dict(self) -> dict[str, str | int | None]:
		"""For ``--json`` and for the Desk."""
		return {each.name: getattr(self, each.name) for each in fields(self)}


_COLUMNS: tuple[tuple[str, str, float, Entry], ...] = (
	("file", "文件", 38, Entry.LINE),
	("kind", "是什么", 12, Entry.FLAG),
	("county", "示范县", 17, Entry.LINE),
	("title", "标题", 26, Entry.LINE),
	("words", "字数", 7, Entry.NUMBER),
	("outcome", "处理", 12, Entry.FLAG),
	("remark", "说明", 60, Entry.LINE),
	("modified", "文件时间", 17, Entry.FLAG),
	("sha256", "文件校验", 20, Entry.CODE),
	("record", "内容标识", 20, Entry.CODE),
	("taken", "内容校验", 20, Entry.CODE),
)
_HIDDEN = ("sha256", "record", "taken")
_HIGHLIGHTED = (Outcome.WAITING, Outcome.UNPLACED, Outcome.UNREAD, Outcome.MISSING)
_HINT = "由kepu collect自动生成，下次收件时更新；检查和生成汇总材料时不读取。"


def add_receipts(workbook: Workbook, title: str, receipts: Sequence[Receipt]) -> None:
	"""Add the sheet as the last one."""
	sheet = workbook.create_sheet(RECEIPTS_SHEET)
	sheet.sheet_view.showGridLines = False
	put_value(sheet.cell(TITLE_ROW, 1), title, style.TITLE, RECEIPTS_SHEET)
	put_value(sheet.cell(HINT_ROW, 1), _HINT, style.REMARK, RECEIPTS_SHEET)
	for number, (key, header, width, _) in enumerate(_COLUMNS, start=1):
		put_value(sheet.cell(HEADER_ROW, number), header, style.HEADER_AUTOMATIC, RECEIPTS_SHEET)
		dimension = sheet.column_dimensions[get_column_letter(number)]
		dimension.width, dimension.hidden = width, key in _HIDDEN
	for row, receipt in enumerate(receipts, start=FIRST_ROW):
		_add_row(sheet, row, receipt)
	_finish(sheet, FIRST_ROW - 1 + len(receipts))


def read_receipts(source: Path | bytes, name: str = "工作簿") -> tuple[Receipt, ...]:
	"""Return the lines of a workbook's 收件清单; none if it has no such sheet.

	It is read in a child process with limits.

	Raises:
		InputError: the file is no workbook that can be read at all, or not within the limits.
	"""
	name = source.name if isinstance(source, Path) else name
	return run_limited(read_unlimited, source, name, name=name)


def read_unlimited(source: Path | bytes, name: str) -> tuple[Receipt, ...]:
	"""As ``read_receipts``, in this process."""
	sheets = load_sheets(source, name, Findings())
	sheet = next((each for each in sheets if each.name.strip() == RECEIPTS_SHEET), None)
	return _lines(sheet) if sheet else ()


def _lines(sheet: RawSheet) -> tuple[Receipt, ...]:
	keys = {header: key for key, header, _, _ in _COLUMNS}
	columns = {
		column: keys[str(cell.value)]
		for (row, column), cell in sheet.cells.items()
		if row == HEADER_ROW and str(cell.value) in keys
	}
	rows: dict[int, dict[str, str]] = {}
	for (row, column), cell in sorted(sheet.cells.items()):
		if row >= FIRST_ROW and column in columns:
			rows.setdefault(row, {})[columns[column]] = str(cell.value)
	return tuple(_receipt(values) for values in rows.values())


def _receipt(values: Mapping[str, str]) -> Receipt:
	words = values.get("words", "")
	texts = {key: value for key, value in values.items() if key != "words"}
	return Receipt(**{"file": "", **texts}, words=int(words) if words.isdecimal() else None)


def _add_row(sheet: Worksheet, row: int, receipt: Receipt) -> None:
	height = style.LOWEST_ROW
	for number, (key, header, width, entry) in enumerate(_COLUMNS, start=1):
		value = getattr(receipt, key)
		if isinstance(value, str):
			value = _writable(value)
			height = max(height, style.height_of(value, width) if key not in _HIDDEN else 0)
		put_value(sheet.cell(row, number), value, style.ENTRY_STYLES[entry], header)
	sheet.row_dimensions[row].height = height


def _writable(text: str) -> str:
	"""Return what a cell can hold of a file's name, which may hold anything."""
	for character in forbidden_characters(text):
		text = text.replace(character, "\ufffd")
	return text[: LONGEST_CELL // 2]


def _finish(sheet: Worksheet, last: int) -> None:
	sheet.freeze_panes = f"B{FIRST_ROW}"
	letter = get_column_letter([key for key, *_ in _COLUMNS].index("outcome") + 1)
	for each in _HIGHLIGHTED:
		highlight_text(sheet, f"{letter}{FIRST_ROW}:{letter}{max(last, FIRST_ROW)}", each.value)
	shown = [width for key, _, width, _ in _COLUMNS if key not in _HIDDEN]
	style.set_print(sheet, HEADER_ROW, sum(shown), frozen=1)
	sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(_COLUMNS))}{max(last, FIRST_ROW)}"
