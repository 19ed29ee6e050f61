"""An administrator's own copies of the shipped print formats."""

from __future__ import annotations

from itertools import count

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from kepu_app.core.printing.html import shipped_template
from kepu_app.printing.registry import DOCTYPES, PAPERS
from kepu_app.printing.templates import paper_kind

SHEET = ("margin_top", "margin_bottom", "margin_left", "margin_right", "font_size", "page_number")


def make_copy(paper: str) -> str:
	"""Copy a shipped print format, to be edited in the browser.

	The copy is used once chosen or made the default; deleting it restores the shipped one.


	Args:
		paper: a key of ``papers.PAPERS``.

	Returns:
		the name of the new Print Format.
	"""
	frappe.has_permission("Print Format", "create", throw=True)
	if paper not in PAPERS:
		frappe.throw(_("There is no paper {0}.").format(escape_html(paper)))
	shipped = frappe.get_cached_doc("Print Format", paper)
	copy = frappe.new_doc("Print Format")
	copy.update({field: shipped.get(field) for field in SHEET})
	copy.update({"name": _free_name(paper), "doc_type": DOCTYPES[paper], "kepu_paper": paper})
	copy.update({"standard": "No", "custom_format": 1, "print_format_type": "Jinja"})
	kind: type = PAPERS[paper]
	copy.html = shipped_template(kind)
	return copy.insert().name


def forget_default(print_format: Document, method: str | None = None) -> None:
	"""Restore the shipped format as default ``on_trash`` of a Print Format.

	Frappe would keep the deleted one's name and print its plain format.
	"""
	if paper_kind(print_format):
		default = {"doc_type": print_format.doc_type, "property": "default_print_format"}
		frappe.db.delete("Property Setter", {**default, "value": print_format.name})
		frappe.clear_cache(doctype=print_format.doc_type)


def _free_name(paper: str) -> str:
	names = (_("{0} (own)").format(_(paper)) + (f" {number}" if number > 1 else "") for number in count(1))
	return next(name for name in names if not frappe.db.exists("Print Format", name))
