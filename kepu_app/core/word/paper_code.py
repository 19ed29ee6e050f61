"""The 二维码 of a paper in the feet of its Word file."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document as open_document
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Mm

from kepu_app.core.printing.paper_codes import FROM_FOOT, png_of, png_side
from kepu_app.core.word.sections import page_of

_ANCHOR = """<wp:anchor {namespaces} distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1"
	behindDoc="1" locked="1" layoutInCell="1" allowOverlap="1">
	<wp:simplePos x="0" y="0"/>
	<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>
	<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>
	<wp:extent cx="{side}" cy="{side}"/><wp:wrapNone/>
	<wp:docPr id="{number}" name="code"/>
</wp:anchor>"""


def with_code(content: bytes, text: str) -> bytes:
	"""Return the file with the picture in every foot, opposite the page number. It floats, so that no line
	moves.

	Raises:
		InputError: a section of the file does not say how large its page is.
	"""
	document, target = open_document(io.BytesIO(content)), io.BytesIO()
	_add_code(document, text)
	document.save(target)
	return target.getvalue()


def _add_code(document: Document, text: str) -> None:
	picture, side = png_of(text), Mm(png_side(text))
	for number, (section, footer, is_even) in enumerate(_footers(document), start=1):
		quiet = (side - Mm(png_side(text, quiet=0))) // 2
		page = page_of(section)
		left = page.left - quiet
		if is_even:
			left = page.width - page.right + quiet - side
		top = page.height - Mm(FROM_FOOT) + quiet - side
		run = footer.paragraphs[0].add_run()
		inline = run.add_picture(io.BytesIO(picture), width=side)._inline
		inline.getparent().replace(inline, _floating(inline, left, top, side, number))


def _floating(inline: BaseOxmlElement, left: int, top: int, side: int, number: int) -> BaseOxmlElement:
	"""Return the same picture at a place of the page, in EMU."""
	anchor = parse_xml(
		_ANCHOR.format(namespaces=nsdecls("wp"), left=left, top=top, side=side, number=9_000 + number)
	)
	anchor.append(inline.graphic)
	return anchor


def _footers(document: Document) -> Iterator[tuple[Section, _Footer, bool]]:
	"""Yield the sections' feet that have a content of their own, and whether they are those of even pages."""
	has_even = document.settings.odd_and_even_pages_header_footer
	for number, section in enumerate(document.sections):
		found = [(section.footer, False)]
		if has_even:
			found.append((section.even_page_footer, True))
		if section.different_first_page_header_footer:
			found.append((section.first_page_footer, False))
		for footer, is_even in found:
			if number == 0 or not footer.is_linked_to_previous:
				yield section, footer, is_even
