"""Whether a value is what it claims to be: telephone numbers, months of birth."""

from __future__ import annotations

import re
from datetime import date

_SEPARATOR = re.compile(r"[/／、,，;；\n]+")
_FILLING = re.compile(r"[\s\-－—()（）]")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(?:0|\+?860?)(?:(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7})", re.ASCII)
_EXTENSION = re.compile(r"(?:转|[-－—]|ext\.?)\s*\d{1,6}\s*$", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def is_telephone(value: str) -> bool:
	"""Whether every number in ``value`` is a Chinese mobile number or a landline with area code.

	Several numbers may be given, with 、 / , or ; between them. Spaces, hyphens, brackets, +86 and an
	extension are allowed. Area codes: 3 digits 010 and 02x with 8 digits, else 4 digits with 7 or 8
	(《电信网编号计划》, 2017). The trunk prefix 0 may be left out only behind +86.
	"""
	numbers = [each for each in _SEPARATOR.split(value.strip()) if each.strip()]
	return bool(numbers) and all(_is_one_telephone(each) for each in numbers)


def parse_month(value: str) -> date | None:
	"""The first day of a month written YYYY-MM, else None."""
	found = _MONTH.fullmatch(value.strip())
	if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
		return None
	return date(int(found[1]), int(found[2]), 1)


def full_years(since: date, until: date) -> int:
	"""Whole years from ``since`` to ``until``; negative when ``since`` is later."""
	return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


def _is_one_telephone(number: str) -> bool:
	bare = _FILLING.sub("", number)
	if _MOBILE.fullmatch(bare) or _LANDLINE.fullmatch(bare):
		return True
	without_extension = _EXTENSION.sub("", number)
	return bool(_LANDLINE.fullmatch(_FILLING.sub("", without_extension)))
