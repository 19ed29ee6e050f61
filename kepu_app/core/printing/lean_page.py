"""A page of HTML without what WeasyPrint's own style sheet says of things that the page does not have.

It styles all sixteen margin boxes, so WeasyPrint computes the style of each anew for each page. A paper only uses one, for its page number. It also styles calls and marks of notes, so each element gets five more
styles.
"""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from typing import Any

import weasyprint

_MARGIN_BOX = re.compile(r"@(?:top|bottom|left|right)-[a-z-]+")
_OF_NOTES = ("footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")
_MAY_HAVE_NOTES = re.compile(r"note|@import|\\", re.IGNORECASE)
_ESCAPE = "\\"


class LeanPage(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
	"""A page whose own style sheets tell which margin boxes it has, and whether it has notes."""

	def __init__(self, **options: Any) -> None:
		super().__init__(**options)
		root = self.etree_element
		text = "".join(text for style in root.iter("style") for text in style.itertext())
		self._used = None if _ESCAPE in text else frozenset(_MARGIN_BOX.findall(text.lower()))
		texts = (text, *(each.get("style", "") for each in root.iter()))
		has_links = next(root.iter("link"), None) is not None
		self._has_notes = has_links or any(map(_MAY_HAVE_NOTES.search, texts))

	def _ua_stylesheets(self, *arguments: Any, **options: Any) -> list[weasyprint.CSS]:
		sheets: list[weasyprint.CSS] = super()._ua_stylesheets(*arguments, **options)
		if self._used is not None:
			sheets = [_without_unused(each, self._used) for each in sheets]
		return sheets if self._has_notes else [_without_notes(each) for each in sheets]


@lru_cache(maxsize=16)
def _without_unused(sheet: weasyprint.CSS, used: frozenset[str]) -> weasyprint.CSS:
	"""Return a copy of WeasyPrint's style sheet without the margin boxes that are not used."""
	lean = copy.copy(sheet)
	lean.page_rules = [rule for rule in sheet.page_rules if _is_wanted(rule, used)]
	return lean


def _is_wanted(rule: tuple[Any, Any, Any], used: frozenset[str]) -> bool:
	_rule, selectors, _declarations = rule
	names = {name for _specificity, name, _page_type in selectors}
	return not any(name and _MARGIN_BOX.fullmatch(name) and name not in used for name in names)


@lru_cache(maxsize=16)
def _without_notes(sheet: weasyprint.CSS) -> weasyprint.CSS:
	"""Return a copy of a style sheet without the rules for what belongs to notes, of whatever element."""
	lean = copy.copy(sheet)
	lean.matcher = copy.copy(sheet.matcher)
	lean.matcher.other_selectors = [
		entry for entry in sheet.matcher.other_selectors if entry[3] not in _OF_NOTES
	]
	return lean
