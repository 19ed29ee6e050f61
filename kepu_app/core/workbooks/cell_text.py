"""Text as it stands in a cell's XML, both ways.

A workbook spells a character that XML changes or cannot hold as _xHHHH_ (ECMA-376 part 1, 22.9.2.19,
ST_Xstring). Text that looks like such a spelling has its underscore spelled so. Excel does this with
carriage returns; openpyxl leaves the text as it is, in either direction.
"""

from __future__ import annotations

import re

from kepu_app.core.errors import InputError

LONGEST_CELL = 32_767
"""Characters of a cell, in UTF-16 code units: Excel's own limit."""

_SPELLED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TO_SPELL = re.compile(r"\r|_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def spell(text: str) -> str:
	"""Return the text as a cell's XML has it."""
	return _TO_SPELL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unspell(text: str) -> str:
	"""Return the text that a cell's XML stands for."""
	return _SPELLED.sub(lambda found: chr(int(found[1], 16)), text)


def forbidden_characters(text: str) -> str:
	"""Return the characters of the text that XML 1.0 cannot hold, each once."""
	return "".join(dict.fromkeys(_FORBIDDEN.findall(text)))


def named_characters(characters: str) -> str:
	"""U+000B、U+0007: characters that have no picture, by number."""
	return "、".join(f"U+{ord(each):04X}" for each in characters)


def cell_length(text: str) -> int:
	"""Characters as Excel counts them for its limit."""
	return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked_text(text: str, place: str) -> str:
	"""Return the text ready for a cell.

	Raises:
		InputError: longer than a cell may be, or with characters that XML cannot hold; names ``place``.
	"""
	forbidden = forbidden_characters(text)
	if forbidden:
		raise InputError(
			f"{place}含有无法写入工作簿的控制字符（{named_characters(forbidden)}），请先删去",
			code="workbook.forbidden_character",
			place=place,
		)
	spelled = spell(text)
	length = max(cell_length(text), len(spelled))
	if length > LONGEST_CELL:
		raise InputError(
			f"{place}有{length}个字符，超过一个单元格{LONGEST_CELL}个字符的上限",
			code="workbook.cell_too_long",
			place=place,
		)
	return spelled
