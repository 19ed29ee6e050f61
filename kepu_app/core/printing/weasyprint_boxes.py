"""Quicker ways to what WeasyPrint works out of a box from its style, for ``weasyprint_speed``.

Most boxes of a paper share a dozen styles whose lengths are absolute. What follows from such a style alone
is cached by the style and the values that it was computed from. It is good as long as the style has these
very values: WeasyPrint changes some styles on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from weasyprint.formatting_structure.boxes import BlockContainerBox, Box, LineBox

_USED, _UNADORNED = "kepu_used", "kepu_unadorned"
"""What a style keeps, beside its properties; a copy of it, which may be changed, has neither."""

_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
	*(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
	*(f"{bound}{axis}" for bound in ("", "min_", "max_") for axis in ("width", "height")),
)
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_USED_VALUES = (*_LENGTHS, *_BORDERS)
_values_used = itemgetter("box_sizing", "border_collapse", *_USED_VALUES)

_RADII = tuple(
	f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_values_shown = itemgetter(
	"border_image_source",
	"mask_border_source",
	"visibility",
	"background_image",
	"background_color",
	"color",
	"box_shadow",
	*_RADII,
)


def used_by_style(resolve: Callable[..., None]) -> Callable[..., None]:
	"""WeasyPrint resolves the eighteen lengths of each box anew, though none but percentages depend on the box
	around it."""

	def resolve_all(box: Any, containing_block: Any) -> None:
		kept = getattr(box.style, _USED, None)
		if kept and isinstance(box, Box) and kept[0] == _values_used(box.style):
			box.__dict__.update(kept[1])
			return
		resolve(box, containing_block)
		if kept is None:
			setattr(box.style, _USED, to_be_kept(box) if isinstance(box, Box) else ())

	def to_be_kept(box: Any) -> tuple[Any, ...]:
		values = _values_used(box.style)
		lengths = (box.style[name] for name in _LENGTHS)
		if box.style["border_collapse"] == "collapse" or not all(map(_is_absolute, lengths)):
			return ()
		return values, {name: box.__dict__[name] for name in _USED_VALUES}

	return resolve_all


def _is_absolute(length: Any) -> bool:
	return length == "auto" or getattr(length, "unit", None) == "px"


def without_background(lay_out: Callable[..., None]) -> Callable[..., None]:
	"""WeasyPrint looks for each box anew whether it has a background, an image as its border or round corners."""

	def lay_out_all(
		page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
	) -> None:
		is_usual = style is None and box is not page and isinstance(box, Box)
		kept = getattr(box.style, _UNADORNED, None) if is_usual else ()
		if kept and kept == _values_shown(box.style):
			box.__dict__.update(_SQUARE)
			if layout_children:
				for child in box.all_children():
					lay_out_all(page, child, get_image)
			box.background = None
			return
		lay_out(page, box, get_image, layout_children, style)
		if kept is None:
			setattr(box.style, _UNADORNED, _values_shown(box.style) if is_unadorned(box) else ())

	def is_unadorned(box: Any) -> bool:
		style = box.style
		return (
			box.background is None
			and all((0, "px") in style[radius] for radius in _RADII)
			and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
		)

	return lay_out_all


_SQUARE = dict.fromkeys(_RADII, (0, 0))


def nothing_to_avoid(avoid: Callable[..., Any]) -> Callable[..., Any]:
	"""Return the place of a line where nothing floats."""

	def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
		is_usual = (
			not context.excluded_shapes
			and isinstance(box, LineBox)
			and box.style["float"] == "none"
			and containing_block.style["direction"] == "ltr"
		)
		if not is_usual:
			return avoid(context, box, containing_block, outer)
		left = containing_block.content_box_x()
		right = left + containing_block.width
		if outer:
			return left, box.position_y, right - left
		# In WeasyPrint's order, since sums of floating-point numbers depend on it.
		left += box.margin_left
		right -= box.margin_right
		return left - box.margin_left, box.border_box_y() - box.margin_top, right - left

	return avoid_collisions


def in_flow_at_once(is_in_normal_flow: Callable[[Any], bool]) -> Callable[[Any], bool]:
	"""WeasyPrint asks for five ways out of the flow, of which two properties tell."""

	def is_in_flow(box: Any) -> bool:
		style = box.style
		if style["float"] == "none" and style["position"] in ("static", "relative"):
			return True
		return is_in_normal_flow(box)

	return is_in_flow


def without_outline(draw_outline: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
	"""WeasyPrint works out the colour of each box's outline, though hardly a box has one."""

	def draw(stream: Any, box: Any) -> None:
		if box.style["outline_width"]:
			draw_outline(stream, box)
			return
		for child in box.children:
			if isinstance(child, Box):
				draw(stream, child)

	return draw


def without_border(draw_border: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
	"""WeasyPrint asks for visibility, columns and an image first, and then for each border by its name."""

	def draw(stream: Any, box: Any) -> None:
		style = box.style
		has_border = (
			box.border_top_width or box.border_right_width or box.border_bottom_width or box.border_left_width
		)
		may_have_columns = isinstance(box, BlockContainerBox) and (
			style["column_width"] != "auto" or style["column_count"] != "auto"
		)
		if has_border or may_have_columns or style["border_image_source"][0] != "none":
			draw_border(stream, box)

	return draw
