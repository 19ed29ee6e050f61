"""What a cell means: text, date, month, figure, statement. Each takes a cell or None for an empty one.

An entry that a clerk or Excel has altered is read as it was meant where only one meaning is possible.
Examples are a code as a number, a date as text, 50% for 50. It is noted unless it looks the same. It is
noted unless it looks the same. Otherwise it is a problem, which names the cell, the value and what should
stand there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from kepu_app.core.choices import settle
from kepu_app.core.figures import typed_number
from kepu_app.core.rules.values import day_of, month_of
from kepu_app.core.workbooks.cells import MOST_DIGITS
from kepu_app.core.workbooks.columns import CustomColumn, ValueType
from kepu_app.core.workbooks.findings import Findings
from kepu_app.core.workbooks.load import RawCell, ValueKind

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+", re.ASCII)
_QUOTED = re.compile(r'"[^"]*"|\\.')
_AMBIGUOUS_MONTH = re.compile(r"(\d{4})\.1", re.ASCII)
_TRUE, _FALSE = frozenset(("是", "达标", "√", "✓", "✔")), frozenset(("否", "未达标", "不达标", "×", "✗"))
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)

Read = TypeVar("Read")


def read_line(cell: RawCell | None, findings: Findings) -> str:
	"""Text of one line or a few: a name, an address. White space at either end goes, with a note."""
	text = read_text(cell, findings)
	stripped = text.strip()
	if cell and stripped != text:
		findings.repeated_note("workbook.spaces", cell.address, "首尾的空格或空行已去掉")
	return stripped


def read_text(cell: RawCell | None, findings: Findings) -> str:
	"""Text exactly as it is."""
	if cell is None:
		return ""
	if cell.kind is ValueKind.TEXT:
		text: str = cell.value
		return text
	if cell.kind is ValueKind.BOOLEAN:
		return "TRUE" if cell.value else "FALSE"
	if cell.kind is ValueKind.NUMBER:
		return _number_as_text(cell, findings)
	sentence = f"应为文本，Excel却把它当成了日期{_shown_date(cell.value)}，请把单元格格式改为“文本”后重新填写"
	findings.problem("workbook.date_for_text", cell.address, sentence)
	return ""


def read_code(cell: RawCell | None, findings: Findings) -> str:
	"""Return a code or telephone number: text in which E+ is no part but what Excel made of a long number."""
	text = read_line(cell, findings)
	if cell and _SCIENTIFIC.fullmatch(text):
		sentence = f"“{text}”是科学计数法，原来的数字已经丢失，请把单元格格式改为“文本”后重新填写"
		findings.problem("workbook.scientific", cell.address, sentence)
	return text


def read_date(cell: RawCell | None, findings: Findings) -> date | None:
	"""Return a day; one that was entered as text is taken with a note if it can only be one day."""
	if cell is None:
		return None
	if cell.kind is ValueKind.DATE and isinstance(cell.value, date):
		return _day_of(cell, findings)
	text = _number_or_text(cell)
	day = day_of(text)
	if day is None:
		sentence = f"“{text}”不是日期，应填写如2025-1-20"
		findings.problem("workbook.date", cell.address, sentence)
	else:
		findings.note("workbook.date_as_text", cell.address, f"文本“{text}”按日期{day.isoformat()}读入")
	return day


def read_month(cell: RawCell | None, findings: Findings) -> str:
	"""Return a month as YYYY-MM; what cannot be one stays as it is, for the rules to refuse."""
	if cell is None:
		return ""
	if cell.kind is ValueKind.DATE and isinstance(cell.value, date):
		return _month_of(cell, findings)
	text = read_code(cell, findings)
	if cell.kind is ValueKind.NUMBER and (found := _AMBIGUOUS_MONTH.fullmatch(text)):
		# Excel drops the zero of 1979.10.
		sentence = f"数字{text}可能是{found[1]}年1月，也可能是10月，应填写如{found[1]}-01"
		findings.problem("workbook.month", cell.address, sentence)
		return ""
	month = month_of(text)
	if month and month != text:
		findings.note("workbook.month_form", cell.address, f"“{text}”按{month}读入")
	return month or text


def read_figure(
	cell: RawCell | None, unit: str, findings: Findings, otherwise: str = "不适用则留空"
) -> Decimal | None:
	"""Return a figure in its unit; 50% is 50 where the unit is %, and a unit or thousands' comma is left out.
	What is no number is a problem, which says what to do ``otherwise``."""
	if cell is None:
		return None
	if cell.kind is ValueKind.NUMBER:
		number = exact_number(cell.value)
		if not _is_share(cell):
			return number
		if unit == "%":
			return number * 100
	figure = _parsed_figure(cell, unit) if cell.kind is ValueKind.TEXT else None
	if figure is None:
		told = [f"应只填数字（单位：{unit}）" if unit else "应只填数字", *([otherwise] if otherwise else ())]
		sentence = f"“{_number_or_text(cell)}”不是数字，{'，'.join(told)}"
		findings.problem("workbook.figure", cell.address, sentence)
	elif cell.value.strip() != str(figure):
		findings.note("workbook.figure_as_text", cell.address, f"文本“{cell.value}”按数字{figure}读入")
	return figure


def read_statement(cell: RawCell | None, findings: Findings) -> bool | None:
	"""是 or 否."""
	if cell is None:
		return None
	if cell.kind is ValueKind.BOOLEAN:
		stated: bool = cell.value
		return stated
	text = str(cell.value).strip()
	if text not in _TRUE | _FALSE:
		findings.problem("workbook.statement", cell.address, f"“{text}”应为“是”或“否”")
		return None
	return text in _TRUE


def read_choice(cell: RawCell | None, options: Sequence[str], findings: Findings) -> str:
	"""One of the options, also if it was written otherwise; anything else stays, for the rules to refuse."""
	entry = read_line(cell, findings)
	chosen = settle(entry, options)
	if cell and chosen != entry:
		findings.note("workbook.choice", cell.address, f"“{entry}”按“{chosen}”读入")
	return chosen


def read_position(cell: RawCell | None, findings: Findings) -> int:
	"""Return a running number from 1; 0 for an empty cell."""
	if cell is None:
		return 0
	text = unicodedata.normalize("NFKC", _number_or_text(cell)).strip()
	if not (text.isascii() and text.isdigit() and 0 < len(text) <= MOST_DIGITS):
		findings.problem("workbook.position", cell.address, f"序号“{text}”应为1、2、3等正整数")
		return 0
	return int(text)


def read_custom(cell: RawCell | None, column: CustomColumn, is_declared: bool, findings: Findings) -> Any:
	"""Return the value of a custom column: of its type if it is declared, of the cell's own otherwise."""
	if cell is None:
		return None
	if is_declared:
		readers: dict[ValueType, Callable[[RawCell, Findings], Any]] = {
			ValueType.TEXT: read_line if column.choices else read_text,
			ValueType.NUMBER: lambda each, found: read_figure(each, "", found),
			ValueType.DATE: read_date,
			ValueType.YES_NO: read_statement,
		}
		return readers[column.type](cell, findings)
	if cell.kind is ValueKind.NUMBER:
		return exact_number(cell.value)
	if cell.kind is ValueKind.BOOLEAN:
		return cell.value
	return read_date(cell, findings) if cell.kind is ValueKind.DATE else read_text(cell, findings)


def _number_as_text(cell: RawCell, findings: Findings) -> str:
	number = exact_number(cell.value)
	if abs(number) >= 10**MOST_DIGITS:
		sentence = (
			f"数字{cell.value}超过{MOST_DIGITS}位，Excel已经丢失末位，请把单元格格式改为“文本”后重新填写"
		)
		findings.problem("workbook.long_number", cell.address, sentence)
	return _number_or_text(cell)


def _is_share(cell: RawCell) -> bool:
	"""Whether the cell shows its number in percent; a percent sign in quotation marks is only a unit."""
	return "%" in _QUOTED.sub("", cell.number_format)


def _number_or_text(cell: RawCell) -> str:
	if cell.kind is ValueKind.NUMBER:
		number = exact_number(cell.value)
		return f"{_plain(number * 100)}%" if _is_share(cell) else _plain(number)
	return _shown_date(cell.value) if cell.kind is ValueKind.DATE else str(cell.value)


def exact_number(number: float) -> Decimal:
	"""Return the number as Excel shows it, to fifteen digits, and not as the machine holds it."""
	return Decimal(number) if isinstance(number, int) else Decimal(f"{number:.{MOST_DIGITS}g}")


def _plain(number: Decimal) -> str:
	"""Without exponent and without zeros behind the point."""
	text = f"{number:f}"
	return text.rstrip("0").rstrip(".") if "." in text else text


def _day_of(cell: RawCell, findings: Findings) -> date:
	if not isinstance(cell.value, datetime):
		day: date = cell.value
		return day
	if cell.value.time() != time():
		findings.note("workbook.time_dropped", cell.address, f"{cell.value}中的时间没有读入")
	return cell.value.date()


def _month_of(cell: RawCell, findings: Findings) -> str:
	month = f"{cell.value.year:04d}-{cell.value.month:02d}"
	if cell.value.day != 1:
		findings.note("workbook.month_form", cell.address, f"日期{_shown_date(cell.value)}按{month}读入")
	return month


def _shown_date(value: Any) -> str:
	return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _parsed_figure(cell: RawCell, unit: str) -> Decimal | None:
	text = unicodedata.normalize("NFKC", cell.value).strip()
	if unit:
		text = text.removesuffix(unit).strip()
	if _GROUPED.fullmatch(text):
		text = text.replace(",", "")
	return _valid(lambda: typed_number(text)) if text.isascii() else None


def _valid(make: Callable[[], Read]) -> Read | None:
	try:
		return make()
	except ValueError:
		return None
