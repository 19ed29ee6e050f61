"""Which text of a page is set in which role.

Fonts have to be cut before WeasyPrint lays the page out, but only the layout tells for sure what is set in
which font. So the style sheets are read for a guess, and the finished layout is checked against it. A page
beyond the guess is laid out a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import cssselect2
import tinycss2
import weasyprint
from weasyprint.formatting_structure.boxes import TextBox

from kepu_app.core.printing.fonts import CutFonts, Role, is_invisible
from kepu_app.core.printing.justify import every_box

_FONT = re.compile(rf"\bfont(?:-family)?\s*:[^;}}]*var\(\s*--({'|'.join(Role)})\b")
_INSERTING_RULE = re.compile(r"\{([^{}]*\bcontent\s*:([^;{}]*)[^{}]*)\}")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_DIGITS = "0123456789"
_NOT_PRINTED = ("head", "style", "script")


def guess_texts(page: weasyprint.HTML) -> dict[Role, str]:
	"""Return the text of each role, as far as the page's own style sheets say. That is what their selectors
	give a font (no media queries), and what they insert (page numbers)."""
	sheets = "".join(text for style in page.etree_element.iter("style") for text in style.itertext())
	texts: dict[Role, list[str]] = {role: [] for role in Role}
	for role, text in [
		*_texts_below(page.wrapper_element, Role.BODY, _roles_by_selector(sheets)),
		*_inserted_texts(sheets),
	]:
		texts[role].append(text)
	return {role: "".join(parts) for role, parts in texts.items()}


def texts_out_of_reach(document: weasyprint.Document, cut: CutFonts) -> dict[str, str]:
	"""Return the texts of a finished layout with characters that their fonts were not cut to, each with the
	font-family it asked for."""
	found = {}
	within_reach: dict[tuple[str, ...], set[str]] = {}
	for box in _text_boxes(document):
		families = tuple(box.style["font_family"])
		if families not in within_reach:
			known = (cut.fonts[name].characters for name in families if name in cut.fonts)
			within_reach[families] = set().union(*known)
		if not all(map(is_invisible, set(box.text) - within_reach[families])):
			found[box.text] = ", ".join(families)
	return found


def whole_text(document: weasyprint.Document) -> str:
	"""Every text of a finished layout, inserted ones too."""
	return "".join(box.text for box in _text_boxes(document))


@lru_cache(maxsize=8)
def _roles_by_selector(sheets: str) -> cssselect2.Matcher:
	"""Tells the role that the rules of these style sheets give an element."""
	matcher = cssselect2.Matcher()
	for rule in tinycss2.parse_stylesheet(sheets, skip_comments=True, skip_whitespace=True):
		if rule.type == "qualified-rule" and (role := _role_of(tinycss2.serialize(rule.content))):
			for selector in _selectors(rule):
				matcher.add_selector(selector, role)
	return matcher


def _selectors(rule: tinycss2.ast.QualifiedRule) -> list[cssselect2.compiler.CompiledSelector]:
	try:
		compiled: list[cssselect2.compiler.CompiledSelector] = cssselect2.compile_selector_list(rule.prelude)
	except cssselect2.SelectorError:
		return []  # WeasyPrint passes over the rule, and says so
	return compiled


def _texts_below(
	element: cssselect2.ElementWrapper, role: Role, matcher: cssselect2.Matcher
) -> Iterator[tuple[Role, str]]:
	if element.local_name in _NOT_PRINTED:
		return
	for _specificity, _order, pseudo, matched in matcher.match(element):
		role = role if pseudo else matched
	role = _role_of(element.etree_element.get("style", "")) or role
	yield role, element.etree_element.text or ""
	for child in element.iter_children():
		yield from _texts_below(child, role, matcher)
		yield role, child.etree_element.tail or ""


def _inserted_texts(sheets: str) -> Iterator[tuple[Role, str]]:
	for rule, content in _INSERTING_RULE.findall(sheets):
		strings = "".join(single or double for double, single in _STRING.findall(content))
		yield _role_of(rule) or Role.BODY, strings + _DIGITS


def _role_of(declarations: str) -> Role | None:
	found = _FONT.findall(declarations)
	return Role(found[-1]) if found else None


def _text_boxes(document: weasyprint.Document) -> Iterator[TextBox]:
	for page in document.pages:
		yield from (box for box in every_box(page) if isinstance(box, TextBox))
