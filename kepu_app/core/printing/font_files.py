"""The font files of a machine: their faces, the characters that each draws, the names that it goes by."""

from __future__ import annotations

import json
import logging
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import uharfbuzz as harfbuzz

_log = logging.getLogger(__name__)

_DATA = Path(__file__).parents[1] / "data"
_ENDINGS = (".otf", ".ttf", ".ttc", ".otc")
_FAMILY, _STYLE, _FULL_NAME, _POSTSCRIPT_NAME, _TYPOGRAPHIC_FAMILY = 1, 2, 4, 6, 16
_NAME_KINDS = (_FAMILY, _STYLE, _FULL_NAME, _POSTSCRIPT_NAME, _TYPOGRAPHIC_FAMILY)
_REGULAR = {"regular", "normal", "book", "roman", "常规", "標準"}
_OUTLINES = {"glyf", "CFF ", "CFF2"}
_ITALIC = 1 << 0
_FIRST_SANS_SERIF, _MONOSPACED = 11, 9
"""Of PANOSE: serif styles from 11 on have no serifs; a proportion of 9 is one width for all."""


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
	def misdrawn(self) -> frozenset[str]:
		"""What the font claims, and draws as another character."""
		return _misdrawn().get(self.name, frozenset())

	@cached_property
	def glyphs(self) -> harfbuzz.Font:
		return harfbuzz.Font(self.face)

	@cached_property
	def style(self) -> Style:
		return _style_of(self.face)

	def glyph_of(self, character: str) -> int | None:
		"""Return the number of the character's glyph, None if there is none."""
		if character not in self._glyph_numbers:
			self._glyph_numbers[character] = self.glyphs.get_nominal_glyph(ord(character))
		return self._glyph_numbers[character]

	@cached_property
	def _glyph_numbers(self) -> dict[str, int | None]:
		return {}

	def has(self, character: str) -> bool:
		"""Whether the font draws the character, and rightly."""
		return ord(character) in self.coverage and character not in self.misdrawn

	def draws(self, character: str) -> bool:
		"""As ``has``, and it leaves ink: some fonts keep an empty glyph for what they lack."""
		if not self.has(character):
			return False
		extents = self.glyphs.get_glyph_extents(self.glyphs.get_nominal_glyph(ord(character)))
		return extents is not None and bool(extents.width and extents.height)


@dataclass(frozen=True)
class Style:
	"""What decides where a font fits in: ``weight`` is 400 for regular type and 700 for bold."""

	weight: int
	italic: bool
	serifs: bool
	monospaced: bool


def fonts_by_name(folders: Iterable[Path], wanted: Iterable[str]) -> dict[str, Font]:
	"""Return the fonts of these names, which are in small letters; the first font of a name counts."""
	names_wanted = set(wanted)
	found: dict[str, Font] = {}
	for path in _font_files(folders):
		for font, names in _faces(path):
			for name in names & names_wanted:
				found.setdefault(name, font)
	return found


@lru_cache(maxsize=8)
def every_font(folders: tuple[Path, ...]) -> tuple[Font, ...]:
	"""All faces with outlines, in the order of the folders; pictures of fixed size cannot be printed."""
	faces = (font for path in _font_files(folders) for font, _names in _faces(path))
	return tuple(font for font in faces if _OUTLINES & set(font.face.table_tags))


@lru_cache(maxsize=8)
def every_character(folders: tuple[Path, ...]) -> harfbuzz.Set:
	"""Return the code points that any of ``every_font`` claims."""
	claimed = harfbuzz.Set()
	for font in every_font(folders):
		claimed.update(font.coverage)
	return claimed


@lru_cache(maxsize=1)
def _misdrawn() -> Mapping[str, frozenset[str]]:
	fonts = json.loads((_DATA / "misdrawn.json").read_text(encoding="utf-8"))["fonts"]
	return {name: frozenset(facts["characters"]) for name, facts in fonts.items()}


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
	"""Font files in a fixed order, so that machines with the same fonts print alike."""
	for folder in folders:
		for parent, children, names in os.walk(folder):
			children.sort()
			yield from (Path(parent, name) for name in sorted(names) if name.lower().endswith(_ENDINGS))


def _faces(path: Path) -> Iterator[tuple[Font, set[str]]]:
	"""Yield the faces of a font file with their names; none of a file that is no font."""
	try:
		blob = harfbuzz.Blob.from_file_path(path)
	except harfbuzz.HarfBuzzError as error:
		_log.info("font passed over: %s", error)
		return
	for index in range(harfbuzz.Face(blob).count):
		face = harfbuzz.Face(blob, index)
		yield Font(path, index, face.get_name(_POSTSCRIPT_NAME) or path.stem), _names_of(face)


def _names_of(face: harfbuzz.Face) -> set[str]:
	"""Return the names by which a face is asked for, in small letters."""
	values: dict[int, set[str]] = {}
	for entry in face.list_names():
		if entry.name_id in _NAME_KINDS:
			name = face.get_name(entry.name_id, entry.language) or ""
			values.setdefault(entry.name_id, set()).add(name.casefold())
	names = values.get(_FULL_NAME, set()) | values.get(_POSTSCRIPT_NAME, set())
	if values.get(_STYLE, _REGULAR) & _REGULAR:
		names |= values.get(_FAMILY, set()) | values.get(_TYPOGRAPHIC_FAMILY, set())
	return names


def _style_of(face: harfbuzz.Face) -> Style:
	"""After the OS/2 table (OpenType, chapter os2), and the family's name where that says nothing."""
	table = face.reference_table("OS/2").data
	if len(table) < 64:
		return Style(400, False, True, False)
	(weight,), (selection,) = struct.unpack_from(">H", table, 4), struct.unpack_from(">H", table, 62)
	serif_style, proportion = table[33], table[35]
	is_sans = serif_style >= _FIRST_SANS_SERIF or "sans" in (face.get_name(_FAMILY) or "").lower()
	return Style(weight, bool(selection & _ITALIC), not is_sans, proportion == _MONOSPACED)
