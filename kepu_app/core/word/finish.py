"""What a rendered Word file still needs: things that depend on the printed text and cannot be a style."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from kepu_app.core.printing.columns import WIDTHS, column_widths
from kepu_app.core.printing.paper_models import CaseBookPaper, NomineeListPaper, SummaryPaper

Paper = SummaryPaper | CaseBookPaper | NomineeListPaper

TITLE_STYLE, SIGNATURE_STYLE, DATE_STYLE = "公文标题", "落款单位", "成文日期"
"""Paragraph styles by which the title and the signature are found, in own templates too."""

_DATE_INDENT_CHARACTERS = 4
_CHARACTER_TWIPS = 320
_WIDEST_DIGIT = 0.64
"""Of a Chinese character's width, in the fonts that stand in for the office fonts."""
_NUMBER_HYPHEN = re.compile(r"(?<=[0-9])-(?=[0-9])")
_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9）]、)(?=[0-9（])")
_PRINTED_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def finish(document: Document, paper: Paper) -> None:
	"""Close empty cells, sets the signature over its date, and gives the file its properties."""
	_end_with_paragraphs(document)
	_set_signatures(document)
	if isinstance(paper, NomineeListPaper):
		_fit_columns(document, paper)
	_keep_numbers_whole(document)
	_set_properties(document, paper)


def _fit_columns(document: Document, paper: NomineeListPaper) -> None:
	"""Give the columns of the shipped table the widths that their texts need; an own table stays as it is."""
	shipped = [_twips(each) for each in WIDTHS[:-1]]
	widths = [_twips(each) for each in column_widths(paper, _WIDEST_DIGIT)]
	for table in document.element.iter(qn("w:tbl")):
		columns = list(table.tblGrid)
		if [int(each.get(qn("w:w"))) for each in columns][:-1] != shipped:
			continue
		widths[-1] = sum(int(each.get(qn("w:w"))) for each in columns) - sum(widths[:-1])
		for row in (columns, *_rows(table, len(widths))):
			for element, width in zip(row, widths, strict=True):
				element.set(qn("w:w"), str(width))


def _rows(table: BaseOxmlElement, columns: int) -> Iterator[list[BaseOxmlElement]]:
	"""Yield the width element of each cell, row by row, of the rows without merged cells."""
	for row in table.iter(qn("w:tr")):
		cells = [cell.tcPr.find(qn("w:tcW")) for cell in row.iter(qn("w:tc"))]
		if len(cells) == columns and all(cell is not None for cell in cells):
			yield cells


def _keep_numbers_whole(document: Document) -> None:
	"""Word parts 0371-65707551 behind the hyphen, unless it is a non-breaking one. LibreOffice parts two
	numbers anywhere but behind the 、 between them: in a cell each gets its own line."""
	for text in list(document.element.iter(qn("w:t"))):
		if next(text.iterancestors(qn("w:tc")), None) is not None:
			for line in _split(text, _BETWEEN_NUMBERS, "w:br"):
				_split(line, _NUMBER_HYPHEN, "w:noBreakHyphen")
		else:
			_split(text, _NUMBER_HYPHEN, "w:noBreakHyphen")


def _split(text: BaseOxmlElement, places: re.Pattern[str], tag: str) -> list[BaseOxmlElement]:
	"""Parts a w:t at ``places``, with an element between each two parts; returns the parts."""
	first, *pieces = places.split(text.text or "")
	parts = [text]
	if pieces:
		text.text = first
		text.set(qn("xml:space"), "preserve")
	for piece in pieces:
		between, rest = OxmlElement(tag), OxmlElement("w:t")
		rest.text = piece
		rest.set(qn("xml:space"), "preserve")
		parts[-1].addnext(between)
		between.addnext(rest)
		parts.append(rest)
	return parts


def _twips(millimetres: float) -> int:
	return round(millimetres / 25.4 * 72 * 20)


def _end_with_paragraphs(document: Document) -> None:
	"""Add an empty paragraph where a loop left a cell or page empty; Word calls the file damaged without one."""
	for holder in document.element.iter(qn("w:tc"), qn("w:body")):
		content = [each for each in holder if each.tag not in (qn("w:tcPr"), qn("w:sectPr"))]
		if not content or content[-1].tag == qn("w:tbl"):
			_append_paragraph(holder)


def _append_paragraph(holder: BaseOxmlElement) -> None:
	section = holder.find(qn("w:sectPr"))
	if section is None:
		holder.append(OxmlElement("w:p"))
	else:
		section.addprevious(OxmlElement("w:p"))


def _set_signatures(document: Document) -> None:
	paragraphs = document.paragraphs
	for number, paragraph in enumerate(paragraphs):
		if paragraph.style is None or paragraph.style.name != SIGNATURE_STYLE:
			continue
		if number:
			# No page with nothing but a signature on it (GB/T 9704-2012, 7.3.5.5).
			paragraphs[number - 1].paragraph_format.keep_with_next = True
		date = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
		if date is not None and date.text and date.style is not None and date.style.name == DATE_STYLE:
			_centre_over(paragraph, date)


def _centre_over(signature: Paragraph, date: Paragraph) -> None:
	"""GB/T 9704-2012, 7.3.5.1: the signature is centred on the date, which is so many characters in from
	the right. A signature too long for that ends at the right edge.

	Word counts the indent in hundredths of a character of the page's grid; the twips beside it are for
	readers that do not.
	"""
	characters, unit = _indent_of(date)
	indent = max(0.0, characters + (_width(date.text) - _width(signature.text)) / 2)
	signature.paragraph_format.right_indent = Twips(round(indent * unit))
	signature._p.get_or_add_pPr().get_or_add_ind().set(qn("w:rightChars"), str(round(indent * 100)))


def _indent_of(date: Paragraph) -> tuple[float, float]:
	"""Return the date's own distance from the right in characters, and the twips of a character."""
	properties = date.style.element.pPr if date.style is not None else None
	indent = properties.ind if properties is not None else None
	if indent is None:
		return _DATE_INDENT_CHARACTERS, _CHARACTER_TWIPS
	hundredths = float(indent.get(qn("w:rightChars"), 0))
	twips = float(indent.get(qn("w:right"), 0))
	if not hundredths:
		return twips / _CHARACTER_TWIPS, _CHARACTER_TWIPS
	return hundredths / 100, twips / hundredths * 100 if twips else _CHARACTER_TWIPS


def _width(text: str) -> float:
	"""In characters of Chinese type; digits and Latin letters have half of one."""
	return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)


def _set_properties(document: Document, paper: Paper) -> None:
	"""Title, author and date from the paper and nothing from the clock or from the template's author.

	A paper without a date has no created and no modified either.
	"""
	properties = document.core_properties
	title = _title(document) or properties.title
	for child in list(properties._element):
		properties._element.remove(child)
	author = paper.association if isinstance(paper, NomineeListPaper) else paper.signature
	# The format allows 255 characters in each of these; python-docx refuses longer ones.
	properties.title, properties.language = title[:255], "zh-CN"
	properties.author = properties.last_modified_by = author[:255]
	day = None if isinstance(paper, NomineeListPaper) else _day(paper.date)
	if day:
		properties.created = properties.modified = day


def _title(document: Document) -> str:
	titles = [
		each for each in document.paragraphs if each.style is not None and each.style.name == TITLE_STYLE
	]
	return "".join(each.text for each in titles).replace("\n", "")


def _day(printed: str) -> datetime | None:
	found = _PRINTED_DATE.fullmatch(printed)
	if not found:
		return None
	year, month, day = (int(part) for part in found.groups())
	return datetime(year, month, day)
