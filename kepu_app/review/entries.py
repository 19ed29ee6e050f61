"""The review history: one Review Entry a transition, written here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.review.content import content_of

COUNTY_READS = ("Annual Summary", "Typical Case")
"""Documents that the county may read, so that its entries carry the county."""


def write_entry(doc: Document, entry: Mapping[str, Any]) -> None:
	"""Keep one transition of ``doc``, by the user of the session.

	``entry`` has action, from_state, to_state, reason, opinion, role, at, hours_in_state. With a reason the document
	goes back to somebody, so what it says now is kept beside it, to show later what has changed since. The
	history is written on behalf of the app: no role may create an entry, not even the one whose act it
	records.
	"""
	record = frappe.new_doc("Review Entry")
	record.update(entry)
	record.update(
		{
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"cycle": doc.cycle,
			"province": doc.province,
			"county": _stored(doc, "county" if doc.doctype in COUNTY_READS else "recommending_county"),
			"recommending_city": _stored(doc, "recommending_city"),
			"user": frappe.session.user,
			"content": content_of(doc) if entry.get("reason") else None,
		}
	)
	record.flags.from_transition = True
	record.flags.ignore_permissions = True
	record.insert()


def _stored(doc: Document, fieldname: str) -> Any:
	"""Return a field that the DocType has; an attribute alone may come from a request."""
	return doc.get(fieldname) if doc.meta.has_field(fieldname) else None
