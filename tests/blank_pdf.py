"""A PDF of empty pages, such as a scanner makes of a blank sheet."""

from __future__ import annotations

import io

import pikepdf


def blank_pdf(pages: int = 1, title: str = "") -> bytes:
	"""A4; no two titles give the same bytes."""
	document = pikepdf.new()
	for _page in range(pages):
		document.add_blank_page(page_size=(595, 842))
	document.docinfo["/Title"] = title
	target = io.BytesIO()
	document.save(target, deterministic_id=True)
	return target.getvalue()
