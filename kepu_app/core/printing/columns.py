"""The columns of Attachment 4, which follow what stands in them: no number and no word is parted inside.

A column that needs more takes it from 推荐理由, then from 工作单位及职务, as far as those can give.
"""

from __future__ import annotations

from collections.abc import Iterable

from kepu_app.core.printing.line_breaks import whole_pieces, width_in_characters
from kepu_app.core.printing.paper_models import NomineeListPaper

WIDTHS = (7.0, 15.0, 7.0, 11.0, 15.0, 24.0, 27.0, 50.0)
"""Millimetres of the notice's columns: 序号 姓名 性别 政治面貌 出生年月 工作单位及职务 联系方式 推荐理由."""

_FIELDS = ("number", "name", "sex", "political_status", "birth_month", "duty", "phone")
_WIDEST = (7.0, 26.0, 11.0, 20.0, 20.0, 40.0, 54.0)
_GIVERS = ((7, 30.0), (5, 18.0))
"""The columns that give, with the least that they keep."""
_CHARACTER = 12 / 72 * 25.4
_SIDES = 1.3
"""Millimetres beside the text: what is left free, and the lines."""


def column_widths(paper: NomineeListPaper, half_width: float = 0.5) -> tuple[float, ...]:
	"""Millimetres of each column; those of the notice where everything fits into them.

	Args:
		paper: Attachment 4.
		half_width: of a digit, in parts of a Chinese character: half in the office fonts.
	"""
	widths = [
		min(max(width, _need(paper, field, half_width)), widest)
		for field, width, widest in zip(_FIELDS, WIDTHS, _WIDEST, strict=False)
	]
	widths.append(WIDTHS[-1])
	for column, least in _GIVERS:
		too_much = sum(widths) - sum(WIDTHS)
		least = max(least, _need(paper, _FIELDS[column], half_width)) if column < len(_FIELDS) else least
		widths[column] -= min(max(0.0, too_much), max(0.0, widths[column] - least))
	return tuple(round(each, 2) for each in widths)


def _need(paper: NomineeListPaper, field: str, half_width: float) -> float:
	texts = (getattr(each, field) for each in paper.nominees)
	characters = _longest(texts, half_width)
	return characters * _CHARACTER + _SIDES if characters else 0.0


def _longest(texts: Iterable[str], half_width: float) -> float:
	pieces = (piece for text in texts for piece in whole_pieces(text))
	return max((width_in_characters(piece, half_width) for piece in pieces), default=0.0)
