"""The administrator's templates that override the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.core.printing.html import Paper
from kepu_app.printing.registry import DOCTYPES, PAPERS

WORD_FIELDS = {
	"Annual Summary": "summary_template",
	"Case Book": "case_book_template",
	"Nominee List": "nominee_list_template",
}
"""Fields of Kepu Settings by the paper of their Word template."""


def paper_kind(print_format: Any) -> str | None:
	"""Return the paper that a Print Format prints; None for other apps' formats."""
	if print_format.standard == "Yes":
		kind = print_format.name if print_format.module == "Kepu" else None
	else:
		kind = print_format.get("kepu_paper")
	return kind if kind in PAPERS and DOCTYPES[kind] == print_format.doc_type else None


def own_source(print_format: Any) -> str | None:
	"""Return the template of an administrator's own copy; None for the shipped formats."""
	return None if print_format.standard == "Yes" else print_format.html


def own_style(print_format: Any) -> str:
	"""Return the CSS that an administrator's own copy adds."""
	return "" if print_format.standard == "Yes" else print_format.css or ""


def default_copy(kind: str) -> Document | None:
	"""Return a paper's own default print format, used in packages too; None for the shipped one.
	It is the DocType's default print format, if that prints this paper.
	"""
	name = frappe.get_meta(DOCTYPES[kind]).default_print_format
	if not name or not frappe.db.exists("Print Format", name):
		return None
	print_format = frappe.get_cached_doc("Print Format", name)
	return print_format if paper_kind(print_format) == kind and own_source(print_format) else None


def default_copies() -> dict[type[Paper], Document]:
	"""Return the own print formats by paper, for the papers that have one."""
	copies = {paper: default_copy(kind) for kind, paper in PAPERS.items()}
	return {paper: copy for paper, copy in copies.items() if copy}


def own_word_templates() -> dict[type[Paper], bytes]:
	"""Return the own Word templates by paper, for the papers that have one."""
	contents = {PAPERS[kind]: own_word_template(kind) for kind in WORD_FIELDS}
	return {paper: content for paper, content in contents.items() if content}


def own_word_template(kind: str) -> bytes | None:
	"""Return the Word template that the administrator uploaded for a paper, or None."""
	url = frappe.db.get_single_value("Kepu Settings", WORD_FIELDS[kind])
	return template_content(url) if url else None


def template_content(url: str) -> bytes:
	"""Return the content of an uploaded template; raise DoesNotExistError if its file is missing."""
	return Path(_file(url).get_full_path()).read_bytes()


def _file(url: str) -> Document:
	return frappe.get_doc("File", {"file_url": url, "attached_to_doctype": "Kepu Settings"})
