"""The app's documents as HTML pages, and the pages as PDF, by the core."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html
from pypdf import PdfReader, PdfWriter

from kepu_app.core.errors import KepuError
from kepu_app.core.printing.html import render_html
from kepu_app.core.printing.pdf import html_to_pdf
from kepu_app.printing.fonts import site_fonts
from kepu_app.printing.registry import paper_of
from kepu_app.printing.templates import own_source, own_style
from kepu_app.utils.messages import fail


def page_of(doc: Document, print_format: Any, kind: str) -> str:
	"""Render the page by the core, with the print format's own template if it has one."""
	try:
		return render_html(paper_of(doc, kind), own_source(print_format), css=own_style(print_format))
	except KepuError as error:
		fail(escape_html(error.message), title=_("Cannot Be Printed"))


def pdf_of(page: str, options: Mapping[str, Any] | None, output: PdfWriter | None) -> Any:
	"""Return the PDF as Frappe's ``get_pdf`` does: bytes, or ``output`` with the pages appended."""
	try:
		content = html_to_pdf(page, fonts=site_fonts())
	except KepuError as error:
		fail(escape_html(error.message), title=_("Cannot Be Printed"))
	if output:
		output.append_pages_from_reader(PdfReader(io.BytesIO(content)))
		return output
	password = (options or {}).get("password")
	return _encrypted(content, password) if password else content


def _encrypted(content: bytes, password: str) -> bytes:
	writer = PdfWriter(clone_from=io.BytesIO(content))
	writer.encrypt(password)
	target = io.BytesIO()
	writer.write(target)
	return target.getvalue()
