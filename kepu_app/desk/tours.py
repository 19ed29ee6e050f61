"""A tour of a form for users who open it for the first time.

The steps are Frappe's own records *Form Tour*, which an administrator changes without code. Frappe shows them
only to users who may read these records, and in English; so the app serves and shows them itself.
"""

from __future__ import annotations

import json
from typing import Any

import frappe

SEEN = "kepu_tours_seen"
"""User default: JSON list of the DocTypes whose tour the user has had."""


def tour_of(doctype: str) -> dict[str, Any]:
	"""Return the tour of a form.

	Returns:
		``title``, and ``steps`` with ``fieldname``, ``title``, ``description`` and ``position``. No steps if no
		tour exists, or the user may not read such documents.
	"""
	names = frappe.get_all("Form Tour", _filters(doctype), pluck="name", order_by="modified desc", limit=1)
	if not names or not frappe.has_permission(doctype, "read"):
		return {"title": "", "steps": []}
	columns = ["fieldname", "title", "description", "position"]
	steps = frappe.get_all("Form Tour Step", {"parent": names[0]}, columns, order_by="idx asc")
	return {"title": names[0], "steps": steps}


def note_seen(doctype: str) -> None:
	"""Record that the user has had the tour, so that it does not start again automatically. Idempotent."""
	seen = seen_tours()
	if doctype in seen or not frappe.db.exists("Form Tour", _filters(doctype)):
		return
	frappe.defaults.set_user_default(SEEN, json.dumps([*seen, doctype]))
	frappe.cache.hdel("bootinfo", frappe.session.user)


def seen_tours() -> list[str]:
	"""Return the DocTypes whose tour the user has had."""
	try:
		seen = json.loads(frappe.defaults.get_user_default(SEEN) or "[]")
	except ValueError:  # untrusted: users may write their own defaults
		return []
	return [each for each in seen if isinstance(each, str)] if isinstance(seen, list) else []


def name_tours(bootinfo: Any) -> None:
	"""Add to the boot info (``extend_bootinfo``) which forms have a tour, and which tours start automatically."""
	doctypes = frappe.get_all("Form Tour", _filters(), pluck="reference_doctype", distinct=True)
	bootinfo.kepu_tours = {"all": doctypes, "new": sorted(set(doctypes) - set(seen_tours()))}


def take_away() -> None:
	"""Delete the tours of the app's forms, an administrator's included: their forms go, too."""
	doctypes = frappe.get_all("DocType", {"module": "Kepu"}, pluck="name")
	for name in frappe.get_all("Form Tour", {"reference_doctype": ["in", doctypes]}, pluck="name"):
		frappe.delete_doc("Form Tour", name, ignore_permissions=True)


def _filters(doctype: str | None = None) -> dict[str, Any]:
	"""Return the filters of form tours; Frappe's UI tours span whole pages."""
	kinds = [doctype] if doctype else frappe.get_all("DocType", {"module": "Kepu"}, pluck="name")
	return {"reference_doctype": ["in", kinds], "ui_tour": 0}
