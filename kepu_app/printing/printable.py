"""Check whether a document's texts can be printed with the site's fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from kepu_app.core.breaches import Breach
from kepu_app.core.cycle import Cycle
from kepu_app.core.errors import FontError
from kepu_app.core.model import County, Province, RecordKind, Submission
from kepu_app.core.printing.fonts import installed_fonts
from kepu_app.core.rules import check_printable
from kepu_app.printing.fonts import font_folders, site_fonts

NO_FONT = "text.no_font"
"""Code of the breach."""

_LAST_CODE_POINT = 0x3FFFF
"""Of planes 0 to 3; above are variation selectors and private-use characters, which no font of ours has."""
_SURROGATES = range(0xD800, 0xE000)
_FIELDS = {RecordKind.SUMMARY: "summaries", RecordKind.CASE: "cases", RecordKind.NOMINEE: "nominees"}


def unprintable(kind: RecordKind, record: Any, cycle: Cycle, county: County) -> list[Breach]:
	"""Return a breach for each field of a record with characters that no font has, naming county, field and characters."""
	uncovered = uncovered_on_site()
	if uncovered is None:
		return []
	alone_of_kind: dict[str, Any] = {_FIELDS[kind]: (record,)}
	alone = Submission(
		cycle=cycle,
		province=Province(code="", name="", association=""),
		counties=(county,),
		**alone_of_kind,
	)
	return [each for each in check_printable(alone, uncovered) if each.place.kind is kind]


def uncovered_on_site() -> Callable[[str], list[str]] | None:
	"""Return a function from a text to its characters that no font has.

	None without any fonts: printing reports that, and users can still write.
	"""
	try:
		return site_fonts().without
	except FontError:
		return None


def printable_ranges() -> str:
	"""Return the printable code points in hexadecimal, for the form, as ``20-7e,a7,4e00-9fff``; blank without fonts."""
	return _ranges_of(font_folders()) if uncovered_on_site() else ""


@lru_cache(maxsize=4)
def _ranges_of(folders: tuple[Path, ...]) -> str:
	every = "".join(chr(each) for each in range(0x20, _LAST_CODE_POINT) if each not in _SURROGATES)
	missing = set(map(ord, installed_fonts(folders).without(every)))
	return ",".join(_ranges(each for each in map(ord, every) if each not in missing))


def _ranges(code_points: Iterator[int]) -> Iterator[str]:
	first = last = next(code_points, None)
	for each in code_points:
		if each == last + 1:
			last = each
			continue
		yield _range(first, last)
		first = last = each
	if first is not None:
		yield _range(first, last)


def _range(first: int, last: int) -> str:
	return f"{first:x}" if first == last else f"{first:x}-{last:x}"
