#!/usr/bin/env python3
"""Which characters a font draws as other characters, found by comparing every shape with a second font.

A font can claim a character and draw another one: FandolSong has 幹, and draws 干. A text layer does not
show it, nor does a list of what the font claims. So the shape of every character that both fonts claim is
drawn, brought to one size, blurred, and compared:

- *as*: the shape is much nearer to another character's shape in the second font than to its own;
- *twin*: the font draws two characters alike which the second font tells apart.

What is printed are candidates with their measures, to be looked at (``--picture``); what is confirmed stands
in kepu_app/core/data/misdrawn.json, which kepu_app.core.printing.fonts reads. Needs NumPy and Pillow:

	python scripts/compare_fonts.py FandolHei-Regular.otf NotoSansCJK-Regular.ttc:2 --picture hei.png

Both fonts should be of one style (Song with Noto Serif, Hei with Noto Sans); twins show in any style.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy
import uharfbuzz as harfbuzz
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE = 32
"""Pixels of a compared shape, each way."""

AS_ANOTHER, CLEAR = 0.1, 0.85
"""How much nearer to another's shape, and how near to it, a shape is that belongs to another character."""

ALIKE, TOLD_APART = 0.99, 0.92
"""Two shapes that are one, and two that are not."""

_HAN = (0x3400, 0x9FFF)
_SIGNS = (*range(0xA1, 0x100), *range(0x2010, 0x2200), *range(0x3001, 0x3020), *range(0xFFE0, 0xFFE7))
_LIKE_OTHERS = set("―─━·•・‐–—\u00ad¯ˉ")
"""Signs of one line or dot, which no blurred shape tells apart."""


class Finding(NamedTuple):
	"""``character`` is drawn like ``other``; ``own`` and ``found`` are the likenesses, at most 1."""

	kind: str
	character: str
	other: str
	own: float
	found: float


class Face:
	"""One face of a font file: ``path`` or ``path:index``."""

	def __init__(self, name: str) -> None:
		path, _, index = name.partition(":")
		self.path, self.index = Path(path), int(index or 0)
		face = harfbuzz.Face(harfbuzz.Blob.from_file_path(self.path), self.index)
		self.characters = {chr(each) for each in face.unicodes}
		self.drawn = ImageFont.truetype(str(self.path), 64, index=self.index)

	def shape(self, character: str) -> numpy.ndarray:
		"""Return the blurred shape, of unit length around its mean; all zero if nothing is drawn."""
		picture = Image.new("L", (128, 128), 0)
		ImageDraw.Draw(picture).text((32, 96), character, font=self.drawn, fill=255, anchor="ls")
		inked = picture.getbbox()
		if inked is None:
			return numpy.zeros(SIDE * SIDE, numpy.float32)
		square = Image.new("L", (64, 64), 0)
		square.paste(picture.crop(inked).resize((48, 48), Image.Resampling.BILINEAR), (8, 8))
		small = square.filter(ImageFilter.GaussianBlur(2.2)).resize((SIDE, SIDE), Image.Resampling.BOX)
		values = numpy.asarray(small, numpy.float32).ravel()
		values -= values.mean()
		length = numpy.linalg.norm(values)
		return values / length if length else values


def main() -> None:
	options = parser().parse_args()
	font, second = Face(options.font), Face(options.second)
	characters = compared_characters(font, second)
	findings = compare(font, second, characters)
	for each in findings:
		print(f"{each.kind}\t{each.character}\t{each.other}\t{each.own:.2f}\t{each.found:.2f}")
	print(f"{len(characters)} characters compared, {len(findings)} to be looked at")
	if options.picture and findings:
		picture_of(font, second, [each.character for each in findings]).save(options.picture)


def parser() -> argparse.ArgumentParser:
	result = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	result.add_argument("font", help="FILE or FILE:INDEX, the font to be judged")
	result.add_argument("second", help="FILE or FILE:INDEX, the font it is compared with")
	result.add_argument("--picture", help="where to draw the candidates, from both fonts in pairs")
	return result


def compared_characters(font: Face, second: Face) -> list[str]:
	"""Han characters and the signs that texts have, in their order."""
	wanted = {*map(chr, range(_HAN[0], _HAN[1] + 1)), *map(chr, _SIGNS)} - _LIKE_OTHERS
	return sorted(wanted & font.characters & second.characters)


def compare(font: Face, second: Face, characters: list[str]) -> list[Finding]:
	"""Return the candidates, those furthest from their own shape first."""
	shapes = numpy.array([font.shape(each) for each in characters])
	seconds = numpy.array([second.shape(each) for each in characters])
	own = (shapes * seconds).sum(axis=1)
	found = [*_drawn_as_others(characters, shapes, seconds, own), *_twins(characters, shapes, seconds, own)]
	first = {each.character: each for each in reversed(found)}
	return sorted(first.values(), key=lambda each: each.own - each.found)


def _drawn_as_others(
	characters: list[str], shapes: numpy.ndarray, seconds: numpy.ndarray, own: numpy.ndarray
) -> list[Finding]:
	likeness = shapes @ seconds.T
	nearest = likeness.argmax(axis=1)
	return [
		Finding("as", character, characters[other], float(own[row]), float(likeness[row, other]))
		for row, (character, other) in enumerate(zip(characters, nearest, strict=True))
		if likeness[row, other] > max(CLEAR, own[row] + AS_ANOTHER)
	]


def _twins(
	characters: list[str], shapes: numpy.ndarray, seconds: numpy.ndarray, own: numpy.ndarray
) -> list[Finding]:
	"""Of two characters that are drawn alike, the one that is further from its own shape."""
	alike = (shapes @ shapes.T > ALIKE) & (seconds @ seconds.T < TOLD_APART)
	return [
		Finding("twin", characters[row], characters[other], float(own[row]), float(own[other]))
		for row, other in zip(*numpy.nonzero(alike), strict=True)
		if own[row] < own[other]
	]


def picture_of(font: Face, second: Face, characters: list[str]) -> Image.Image:
	"""Return the characters in pairs: black as the font draws them, grey as the second one does."""
	across, width, height = 16, 170, 84
	rows = -(-len(characters) // across)
	picture = Image.new("L", (across * width, rows * height), 255)
	pen = ImageDraw.Draw(picture)
	for number, character in enumerate(characters):
		x, y = number % across * width, number // across * height
		pen.text((x, y), character, font=font.drawn, fill=0)
		pen.text((x + 76, y), character, font=second.drawn, fill=130)
	return picture


if __name__ == "__main__":
	main()
