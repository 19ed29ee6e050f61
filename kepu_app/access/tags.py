"""Tags by users of the app: short plain words. Frappe's lists and boards insert tags into HTML unescaped, for all
readers of the document."""

from __future__ import annotations

import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html

from kepu_app.access.roles import is_app_user

LONGEST = 40
"""Characters of a tag; lists have room for fewer."""

MOST = 20
"""Tags of one document: every list shows them all."""

FORBIDDEN = re.compile(r"""["'`<>&=,\\\x00-\x1f\x7f]""")
"""Characters of HTML, and the comma, which separates a document's tags."""


def refuse_odd_name(tag: Document, method: str | None = None) -> None:
	"""Handle hook ``validate`` of Tag. Raises ValidationError for a name that ``check_name`` refuses."""
	if is_app_user() and tag.is_new():
		check_name(tag.name)


def refuse_odd_tags(doc: Document, method: str | None = None) -> None:
	"""Handle hook ``validate`` of every DocType: a request may set tags like any other field.

	Raises:
		ValidationError: ``check_name`` refuses a new tag, or there are too many.
	"""
	if not doc.get("_user_tags") or not is_app_user():
		return
	before = frappe.db.get_value(doc.doctype, doc.name, "_user_tags") if not doc.is_new() else ""
	if doc._user_tags != before:
		check_added(parted(before), parted(doc._user_tags))


def check_added(present: list[str], wanted: list[str]) -> None:
	"""Raise ValidationError if a new tag is refused, or there are too many."""
	for tag in wanted:
		if tag not in present:
			check_name(tag)
	if len(wanted) > max(MOST, len(present)):
		frappe.throw(_("A document has at most {0} tags.").format(MOST))


def check_name(name: str | int | None) -> None:
	"""Raise ValidationError if the name is too long or has forbidden characters."""
	text = cstr(name)
	if not text.strip() or len(text) > LONGEST or FORBIDDEN.search(text):
		frappe.throw(
			_("A tag has 1 to {0} characters, and none of {1}. This is no tag: {2}").format(
				LONGEST, escape_html("\" ' ` < > & = , \\"), escape_html(text[:LONGEST])
			)
		)


def parted(tags: str | None) -> list[str]:
	"""Parse a document's tags, which are stored as one text."""
	return [each for each in cstr(tags).split(",") if each]
