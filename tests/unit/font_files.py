"""Makes small fonts for tests."""

from __future__ import annotations

from pathlib import Path

from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, SourceDescriptor
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.varLib import build as build_variable

SQUARE, WIDE = 0, 200
"""Margins of a character's square, in thousandths of its height."""


def make_font(path: Path, family: str, characters: str, style: str = "Regular", units: int = 1000) -> None:
	"""Write a TrueType font of squares; its PostScript name is the family where that is ASCII."""
	builder = FontBuilder(units, isTTF=True)
	_fill(builder, characters, SQUARE, units)
	postscript = family if family.isascii() else path.stem
	builder.setupNameTable(
		{
			"familyName": {"en": postscript, "zh": family},
			"styleName": style,
			"fullName": f"{postscript} {style}",
			"psName": postscript if style == "Regular" else f"{postscript}-{style}",
		}
	)
	builder.save(path)


def make_variable_font(path: Path, family: str, characters: str) -> None:
	"""Write a font with a weight axis; at the default its squares are narrower than at the end."""
	space = DesignSpaceDocument()
	space.addAxis(AxisDescriptor(tag="wght", name="Weight", minimum=400, default=400, maximum=700))
	for weight, margin in ((400, WIDE), (700, SQUARE)):
		builder = FontBuilder(1000, isTTF=True)
		_fill(builder, characters, margin, 1000)
		builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
		space.addSource(SourceDescriptor(name=str(weight), location={"Weight": weight}, font=builder.font))
	variable, _model, _masters = build_variable(space)
	variable.save(path)


def _fill(builder: FontBuilder, characters: str, margin: int, units: int) -> None:
	names = [".notdef", *(f"uni{ord(each):04X}" for each in characters)]
	builder.setupGlyphOrder(names)
	builder.setupCharacterMap({ord(each): f"uni{ord(each):04X}" for each in characters})
	pen = TTGlyphPen(None)
	pen.moveTo((margin, 0))
	for point in ((margin, units - margin), (units - margin, units - margin), (units - margin, 0)):
		pen.lineTo(point)
	pen.closePath()
	builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
	builder.setupHorizontalMetrics(dict.fromkeys(names, (units, margin)))
	builder.setupHorizontalHeader(ascent=round(0.86 * units), descent=-round(0.14 * units))
	builder.setupOS2()
	builder.setupPost()
