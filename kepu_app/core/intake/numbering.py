"""Automatic numbers of Word, written out.

Word numbers most lists itself: the file holds no 一、 or 1., only the list and level of a paragraph. Counting
follows ECMA-376 part 1, 17.9. Lists of one definition share counters, a start override restarts them, and a
higher level restarts the lower ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from kepu_app.core.intake.numerals import write_number
from kepu_app.core.intake.xml import W, child, children, is_on, number_of, value_of

LEVELS = 9
LONGEST_LABEL = 255
"""Maximum characters before a paragraph; a hostile file would produce a million."""

_LONGEST_PATTERN = 64
_PLACEHOLDER = re.compile(r"%([1-9])")
_BULLET = "bullet"


@dataclass(frozen=True)
class Level:
	"""One level of a list: its number format, and its start."""

	number_format: str = "decimal"
	text: str = ""
	start: int = 1
	suffix: str = "tab"
	is_legal: bool = False
	restart: int | None = None
	style: str = ""


@dataclass
class _List:
	"""One ``w:num``: its definition, with the levels and starts that it overrides."""

	definition: str
	levels: dict[int, Level]
	starts: dict[int, int]
	started: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Label:
	"""What Word prints before a paragraph; a bullet is distinguished, since it is not read as text."""

	text: str
	is_bullet: bool = False


class Numbering:
	"""The lists of one document. ``label`` is called for each paragraph in order."""

	def __init__(self, root: etree._Element | None, style_links: dict[str, str] | None = None) -> None:
		"""Parse ``numbering.xml``; ``style_links`` gives the list of a numbering style by its id."""
		self._lists: dict[str, _List] = {}
		self._counters: dict[str, list[int | None]] = {}
		if root is not None:
			self._read(root, style_links or {})

	def level_of_style(self, number_id: str, style: str) -> int:
		"""Return the level of a list that belongs to a paragraph style; 0 where none does."""
		found = self._lists.get(number_id)
		levels = found.levels.items() if found else ()
		return next((index for index, level in levels if level.style == style), 0)

	def label(self, number_id: str, index: int) -> Label | None:
		"""Count one paragraph of a list and return its label; None where there is no list."""
		found = self._lists.get(number_id)
		if not found or index not in found.levels:
			return None
		level = found.levels[index]
		self._count(found, index)
		if level.number_format == _BULLET:
			return Label(level.text, is_bullet=True)
		return Label(self._written(found, level)[:LONGEST_LABEL] + _space(level, level.text))

	def _count(self, found: _List, index: int) -> None:
		counters = self._counters.setdefault(found.definition, [None] * LEVELS)
		present = counters[index]
		if index in found.starts and index not in found.started:
			found.started.add(index)
			counters[index] = found.starts[index]
		elif present is None:
			counters[index] = found.levels[index].start
		else:
			counters[index] = present + 1
		for higher in range(index):
			if counters[higher] is None:
				counters[higher] = found.starts.get(higher, _start(found, higher))
		for lower in range(index + 1, LEVELS):
			if _restarts(found.levels.get(lower), index):
				counters[lower] = None

	def _written(self, found: _List, level: Level) -> str:
		counters = self._counters[found.definition]

		def number(match: re.Match[str]) -> str:
			position = int(match[1]) - 1
			shown = found.levels.get(position, Level())
			number_format = "decimal" if level.is_legal else shown.number_format
			counter = counters[position]
			return write_number(_start(found, position) if counter is None else counter, number_format)

		return _PLACEHOLDER.sub(number, level.text)

	def _read(self, root: etree._Element, style_links: dict[str, str]) -> None:
		definitions = {each.get(f"{W}abstractNumId", ""): each for each in children(root, "abstractNum")}
		targets = {
			each.get(f"{W}numId", ""): value_of(child(each, "abstractNumId"))
			for each in children(root, "num")
		}
		for number in children(root, "num"):
			definition = value_of(child(number, "abstractNumId"))
			linked = value_of(child(definitions.get(definition), "numStyleLink"))
			if linked:
				definition = targets.get(style_links.get(linked, ""), definition)
			levels = {
				number_of(each.get(f"{W}ilvl", ""), largest=LEVELS - 1): _level(each)
				for each in children(definitions.get(definition), "lvl")
			}
			self._lists[number.get(f"{W}numId", "")] = _overridden(number, definition, levels)


def _overridden(number: etree._Element, definition: str, levels: dict[int, Level]) -> _List:
	starts = {}
	for override in children(number, "lvlOverride"):
		index = number_of(override.get(f"{W}ilvl", ""), largest=LEVELS - 1)
		own = child(override, "lvl")
		if own is not None:
			levels[index] = _level(own)
		start = value_of(child(override, "startOverride"))
		if start:
			starts[index] = number_of(start)
	return _List(definition, levels, starts)


def _level(element: etree._Element) -> Level:
	start, restart = value_of(child(element, "start")), value_of(child(element, "lvlRestart"))
	return Level(
		number_format=value_of(child(element, "numFmt")) or "decimal",
		text=value_of(child(element, "lvlText"))[:_LONGEST_PATTERN],
		start=number_of(start),
		suffix=value_of(child(element, "suff")) or "tab",
		is_legal=is_on(child(element, "isLgl")),
		restart=number_of(restart) if restart else None,
		style=value_of(child(element, "pStyle")),
	)


def _start(found: _List, index: int) -> int:
	return found.levels[index].start if index in found.levels else 1


def _restarts(level: Level | None, used: int) -> bool:
	"""Return whether a lower level restarts after a paragraph of the level ``used``."""
	if level is None or level.restart is None:
		return True
	return level.restart > 0 and used <= level.restart - 1


def _space(level: Level, text: str) -> str:
	"""Return a blank after a number that ends in a letter; after 一、 and （1） Chinese has none."""
	return " " if level.suffix != "nothing" and text[-1:].isalnum() else ""
