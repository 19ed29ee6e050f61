"""Puts the core's engine behind Frappe's own ways to print.

The hook ``get_print_format_template`` gives Frappe our template for our print formats: what it renders is
the preview, and the page itself is kept aside for the PDF. In Frappe 15.44 nothing can be hooked between
the page and wkhtmltopdf, so ``frappe.utils.pdf.get_pdf``, through which the Desk's button, the list's bulk
print and ``attach_print`` all go, is wrapped at the start of each request and job: pages of ours go to the
core, all others to the function as it was. Later versions ask the hook ``pdf_generator`` instead.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import frappe
import frappe.utils.pdf
from frappe import _
from pypdf import PdfReader, PdfWriter

from kepu_app.core.errors import KepuError
from kepu_app.core.paper import preview_html, render_html
from kepu_app.core.pdf import html_to_pdf
from kepu_app.printing.papers import paper_of
from kepu_app.printing.templates import own_source, paper_kind

_TOKEN = re.compile(r"<!--kepu-page:([0-9a-z]{20})-->")


class PaperTemplate:
	"""Stands in for a Jinja template: renders a document of ours by the core."""

	def __init__(self, print_format: Any, kind: str) -> None:
		self._source = own_source(print_format)
		self._kind = kind

	def render(self, arguments: Mapping[str, Any]) -> str:
		"""The preview; the page for the PDF is kept for the rest of the request under a token in it."""
		doc = arguments["doc"]
		try:
			page = render_html(paper_of(doc, self._kind), self._source, values=custom_values_of(doc))
		except KepuError as error:
			frappe.throw(frappe.utils.escape_html(error.message), title=_("Cannot Be Printed"))
		return f"<!--kepu-page:{_keep(page)}-->{preview_html(page)}"


def paper_template(jenv: Any, print_format: Any) -> PaperTemplate | None:
	"""Hook ``get_print_format_template``."""
	kind = paper_kind(print_format)
	return PaperTemplate(print_format, kind) if kind else None


def pdf_generator(
	print_format: Any = None,
	html: str = "",
	options: Mapping[str, Any] | None = None,
	output: PdfWriter | None = None,
	pdf_generator: str | None = None,
) -> Any:
	"""Hook ``pdf_generator`` of later versions: None leaves the page to Frappe."""
	page = _page_in(html)
	return None if page is None else _printed(page, options, output)


def install(**_arguments: Any) -> None:
	"""Hooks ``before_request`` and ``before_job``; safe to call any number of times."""
	if not hasattr(frappe.utils.pdf.get_pdf, "wrapped_by_kepu_app"):
		frappe.utils.pdf.get_pdf = _wrapped(frappe.utils.pdf.get_pdf)


def custom_values_of(doc: Any) -> dict[str, Any]:
	"""Values of the administrator's own fields by field name, for own templates."""
	return {
		field.fieldname: doc.get(field.fieldname) for field in doc.meta.fields if field.get("is_custom_field")
	}


def _wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
	@functools.wraps(original)
	def get_pdf(
		html: str, options: Any = None, output: PdfWriter | None = None, *rest: Any, **more: Any
	) -> Any:
		page = _page_in(html)
		return (
			original(html, options, output, *rest, **more)
			if page is None
			else _printed(page, options, output)
		)

	get_pdf.wrapped_by_kepu_app = True
	return get_pdf


def _printed(page: str, options: Mapping[str, Any] | None, output: PdfWriter | None) -> Any:
	try:
		content = html_to_pdf(page)
	except KepuError as error:
		frappe.throw(frappe.utils.escape_html(error.message), title=_("Cannot Be Printed"))
	password = (options or {}).get("password")
	if output:
		output.append_pages_from_reader(PdfReader(io.BytesIO(content)))
		return output
	return _encrypted(content, password) if password else content


def _encrypted(content: bytes, password: str) -> bytes:
	writer = PdfWriter(clone_from=io.BytesIO(content))
	writer.encrypt(password)
	target = io.BytesIO()
	writer.write(target)
	return target.getvalue()


def _keep(page: str) -> str:
	token = frappe.generate_hash(length=20)
	if not hasattr(frappe.local, "kepu_pages"):
		frappe.local.kepu_pages = {}
	frappe.local.kepu_pages[token] = page
	return token


def _page_in(html: Any) -> str | None:
	found = _TOKEN.search(html) if isinstance(html, str) else None
	return getattr(frappe.local, "kepu_pages", {}).get(found[1]) if found else None
