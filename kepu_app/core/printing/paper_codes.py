"""The small 二维码 in the foot of a paper: which paper of which county and year it is, and of which text.

By it a scan of the stamped paper finds its place, and one of an older text is noticed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
	from _typeshed import DataclassInstance

import segno

from kepu_app.core.model import ScanOf

SIDE = 14
"""Millimetres of the picture, without its quiet zone, which the margin of the page gives."""

FROM_FOOT = 12
"""Millimetres of the page below the picture; scanners and printers lose the outermost five."""

_LETTERS = {ScanOf.SUMMARY: "S", ScanOf.CASES: "C", ScanOf.NOMINEES: "N"}
_PAYLOAD = re.compile(r"KEPU1/(\d{4})/([SCN])/([0-9A-Z]{1,12})/([0-9A-F]{10})", re.ASCII)
_VERSION_LENGTH = 10
"""Hexadecimal digits; two texts of one county have the same ones once in a million million."""
_PIXELS, _QUIET = 6, 4
_ERROR_LEVEL = "q"
"""A quarter of the picture may be under a stamp."""


@dataclass(frozen=True)
class PaperCode:
	"""What a code says. ``place`` is the county's code for a summary and the province's for the others,
	``version`` stands for everything that is printed on the paper."""

	year: int
	of: ScanOf
	place: str
	version: str

	def to_text(self) -> str:
		"""In the characters of which a 二维码 holds most: capitals, digits and a few signs."""
		return f"KEPU1/{self.year}/{_LETTERS[self.of]}/{self.place}/{self.version}"


def parse_code(text: str) -> PaperCode | None:
	"""Return the code of this text; None for a 二维码 of somebody else's."""
	found = _PAYLOAD.fullmatch(text.strip())
	if not found:
		return None
	of = next(each for each, letter in _LETTERS.items() if letter == found[2])
	return PaperCode(int(found[1]), of, found[3], found[4])


_Coded = TypeVar("_Coded", bound="DataclassInstance")


def with_code(paper: _Coded, year: int, of: ScanOf, place: str) -> _Coded:
	"""Return the paper with the text of its code in ``code``; the version is that of all its other fields."""
	content = dataclasses.asdict(dataclasses.replace(paper, code=""))
	spelled = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
	digest = hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest().upper()
	code = PaperCode(year, of, re.sub(r"[^0-9A-Z]", "", place.upper())[:12] or "0", digest[:_VERSION_LENGTH])
	return dataclasses.replace(paper, code=code.to_text())


def svg_of(text: str) -> bytes:
	"""Return the code as outlines, for the PDF."""
	scale = SIDE / _modules(text)
	return _saved(text, "svg", scale=scale, unit="mm", border=0, xmldecl=False, svgclass=None, lineclass=None)


def png_of(text: str) -> bytes:
	"""Return the code as a picture with its quiet zone, for Word."""
	return _saved(text, "png", scale=_PIXELS, border=_QUIET)


def png_side(text: str, quiet: int = _QUIET) -> float:
	"""Millimetres of the picture with its quiet zone, so that the code itself is as large as on paper."""
	return SIDE * (_modules(text) + 2 * quiet) / _modules(text)


def _modules(text: str) -> int:
	return int(segno.make_qr(text, error=_ERROR_LEVEL, boost_error=False).symbol_size(border=0)[0])


def _saved(text: str, kind: str, **options: Any) -> bytes:
	target = io.BytesIO()
	segno.make_qr(text, error=_ERROR_LEVEL, boost_error=False).save(target, kind=kind, **options)
	return target.getvalue()
