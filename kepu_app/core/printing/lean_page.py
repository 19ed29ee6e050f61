"""A page of HTML without the margin boxes that nobody fills.

WeasyPrint's own style sheet says something of all sixteen boxes in a page's margins, so that it works out the
style of each of them anew for each page, though a paper fills one with its page number.
"""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from typing import Any

import weasyprint

_MARGIN_BOX = re.compile(r"@(?:top|bottom|left|right)-[a-z-]+")
_ESCAPE = "\\"


class LeanPage(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
	"""A page whose own style sheets tell which margin boxes it has."""

	def __init__(self, **options: Any) -> None:
		super().__init__(**options)
		text = "".join(text for style in self.etree_element.iter("style") for text in style.itertext())
		self._used = None if _ESCAPE in text else frozenset(_MARGIN_BOX.findall(text.lower()))

	def _ua_stylesheets(self, *arguments: Any, **options: Any) -> list[weasyprint.CSS]:
		sheets: list[weasyprint.CSS] = super()._ua_stylesheets(*arguments, **options)
		return sheets if self._used is None else [_without_unused(each, self._used) for each in sheets]


@lru_cache(maxsize=16)
def _without_unused(sheet: weasyprint.CSS, used: frozenset[str]) -> weasyprint.CSS:
	"""A copy of WeasyPrint's style sheet without the margin boxes that are not used."""
	lean = copy.copy(sheet)
	lean.page_rules = [rule for rule in sheet.page_rules if _is_wanted(rule, used)]
	return lean


def _is_wanted(rule: tuple[Any, Any, Any], used: frozenset[str]) -> bool:
	_rule, selectors, _declarations = rule
	names = {name for _specificity, name, _page_type in selectors}
	return not any(name and _MARGIN_BOX.fullmatch(name) and name not in used for name in names)
