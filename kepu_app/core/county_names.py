"""Which county is meant where its name is not written as in the list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from kepu_app.core.characters import without_invisible
from kepu_app.core.defaults import divisions
from kepu_app.core.model import County

MOST_SUGGESTED = 3
ALIKE = 0.65
"""Similarity ratio from which a name counts as a misspelling of another: two of three characters in common."""

_CODE_LENGTH = 6
_CODES_ALIKE = 0.8
_KINDS = ("特区", "自治县", "自治旗", "县", "区", "市", "旗", "林区")
_LARGER_KINDS = (
	"维吾尔自治区",
	"壮族自治区",
	"回族自治区",
	"自治区",
	"自治州",
	"特别行政区",
	"省",
	"市",
	"地区",
	"盟",
)
_OFFICE = re.compile(
	r"(?:人民)?政府(?:办公室)?$|科学技术协会$|科协(?:委员会)?$|科普(?:部|办)?$|(?:县|区|市)委$|科技局$|教科体局$"
)
_SIGNS = re.compile(r"[\s　·•\-—_（）()\[\]【】“”\"'、，,。.：:/／\\]+")


class CountyNames:
	"""The counties of a list by every form of their names: with and without kind, city and province.

	Args:
		counties: the list.
		province: name of their province, if it is known.
	"""

	def __init__(self, counties: Sequence[County], province: str = "") -> None:
		self._counties = counties
		self._province = province

	@cached_property
	def _by_form(self) -> dict[str, list[County]]:
		found: dict[str, list[County]] = {}
		for county in self._counties:
			for form in set(self._forms(county)):
				found.setdefault(form, []).append(county)
		return found

	def called(self, entry: str) -> list[County]:
		"""Return the counties of this name, be it short, in full, or followed by an office."""
		plain = _plain(entry)
		for form in dict.fromkeys((plain, _OFFICE.sub("", plain))):
			if found := self._by_form.get(form):
				return found
		return []

	def suggested(self, entry: str) -> list[County]:
		"""Return the counties that may be meant, best match first; none for the name of another real county."""
		if found := self.called(entry):
			return found[:MOST_SUGGESTED]
		plain = _OFFICE.sub("", _plain(entry))
		if plain.isascii() and plain.isdigit():
			return self._with_code_like(plain)
		if not plain or plain in self._others:
			return []
		likeness = [(self._likeness(plain, each), each) for each in self._counties]
		best = max((share for share, _county in likeness), default=0)
		return [county for share, county in likeness if share == best >= ALIKE][:MOST_SUGGESTED]

	def named_in(self, text: str) -> list[County]:
		"""Return the counties named in a text such as a file name; only those whose matching name is longest."""
		plain = _plain(text)
		by_length: dict[int, list[County]] = {}
		for county in self._counties:
			lengths = [len(form) for form in self._forms(county) if form and form in plain]
			if lengths:
				by_length.setdefault(max(lengths), []).append(county)
		return by_length[max(by_length)] if by_length else []

	def _forms(self, county: County) -> Iterator[str]:
		name = _plain(county.name)
		cities = {"", *_with_and_without_kind(_plain(county.city), _LARGER_KINDS)}
		provinces = {"", *_with_and_without_kind(_plain(self._province), _LARGER_KINDS)}
		for form in _with_and_without_kind(name, _KINDS):
			for city in cities:
				for province in provinces:
					yield province + city + form
		if county.code:
			yield county.code + name

	def _likeness(self, plain: str, county: County) -> float:
		"""Compare with the name, alone and with its city, skipping forms of very different length."""
		name = _plain(county.name)
		forms = (name, _plain(county.city) + name)
		return max(
			_alike(plain, form) if 2 * min(len(plain), len(form)) >= ALIKE * len(plain + form) else 0
			for form in forms
		)

	@cached_property
	def _others(self) -> set[str]:
		"""Names of real counties of the same province that are not in the list."""
		listed = {each.name for each in self._counties}
		prefixes = {each.code[:2] for each in self._counties}
		return {
			each.name
			for each in divisions().values()
			if each.code[:2] in prefixes and each.name not in listed
		}

	def _with_code_like(self, code: str) -> list[County]:
		if abs(len(code) - _CODE_LENGTH) > 1:
			return []
		alike = [each for each in self._counties if _alike(code, each.code) > _CODES_ALIKE]
		return alike if len(alike) <= MOST_SUGGESTED else []


def _plain(text: str) -> str:
	return _SIGNS.sub("", unicodedata.normalize("NFKC", without_invisible(text)))


def _with_and_without_kind(name: str, kinds: Sequence[str]) -> set[str]:
	"""Return 埇桥区 and 埇桥; a name of two characters, such as 歙县, has no shorter form."""
	kind = next((each for each in kinds if name.endswith(each) and len(name) - len(each) >= 2), "")
	return {name, name.removesuffix(kind)} - {""}


def _alike(one: str, other: str) -> float:
	return SequenceMatcher(None, one, other, autojunk=False).ratio()
