"""A message to a group robot or a mobile number: written by the app, sent once, immutable."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now

from kepu_app.controllers.intent import intent_of


class OutgoingMessage(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["Robot", "SMS"]
		error: DF.SmallText | None
		kind: DF.Literal["Reminder", "Result"]
		once_key: DF.Data | None
		paper: DF.Data | None
		place: DF.Data | None
		province: DF.Link | None
		recipient: DF.Link | None
		sent_at: DF.Datetime | None
		state: DF.Data | None
		status: DF.Literal["Waiting", "Sending", "Delivered", "Failed"]
		text: DF.SmallText | None
	# end: auto-generated types

	def validate(self) -> None:
		if not intent_of(self).by_system or not self.is_new():
			frappe.throw(_("The log of messages is kept by the system."), frappe.PermissionError)

	@staticmethod
	def clear_old_logs(days: int = 90) -> None:
		"""Delete older entries; called by Frappe's Log Settings."""
		table = frappe.qb.DocType("Outgoing Message")
		frappe.db.delete(table, filters=(table.creation < (Now() - Interval(days=days))))
