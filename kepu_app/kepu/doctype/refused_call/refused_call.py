"""A call that the gate refused, logged by ``access/refusals.py``: one row per hour, user and target."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now


class RefusedCall(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.Data | None
		called: DF.Data | None
		hour: DF.Datetime | None
		kind: DF.Data | None
		reason: DF.Literal["Not on the List", "Out of Reach"]
		refused_user: DF.Data | None
		target: DF.Data | None
		times: DF.Int
		verb: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		frappe.throw(_("The log of refused calls is kept by the system."), frappe.PermissionError)

	@staticmethod
	def clear_old_logs(days: int = 30) -> None:
		"""Delete older entries; called by Frappe's Log Settings."""
		table = frappe.qb.DocType("Refused Call")
		frappe.db.delete(table, filters=(table.hour < (Now() - Interval(days=days))))
