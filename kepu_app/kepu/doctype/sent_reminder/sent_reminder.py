"""A log entry of a sent reminder: written by the app, immutable."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.controllers.intent import intent_of


class SentReminder(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		by_mail: DF.Check
		cycle: DF.Link | None
		day: DF.Date
		digest_key: DF.Data | None
		items: DF.LongText | None
		sent_by: DF.Link | None
		subject: DF.Data | None
		user: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		if not intent_of(self).by_system or not self.is_new():
			frappe.throw(_("The log of reminders is kept by the system."), frappe.PermissionError)
