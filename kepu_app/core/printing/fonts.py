"""The fonts of official papers: found by role, chosen for every character, cut to what a paper needs.

A Chinese font holds ten to sixty thousand glyphs, a paper some hundreds. Subsetting the fonts to a paper's
characters before the layout takes HarfBuzz milliseconds. A PDF library that gets whole fonts needs seconds,
or embeds them whole.

Fonts are looked for once in a process; a font that is installed later is found by the next one.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from kepu_app.core.errors import FontError
from kepu_app.core.files import system_reason
from kepu_app.core.printing.font_cut import CutFont, cut
from kepu_app.core.printing.font_files import Font, every_character, every_font, fonts_by_name
from kepu_app.core.unprintable import is_colour_emoji, is_private, why_unprintable


class Role(str, Enum):
	"""What a font is for, after GB/T 9704-2012; the value is the name in the style sheet (``--body``)."""

	TITLE = "title"
	BODY = "body"
	KAI = "kai"
	HEI = "hei"
	SONG = "song"


FAMILIES: Mapping[Role, tuple[str, ...]] = {
	Role.TITLE: (
		"方正小标宋简体",
		"FZXiaoBiaoSong-B05S",
		"方正小标宋_GBK",
		"FZXiaoBiaoSong-B05",
		"华文中宋",
		"STZhongsong",
		"FandolSong-Bold",
		"Noto Serif CJK SC Bold",
		"Noto Serif CJK SC",
	),
	Role.BODY: (
		"仿宋_GB2312",
		"FangSong_GB2312",
		"仿宋",
		"FangSong",
		"方正仿宋_GBK",
		"FZFangSong-Z02",
		"华文仿宋",
		"STFangsong",
		"FandolFang-Regular",
		"Noto Serif CJK SC",
	),
	Role.KAI: (
		"楷体_GB2312",
		"KaiTi_GB2312",
		"楷体",
		"KaiTi",
		"方正楷体_GBK",
		"FZKai-Z03",
		"华文楷体",
		"STKaiti",
		"FandolKai-Regular",
		"Noto Serif CJK SC",
	),
	Role.HEI: (
		"黑体",
		"SimHei",
		"方正黑体_GBK",
		"FZHei-B01",
		"华文黑体",
		"STHeiti",
		"FandolHei-Regular",
		"Noto Sans CJK SC",
	),
	Role.SONG: (
		"宋体",
		"SimSun",
		"方正书宋_GBK",
		"FZShuSong-Z01",
		"华文宋体",
		"STSong",
		"FandolSong-Regular",
		"Noto Serif CJK SC",
	),
}
"""Each role's fonts, best first: those of Windows and of Chinese offices, Fandol, Noto CJK. A name is a
font's full name or PostScript name, or the family name of its regular style."""

FOLDERS_VARIABLE = "KEPU_FONTS"
"""Environment variable: more folders with fonts, searched first, separated by colons."""

_REGULAR, _BOLD = 400, 700
"""Weights (OpenType, usWeightClass)."""

_LAST_RESORTS = (Role.SONG, Role.BODY, Role.KAI, Role.HEI, Role.TITLE)
_SYSTEM_FOLDERS = (
	"~/.local/share/fonts",
	"~/.fonts",
	"/usr/local/share/fonts",
	"/usr/share/fonts",
	"/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
	"/usr/share/texmf-dist/fonts/opentype/public/fandol",
)


@dataclass(frozen=True)
class FontSet:
	"""For each role the fonts that may set it, best first. The fonts of the other roles come last, so
	that a character which any font has can be printed in every role. Behind them any font in ``folders``
	serves, the one that fits the role best."""

	chains: Mapping[Role, tuple[Font, ...]]
	folders: tuple[Path, ...] = ()

	def font_for(self, character: str, role: Role) -> Font | None:
		"""Return the best font that draws the character in the role, None if there is none.

		A private-use character is another one in every font, so none has it.
		"""
		key = character, role
		if key not in self._kept:
			self._kept[key] = self._choose(character, role)
		return self._kept[key]

	@cached_property
	def _kept(self) -> dict[tuple[str, Role], Font | None]:
		"""Papers have most of their characters in common."""
		return {}

	def _choose(self, character: str, role: Role) -> Font | None:
		if is_private(character):
			return None
		own = next((font for font in self.chains[role] if font.has(character)), None)
		return own or _other_font(character, role, self.folders)

	def without(self, text: str) -> list[str]:
		"""Return the visible characters of ``text`` that no font has, each once, in their order."""
		return [each for each in visible_characters(text) if self._choose(each, Role.BODY) is None]


@dataclass(frozen=True)
class CutFonts:
	"""The fonts of one paper: the families of each role, best first, and the font of each family."""

	families: Mapping[Role, tuple[str, ...]]
	fonts: Mapping[str, CutFont]


class _Part(NamedTuple):
	"""The part of a font in which no two characters share a glyph with those of the same layer."""

	font: Font
	layer: int

	@property
	def family(self) -> str:
		"""Unlike the name of any installed font, which Fontconfig could take in its place."""
		return f"kepu-{re.sub('[^A-Za-z0-9]+', '-', self.font.name)}-{self.layer}"


def installed_fonts(folders: Iterable[Path] = ()) -> FontSet:
	"""Return the fonts of this machine.

	Args:
		folders: more folders with fonts, looked into before all others.

	Raises:
		FontError: none of the fonts in ``FAMILIES`` is installed.
	"""
	return _fonts_in((*folders, *_folders()))


def check_folder(folder: Path) -> None:
	"""Raise FontError, with the folder as its place, unless a font of ``FAMILIES`` can be read there."""
	if not folder.is_absolute():
		raise _unusable(folder, "应写完整路径，以“/”开头")
	try:
		next(folder.iterdir(), None)
	except OSError as error:
		raise _unusable(folder, f"无法读取（{system_reason(error)}）") from error
	if not _office_fonts((folder,)):
		raise _unusable(folder, "其中没有方正小标宋、仿宋_GB2312等公文字体")


def uncovered(text: str) -> list[str]:
	"""Return the visible characters of ``text`` that no installed font has, each once, in their order.

	Raises:
		FontError: there are no fonts at all.
	"""
	return installed_fonts().without(text)


def visible_characters(text: str) -> list[str]:
	"""Return the characters of ``text`` that need a glyph, each once, in their order."""
	return [each for each in dict.fromkeys(text) if not is_invisible(each)]


@lru_cache(maxsize=1 << 16)
def is_invisible(character: str) -> bool:
	"""Whether it leaves no ink: white space, control and format characters, variation selectors."""
	if unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
		return True
	return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def cut_fonts(texts: Mapping[Role, str], fonts: FontSet | None = None) -> CutFonts:
	"""Cuts the fonts to the characters of a paper.

	Args:
		texts: what is set in each role.
		fonts: those of this machine by default.

	Raises:
		FontError: a character that no font has; all of them are named.
	"""
	fonts = fonts or installed_fonts()
	found = {
		role: [(fonts.font_for(each, role), each) for each in visible_characters(text)]
		for role, text in texts.items()
	}
	missing = [each for choices in found.values() for font, each in choices if font is None]
	if missing:
		raise no_font_for(list(dict.fromkeys(missing)))
	chosen = {role: [(font, each) for font, each in choices if font] for role, choices in found.items()}
	parts = _parts(choice for choices in chosen.values() for choice in choices)
	members: dict[_Part, set[str]] = {}
	for (_font, character), part in parts.items():
		members.setdefault(part, set()).add(character)
	return CutFonts(
		families={
			role: _families(fonts.chains[role], {parts[each] for each in chosen[role]}) for role in texts
		},
		fonts={part.family: cut(part.font, characters) for part, characters in members.items()},
	)


def no_font_for(characters: Sequence[str]) -> FontError:
	"""Return the error that names characters which no font has."""
	return FontError(why_unprintable(characters), code="text.no_font")


def _unusable(folder: Path, reason: str) -> FontError:
	return FontError(f"字体文件夹“{folder}”：{reason}", code="font.folder", place=str(folder))


def _folders() -> Iterator[Path]:
	named = os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep)
	yield from (Path(folder).expanduser() for folder in (*named, *_SYSTEM_FOLDERS) if folder)


@lru_cache(maxsize=8)
def _fonts_in(folders: tuple[Path, ...]) -> FontSet:
	found = _office_fonts(folders)
	wanted = {role: [name.casefold() for name in FAMILIES[role]] for role in Role}
	own = {role: [found[name] for name in wanted[role] if name in found] for role in Role}
	last_resorts = [font for role in _LAST_RESORTS for font in own[role]]
	if not last_resorts:
		message = (
			"没有找到任何公文字体：请安装texlive-lang-chinese（Fandol字体）和fonts-noto-cjk，"
			f"或用环境变量{FOLDERS_VARIABLE}指明字体所在的文件夹"
		)
		raise FontError(message, code="font.none")
	chains = {role: tuple(dict.fromkeys([*fonts, *last_resorts])) for role, fonts in own.items()}
	return FontSet(chains, folders)


def _office_fonts(folders: Iterable[Path]) -> dict[str, Font]:
	"""Return the fonts of ``FAMILIES`` by their names in small letters."""
	return fonts_by_name(folders, (name.casefold() for names in FAMILIES.values() for name in names))


@lru_cache(maxsize=1 << 12)
def _other_font(character: str, role: Role, folders: tuple[Path, ...]) -> Font | None:
	if ord(character) not in every_character(folders) or is_colour_emoji(character):
		return None
	return next((font for font in _others(role, folders) if font.draws(character)), None)


@lru_cache(maxsize=32)
def _others(role: Role, folders: tuple[Path, ...]) -> tuple[Font, ...]:
	"""Every font, the one that fits the role best first; in an order that only the fonts decide."""

	def strangeness(font: Font) -> tuple[bool, bool, bool, int, str, str, int]:
		style = font.style
		has_foreign_serifs = style.serifs == (role is Role.HEI)
		weight = abs(style.weight - (_BOLD if role is Role.TITLE else _REGULAR))
		stroke = (style.italic, has_foreign_serifs, style.monospaced, weight)
		return (*stroke, font.name, font.path.name, font.index)

	return tuple(sorted(every_font(folders), key=strangeness))


def _parts(choices: Iterable[tuple[Font, str]]) -> dict[tuple[Font, str], _Part]:
	"""Return the part of its font that sets each character.

	Two characters may have one glyph (⼀ and 一), and a PDF gives each glyph of a font one character.
	The second goes into a second copy of the font, so that copied text is the text that was entered.
	"""
	times: dict[tuple[Font, int | None], int] = {}
	parts = {}
	for font, character in dict.fromkeys(choices):
		glyph = font.glyph_of(character)
		layer = times.get((font, glyph), 0)
		parts[font, character] = _Part(font, layer)
		times[font, glyph] = layer + 1
	return parts


def _families(chain: Sequence[Font], parts: Iterable[_Part]) -> tuple[str, ...]:
	"""Return the families of a role's parts, in the role's order of fonts, those of no role by name."""
	places = {font: place for place, font in enumerate(chain)}
	ordered = sorted(parts, key=lambda part: (places.get(part.font, len(chain)), part.font.name, part.layer))
	return tuple(part.family for part in ordered)
