"""Quicker ways to the properties that no style sheet gives an element, for ``weasyprint_speed``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_SPECIAL = ("float", "position", "display", "page", "text_decoration_", "__")
"""How properties begin whose values hang on others, or on the parent's in a way of their own."""

_PAGES = "kepu_pages"
"""What the styles of a document keep: a page of each kind, with its declarations."""

_BLOCK = "ttb"
"""The only direction of blocks that WeasyPrint knows."""


def initial_at_first(initialise: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
	"""Set the initial values of an anonymous box at once; WeasyPrint looks them up one by one."""
	from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

	others = INHERITED | INITIAL_NOT_COMPUTED | {"page"}
	initial = {
		key: value
		for key, value in INITIAL_VALUES.items()
		if key not in others and not key.startswith(("text_decoration_", "__"))
	}

	def set_up(style: Any, parent_style: Any) -> None:
		style.update(initial)
		initialise(style, parent_style)

	return set_up


def inherited_or_initial(compute: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
	"""WeasyPrint asks of each property whether variables, calculations or directions give it its value, though most
	are in no style sheet."""
	from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
	from weasyprint.css.functions import check_math
	from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

	usual = {key for key in INITIAL_VALUES if not key.startswith(_SPECIAL)}
	inherited = usual & INHERITED - set(PHYSICAL_FUNCTIONS)
	to_compute = {
		key: COMPUTER_FUNCTIONS[key] for key in usual & INITIAL_NOT_COMPUTED & set(COMPUTER_FUNCTIONS)
	}
	others = INHERITED | (INITIAL_NOT_COMPUTED - set(to_compute))
	initial = {key: INITIAL_VALUES[key] for key in usual - others}
	logical = {
		(key, direction): function(block=_BLOCK, inline=direction)
		for key, function in PHYSICAL_FUNCTIONS.items()
		for direction in ("ltr", "rtl")
	}

	def value_of(style: Any, key: str) -> Any:
		cascaded = style.cascaded
		if key in cascaded:
			return compute(style, key)
		if key in initial:
			if key not in PHYSICAL_FUNCTIONS or logical[key, style["direction"]] not in cascaded:
				value = initial[key]
				value = style[key] = to_compute[key](style, key, value) if key in to_compute else value
				return value
		elif key in inherited and style.parent_style is not None:
			value = style.parent_style[key]
			if value.__class__ is str or not check_math(value):
				style[key] = value
				return value
		return compute(style, key)

	return value_of


def shared_by_pages(set_styles: Callable[[Any, Any, Any], None]) -> Callable[[Any, Any, Any], None]:
	"""WeasyPrint works out the styles of each page and of its margins anew. Here pages with the same
	declarations share them. The first page has its own, since lengths of later ones may refer to its size.
	"""

	def set_all(page_type: Any, html: Any, style_for: Any) -> None:
		if page_type.index == 0:
			set_styles(page_type, html, style_for)
			return
		style_for.add_page_declarations(page_type)
		declared = {
			pseudo: declarations
			for (element, pseudo), declarations in style_for.get_cascaded_styles().items()
			if element == page_type
		}
		pages = style_for.__dict__.setdefault(_PAGES, [])
		like = next((other for other, of_other in pages if of_other == declared), None)
		if like is None:
			set_styles(page_type, html, style_for)
			pages.append((page_type, declared))
			return
		styles = style_for.get_computed_styles()
		for pseudo in {None, *declared}:
			styles[page_type, pseudo] = styles[like, pseudo]

	return set_all
