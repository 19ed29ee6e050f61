"""A PDF of empty pages, such as a scanner makes of a blank sheet."""

from __future__ import annotations

import io

from pypdf import PdfWriter


def blank_pdf(pages: int = 1, title: str = "") -> bytes:
	"""A4; no two titles give the same bytes."""
	writer = PdfWriter()
	for _page in range(pages):
		writer.add_blank_page(width=595, height=842)
	writer.add_metadata({"/Title": title})
	target = io.BytesIO()
	writer.write(target)
	return target.getvalue()
