"""How a county is named in the drop-down lists: code and name, since names repeat within a province."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kepu_app.core.county_names import CountyNames
from kepu_app.core.model import County

_CODE_FIRST = re.compile(r"(\d{6})(?:\s*(\S.*))?", re.ASCII | re.DOTALL)


def county_label(county: County) -> str:
	"""341302 埇桥区."""
	return f"{county.code.strip()} {county.name.strip()}".strip()


@dataclass(frozen=True)
class CountyMatch:
	"""What an entry in a column 示范县 means: a code, or a problem; ``remark`` where they differ. With a
	problem the code is that of the county which is probably meant, if there is one."""

	code: str
	problem: str = ""
	remark: str = ""


class CountyList:
	"""The demonstration counties of a workbook, found by label, code or name."""

	def __init__(self, counties: Sequence[County], province: str = "") -> None:
		self._counties = counties
		self._names = CountyNames(counties, province)

	@cached_property
	def _by_label(self) -> Mapping[str, County]:
		return {county_label(each): each for each in reversed(self._counties)}

	@cached_property
	def _by_code(self) -> Mapping[str, County]:
		return {each.code: each for each in reversed(self._counties) if each.code}

	@cached_property
	def _by_name(self) -> Mapping[str, list[County]]:
		found: dict[str, list[County]] = {}
		for county in self._counties:
			for name in {county.name, county.city + county.name} - {""}:
				found.setdefault(name, []).append(county)
		return found

	def has(self, code: str) -> bool:
		"""Whether a county of the list has this code."""
		return code in self._by_code

	def label(self, code: str) -> str:
		"""Return the label of a code; the code itself if it is not in the list."""
		county = self._by_code.get(code)
		return county_label(county) if county else code

	def match(self, entry: str) -> CountyMatch:
		"""Return the county that somebody chose or typed; an entry that fits none stays as it is, for the
		rules."""
		county = self._by_label.get(entry) or self._by_code.get(entry)
		if county and county.code:
			return CountyMatch(county.code)
		named = self._by_name.get(entry, [])
		if len({each.code for each in named}) > 1:
			labels = "、".join(county_label(each) for each in named)
			return CountyMatch(entry, f"“{entry}”不止一个（{labels}），请从下拉列表选择")
		if named and named[0].code:
			return CountyMatch(named[0].code)
		return self._match_code(entry)

	def _match_code(self, entry: str) -> CountyMatch:
		"""Return an entry of code and name that is not in the list, since one of them was changed there."""
		found = _CODE_FIRST.fullmatch(unicodedata.normalize("NFKC", entry))
		if not found or not found[2]:
			return self._guess(entry)
		code, name = found[1], found[2]
		listed, named = self._by_code.get(code), self._by_name.get(name, [])
		if not named or any(each.code == code for each in named):
			if not listed and not named:
				return self._guess(name, entry)
			return CountyMatch(code, remark=_read_as(entry, "代码", listed) if listed and not named else "")
		if listed or len(named) > 1:
			return CountyMatch(entry, f"“{entry}”的代码和名称不是同一个示范县，请从下拉列表选择")
		return CountyMatch(named[0].code, remark=_read_as(entry, "名称", named[0]))

	def _guess(self, name: str, entry: str = "") -> CountyMatch:
		"""Stays for the rules unless it looks like a county of the list that was mistyped."""
		meant = [each for each in self._names.suggested(name) if each.code]
		if not meant:
			return CountyMatch(_code_of(entry) or name)
		labels = "或".join(f"“{county_label(each)}”" for each in meant)
		return CountyMatch(
			meant[0].code, f"“{entry or name}”不在示范县名单中，是不是{labels}？请从下拉列表选择"
		)


def _code_of(entry: str) -> str:
	found = _CODE_FIRST.fullmatch(entry)
	return found[1] if found else ""


def _read_as(entry: str, by: str, county: County) -> str:
	return f"“{entry}”按{by}认作“{county_label(county)}”"
