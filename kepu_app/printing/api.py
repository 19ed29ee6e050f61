"""Endpoints for papers: Word files, own copies of print formats, and which lines print as headings."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe
from werkzeug.wrappers import Response

from kepu_app.printing import copies, headings, word


@frappe.whitelist()
def download_word(paper: str, name: str) -> Response:
	"""Serve the paper of a document as .docx, see ``word.download``."""
	return word.download(paper, name)


@frappe.whitelist()
def download_word_template(paper: str) -> Response:
	"""Serve the shipped Word template, see ``word.download_template``."""
	return word.download_template(paper)


@frappe.whitelist()
def numbered_lines(doctype: str, cycle: str, texts: str | list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
	"""Return the lines of each text that print as headings, or could, see ``headings.numbered_lines``."""
	return headings.numbered_lines(doctype, cycle, texts)


@frappe.whitelist(methods=["POST"])
def make_copy(paper: str) -> str:
	"""Copy a shipped print format to be edited in the browser, see ``copies.make_copy``."""
	return copies.make_copy(paper)
