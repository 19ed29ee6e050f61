"""Why a character cannot be printed, in a sentence for the person who typed it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from kepu_app.core.characters import named_character

_DATA = Path(__file__).parent / "data"


def is_private(character: str) -> bool:
	"""Return whether it is a private-use character, which differs from machine to machine."""
	return unicodedata.category(character) == "Co"


def is_colour_emoji(character: str) -> bool:
	"""Return whether it is shown in colour wherever possible."""
	return any(first <= ord(character) <= last for first, last in _colour_ranges())


def why_unprintable(characters: Iterable[str]) -> str:
	"""Say what is wrong with these characters, each named once, and what to type instead."""
	different = list(dict.fromkeys(characters))
	private = [each for each in different if is_private(each)]
	coloured = [each for each in different if is_colour_emoji(each)]
	others = [each for each in different if each not in private and each not in coloured]
	sentences = [_private_sentence(each) for each in private]
	if coloured:
		sentences.append(f"彩色表情符号{_named(coloured)}不能用于公文，请删除或改用文字")
	if others:
		sentences.append(f"所有已安装的字体都没有{_named(others)}，无法打印")
	return "；".join(sentences)


def _named(characters: Iterable[str]) -> str:
	return "、".join(named_character(each) for each in characters)


def _private_sentence(character: str) -> str:
	number = f"U+{ord(character):04X}"
	meant = _meant().get(character)
	if meant:
		return f"{number}是旧字库的自造字，应为{named_character(meant)}，请重新输入“{meant}”"
	return f"{number}是自造字（私用区字符），在别的电脑上显示不出或显示成别的字，请改用标准汉字"


@lru_cache(maxsize=1)
def _meant() -> Mapping[str, str]:
	entries = json.loads((_DATA / "private_use.json").read_text(encoding="utf-8"))["meant"]
	return {chr(int(number, 16)): meant for number, meant in entries.items()}


@lru_cache(maxsize=1)
def _colour_ranges() -> tuple[tuple[int, int], ...]:
	ranges = json.loads((_DATA / "colour_emoji.json").read_text(encoding="utf-8"))["ranges"]
	return tuple((int(first, 16), int(last, 16)) for first, last in (each.split("-") for each in ranges))
