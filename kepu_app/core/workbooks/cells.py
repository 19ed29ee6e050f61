"""Writes values into cells so that they read back as what they are: text never becomes a formula."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import Cell

from kepu_app.core.errors import InputError
from kepu_app.core.workbooks.cell_text import checked_text
from kepu_app.core.workbooks.columns import Entry
from kepu_app.core.workbooks.style import ENTRY_STYLES

MOST_DIGITS = 15
"""Significant digits that a cell keeps of a number."""

_FORMULA_STARTS = "=+-@\t\r"
_FIRST_YEAR = 1901
"""Excel takes 1900 for a leap year, so that earlier days are ambiguous."""


def put_value(cell: Cell, value: Any, style: str, place: str) -> None:
	"""Write text, a number, a date, a truth value or nothing; anything else as its text.

	Args:
		cell: where to.
		value: what.
		style: name of the style of text and of an empty cell; dates and numbers have their own.
		place: what the value is, for the error.

	Raises:
		InputError: the value cannot stand in a cell as it is.
	"""
	if value is None or value == "":
		cell.style = style
	elif isinstance(value, bool):
		cell.value, cell.style = value, style
	elif isinstance(value, date):
		cell.value, cell.style = _checked_date(value, place), ENTRY_STYLES[Entry.DATE]
	elif isinstance(value, int | float | Decimal):
		cell.value, cell.style = _checked_number(value, place), ENTRY_STYLES[Entry.NUMBER]
	else:
		put_text(cell, str(value), style, place)


def put_text(cell: Cell, text: str, style: str, place: str) -> None:
	"""Write text as text, whatever it starts with."""
	cell.value = checked_text(text, place)
	# openpyxl takes text that starts with = for a formula, and text such as #N/A for an error.
	cell.data_type = "s"
	cell.style = style
	if text[0] in _FORMULA_STARTS:
		# Excel takes such text for a formula once somebody edits it, unless it is marked as text.
		cell.quotePrefix = True


def put_formula(cell: Cell, formula: str, style: str) -> None:
	"""Write one of the workbook's own formulas, given without the equals sign."""
	cell.value, cell.style = f"={formula}", style


def number_format(value: Decimal) -> str:
	"""Return the format that shows all decimals of a number, zeros at its end too."""
	exponent = value.as_tuple().exponent
	digits = max(-exponent, 0) if isinstance(exponent, int) else 0
	return f"0.{'0' * digits}" if digits else "0"


def _checked_date(value: date, place: str) -> date:
	day = value.date() if isinstance(value, datetime) else value
	if day.year < _FIRST_YEAR:
		raise InputError(
			f"{place}的日期{day.isoformat()}早于{_FIRST_YEAR}年，无法写入工作簿",
			code="workbook.date_too_early",
			place=place,
		)
	return day


def _checked_number(value: int | float | Decimal, place: str) -> Decimal:
	"""Return a float as it shows to fifteen digits; any other number has to be exact."""
	number = Decimal(f"{value:.{MOST_DIGITS}g}") if isinstance(value, float) else Decimal(value)
	if not number.is_finite() or Decimal(f"{number:.{MOST_DIGITS}g}") != number:
		raise InputError(
			f"{place}的数值{value}无法写入工作簿（最多{MOST_DIGITS}位有效数字）",
			code="workbook.number",
			place=place,
		)
	return number
