"""Cuts one font to the characters of a paper."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as harfbuzz

from kepu_app.core.printing.font_files import Font

ASCENT, DESCENT = 0.88, 0.12
"""Where the baseline stands in the square of a Chinese character, as parts of its height."""

_DROPPED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "kern", "vhea", "vmtx", "VORG")
"""Layout rules could put glyphs in a text's place that stand for no character of it."""

_LARGEST_WORD = 0xFFFFFFFF

_CUT_FLAGS = harfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE | harfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET
"""A PDF's character numbers are the font's glyph numbers only if the font itself says so."""

_CUT_OFTEN = 10_000
"""Characters; a summary has seven hundred different ones."""

_FEW = 64
"""Characters; headings, page numbers and rare characters are the same in many papers."""

_ALWAYS_KEPT = " \u3000"


@dataclass(frozen=True)
class CutFont:
	"""A font cut to one paper. ``name`` is the PostScript name, as a reader of the PDF shall see it."""

	name: str
	characters: frozenset[str]
	content: bytes


def cut(font: Font, characters: Iterable[str]) -> CutFont:
	"""Return the font with nothing but these characters and blanks."""
	wanted = frozenset(characters)
	return _cut_and_kept(font, wanted) if len(wanted) <= _FEW else _cut(font, wanted)


@lru_cache(maxsize=256)
def _cut_and_kept(font: Font, characters: frozenset[str]) -> CutFont:
	return _cut(font, characters)


def _cut(font: Font, characters: frozenset[str]) -> CutFont:
	order = harfbuzz.SubsetInput()
	order.unicode_set.update(ord(each) for each in (*characters, *_ALWAYS_KEPT))
	order.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED_TABLES)
	order.flags = _CUT_FLAGS
	if font.face.has_var_data:
		order.pin_all_axes_to_default(font.face)
	content = harfbuzz.subset(_face_to_cut(font, len(order.unicode_set)), order).blob.data
	return CutFont(font.name, characters, _with_common_metrics(content))


_cut_before: Counter[Font] = Counter()
"""Characters that were cut out of each font in this process."""


def _face_to_cut(font: Font, characters: int) -> harfbuzz.Face:
	"""Return the font's face, or one prepared for subsetting. It gives the same bytes in a sixth of the
	time; preparing takes as long as subsetting a dozen papers."""
	_cut_before[font] += characters
	return _ready_to_cut(font) if _cut_before[font] > _CUT_OFTEN else font.face


@lru_cache(maxsize=8)
def _ready_to_cut(font: Font) -> harfbuzz.Face:
	return harfbuzz.subset_preprocess(font.face)


def _with_common_metrics(content: bytes) -> bytes:
	"""Give a font file the same ascent and descent as every other. A character from a second font must not
	make its line higher: a page would hold fewer lines."""
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
	"""Return the tables of a font file (OpenType, chapter otff)."""
	tables = {}
	(count,) = struct.unpack_from(">H", content, 4)
	for entry in range(12, 12 + 16 * count, 16):
		tag, _, start, length = struct.unpack_from(">4sIII", content, entry)
		tables[tag.decode("latin-1")] = _Table(entry, start, length)
	return tables


def _correct_checksums(file: bytearray, changed: Iterable[_Table], head: _Table) -> None:
	"""Update the checksums of changed tables and that of the file, which covers both, without summing up
	the whole file again."""
	more = 0
	for table in changed:
		(before,) = struct.unpack_from(">I", file, table.entry + 4)
		padded = bytes(file[table.start : table.start + table.length]) + b"\0" * (-table.length % 4)
		after = sum(struct.unpack(f">{len(padded) // 4}I", padded))
		struct.pack_into(">I", file, table.entry + 4, after & _LARGEST_WORD)
		more += 2 * (after - before)
	(adjustment,) = struct.unpack_from(">I", file, head.start + 8)
	struct.pack_into(">I", file, head.start + 8, (adjustment - more) & _LARGEST_WORD)
