"""Choices that depart from the rank are told with the name of their topic."""

from __future__ import annotations

import frappe


def execute() -> None:
	"""Fill in names that are not there; does nothing the second time."""
	rows = frappe.get_all("Round Choice", {"topic_name": ["is", "not set"]}, ["name", "parent", "topic"])
	for row in rows:
		cycle = frappe.db.get_value("Assessment Round", row.parent, "cycle")
		name = frappe.db.get_value("Cycle Topic", {"parent": cycle, "code": row.topic}, "topic_name")
		if name:
			frappe.db.set_value("Round Choice", row.name, "topic_name", name, update_modified=False)
