"""A figure as people type it into a form: 60%, １２００人, 约3.5万, 20余场.

``public/js/figures.js`` does the same in the Desk; both are tested on the same vectors.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from kepu_app.core.characters import without_invisible

_TIMES = {"万": 10**4, "亿": 10**8}
_PEOPLE = ("人", "名", "位")
_FIGURE = re.compile(
	r"(?:大约|约|近|超过|超|逾)?(?P<number>[+-]?[0-9][0-9,]*(?:\.[0-9]+)?)(?P<times>[万亿]?)(?:余|多)?"
	r"(?P<times_after>[万亿]?)(?P<unit>.*?)(?:左右|以上|余|多)?"
)
_TYPED = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def read_figure(entry: str, unit: str = "") -> Decimal | None:
	"""Parse the number of an entry, ignoring percent sign, unit and 余; None for a blank.

	Args:
		entry: as typed, full-width digits included.
		unit: of the indicator, which may follow the number.

	Raises:
		ValueError: it cannot be read as one number in this unit.
	"""
	text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", without_invisible(entry)))
	if not text:
		return None
	found = _FIGURE.fullmatch(text)
	if found is None or not _fits(found["unit"], unit) or (found["times"] and found["times_after"]):
		raise ValueError(entry)
	times = found["times"] or found["times_after"]
	return _number(found["number"], entry) * _TIMES.get(times, 1)


def typed_number(text: str) -> Decimal:
	"""Parse a plain number as people type it, digits with at most one point.

	Raises:
		ValueError: it is none. Exponents are refused: nobody types one, and it can mean millions of digits.
	"""
	if not _TYPED.fullmatch(text):
		raise ValueError(text)
	return Decimal(text)


def plain(number: Decimal) -> str:
	"""Format without exponent and trailing zeros."""
	text = f"{number:f}"
	return text.rstrip("0").rstrip(".") if "." in text else text


def _fits(written: str, unit: str) -> bool:
	unit = unicodedata.normalize("NFKC", unit).strip()
	return not written or written == unit or (unit in _PEOPLE and written in _PEOPLE)


def _number(text: str, entry: str) -> Decimal:
	if "," in text and not _GROUPED.fullmatch(text):
		raise ValueError(entry)
	return Decimal(text.replace(",", ""))
