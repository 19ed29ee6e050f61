"""The options of select fields, the same for paper, workbook and Desk, and their synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from kepu_app.core.characters import without_invisible

SEXES = ("男", "女")
POLITICAL_STATUSES = (
	*("中共党员", "中共预备党员", "共青团员", "民革党员", "民盟盟员", "民建会员", "民进会员"),
	*("农工党党员", "致公党党员", "九三学社社员", "台盟盟员", "无党派人士", "群众"),
)
"""GB/T 4762-1984, 政治面貌代码, in its order."""

_ALSO: Mapping[str, tuple[str, ...]] = {
	"男": ("男性", "男士", "男同志", "先生", "m", "male", "man", "♂"),
	"女": ("女性", "女士", "女同志", "f", "female", "woman", "♀"),
	"中共党员": ("党员", "中国共产党", "共产党员", "中国共产党党员", "中共", "正式党员", "中共正式党员"),
	"中共预备党员": ("预备党员", "中国共产党预备党员"),
	"共青团员": ("团员", "中国共产主义青年团团员"),
	"民革党员": ("民革", "中国国民党革命委员会会员"),
	"民盟盟员": ("民盟", "中国民主同盟盟员"),
	"民建会员": ("民建", "中国民主建国会会员"),
	"民进会员": ("民进", "中国民主促进会会员"),
	"农工党党员": ("农工党", "农工党员", "中国农工民主党党员"),
	"致公党党员": ("致公党", "致公党员", "中国致公党党员"),
	"九三学社社员": ("九三", "九三学社", "九三社员"),
	"台盟盟员": ("台盟", "台湾民主自治同盟盟员"),
	"无党派人士": ("无党派", "无党派民主人士"),
	"群众": ("普通群众", "群众（普通居民）", "普通居民", "普通公民"),
}


def settle(entry: str, options: Sequence[str]) -> str:
	"""Return the option that an entry means (M for 男, 党员 for 中共党员), else the trimmed entry."""
	known = {_plain(each): each for each in options}
	for option in options:
		for other in _ALSO.get(option, ()):
			known.setdefault(_plain(other), option)
	stripped = without_invisible(entry).strip()
	return known.get(_plain(stripped), stripped)


def _plain(entry: str) -> str:
	return re.sub(r"\s+", "", unicodedata.normalize("NFKC", entry)).rstrip(".。").casefold()
