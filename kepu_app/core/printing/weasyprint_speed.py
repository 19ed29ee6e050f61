"""Functions of WeasyPrint that are replaced by quicker ones with the same result, to the last digit.

``REPLACED`` is the list. Each of them calls WeasyPrint's own function for whatever is not usual, and is put in its
place in the versions that it names alone. With another version printing is slower and nothing else. WeasyPrint is
replaced for the whole process, so others who print with it in the same process get the same result as before.
"""

from __future__ import annotations

import functools
import importlib
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import weasyprint
import weasyprint.text.fonts

from kepu_app.core.printing.weasyprint_boxes import (
	in_flow_at_once,
	nothing_to_avoid,
	used_by_style,
	without_background,
	without_border,
	without_outline,
)
from kepu_app.core.printing.weasyprint_drawing import drawn_by_run, unmarked
from kepu_app.core.printing.weasyprint_styles import inherited_or_initial, initial_at_first, shared_by_pages

FONTCONFIG_VARIABLE = "FONTCONFIG_FILE"
NO_FONTS = Path(__file__).parents[1] / "data" / "fonts.conf"
"""Fontconfig's settings without any font."""

_TWO_HAN = re.compile("[一-龥]{2}")
"""Between the two a line may be broken, whatever is around them."""

_LINES_LOOKED_AT = 1.25
_MORE_CHARACTERS = 14
_UNSURE_CHARACTERS = 3
"""At the end of a text that was cut off: where it may be broken depends on what follows it."""

_FONT, _STRUT = "kepu_font", "kepu_strut"
"""What a style keeps, beside its properties; a copy of it, which may be changed, has neither."""

_WIDEST = 1e6
"""CSS pixels; anything wider has no lines to be broken."""


class Replacement(NamedTuple):
	"""What stands in the place of the function ``name`` of ``owner`` (module, or module:class) in these versions;
	``make`` gets the function that stood there."""

	owner: str
	name: str
	versions: tuple[str, ...]
	make: Callable[[Any], Any]


def replace_all() -> None:
	"""Put everything in ``REPLACED`` that is for this version of WeasyPrint in its place; what stood there is
	its ``__wrapped__``."""
	major = weasyprint.__version__.partition(".")[0]
	for each in REPLACED:
		if major in each.versions:
			owner = owner_of(each)
			before = getattr(owner, each.name)
			instead = each.make(before)
			if instead is not before:
				setattr(owner, each.name, functools.update_wrapper(instead, before, updated=()))


def owner_of(replacement: Replacement) -> Any:
	"""Return the module or the class that holds the function."""
	module, _, holder = replacement.owner.partition(":")
	return getattr(importlib.import_module(module), holder) if holder else importlib.import_module(module)


def _split_a_beginning(split_first_line: Callable[..., Any]) -> Callable[..., Any]:
	"""WeasyPrint lays out four lines of text, and 59 the rest of the paragraph too, to break off one. A little
	more than one is enough when the next line has a place behind its beginning where it may surely be broken."""

	def split(
		text: str,
		style: Any,
		context: Any,
		max_width: float | None,
		justification_spacing: float,
		is_line_start: bool = True,
		minimum: bool = False,
	) -> Any:
		rest = (style, context, max_width, justification_spacing, is_line_start, minimum)
		length = _length_to_look_at(text, style, max_width)
		if length < len(text):
			beginning = text[:length]
			found = split_first_line(beginning, *rest)
			resume_at = found[2]
			if resume_at is not None:
				behind = len(beginning.encode()[:resume_at].decode()) + 1
				if _TWO_HAN.search(beginning, behind, length - _UNSURE_CHARACTERS):
					return found
		return split_first_line(text, *rest)

	return split


def _length_to_look_at(text: str, style: Any, max_width: float | None) -> int:
	"""Characters that are more than a line; all of the text if it is not plain."""
	is_plain = (
		max_width is not None
		and 0 < max_width < _WIDEST
		and style["font_size"]
		and style["hyphens"] != "auto"
		and "\xad" not in text
		and "\n" not in text
	)
	if not is_plain:
		return len(text)
	return int(max_width / style["font_size"] * _LINES_LOOKED_AT) + _MORE_CHARACTERS


def _strut_by_style(strut: Callable[..., Any]) -> Callable[..., Any]:
	"""WeasyPrint keeps struts by a text of all properties that matter, which takes longer to make than a strut.
	Here a style keeps its own."""

	def keep_strut(style: Any) -> Any:
		if not hasattr(style, _STRUT):
			setattr(style, _STRUT, strut(style))
		return getattr(style, _STRUT)

	return keep_strut


def _set_up_again(setup: Callable[..., None]) -> Callable[..., None]:
	"""Share Pango's context and font description, which are the same for all texts of a style."""
	from weasyprint.text.constants import PANGO_DIRECTION
	from weasyprint.text.ffi import ffi, gobject, pango
	from weasyprint.text.fonts import get_font_description

	def set_up(layout: Any, style: Any) -> None:
		if not hasattr(style, _FONT):
			setup(layout, style)
			has_features = pango.pango_layout_get_attributes(layout.layout) != ffi.NULL
			is_plain = style["text_decoration_line"] == "none" and not has_features
			setattr(style, _FONT, kept(style, layout.language) if is_plain else None)
		elif getattr(style, _FONT) is None:
			setup(layout, style)
		else:
			context, layout.language, description = getattr(style, _FONT)
			layout.style = style
			layout.first_line_direction = 0
			layout.ascent = layout.underline_position = layout.strikethrough_position = None
			layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
			pango.pango_layout_set_auto_dir(layout.layout, False)
			pango.pango_layout_set_font_description(layout.layout, description)

	def kept(style: Any, language: Any) -> tuple[Any, Any, Any]:
		font_map = style.font_config.font_map
		context = ffi.gc(pango.pango_font_map_create_context(font_map), gobject.g_object_unref)
		pango.pango_context_set_round_glyph_positions(context, False)
		pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
		pango.pango_context_set_language(context, language)
		return context, language, get_font_description(style)

	return set_up


def spaced_out(style: Any, letter_spacing: float) -> Any:
	"""Return a copy of the style with other spaces between letters, for which the same font is set up."""
	copy = style.copy()
	copy["letter_spacing"] = letter_spacing
	if hasattr(style, _FONT):
		setattr(copy, _FONT, getattr(style, _FONT))
	return copy


class _Fontconfig:
	"""Fontconfig's library, without the fonts of the machine where ``no_fonts_of_the_machine`` says so."""

	def __init__(self, library: Any) -> None:
		from weasyprint.text.ffi import ffi

		ffi.cdef("FcConfig * FcConfigCreate (void);")
		self._library = library

	def __getattr__(self, name: str) -> Any:
		return getattr(self._library, name)

	def FcInitLoadConfigAndFonts(self) -> Any:
		if _here.has_fonts:
			return self._library.FcInitLoadConfigAndFonts()
		return self._library.FcConfigCreate()


class _Here(threading.local):
	"""What holds for one thread alone: others may print at the same time, with fonts of the machine."""

	has_fonts = True


_here = _Here()


@contextmanager
def no_fonts_of_the_machine() -> Iterator[None]:
	"""Fontconfig would read the list of all installed fonts for each paper and search it for each style,
	though only the cut fonts are used.

	Where its library is not replaced, it takes its file from the environment, which all threads share.
	"""
	if not isinstance(weasyprint.text.fonts.fontconfig, _Fontconfig):
		with _environment(FONTCONFIG_VARIABLE, str(NO_FONTS)):
			yield
		return
	_here.has_fonts = False
	try:
		yield
	finally:
		_here.has_fonts = True


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
	before = os.environ.get(name)
	os.environ[name] = value
	try:
		yield
	finally:
		if before is None:
			del os.environ[name]
		else:
			os.environ[name] = before


class _Property(property):
	"""A property that can be given attributes."""


def _outer_with_room(outer: Any) -> property:
	"""WeasyPrint works out how narrow the text in a page's margin may become, word by word, also where there is
	room for all of it."""

	def set_outer(box: Any, width: float) -> None:
		if width - box.sugar > box.max_content_size:
			box.inner = box.max_content_size
		else:
			outer.fset(box, width)

	return _Property(outer.fget, set_outer)


REPLACED = (
	Replacement("weasyprint.css:AnonymousStyle", "__init__", ("70",), initial_at_first),
	Replacement("weasyprint.css:ComputedStyle", "__missing__", ("70",), inherited_or_initial),
	Replacement("weasyprint.draw", "draw_border", ("70",), without_border),
	Replacement("weasyprint.draw", "draw_outline", ("70",), without_outline),
	Replacement("weasyprint.draw.text", "draw_first_line", ("70",), drawn_by_run),
	Replacement("weasyprint.formatting_structure.boxes:Box", "is_in_normal_flow", ("70",), in_flow_at_once),
	Replacement("weasyprint.layout.background", "layout_box_backgrounds", ("70",), without_background),
	Replacement("weasyprint.layout.block", "resolve_percentages", ("70",), used_by_style),
	Replacement("weasyprint.layout.inline", "avoid_collisions", ("70",), nothing_to_avoid),
	Replacement("weasyprint.layout.inline", "resolve_percentages", ("70",), used_by_style),
	Replacement("weasyprint.layout.inline", "split_first_line", ("59", "70"), _split_a_beginning),
	Replacement("weasyprint.layout.inline", "strut", ("70",), _strut_by_style),
	Replacement("weasyprint.layout.page", "resolve_percentages", ("70",), used_by_style),
	Replacement("weasyprint.layout.page", "set_page_type_computed_styles", ("70",), shared_by_pages),
	Replacement("weasyprint.layout.page:OrientedBox", "outer", ("70",), _outer_with_room),
	Replacement("weasyprint.pdf.stream:Stream", "artifact", ("70",), unmarked),
	Replacement("weasyprint.pdf.stream:Stream", "marked", ("70",), unmarked),
	Replacement("weasyprint.text.fonts", "fontconfig", ("59", "70"), _Fontconfig),
	Replacement("weasyprint.text.line_break:Layout", "setup", ("70",), _set_up_again),
)
