"""Tags set by users of the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import cstr

from kepu_app.access.bounds import refuse_more
from kepu_app.access.roles import is_app_user
from kepu_app.access.tags import check_added, parted

MOST = 100
"""Tags set in one request; each loads and writes its document."""


def add(original: Callable[..., Any], tags: Any, dn: Any, tag: Any) -> Any:
	"""Restrict ``DocTags.add`` to short plain words, since tags show in others' lists."""
	if is_app_user():
		present = parted(tags.get_tags(dn))
		check_added(present, [*present, *({cstr(tag)} - {*present})])
	return original(tags, dn, tag)


def add_tags(original: Callable[..., Any], tags: Any, dt: str, docs: Any, color: str | None = None) -> Any:
	"""Drop duplicates in ``frappe.desk.doctype.tag.tag.add_tags``, and limit the number of documents."""
	named, documents = (list(dict.fromkeys(frappe.parse_json(each))) for each in (tags, docs))
	if is_app_user():
		refuse_more(len(named) * len(documents), MOST)
	return original(named, dt, documents, color)
