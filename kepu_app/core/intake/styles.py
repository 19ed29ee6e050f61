"""What a document's styles say about a paragraph or a run: list, heading level, centred, hidden."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from kepu_app.core.intake.xml import W, child, children, is_on, number_of, path, value_of

_HEADING_NAMES = tuple((f"heading {number}", number) for number in range(1, 10))
_CONTENTS_NAMES = ("toc ", "wpsoffice手动目录")
_LEVELS, _NUMBERED_BODY = ("一级标题", "二级标题", "三级标题"), "带序号的正文"
_LEADS = tuple(f"{name} 字符" for name in _LEVELS)
"""Names of the Word templates' styles (``print_formats/word``)."""
_DEEPEST_LEVEL = 8
_DEEPEST_STYLE = 20
"""Maximum length of a chain of base styles; a cycle ends there."""


class Styles:
	"""The styles of one document by id."""

	def __init__(self, root: etree._Element | None) -> None:
		self._styles = {each.get(f"{W}styleId", ""): each for each in children(root, "style")}
		self._default = next(
			(
				name
				for name, each in self._styles.items()
				if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in ("1", "true")
			),
			"",
		)

	def numbering_links(self) -> dict[str, str]:
		"""Return the list of each numbering style by the style's id."""
		numbering = {
			name: value_of(path(each, "pPr", "numPr", "numId")) for name, each in self._styles.items()
		}
		return {name: number for name, number in numbering.items() if number}

	def list_of(self, paragraph: etree._Element) -> tuple[str, int | None, str]:
		"""Return the list of a paragraph: its id (blank for none), its level if given, and its source style.

		The style is blank where the paragraph itself names the list. The level may be set closer to it.
		"""
		level: int | None = None
		for properties, style in self._properties(paragraph, "pPr"):
			numbering = child(properties, "numPr")
			number, own_level = value_of(child(numbering, "numId")), value_of(child(numbering, "ilvl"))
			if level is None and own_level:
				level = number_of(own_level, largest=_DEEPEST_LEVEL)
			if number:
				return ("" if number == "0" else number), level, style
		return "", None, ""

	def is_contents(self, paragraph: etree._Element) -> bool:
		"""Return whether it is a line of the table of contents."""
		style = value_of(path(paragraph, "pPr", "pStyle"))
		name = value_of(child(self._styles.get(style), "name")).lower()
		return name.startswith(_CONTENTS_NAMES)

	def outline_of(self, paragraph: etree._Element) -> int:
		"""Return the level of a heading style from 1; 0 for running text."""
		own = child(paragraph, "pPr")
		style = value_of(child(own, "pStyle")) or self._default
		for each in (own, *(self._chain(style))):
			properties = own if each is own else child(each, "pPr")
			outline = value_of(child(properties, "outlineLvl"))
			if outline:
				return (number_of(outline, otherwise=9, largest=9) + 1) % 10
			name = "" if each is own else value_of(child(each, "name")).lower()
			found = next((level for heading, level in _HEADING_NAMES if name == heading), 0)
			if found:
				return found
		return 0

	def is_heading(self, paragraph: etree._Element) -> bool | None:
		"""Return whether a numbered paragraph is a heading, or led by one, by the Word templates' styles.

		False for body text whatever its number; None if the styles say nothing.
		"""
		name = self._name_of(value_of(path(paragraph, "pPr", "pStyle")))
		if name == _NUMBERED_BODY:
			return False
		lead = next(children(paragraph, "r"), None)
		leading = self._name_of(value_of(path(lead, "rPr", "rStyle"))) if lead is not None else ""
		return True if name in _LEVELS or leading in _LEADS else None

	def _name_of(self, style: str) -> str:
		return value_of(child(self._styles.get(style), "name"))

	def is_centred(self, paragraph: etree._Element) -> bool:
		for properties, _style in self._properties(paragraph, "pPr"):
			alignment = value_of(child(properties, "jc"))
			if alignment:
				return alignment == "center"
		return False

	def is_hidden(self, run: etree._Element) -> bool:
		"""Return whether a run is hidden text, by itself or by its style."""
		properties = child(run, "rPr")
		own = child(properties, "vanish")
		if own is not None:
			return is_on(own)
		style = value_of(child(properties, "rStyle"))
		return any(is_on(path(each, "rPr", "vanish")) for each in self._chain(style))

	def hides(self, paragraph: etree._Element) -> bool:
		"""Return whether the paragraph's style hides its text."""
		style = value_of(path(paragraph, "pPr", "pStyle")) or self._default
		return any(is_on(path(each, "rPr", "vanish")) for each in self._chain(style))

	def _properties(self, paragraph: etree._Element, kind: str) -> Iterator[tuple[etree._Element, str]]:
		"""Yield the paragraph's own properties, then those of its style and its base styles."""
		own = child(paragraph, kind)
		if own is not None:
			yield own, ""
		style = value_of(child(own, "pStyle")) or self._default
		for each in self._chain(style):
			properties = child(each, kind)
			if properties is not None:
				yield properties, each.get(f"{W}styleId", "")

	def _chain(self, style: str) -> Iterator[etree._Element]:
		for _depth in range(_DEEPEST_STYLE):
			found = self._styles.get(style)
			if found is None:
				return
			yield found
			style = value_of(child(found, "basedOn"))
