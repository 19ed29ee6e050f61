"""What a sheet of the workbook and its columns are, for the writer and the reader alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from kepu_app.core.model import RecordKind

GUIDE_SHEET = "填写说明"


STANDARD_SHEET = "测评标准"


OPTIONS_SHEET = "选项"


RECEIPTS_SHEET = "收件清单"


SCORING_SHEET = "综合评估"


OWN_SHEETS = (GUIDE_SHEET, STANDARD_SHEET, OPTIONS_SHEET, RECEIPTS_SHEET)
"""Sheets that the writer makes and no reader of entries looks into."""


PASSED_OVER = (*OWN_SHEETS, SCORING_SHEET)
"""Sheets that the reader of a submission passes over."""


TITLE_ROW, HINT_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4
"""Where the writer puts things; the reader looks for the header row."""


MOST_REPEATED = 60
"""Sections or reasons of one record, far beyond any report."""


CUSTOM_KINDS = (RecordKind.COUNTY, RecordKind.SUMMARY, RecordKind.CASE, RecordKind.NOMINEE)
"""The kinds of record that have an ``extra``."""


class ValueType(str, Enum):
	"""What a custom column holds."""

	TEXT = "文本"
	NUMBER = "数字"
	DATE = "日期"
	YES_NO = "是/否"


@dataclass(frozen=True)
class CustomColumn:
	"""A field that an administrator added: its values travel in ``extra`` under ``label``."""

	kind: RecordKind
	label: str
	type: ValueType = ValueType.TEXT
	choices: tuple[str, ...] = ()
	hint: str = ""


class Entry(Enum):
	"""How a column is entered, and with that how its cells are formatted."""

	LINE = "line"
	TEXT = "text"
	CODE = "code"
	DATE = "date"
	NUMBER = "number"
	CHOICE = "choice"
	FLAG = "flag"


class Options(Enum):
	"""The drop-down lists, by the header of their column in the sheet of options."""

	PROVINCES = "省份"
	TOPICS = "专题"
	SEXES = "性别"
	POLITICAL_STATUSES = "政治面貌"
	YES_NO = "是否"
	COUNTIES = "示范县"


Formula = Callable[[Callable[[str], str]], str]
"""Makes a cell's formula; is given what turns a column's key into the address in the same row."""


Count = Callable[[str], str]
"""Makes the formula that counts the text at an address."""


not_calculated: Count = str
"""Stands for the counting where a layout only serves to read."""


@dataclass(frozen=True)
class Column:
	"""One column. ``formula`` makes it a computed one that is never read; an ``optional`` one may be
	missing. ``strict`` says whether values other than the options are refused while typing."""

	key: str
	header: str
	hint: str = ""
	width: float = 14
	entry: Entry = Entry.LINE
	options: Options | tuple[str, ...] | None = None
	strict: bool = True
	optional: bool = False
	hidden: bool = False
	formula: Formula | None = None
	limit: int | None = None


@dataclass(frozen=True)
class SheetLayout:
	"""One sheet: a record a row. ``frozen`` columns stay in sight; ``fixed_height`` in points keeps rows of
	long texts low. ``numbered`` is the key of a running number, which alone makes a row no record."""

	kind: RecordKind
	title: str
	columns: tuple[Column, ...]
	frozen: int = 1
	fixed_height: float | None = None
	numbered: str | None = None

	@property
	def name(self) -> str:
		return self.kind.value


def plain_header(header: str) -> str:
	"""Return a header without white space, by which it is compared."""
	return re.sub(r"\s+", "", header)
