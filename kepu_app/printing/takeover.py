"""Use the core's engine behind Frappe's own ways to print.

The hook ``get_print_format_template`` gives Frappe our template for our print formats. It renders the preview;
the page itself is kept for the PDF. Frappe 15.44 has no hook between the page and wkhtmltopdf. So
``frappe.utils.pdf.get_pdf``, which the Desk's button, the list's bulk print and ``attach_print`` all call, is
monkeypatched (``overrides/registry.py``): our pages go to the core, all others to the original. Later versions
call the hook ``pdf_generator`` instead.

The engine is imported only when printing, not by every request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import frappe

from kepu_app.printing.preview import preview_html
from kepu_app.printing.templates import paper_kind

_TOKEN = re.compile(r"<!--kepu-page:([0-9a-z]{20})-->")


class PaperTemplate:
	"""Duck-typed Jinja template that renders a document of ours by the core."""

	def __init__(self, print_format: Any, kind: str) -> None:
		self._print_format = print_format
		self._kind = kind

	def render(self, arguments: Mapping[str, Any], **_more: Any) -> str:
		"""Return the preview; the PDF's page is kept for the rest of the request under a token in it."""
		from kepu_app.printing.page import page_of

		doc = arguments["doc"]
		page = page_of(doc.flags.get("as_typed") or doc, self._print_format, self._kind)
		return f"<!--kepu-page:{_keep(page)}-->{preview_html(page)}"


def paper_template(jenv: Any, print_format: Any) -> PaperTemplate | None:
	"""Return our template, for the hook ``get_print_format_template``; None leaves the format to Frappe."""
	kind = paper_kind(print_format)
	return PaperTemplate(print_format, kind) if kind else None


def pdf_generator(
	print_format: Any = None,
	html: str = "",
	options: Mapping[str, Any] | None = None,
	output: Any = None,
	pdf_generator: str | None = None,
) -> Any:
	"""Return the PDF, for the hook ``pdf_generator`` of later versions; None leaves the page to Frappe."""
	return printed(html, options, output)


def printed(html: Any, options: Mapping[str, Any] | None, output: Any) -> Any:
	"""Return the PDF of a page that was kept in this request; None for every other page."""
	found = _TOKEN.search(html) if isinstance(html, str) else None
	page = getattr(frappe.local, "kepu_pages", {}).get(found[1]) if found else None
	if page is None:
		return None
	from kepu_app.printing.page import pdf_of

	return pdf_of(page, options, output)


def _keep(page: str) -> str:
	token = frappe.generate_hash(length=20)
	if not hasattr(frappe.local, "kepu_pages"):
		frappe.local.kepu_pages = {}
	frappe.local.kepu_pages[token] = page
	return token
