"""The templates that the administrator may put in the place of the shipped ones."""

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
"""Fields of Kepu Settings by the paper that their Word template is for."""


def paper_kind(print_format: Any) -> str | None:
	"""Return the paper that a Print Format prints; None for every format that is not this app's business."""
	if print_format.standard == "Yes":
		kind = print_format.name if print_format.module == "Kepu" else None
	else:
		kind = print_format.get("kepu_paper")
	return kind if kind in PAPERS and DOCTYPES[kind] == print_format.doc_type else None


def own_source(print_format: Any) -> str | None:
	"""Return the template that an administrator's own copy carries; None for the shipped formats."""
	return None if print_format.standard == "Yes" else print_format.html


def own_style(print_format: Any) -> str:
	"""Style rules that an administrator's own copy adds."""
	return "" if print_format.standard == "Yes" else print_format.css or ""


def default_copy(kind: str) -> Document | None:
	"""Return the own print format by which a paper is printed by default, in packages too; None for the
	shipped one.

	It is the one that the DocType's default print format names, as far as it prints this paper.
	"""
	name = frappe.get_meta(DOCTYPES[kind]).default_print_format
	if not name or not frappe.db.exists("Print Format", name):
		return None
	print_format = frappe.get_cached_doc("Print Format", name)
	return print_format if paper_kind(print_format) == kind and own_source(print_format) else None


def default_copies() -> dict[type[Paper], Document]:
	"""Own print formats by paper, for the papers that have one."""
	copies = {paper: default_copy(kind) for kind, paper in PAPERS.items()}
	return {paper: copy for paper, copy in copies.items() if copy}


def own_word_templates() -> dict[type[Paper], bytes]:
	"""Own Word templates by paper, for the papers that have one."""
	contents = {PAPERS[kind]: own_word_template(kind) for kind in WORD_FIELDS}
	return {paper: content for paper, content in contents.items() if content}


def own_word_template(kind: str) -> bytes | None:
	"""Return the Word template that the administrator uploaded for a paper, if there is one."""
	url = frappe.db.get_single_value("Kepu Settings", WORD_FIELDS[kind])
	return template_content(url) if url else None


def template_content(url: str) -> bytes:
	"""Content of an uploaded template. Raises DoesNotExistError when its file is gone."""
	return Path(_file(url).get_full_path()).read_bytes()


def _file(url: str) -> Document:
	return frappe.get_doc("File", {"file_url": url, "attached_to_doctype": "Kepu Settings"})
