"""Quicker ways to the properties that no style sheet gives an element, for ``weasyprint_speed``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_SPECIAL = ("float", "position", "display", "page", "text_decoration_", "__")
"""How properties begin whose values hang on others, or on the parent's in a way of their own."""

_BLOCK = "ttb"
"""The only direction of blocks that WeasyPrint knows."""


def initial_at_first(initialise: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
	"""An anonymous box has the initial values of most properties, which WeasyPrint looks up one by one."""
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
			if not check_math(value):
				style[key] = value
				return value
		return compute(style, key)

	return value_of
