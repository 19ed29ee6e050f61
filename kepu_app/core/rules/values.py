"""Parses days and months as people write them, and computes ages."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from kepu_app.core.characters import without_invisible

FIRST_YEAR, LAST_YEAR = 1900, 2099
"""Years that an entry may be of."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣ー─~～"), "-")
_YEAR_DIGITS = "零一二三四五六七八九〇一二三四五六七八九○一二三四五六七八九"
_DAY_NUMERAL = "(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_IN_WORDS = re.compile(rf"([{_YEAR_DIGITS}]{{4}})年({_DAY_NUMERAL})月(?:({_DAY_NUMERAL})[日号])?(?:出?生)?")
_MIDNIGHT = re.compile(r"[ T]+0?0:00(?::00(?:\.0+)?)?$", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MONTH_ENTRY = re.compile(r"(\d{4})(?:年(\d{1,2})月?|[-/.、](\d{1,2})月?|(\d{2}))(?:出?生)?", re.ASCII)
_DAY_ENTRY = re.compile(
	r"(\d{4})(?:年(\d{1,2})月(\d{1,2})[日号]?|([-/.、])(\d{1,2})\4(\d{1,2})日?|(\d{2})(\d{2}))(?:出?生)?",
	re.ASCII,
)


def parse_month(value: str) -> date | None:
	"""Return the first day of a month written YYYY-MM, else None."""
	found = _MONTH.fullmatch(value.strip())
	if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
		return None
	return date(int(found[1]), int(found[2]), 1)


def day_of(entry: str) -> date | None:
	"""Return the day of an entry such as 2025年1月20日, 2025.1.20 or 20250120, if unambiguous."""
	found = _DAY_ENTRY.fullmatch(_plain(entry))
	if not found:
		return None
	year, month, day = (int(each) for each in found.groups() if each and each.isdigit())
	return _day(year, month, day)


def month_of(entry: str) -> str:
	"""Return YYYY-MM of an entry such as 1978年11月, 1978—11, 197811 or a whole day; blank for anything else."""
	plain = _plain(entry)
	found = _MONTH_ENTRY.fullmatch(plain)
	if not found:
		day = day_of(entry)
		return f"{day:%Y-%m}" if day else ""
	year, month = (int(each) for each in found.groups() if each)
	day = _day(year, month, 1)
	return f"{day:%Y-%m}" if day else ""


def full_years(since: date, until: date) -> int:
	"""Return whole years from ``since`` to ``until``; negative when ``since`` is later."""
	return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


def _plain(entry: str) -> str:
	"""Normalise: half-width, in digits, one kind of dash, no blanks, no midnight from a database."""
	entry = _in_digits(entry)
	text = unicodedata.normalize("NFKC", without_invisible(entry)).translate(_DASHES).strip()
	text = _MIDNIGHT.sub("", text)
	return re.sub(r"(?<=\d)\s+(?=\d)", "-", re.sub(r"-+", "-", text)).replace(" ", "").replace("\t", "")


def _in_digits(entry: str) -> str:
	"""Return 二〇二五年一月二十日 as 2025年1月20日; anything else unchanged."""
	bare = "".join(entry.split())
	found = _IN_WORDS.fullmatch(bare)
	if not found:
		return entry
	year = "".join(str(_YEAR_DIGITS.index(each) % 10) for each in found[1])
	month, day = _number(found[2]), _number(found[3] or "")
	return f"{year}年{month}月{day}日" if found[3] else f"{year}年{month}月"


def _number(numeral: str) -> int:
	"""Return 1 to 39 for 一 to 三十九."""
	tens, ten, ones = numeral.rpartition("十")
	digit = "一二三四五六七八九".find
	return (10 * (digit(tens) + 1 if tens else 1) if ten else 0) + (digit(ones) + 1 if ones else 0)


def _day(year: int, month: int, day: int) -> date | None:
	try:
		return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
	except ValueError:
		return None
