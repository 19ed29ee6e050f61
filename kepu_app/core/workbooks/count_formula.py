"""A formula that counts 字数 while a clerk types, without macros, for Excel 2010 and later and WPS.

A cell's formula cannot run the counter's algorithm; it walks over the characters of a text with
SUMPRODUCT and takes away from their number

* the characters that count nothing (white space, characters without width), and
* the characters that continue a run (a number, a word, an address), which counts one as a whole.

Which these are stands in two cells of the workbook. So the live count is the counter's, except that

* a character outside the basic plane, such as a rare Han character or an emoji, counts two in Excel and
  WPS, whose functions use UTF-16;
* “ ” ‘ ’ — … · count one each even in a text without any Han character;
* a soft hyphen or zero-width character inside of a run parts it;
* letters of scripts that are not in ``RUN_BLOCKS``, and characters for private use, count one each.

The check and the package always count with ``kepu_app.core.counter``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kepu_app.core.counter import BY_CONTEXT, EAST_ASIAN, VANISHING, WHITE_SPACE
from kepu_app.core.cycle import CountingMethod
from kepu_app.core.workbooks.cell_text import forbidden_characters

RUN_BLOCKS = (
	(0x21, 0x7E),  # ASCII
	(0xA1, 0x17F),  # Latin-1 and Latin Extended-A
	(0x300, 0x36F),  # combining marks, as in an é of two characters
	(0x391, 0x3C9),  # Greek
	(0x410, 0x451),  # Cyrillic
	(0x2010, 0x205E),  # General Punctuation
	(0x2070, 0x209C),  # superscripts and subscripts
	(0x20A0, 0x20BF),  # currency signs
	(0x20D0, 0x20F0),  # combining marks for symbols
	(0x2100, 0x214F),  # letter-like symbols such as ℃
	(0x2150, 0x218B),  # number forms such as Ⅳ
	(0x2190, 0x2199),  # arrows
	(0x2200, 0x226F),  # mathematical operators
	(0x2460, 0x24FF),  # enclosed numbers such as ①
	(0x25A0, 0x25FF),  # geometric shapes
	(0x2600, 0x26FF),  # miscellaneous symbols
	(0x2701, 0x27BF),  # dingbats such as ✓
	(0xFE50, 0xFE6B),  # small forms
)
"""Code points, first and last, that form runs in Chinese reports; ASCII first, as it is found most."""

_BASIC_PLANE = 0x10000
_NOT_COUNTED = re.compile(f"[{WHITE_SPACE}{VANISHING}]")
_COUNTED_ALONE = re.compile(f"[{EAST_ASIAN}{BY_CONTEXT}]")


@lru_cache(maxsize=1)
def not_counted_characters() -> str:
	"""Every character that counts nothing and that a cell can hold."""
	return "".join(
		each
		for each in (chr(code) for code in range(_BASIC_PLANE))
		if _NOT_COUNTED.match(each) and not forbidden_characters(each)
	)


@lru_cache(maxsize=1)
def run_characters() -> str:
	"""Return the characters of ``RUN_BLOCKS`` of which the longest run counts one."""
	characters = (chr(code) for first, last in RUN_BLOCKS for code in range(first, last + 1))
	return "".join(
		each for each in characters if not _NOT_COUNTED.match(each) and not _COUNTED_ALONE.match(each)
	)


def count_formula(cell: str, method: CountingMethod, rows: str, not_counted: str, runs: str) -> str:
	"""Return what counts the text of a cell, without the leading equals sign; 0 for an empty one.

	Args:
		cell: address of the text.
		method: 字数 or 字符数(不计空格).
		rows: address of a whole column, such as '选项'!$A:$A, by whose row numbers it counts.
		not_counted: address of the cell with ``not_counted_characters``.
		runs: address of the cell with ``run_characters``.
	"""
	sheet, _, column = rows.rpartition("!")
	first = f"{sheet}!{column.split(':')[0]}$1"
	positions = f"ROW({first}:INDEX({rows},LEN({cell})))"
	character, before = f"MID({cell},{positions},1)", f'MID(" "&{cell},{positions},1)'
	# LibreOffice loses the tab of a cell that has line breaks, so it is added here.
	deduction = f"ISNUMBER(FIND({character},{not_counted}&CHAR(9)))"
	if method is CountingMethod.WORDS:
		deduction += f"+ISNUMBER(FIND({character},{runs}))*ISNUMBER(FIND({before},{runs}))"
	else:
		deduction += "+0"
	return f"IF(LEN({cell})=0,0,LEN({cell})-SUMPRODUCT({deduction}))"
