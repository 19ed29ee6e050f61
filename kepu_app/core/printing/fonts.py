"""The fonts of official papers: found by role, chosen for every character, cut to what a paper needs.

A Chinese font holds ten to sixty thousand glyphs, a paper some hundreds. Cutting the fonts to a paper's
characters before the layout takes HarfBuzz milliseconds, whereas a PDF library that gets whole fonts
takes seconds to cut them, or embeds them whole.

Fonts are looked for once in a process; a font that is installed later is found by the next one.
"""

from __future__ import annotations

import logging
import os
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as harfbuzz

from kepu_app.core.characters import named_character
from kepu_app.core.errors import FontError
from kepu_app.core.files import system_reason

_log = logging.getLogger(__name__)


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

ASCENT, DESCENT = 0.88, 0.12
"""Where the baseline stands in the square of a Chinese character, as parts of its height."""

_LAST_RESORTS = (Role.SONG, Role.BODY, Role.KAI, Role.HEI, Role.TITLE)
_SYSTEM_FOLDERS = (
	"~/.local/share/fonts",
	"~/.fonts",
	"/usr/local/share/fonts",
	"/usr/share/fonts",
	"/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
	"/usr/share/texmf-dist/fonts/opentype/public/fandol",
)
_ENDINGS = (".otf", ".ttf", ".ttc", ".otc")
_FAMILY, _STYLE, _FULL_NAME, _POSTSCRIPT_NAME, _TYPOGRAPHIC_FAMILY = 1, 2, 4, 6, 16
_NAME_KINDS = (_FAMILY, _STYLE, _FULL_NAME, _POSTSCRIPT_NAME, _TYPOGRAPHIC_FAMILY)
_REGULAR = {"regular", "normal", "book", "roman", "常规", "標準"}
_DROPPED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "kern", "vhea", "vmtx", "VORG")
"""Layout rules could put glyphs in a text's place that stand for no character of it."""

_LARGEST_WORD = 0xFFFFFFFF

_CUT_FLAGS = harfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE | harfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET
"""A PDF's character numbers are the font's glyph numbers only if the font itself says so."""

_ALWAYS_KEPT = " \u3000"


@dataclass(frozen=True, eq=False)
class Font:
	"""One face of a font file. ``name`` is its PostScript name. Opened when it is first needed."""

	path: Path
	index: int
	name: str

	@cached_property
	def face(self) -> harfbuzz.Face:
		return harfbuzz.Face(harfbuzz.Blob.from_file_path(self.path), self.index)

	@cached_property
	def coverage(self) -> harfbuzz.Set:
		return self.face.unicodes

	@cached_property
	def glyphs(self) -> harfbuzz.Font:
		return harfbuzz.Font(self.face)

	def has(self, character: str) -> bool:
		return ord(character) in self.coverage


@dataclass(frozen=True)
class FontSet:
	"""For each role the fonts that may set it, best first. The fonts of the other roles come last, so
	that a character which any font has can be printed in every role."""

	chains: Mapping[Role, tuple[Font, ...]]

	def font_for(self, character: str, role: Role) -> Font | None:
		"""The best font of the role that has the character, None if no font of any role has it."""
		return next((font for font in self.chains[role] if font.has(character)), None)

	def without(self, text: str) -> list[str]:
		"""The visible characters of ``text`` that no font has, each once, in their order."""
		return [each for each in visible_characters(text) if self.font_for(each, Role.BODY) is None]


@dataclass(frozen=True)
class CutFont:
	"""A font cut to one paper. ``name`` is the PostScript name, as a reader of the PDF shall see it."""

	name: str
	characters: frozenset[str]
	content: bytes


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
	"""The fonts of this machine.

	Args:
		folders: more folders with fonts, looked into before all others.

	Raises:
		FontError: none of the fonts in ``FAMILIES`` is installed.
	"""
	return _fonts_in((*folders, *_folders()))


def check_folder(folder: Path) -> None:
	"""Raises FontError, with the folder as its place, unless a font of ``FAMILIES`` can be read there."""
	if not folder.is_absolute():
		raise _unusable(folder, "应写完整路径，以“/”开头")
	try:
		next(folder.iterdir(), None)
	except OSError as error:
		raise _unusable(folder, f"无法读取（{system_reason(error)}）") from error
	if not _fonts_by_name((folder,)):
		raise _unusable(folder, "其中没有方正小标宋、仿宋_GB2312等公文字体")


def uncovered(text: str) -> list[str]:
	"""The visible characters of ``text`` that no installed font has, each once, in their order.

	Raises:
		FontError: there are no fonts at all.
	"""
	return installed_fonts().without(text)


def visible_characters(text: str) -> list[str]:
	"""The characters of ``text`` that need a glyph, each once, in their order."""
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
	chosen = {
		role: [(fonts.font_for(each, role), each) for each in visible_characters(text)]
		for role, text in texts.items()
	}
	missing = [each for choices in chosen.values() for font, each in choices if font is None]
	if missing:
		raise no_font_for(list(dict.fromkeys(missing)))
	parts = _parts(choice for choices in chosen.values() for choice in choices)
	members: dict[_Part, set[str]] = {}
	for (_font, character), part in parts.items():
		members.setdefault(part, set()).add(character)
	return CutFonts(
		families={
			role: _families(fonts.chains[role], {parts[each] for each in chosen[role]}) for role in texts
		},
		fonts={part.family: _cut(part.font, characters) for part, characters in members.items()},
	)


def no_font_for(characters: Sequence[str]) -> FontError:
	"""The error that names characters which no font has."""
	named = "、".join(named_character(each) for each in characters)
	return FontError(f"所有已安装的字体都没有{named}，无法打印", code="text.no_font")


def _unusable(folder: Path, reason: str) -> FontError:
	return FontError(f"字体文件夹“{folder}”：{reason}", code="font.folder", place=str(folder))


def _folders() -> Iterator[Path]:
	named = os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep)
	yield from (Path(folder).expanduser() for folder in (*named, *_SYSTEM_FOLDERS) if folder)


@lru_cache(maxsize=8)
def _fonts_in(folders: tuple[Path, ...]) -> FontSet:
	found = _fonts_by_name(folders)
	wanted = {role: [name.casefold() for name in FAMILIES[role]] for role in Role}
	own = {role: [found[name] for name in wanted[role] if name in found] for role in Role}
	last_resorts = [font for role in _LAST_RESORTS for font in own[role]]
	if not last_resorts:
		message = (
			"没有找到任何公文字体：请安装texlive-lang-chinese（Fandol字体）和fonts-noto-cjk，"
			f"或用环境变量{FOLDERS_VARIABLE}指明字体所在的文件夹"
		)
		raise FontError(message, code="font.none")
	return FontSet({role: tuple(dict.fromkeys([*fonts, *last_resorts])) for role, fonts in own.items()})


def _fonts_by_name(folders: Iterable[Path]) -> dict[str, Font]:
	"""The fonts of ``FAMILIES`` by their names in small letters; the first font of a name counts."""
	wanted = {name.casefold() for names in FAMILIES.values() for name in names}
	found: dict[str, Font] = {}
	for path in _font_files(folders):
		for font, names in _faces(path):
			for name in names & wanted:
				found.setdefault(name, font)
	return found


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
	"""Font files in a fixed order, so that machines with the same fonts print alike."""
	for folder in folders:
		for parent, children, names in os.walk(folder):
			children.sort()
			yield from (Path(parent, name) for name in sorted(names) if name.lower().endswith(_ENDINGS))


def _faces(path: Path) -> Iterator[tuple[Font, set[str]]]:
	"""The faces of a font file with their names; none of a file that is no font."""
	try:
		blob = harfbuzz.Blob.from_file_path(path)
	except harfbuzz.HarfBuzzError as error:
		_log.info("font passed over: %s", error)
		return
	for index in range(harfbuzz.Face(blob).count):
		face = harfbuzz.Face(blob, index)
		yield Font(path, index, face.get_name(_POSTSCRIPT_NAME) or path.stem), _names_of(face)


def _names_of(face: harfbuzz.Face) -> set[str]:
	"""The names by which a face is asked for, in small letters."""
	values: dict[int, set[str]] = {}
	for entry in face.list_names():
		if entry.name_id in _NAME_KINDS:
			name = face.get_name(entry.name_id, entry.language) or ""
			values.setdefault(entry.name_id, set()).add(name.casefold())
	names = values.get(_FULL_NAME, set()) | values.get(_POSTSCRIPT_NAME, set())
	if values.get(_STYLE, _REGULAR) & _REGULAR:
		names |= values.get(_FAMILY, set()) | values.get(_TYPOGRAPHIC_FAMILY, set())
	return names


def _parts(choices: Iterable[tuple[Font, str]]) -> dict[tuple[Font, str], _Part]:
	"""The part of its font that sets each character.

	Two characters may have one glyph (⼀ and 一), and a PDF gives each glyph of a font one character.
	The second goes into a second copy of the font, so that copied text is the text that was entered.
	"""
	times: dict[tuple[Font, int], int] = {}
	parts = {}
	for font, character in dict.fromkeys(choices):
		glyph = font.glyphs.get_nominal_glyph(ord(character))
		layer = times.get((font, glyph), 0)
		parts[font, character] = _Part(font, layer)
		times[font, glyph] = layer + 1
	return parts


def _families(chain: Sequence[Font], parts: Iterable[_Part]) -> tuple[str, ...]:
	"""The families of a role's parts, in the role's order of fonts."""
	ordered = sorted(parts, key=lambda part: (chain.index(part.font), part.layer))
	return tuple(part.family for part in ordered)


def _cut(font: Font, characters: Iterable[str]) -> CutFont:
	order = harfbuzz.SubsetInput()
	order.unicode_set.update(ord(each) for each in (*characters, *_ALWAYS_KEPT))
	order.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED_TABLES)
	order.flags = _CUT_FLAGS
	if font.face.has_var_data:
		order.pin_all_axes_to_default(font.face)
	content = harfbuzz.subset(font.face, order).blob.data
	return CutFont(font.name, frozenset(characters), _with_common_metrics(content))


def _with_common_metrics(content: bytes) -> bytes:
	"""Gives a font file the same ascent and descent as every other: a character from a second font must
	not make its line higher, or a page would hold fewer lines."""
	file, tables = bytearray(content), _tables(content)
	(units_per_em,) = struct.unpack_from(">H", file, tables["head"].start + 18)
	ascent, descent = (round(part * units_per_em) for part in (ASCENT, DESCENT))
	struct.pack_into(">hhh", file, tables["hhea"].start + 4, ascent, -descent, 0)
	struct.pack_into(">hhhHH", file, tables["OS/2"].start + 68, ascent, -descent, 0, ascent, descent)
	_correct_checksums(file, (tables["hhea"], tables["OS/2"]), tables["head"])
	return bytes(file)


class _Table(NamedTuple):
	"""A table of a font file: where its directory entry is, where it starts, and its bytes."""

	entry: int
	start: int
	length: int


def _tables(content: bytes) -> dict[str, _Table]:
	"""The tables of a font file (OpenType, chapter otff)."""
	tables = {}
	(count,) = struct.unpack_from(">H", content, 4)
	for entry in range(12, 12 + 16 * count, 16):
		tag, _, start, length = struct.unpack_from(">4sIII", content, entry)
		tables[tag.decode("latin-1")] = _Table(entry, start, length)
	return tables


def _correct_checksums(file: bytearray, changed: Iterable[_Table], head: _Table) -> None:
	"""Puts the checksums of changed tables right, and that of the file, which counts both the tables and
	their checksums, without adding up the whole file anew."""
	more = 0
	for table in changed:
		(before,) = struct.unpack_from(">I", file, table.entry + 4)
		padded = bytes(file[table.start : table.start + table.length]) + b"\0" * (-table.length % 4)
		after = sum(struct.unpack(f">{len(padded) // 4}I", padded))
		struct.pack_into(">I", file, table.entry + 4, after & _LARGEST_WORD)
		more += 2 * (after - before)
	(adjustment,) = struct.unpack_from(">I", file, head.start + 8)
	struct.pack_into(">I", file, head.start + 8, (adjustment - more) & _LARGEST_WORD)
