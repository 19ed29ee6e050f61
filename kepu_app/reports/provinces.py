"""The provinces that have a row in a report."""

from __future__ import annotations

import frappe

from kepu_app.reports.listed import listed


def listed_provinces(province: str = "") -> dict[str, str]:
	"""Return the names of the provinces that the reader may list, by code, sorted; only ``province`` if given."""
	table = frappe.qb.DocType("Province")
	query = frappe.qb.from_(table).select(table.name, table.province_name).where(listed("Province"))
	if province:
		query = query.where(table.name == province)
	return dict(query.orderby(table.name).run())
