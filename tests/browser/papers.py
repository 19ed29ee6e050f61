"""Files that a person would have at hand: a scanned page, the text of a PDF."""

from __future__ import annotations

import io
from pathlib import Path

from pypdf import PdfReader, PdfWriter


def scan(title: str) -> bytes:
	"""A PDF with an empty page; no two titles give the same bytes."""
	writer = PdfWriter()
	writer.add_blank_page(595, 842)
	writer.add_metadata({"/Title": title})
	target = io.BytesIO()
	writer.write(target)
	return target.getvalue()


def pages_of(pdf: Path) -> list[str]:
	"""The text of each page."""
	return [page.extract_text() for page in PdfReader(pdf).pages]
