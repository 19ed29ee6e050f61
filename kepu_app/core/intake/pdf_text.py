"""A PDF: with text it is read as a last resort, without text it is the scan of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2

from kepu_app.core.errors import InputError
from kepu_app.core.intake.page import Line, Page, check_length

MOST_PAGES = 300
_FEWEST_CHARACTERS = 100
"""Han characters on all pages together; a scanner's OCR text in a corner has fewer."""

_PARAGRAPH_END = re.compile(r"[。！？：；…”）)]$")
_NEW_PARAGRAPH = re.compile(
	r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、])"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_NOTE = "由PDF读出，分段、编号和表格可能有误，请逐段核对；有Word原件时请用原件"


def read_pdf(name: str, data: bytes) -> Page:
	"""Read a PDF. Raises InputError where it is damaged or encrypted."""
	try:
		document = pypdfium2.PdfDocument(data)
	except pypdfium2.PdfiumError as error:
		raise InputError(f"“{name}”已损坏或设有密码，无法打开", code="pdf.damaged", place=name) from error
	try:
		if len(document) > MOST_PAGES:
			raise InputError(f"“{name}”超过{MOST_PAGES}页，不是一份报告", code="pdf.too_long", place=name)
		pages = [_lines(document[index]) for index in range(len(document))]
	finally:
		document.close()
	lines = [line for page in pages for line in page]
	check_length(name, sum(map(len, lines)))
	if len(_HAN.findall("".join(lines))) < _FEWEST_CHARACTERS:
		return Page(name, is_scan=True)
	return Page(name, tuple(Line(text) for text in _paragraphs(lines)), notes=(_NOTE,), converted_from="PDF")


def _lines(page: pypdfium2.PdfPage) -> list[str]:
	text = page.get_textpage().get_text_range()
	lines = [line.strip() for line in re.split(r"\r\n?|\n", text)]
	return [line for line in lines if line and not re.fullmatch(r"[—\-–－\s]*\d{1,3}[—\-–－\s]*", line)]


def _paragraphs(lines: list[str]) -> Iterator[str]:
	"""Join lines broken at the margin: a full line without an end continues in the next."""
	full = max((len(line) for line in lines), default=0) * 0.8
	paragraph = ""
	for line in lines:
		if paragraph and _NEW_PARAGRAPH.match(line):
			yield paragraph
			paragraph = ""
		paragraph += line
		if len(line) < full or (_PARAGRAPH_END.search(line) and len(line) < full):
			yield paragraph
			paragraph = ""
	if paragraph:
		yield paragraph
