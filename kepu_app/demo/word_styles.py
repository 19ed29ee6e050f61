"""Word files as users make them: automatic numbers, tables, pictures, text boxes, tracked changes.

Made with python-docx, and Word's own XML where python-docx has no call. Output is reproducible byte by byte.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from kepu_app.core.office import zip_parts

_MADE = datetime(2025, 2, 10, 9, 30)
_CHANGED = 'w:author="张工" w:date="2025-02-08T10:00:00Z"'
_LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
_NUMBERING_ID = 90


def new_document() -> WordDocument:
	"""Return an empty document in 仿宋, as in an office."""
	document = Document()
	document.core_properties.created = document.core_properties.modified = _MADE
	normal = document.styles["Normal"]
	normal.font.name, normal.font.size = "仿宋", Pt(16)
	normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
	return document


def document_bytes(document: WordDocument) -> bytes:
	"""Serialise a document, reproducible byte by byte."""
	target = io.BytesIO()
	document.save(target)
	return zip_parts(target.getvalue())


def add_title(document: WordDocument, *lines: str) -> None:
	"""Add title lines, centred and large."""
	for line in lines:
		paragraph = document.add_paragraph()
		paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
		paragraph.add_run(line).font.size = Pt(22)


def add_body(document: WordDocument, *lines: str) -> None:
	"""Add paragraphs indented by two typed spaces, as many users do."""
	for line in lines:
		document.add_paragraph(f"　　{line}")


def add_signature(document: WordDocument, *lines: str) -> None:
	"""Add lines aligned right, below an empty one."""
	document.add_paragraph()
	for line in lines:
		document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def add_numbering(document: WordDocument) -> None:
	"""Define the list 一、（一）1. in a document, for ``add_numbered``."""
	levels = "".join(
		f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
		f'<w:lvlText w:val="{text}"/></w:lvl>'
		for number, (form, text) in enumerate(_LEVELS)
	)
	numbering = document.part.numbering_part.element
	numbering.insert(
		0,
		parse_xml(
			f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING_ID}">{levels}</w:abstractNum>'
		),
	)
	numbering.append(
		parse_xml(
			f'<w:num {nsdecls("w")} w:numId="{_NUMBERING_ID}"><w:abstractNumId w:val="{_NUMBERING_ID}"/></w:num>'
		)
	)


def add_numbered(document: WordDocument, level: int, text: str) -> Paragraph:
	"""Add a paragraph numbered by Word; ``level`` from 0 for 一、."""
	paragraph = document.add_paragraph(text)
	paragraph._p.get_or_add_pPr().append(
		parse_xml(
			f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{_NUMBERING_ID}"/></w:numPr>'
		)
	)
	return paragraph


def add_lines(document: WordDocument, lines: Sequence[str]) -> None:
	"""Add one paragraph with line breaks (Shift+Enter)."""
	run = document.add_paragraph().add_run(lines[0])
	for line in lines[1:]:
		run.add_break()
		run.add_text(line)


def add_changed(document: WordDocument, before: str, deleted: str, inserted: str, after: str) -> None:
	"""Add a paragraph with a tracked change: one passage deleted, another inserted."""
	paragraph = document.add_paragraph(before)
	for change in (
		f'<w:del {nsdecls("w")} w:id="901" {_CHANGED}><w:r><w:delText>{deleted}</w:delText></w:r></w:del>',
		f'<w:ins {nsdecls("w")} w:id="902" {_CHANGED}><w:r><w:t>{inserted}</w:t></w:r></w:ins>',
	):
		paragraph._p.append(parse_xml(change))
	paragraph.add_run(after)


def add_controlled(document: WordDocument, text: str) -> None:
	"""Add a paragraph inside a content control, as in forms."""
	paragraph = document.add_paragraph(text)
	control = parse_xml(
		f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="正文"/></w:sdtPr><w:sdtContent/></w:sdt>'
	)
	paragraph._p.addprevious(control)
	control.find(qn("w:sdtContent")).append(paragraph._p)


def add_text_box(document: WordDocument, *lines: str) -> None:
	"""Add a text box, in the two variants that Word writes side by side."""
	inner = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
	content = f"<w:txbxContent>{inner}</w:txbxContent>"
	shape = (
		'<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" '
		'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
		'<wp:positionH relativeFrom="column"><wp:posOffset>2500000</wp:posOffset></wp:positionH>'
		'<wp:positionV relativeFrom="paragraph"><wp:posOffset>200000</wp:posOffset></wp:positionV>'
		'<wp:extent cx="2700000" cy="900000"/><wp:wrapNone/><wp:docPr id="77" name="文本框 1"/>'
		'<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
		'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2700000" cy="900000"/>'
		'</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
		f"<wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
	)
	spaces = (
		'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
		'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
		f'xmlns:v="urn:schemas-microsoft-com:vml" {nsdecls("w", "wp", "a")}'
	)
	box = (
		f'<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing></mc:Choice>'
		'<mc:Fallback><w:pict><v:shape style="width:212pt;height:70pt" type="#_x0000_t202">'
		f"<v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
	)
	document.add_paragraph()._p.append(parse_xml(box))


def add_picture(document: WordDocument, caption: str) -> None:
	"""Add a picture with its caption below."""
	paragraph = document.add_paragraph()
	paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
	paragraph.add_run().add_picture(io.BytesIO(picture(240, 135)), width=Cm(9))
	document.add_paragraph(caption).alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_table(document: WordDocument, rows: Sequence[Sequence[str]]) -> None:
	"""Add a table with a grid."""
	table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
	for row, texts in zip(table.rows, rows, strict=True):
		for cell, text in zip(row.cells, texts, strict=True):
			cell.text = text


def picture(width: int, height: int) -> bytes:
	"""Return a PNG in grey, darker to the right."""
	line = b"\0" + bytes(255 - column * 200 // width for column in range(width))
	parts = (
		(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
		(b"IDAT", zlib.compress(line * height, 9)),
		(b"IEND", b""),
	)
	chunks = (
		struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
		for kind, data in parts
	)
	return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def scanned_page() -> bytes:
	"""Return a one-page PDF of an image, like a scanner's: it has no text."""
	width, height = 124, 175
	pixels = zlib.compress(bytes(250 - (row % 7) * 3 for row in range(height) for _ in range(width)), 9)
	drawing = b"595 0 0 842 0 0 cm /P Do"
	image = (
		f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray"
		f"/BitsPerComponent 8/Filter/FlateDecode/Length {len(pixels)}>>"
	)
	objects = [
		b"<</Type/Catalog/Pages 2 0 R>>",
		b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</P 5 0 R>>>>/Contents 4 0 R>>",
		b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
		image.encode() + b"stream\n" + pixels + b"\nendstream",
	]
	return _pdf(objects)


def _pdf(objects: Sequence[bytes]) -> bytes:
	content, places = b"%PDF-1.4\n", []
	for number, each in enumerate(objects, start=1):
		places.append(len(content))
		content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
	table = b"".join(b"%010d 00000 n \n" % place for place in places)
	count = len(objects) + 1
	return content + (
		b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
		% (count, table, count, len(content))
	)
