"""A quicker way to write the glyphs of a line into the PDF, for ``weasyprint_speed``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, NamedTuple

from weasyprint.text.ffi import ffi, pango

_LARGEST_GLYPH = 0xFFFF
"""In a font; Pango has larger numbers for blanks and for what no font has."""

_FIRST_PANGO = 14802
"""An older one tells wrong font sizes, and WeasyPrint makes up for it."""

_SMALLEST_SIZE = 1e-6

_FROM_UNITS = 1 / 1024
"""Of Pango's units to CSS pixels."""

_WORDS = ffi.sizeof("PangoGlyphInfo") // ffi.sizeof("PangoGlyph")


class _Run(NamedTuple):
	"""Glyphs of one font in a line, each with its width and its distance to the right of its place, in Pango's units."""

	item: Any
	font: Any
	font_size: float
	glyphs: list[int]
	widths: list[int]
	offsets: list[int]


def drawn_by_run(draw: Callable[..., Any]) -> Callable[..., Any]:
	"""WeasyPrint takes each glyph by itself out of Pango's memory and into a text. Here that is done for a
	run's glyphs together, unless one of them is a picture, raised, missing, or set from right to left."""

	def draw_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> Any:
		is_plain = (
			text_overflow == "clip"
			and block_ellipsis == "none"
			and textbox.text.strip()
			and textbox.style["font_size"] >= _SMALLEST_SIZE
		)
		runs = _runs(stream, textbox.pango_layout) if is_plain else []
		if not runs:
			return draw(stream, textbox, text_overflow, block_ellipsis, matrix)
		stream.set_text_matrix(*matrix.values)
		_show(stream, runs, textbox.pango_layout.text)
		return []

	return draw_line if pango.pango_version() >= _FIRST_PANGO else draw


def unmarked(mark: Callable[..., Any]) -> Callable[..., Any]:
	"""Skip marking what is drawn for the file's structure, of which a paper has none."""
	nothing = nullcontext()

	def mark_if_tagged(stream: Any, *arguments: Any) -> Any:
		return nothing if stream._tags is None else mark(stream, *arguments)

	return mark_if_tagged


def _runs(stream: Any, layout: Any) -> list[_Run]:
	"""Return the runs of the layout's line; none if one of them is not plain."""
	pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
	line, _resume_at = layout.get_first_line()
	runs: list[_Run] = []
	following, last = line.runs[0], None
	while following != ffi.NULL:
		item = following.data
		following = following.next
		if item.item.analysis.font != last:
			last = item.item.analysis.font
			font, font_size = stream.add_font(last)
		numbers = _numbers(item.glyphs)
		run = _Run(item, font, font_size, numbers[::_WORDS], numbers[1::_WORDS], numbers[2::_WORDS])
		if any(numbers[3::_WORDS]) or not _is_plain(run):
			return []
		runs.append(run)
	return runs


def _numbers(string: Any) -> list[int]:
	"""Pango's records of the glyphs of a run: number, width, distance to the right, distance upwards, marks."""
	size = string.num_glyphs * ffi.sizeof("PangoGlyphInfo")
	return memoryview(ffi.buffer(string.glyphs, size)).cast("i").tolist()


def _is_plain(run: _Run) -> bool:
	if not run.glyphs or min(run.glyphs) < 0 or max(run.glyphs) > _LARGEST_GLYPH:
		return False
	font, is_from_right = run.font, run.item.item.analysis.level % 2
	return not (is_from_right or font.bitmap or font.svg or font.png or font.colr)


def _show(stream: Any, runs: list[_Run], text: str) -> None:
	"""Write the runs as WeasyPrint does."""
	string, pango_font = "", None
	for run in runs:
		if run.item.item.analysis.font != pango_font:
			pango_font = run.item.item.analysis.font
			if string:
				stream.show_text(string)
			string = ""
			stream.set_font_size(run.font.hash, run.font_size)
		_note_texts(run, text)
		string += f"<{_shown(stream, run)}>".removesuffix("<>")
	stream.show_text(string)


def _note_texts(run: _Run, text: str) -> None:
	"""Note the text that each glyph stands for when it is first drawn."""
	known = run.font.to_unicode
	new = [place for place, glyph in enumerate(run.glyphs) if glyph not in known]
	if not new:
		return
	encoded, item = text.encode(), run.item.item
	ends = [*run.item.glyphs.log_clusters[0 : len(run.glyphs)], item.length]
	for place in new:
		if run.glyphs[place] not in known:
			start, end = item.offset + ends[place], item.offset + ends[place + 1]
			known[run.glyphs[place]] = encoded[start:end].decode()


def _shown(stream: Any, run: _Run) -> str:
	"""Return the glyphs of a run in hexadecimal digits, with the distances between them."""
	parts = []
	last, around = None, ("", "")
	for glyph, width, offset in zip(run.glyphs, run.widths, run.offsets, strict=True):
		natural = run.font.widths.get(glyph)
		if natural is None:
			natural = _natural_width(stream, run, glyph)
		if (natural, width, offset) != last:
			last = natural, width, offset
			around = _distances(natural, width, offset, run.font_size)
		parts.append(f"{around[0]}{glyph:04x}{around[1]}")
	return "".join(parts)


def _distances(natural: int, width: int, offset: int, font_size: float) -> tuple[str, str]:
	"""Return what stands before and behind a glyph that is moved or not as wide as its font says. The order
	is WeasyPrint's, since sums of floating-point numbers depend on it."""
	moved = offset / font_size
	kerning = natural + moved - width * 1000 * _FROM_UNITS / font_size
	return f">{-moved}<" if moved else "", f">{int(kerning)}<" if kerning else ""


def _natural_width(stream: Any, run: _Run, glyph: int) -> int:
	"""Return the width that the font gives a glyph, in thousandths of its size."""
	font = run.item.item.analysis.font
	pango.pango_font_get_glyph_extents(font, glyph, stream.ink_rect, stream.logical_rect)
	width: int = round(stream.logical_rect.width * 1000 * _FROM_UNITS / run.font_size)
	run.font.widths[glyph] = width
	return width
