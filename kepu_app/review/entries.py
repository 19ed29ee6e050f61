"""The review history: one Review Entry per transition, written only here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.model.document import Document

from kepu_app.review.content import content_of

COUNTY_READS = ("Annual Summary", "Typical Case")
"""Documents that the county may read, so their entries name it."""


def write_entry(doc: Document, entry: Mapping[str, Any]) -> None:
	"""Record one transition of ``doc`` by the session's user.

	``entry`` has action, from_state, to_state, reason, opinion, role, at, hours_in_state. A reason means a return:
	a snapshot of the content is kept, to show later what has changed since. The app writes the history: no role
	may create an entry, not even the one whose act it records.
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
	"""Return a field that the DocType has; a mere attribute may be untrusted, from a request."""
	return doc.get(fieldname) if doc.meta.has_field(fieldname) else None
