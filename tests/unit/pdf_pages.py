"""Reads a PDF back as lines of characters with their places, for tests of what is on the paper."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pdfplumber

MILLIMETRE = 72 / 25.4
TEXT_BOTTOM = (297 - 35) * MILLIMETRE


@dataclass(frozen=True)
class Line:
	"""Characters on one baseline, from left to right; places in points from the page's upper left."""

	characters: list[dict[str, Any]]

	@property
	def text(self) -> str:
		return "".join(each["text"] for each in self.characters)

	@property
	def left(self) -> float:
		return self.characters[0]["x0"]

	@property
	def right(self) -> float:
		return self.characters[-1]["x1"]

	@property
	def middle(self) -> float:
		"""Half way between top and bottom of the characters' squares."""
		return (self.characters[0]["top"] + self.characters[0]["bottom"]) / 2

	@property
	def size(self) -> float:
		return round(self.characters[0]["size"], 2)

	@property
	def fonts(self) -> set[str]:
		"""PostScript names, without the tag of a subset."""
		return {each["fontname"].split("+")[-1] for each in self.characters}


@dataclass(frozen=True)
class PrintedPage:
	"""One page. ``lines`` are those of the text area, ``number`` is the line below it."""

	source: pdfplumber.page.Page

	@cached_property
	def every_line(self) -> list[Line]:
		by_baseline: dict[int, list[dict[str, Any]]] = {}
		for character in self.source.chars:
			by_baseline.setdefault(round(character["matrix"][5]), []).append(character)
		ordered = sorted(by_baseline.items(), reverse=True)
		return [Line(sorted(characters, key=lambda each: each["x0"])) for _, characters in ordered]

	@property
	def lines(self) -> list[Line]:
		return [line for line in self.every_line if line.middle < TEXT_BOTTOM]

	@property
	def number(self) -> Line:
		(line,) = (line for line in self.every_line if line.middle >= TEXT_BOTTOM)
		return line

	@property
	def text(self) -> str:
		return "".join(line.text for line in self.lines)


def read_pages(pdf: bytes) -> list[PrintedPage]:
	return [PrintedPage(page) for page in pdfplumber.open(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
	"""All text in the order in which the file holds it, page numbers left out."""
	pages = pdfplumber.open(io.BytesIO(pdf)).pages
	return "".join(each["text"] for page in pages for each in page.chars if each["top"] < TEXT_BOTTOM)
