"""Names of files hold no signs that are HTML or that Windows forbids; the Desk shows them as they are.

Earlier files of the app's documents get new names, also in the timeline; those of other apps stay as they
are.
"""

from __future__ import annotations

import re

import frappe
from frappe.utils import escape_html, strip_html

from kepu_app.access.policies import POLICIES
from kepu_app.core.characters import harmless_name

_LINK = re.compile(r"(<a\b[^<>]*>)(.*)(</a>)", re.DOTALL)


def execute() -> None:
	"""Do nothing the second time."""
	of_app = ["in", list(POLICIES)]
	for file in frappe.get_all("File", {"attached_to_doctype": of_app}, ["name", "file_name"]):
		name = harmless_name(file.file_name or "")
		if name != (file.file_name or ""):
			frappe.db.set_value("File", file.name, "file_name", name, update_modified=False)
	kinds = {"comment_type": ["in", ["Attachment", "Attachment Removed"]], "reference_doctype": of_app}
	for comment in frappe.get_all("Comment", kinds, ["name", "content"]):
		content = _plain(comment.content or "")
		if content != (comment.content or ""):
			frappe.db.set_value("Comment", comment.name, "content", content, update_modified=False)


def _plain(content: str) -> str:
	"""Return what the timeline says of a file, with its name as text: Frappe puts it into a link as it is."""
	if _LINK.search(content):
		return _LINK.sub(lambda found: f"{found[1]}{_without_markup(found[2])}{found[3]}", content)
	return _without_markup(content)


def _without_markup(text: str) -> str:
	return escape_html(strip_html(text)) if "<" in text else text
