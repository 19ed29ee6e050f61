"""The part of a workbook with its formats, brought into what openpyxl reads.

Excel and WPS open style sheets with an empty ``<fill/>`` or with extensions inside of elements, which other
programs write; openpyxl does not. Of all formats only those of numbers matter here: whether a number is a day.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from kepu_app.core.office import parse_part

_LOOKS = ("fonts", "fills", "borders", "dxfs", "tableStyles", "colors", "extLst")
_KEPT_ATTRIBUTES = ("numFmtId", "xfId")
_ONE_LOOK = {
	"fonts": "<font/>",
	"fills": '<fill><patternFill patternType="none"/></fill>',
	"borders": "<border/>",
}


def with_number_formats_only(parts: Mapping[str, bytes], style_parts: set[str]) -> dict[str, bytes]:
	"""Return the parts with fonts, fills and borders taken out of the style sheets."""
	return {path: _reduced(part) if path in style_parts else part for path, part in parts.items()}


def _reduced(part: bytes) -> bytes:
	root = parse_part(part)
	if root is None:
		return part
	for child in list(root):
		name = etree.QName(child).localname if isinstance(child.tag, str) else ""
		if name in _LOOKS or not name:
			root.remove(child)
	for extension in list(root.iter("{*}extLst")):
		extension.getparent().remove(extension)
	for style in root.iter("{*}xf"):
		_reduce_style(style)
	_add_one_look(root)
	reduced: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
	return reduced


def _reduce_style(style: etree._Element) -> None:
	for child in list(style):
		style.remove(child)
	for name in set(style.attrib) - set(_KEPT_ATTRIBUTES):
		del style.attrib[name]


def _add_one_look(root: etree._Element) -> None:
	"""Each style refers to a font, a fill and a border; they stand behind the number formats."""
	namespace = etree.QName(root).namespace
	place = 1 if root.find("{*}numFmts") is not None else 0
	for position, (name, look) in enumerate(_ONE_LOOK.items()):
		element = etree.fromstring(f'<{name} xmlns="{namespace}" count="1">{look}</{name}>')
		root.insert(place + position, element)
