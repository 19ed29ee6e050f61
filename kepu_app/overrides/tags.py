"""Tags that people of the app put on documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import cstr

from kepu_app.access.bounds import refuse_more
from kepu_app.access.roles import is_app_user
from kepu_app.access.tags import check_added, parted

MOST = 100
"""Tags that are put on documents in one request; for each its document is loaded and written."""


def add(original: Callable[..., Any], tags: Any, dn: Any, tag: Any) -> Any:
	"""``DocTags.add``: what is shown to others in their lists is a short plain word."""
	if is_app_user():
		present = parted(tags.get_tags(dn))
		check_added(present, [*present, *({cstr(tag)} - {*present})])
	return original(tags, dn, tag)


def add_tags(original: Callable[..., Any], tags: Any, dt: str, docs: Any, color: str | None = None) -> Any:
	"""``frappe.desk.doctype.tag.tag.add_tags``: each tag on each document once, and not on any number of them."""
	named, documents = (list(dict.fromkeys(frappe.parse_json(each))) for each in (tags, docs))
	if is_app_user():
		refuse_more(len(named) * len(documents), MOST)
	return original(named, dt, documents, color)
