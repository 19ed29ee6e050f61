"""The book as a Word file, in the styles of the shipped template of Attachment 3."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kepu_app.core.library.book import BookCase, LibraryBook
from kepu_app.core.library.pdf import library_pdf, page_numbers
from kepu_app.core.office import zip_parts
from kepu_app.core.printing.fonts import FontSet
from kepu_app.core.printing.html import title_lines
from kepu_app.core.printing.paper_models import CaseBookPaper
from kepu_app.core.word.render import printable_values, shipped_template
from kepu_app.core.word.sections import page_of

_TITLE, _BODY, _PART, _CASE = "公文标题", "公文正文", "一级标题", "案例标题"
_CONTENTS = f'TOC \\h \\z \\t "{_PART},1,{_CASE},2"'
"""The field by which Word updates the contents: parts, and the cases below them."""

_COVER_LINE, _TITLE_POINTS, _LINES_ABOVE, _LINES_BELOW = 14, 30, 4, 8
_FIRST_BOOKMARK = 1000
_LINE = Pt(28.95)


def library_docx(book: LibraryBook, fonts: FontSet | None = None) -> bytes:
	"""Return the book as a reproducible .docx.

	Its contents have the page numbers of the PDF until Word updates them, when opened or on F9.

	Raises:
		FontError: a character that no installed font has.
		InputError: a text has a character that XML does not allow.
	"""
	book = printable_values(book)
	pages = page_numbers(library_pdf(book, fonts))
	document = Document(str(shipped_template(CaseBookPaper)))
	_clear(document)
	document.sections[0].different_first_page_header_footer = True
	_add_cover(document, book)
	_add_contents(document, book, pages)
	_add_parts(document, book)
	_set_properties(document, book)
	target = io.BytesIO()
	document.save(target)
	return zip_parts(target.getvalue())


def _clear(document: WordDocument) -> None:
	body = document.element.body
	for child in list(body):
		if child.tag != qn("w:sectPr"):
			body.remove(child)


def _add_cover(document: WordDocument, book: LibraryBook) -> None:
	for _ in range(_LINES_ABOVE):
		document.add_paragraph(style=_BODY)
	title = document.add_paragraph(style=_TITLE)
	for number, line in enumerate(title_lines(book.title, _COVER_LINE)):
		run = title.add_run()
		if number:
			run.add_break()
		run.add_text(line)
	title.paragraph_format.line_spacing = Pt(_TITLE_POINTS * 1.45)
	for run in title.runs:
		run.font.size = Pt(_TITLE_POINTS)
	_centred(document, book.years)
	for _ in range(_LINES_BELOW):
		document.add_paragraph(style=_BODY)
	for text in (book.publisher, book.date):
		_centred(document, text)
	document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _centred(document: WordDocument, text: str) -> Paragraph:
	paragraph = document.add_paragraph(text, style=_BODY)
	paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
	_no_indent(paragraph)
	return paragraph


def _no_indent(paragraph: Paragraph) -> None:
	paragraph.paragraph_format.first_line_indent = Pt(0)
	paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "0")


def _add_contents(document: WordDocument, book: LibraryBook, pages: Sequence[int]) -> None:
	"""Add a field with its result: an entry for each part and case, with its page."""
	document.add_paragraph("目　录", style=_TITLE)
	width = page_of(document.sections[0]).text_width
	entries = [_entry(document, *each, page, width) for each, page in zip(_entries(book), pages, strict=True)]
	_begin_field(entries[0], _CONTENTS)
	_mark(entries[-1].add_run(), "end")
	entries[-1].add_run().add_break(WD_BREAK.PAGE)


def _entries(book: LibraryBook) -> Iterator[tuple[str, str, int]]:
	for part in book.parts:
		yield part.heading, _bookmark(part.anchor), 0
		for case in part.cases:
			yield f"{case.title}（{case.source}）", _bookmark(case.anchor), 2


def _entry(document: WordDocument, text: str, bookmark: str, indent: int, page: int, width: int) -> Paragraph:
	paragraph = document.add_paragraph(style=_BODY)
	_no_indent(paragraph)
	paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
	paragraph.paragraph_format.left_indent = Pt(16 * indent)
	paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
	link = OxmlElement("w:hyperlink")
	link.set(qn("w:anchor"), bookmark)
	link.set(qn("w:history"), "1")
	paragraph._p.append(link)
	run = paragraph.add_run(f"{text}\t{page}")
	link.append(run._r)
	return paragraph


def _begin_field(paragraph: Paragraph, instruction: str) -> None:
	"""Insert the start of a field at a paragraph's beginning; Word computes it when it opens the file."""
	begin, code, separate = (paragraph.add_run() for _ in range(3))
	_mark(begin, "begin").set(qn("w:dirty"), "true")
	text = OxmlElement("w:instrText")
	text.set(qn("xml:space"), "preserve")
	text.text = instruction
	code._r.append(text)
	_mark(separate, "separate")
	place = paragraph._p.index(paragraph._p.pPr) + 1
	for number, run in enumerate((begin, code, separate)):
		paragraph._p.insert(place + number, run._r)


def _mark(run: Run, kind: str) -> BaseOxmlElement:
	mark = OxmlElement("w:fldChar")
	mark.set(qn("w:fldCharType"), kind)
	run._r.append(mark)
	return mark


def _add_parts(document: WordDocument, book: LibraryBook) -> None:
	number = _FIRST_BOOKMARK
	for position, part in enumerate(book.parts):
		heading = document.add_paragraph(part.heading, style=_PART)
		heading.paragraph_format.page_break_before = position > 0
		heading.paragraph_format.space_after = _LINE
		heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
		_no_indent(heading)
		_add_bookmark(heading, _bookmark(part.anchor), number)
		number += 1
		for place, case in enumerate(part.cases):
			_add_case(document, case, number, Pt(0) if place == 0 else _LINE)
			number += 1


def _add_case(document: WordDocument, case: BookCase, number: int, above: Length) -> None:
	heading = document.add_paragraph(case.title, style=_CASE)
	heading.paragraph_format.space_before = above
	heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
	_no_indent(heading)
	_add_bookmark(heading, _bookmark(case.anchor), number)
	_centred(document, case.source).paragraph_format.keep_with_next = True
	for each in case.paragraphs:
		paragraph = document.add_paragraph(each.text, style=_BODY)
		paragraph.paragraph_format.keep_with_next = each.is_heading or None


def _bookmark(anchor: str) -> str:
	return f"_Toc_{anchor.replace('-', '_')}"


def _add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
	start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
	for each in (start, end):
		each.set(qn("w:id"), str(number))
	start.set(qn("w:name"), name)
	paragraph._p.insert(paragraph._p.index(paragraph._p.pPr) + 1, start)
	paragraph._p.append(end)


def _set_properties(document: WordDocument, book: LibraryBook) -> None:
	"""Set the properties without timestamps and the template's author."""
	properties = document.core_properties
	for child in list(properties._element):
		properties._element.remove(child)
	properties.title, properties.language = book.title[:255], "zh-CN"
	properties.author = properties.last_modified_by = book.publisher[:255]
	day = datetime.strptime(book.date, "%Y年%m月%d日") if book.date else None
	if day:
		properties.created = properties.modified = day
