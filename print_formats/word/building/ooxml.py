"""The names of OOXML, and the pieces from which every part is put together."""

from __future__ import annotations

from xml.sax.saxutils import escape

from building.measures import CELL_ENDS, twips

WORD_NAMESPACES = (
	'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
	'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def run(text: str, style: str = "") -> str:
	"""Return a run; a line feed in ``text`` is a line break, a tab a tab."""
	properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
	inner = escape(text).replace("\n", "</w:t><w:br/>" + _TEXT).replace("\t", "</w:t><w:tab/>" + _TEXT)
	return f"<w:r>{properties}{_TEXT}{inner}</w:t></w:r>"


_TEXT = '<w:t xml:space="preserve">'


def paragraph(style: str, *runs: str) -> str:
	inner = "".join(each if each.startswith("<w:r>") else run(each) for each in runs)
	return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'


def tag(text: str) -> str:
	"""Return a line with a tag that leaves no paragraph behind."""
	return paragraph("TemplateTag", "{%p " + text + " %}")


def margins(sides: float) -> str:
	widths = {"top": CELL_ENDS, "left": sides, "bottom": CELL_ENDS, "right": sides}
	return "".join(f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>' for side, width in widths.items())
