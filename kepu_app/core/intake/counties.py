"""Whose a file is: counties named in a text, by code, full name, or unambiguous short name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from kepu_app.core.model import County

_KINDS = ("自治县", "自治旗", "林区", "特区", "新区", "县", "市", "区", "旗")
_SHORTEST = 2
"""Characters of a short name; 萧 of 萧县 would match everywhere."""

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


def named_counties(text: str, counties: Sequence[County]) -> list[County]:
	"""Return the counties that a text names, in its order.

	Of equal names the county counts whose city is named too. A short name (埇桥 of 埇桥区) needs a text without full names.
	"""
	bare = "".join(text.split())
	codes = _CODE.findall(text)
	by_code = [county for code in codes for county in counties if county.code == code]
	if by_code:
		return _distinct(by_code)
	return _clear(_found(bare, counties, lambda county: county.name), bare) or _clear(
		_found(bare, counties, short_name), bare
	)


def short_name(county: County) -> str:
	"""Return 埇桥 of 埇桥区; blank where it would be a single character."""
	kind = next((each for each in _KINDS if county.name.endswith(each)), "")
	short = county.name[: len(county.name) - len(kind)] if kind else ""
	return short if len(short) >= _SHORTEST else ""


def _found(
	bare: str, counties: Sequence[County], name_of: Callable[[County], str]
) -> list[tuple[int, County]]:
	"""Return positions in the text, longer names first, so that a name inside another does not match."""
	taken: list[tuple[int, int]] = []
	found: list[tuple[int, County]] = []
	for county in sorted(counties, key=lambda each: -len(name_of(each))):
		name = name_of(county)
		for match in re.finditer(re.escape(name), bare) if name else ():
			inside = [(start, end) for start, end in taken if start <= match.start() and match.end() <= end]
			if any(end - start > len(name) for start, end in inside):
				continue
			taken.append(match.span())
			found.append((match.start(), county))
			break
	return sorted(found, key=lambda each: each[0])


def _clear(found: list[tuple[int, County]], bare: str) -> list[County]:
	"""Prefer, among counties of one name, those whose city is named too."""
	names = [county.name for _place, county in found]
	kept = []
	for _place, county in found:
		alike = [other for _at, other in found if other.name == county.name]
		with_city = [other for other in alike if other.city and other.city in bare]
		if names.count(county.name) == 1 or not with_city or county in with_city:
			kept.append(county)
	return _distinct(kept)


def _distinct(counties: Iterable[County]) -> list[County]:
	return list({county.code: county for county in counties}.values())
