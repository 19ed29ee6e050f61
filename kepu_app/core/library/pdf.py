"""The book as PDF, in the fonts and the layout of the attachments."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pikepdf

from kepu_app.core.library.book import LibraryBook
from kepu_app.core.printing.fonts import FontSet
from kepu_app.core.printing.html import PRINT_FORMATS, page_of
from kepu_app.core.printing.pdf import html_to_pdf


def library_pdf(book: LibraryBook, fonts: FontSet | None = None) -> bytes:
	"""Return the book as a reproducible PDF.

	Raises:
		FontError: a character that no installed font has.
	"""
	return html_to_pdf(library_html(book), fonts=fonts)


def library_html(book: LibraryBook) -> str:
	"""Render the book as a complete HTML page, for the PDF and for a screen."""
	template, css = _template()
	return page_of(
		book, template, name="case_library", title=book.title, author=book.publisher, date=book.date, css=css
	)


def page_numbers(pdf: bytes) -> list[int]:
	"""Return the pages on which the parts and cases of a book begin, in its order."""
	with pikepdf.open(io.BytesIO(pdf)) as document:
		places = {page.objgen: number for number, page in enumerate(document.pages, start=1)}
		with document.open_outline() as outline:
			return [places[each.destination[0].objgen] for each in _every(outline.root)]


def _every(items: Any) -> Iterator[Any]:
	for each in items:
		yield each
		yield from _every(each.children)


@lru_cache(maxsize=1)
def _template() -> tuple[str, str]:
	folder = PRINT_FORMATS / "case_library"
	template, css = (
		(folder / f"case_library.{ending}").read_text(encoding="utf-8") for ending in ("html", "css")
	)
	return template, css
