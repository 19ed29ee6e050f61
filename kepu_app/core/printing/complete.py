"""Whether everything that a page says is on the paper.

A layout may lose text and say nothing: past a limit of a library, or below the edge of a page that cannot be
broken. So the characters of the page are counted against those of the finished layout.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import cssselect2
import tinycss2
import weasyprint
from weasyprint.formatting_structure.boxes import TextBox

from kepu_app.core.errors import InputError
from kepu_app.core.printing.fonts import is_invisible
from kepu_app.core.printing.justify import every_box

_TAKEN_OUT = re.compile(r"\bdisplay\s*:\s*none\b|\bposition\s*:\s*running\b", re.IGNORECASE)
_NOT_TEXT = frozenset(
	("head", "style", "script", "template", "svg", "math", "textarea", "select", "object", "video", "audio")
)
_SHOWN = 20
"""Characters that an error names."""


def text_of_page(page: weasyprint.HTML) -> str:
	"""All text of a page that is meant to be seen; to be asked before the style sheets are taken out of it."""
	sheets = "".join(text for style in page.etree_element.iter("style") for text in style.itertext())
	return "".join(_texts_below(page.wrapper_element, _hidden_by(sheets)))


@lru_cache(maxsize=8)
def _hidden_by(sheets: str) -> cssselect2.Matcher:
	"""Find the elements that these style sheets hide."""
	hidden = cssselect2.Matcher()
	for selector in _hiding_selectors(
		tinycss2.parse_stylesheet(sheets, skip_comments=True, skip_whitespace=True)
	):
		hidden.add_selector(selector, True)
	return hidden


def refuse_incomplete(text: str, document: weasyprint.Document) -> None:
	"""Raise InputError unless the layout has every character of ``text`` as often, within its pages.

	Blanks do not count, nor case and width, which a style sheet may change. What a style sheet inserts and
	headers of tables that repeat are more than the text, which is no fault.
	"""
	missing = _counted(text) - _counted("".join(_texts_on(document)))
	if missing:
		shown = "".join(list(missing)[:_SHOWN])
		message = f"打印不完整：有{missing.total()}个字没有排到纸上（{shown}），请缩短过长的段落后再试"
		raise InputError(message, code="paper.incomplete", place=shown)


def _texts_on(document: weasyprint.Document) -> Iterator[str]:
	"""Texts that begin within their page."""
	for page in document.pages:
		for box in every_box(page):
			is_inside = (
				isinstance(box, TextBox) and box.position_y < page.height and box.position_x < page.width
			)
			if is_inside:
				yield box.text


def _counted(text: str) -> Counter[str]:
	counts: Counter[str] = Counter()
	for character, times in Counter(text).items():
		for each in _seen(character):
			counts[each] += times
	return counts


@lru_cache(maxsize=1 << 14)
def _seen(character: str) -> str:
	"""Return what is seen of it, whatever its case and width."""
	plain = unicodedata.normalize("NFKC", character).casefold()
	return "".join(each for each in plain if not each.isspace() and not _has_no_ink(each))


def _has_no_ink(character: str) -> bool:
	return is_invisible(character) or unicodedata.category(character) in ("Cc", "Cf")


def _texts_below(element: cssselect2.ElementWrapper, hidden: cssselect2.Matcher) -> Iterator[str]:
	if element.local_name in _NOT_TEXT or _is_hidden(element, hidden):
		return
	yield element.etree_element.text or ""
	for child in element.iter_children():
		yield from _texts_below(child, hidden)
		yield child.etree_element.tail or ""


def _is_hidden(element: cssselect2.ElementWrapper, hidden: cssselect2.Matcher) -> bool:
	attributes = element.etree_element.attrib
	is_marked = "hidden" in attributes or _TAKEN_OUT.search(attributes.get("style", ""))
	return bool(is_marked) or any(pseudo is None for _, _, pseudo, _ in hidden.match(element))


def _hiding_selectors(rules: Iterable[tinycss2.ast.Node]) -> Iterator[cssselect2.compiler.CompiledSelector]:
	"""Of all rules, whatever medium they are for: what is hidden somewhere is not missed."""
	for rule in rules:
		if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
			inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
			yield from _hiding_selectors(inner)
		elif rule.type == "qualified-rule" and _TAKEN_OUT.search(tinycss2.serialize(rule.content)):
			try:
				yield from cssselect2.compile_selector_list(rule.prelude)
			except cssselect2.SelectorError:
				continue  # WeasyPrint passes over the rule as well
