"""One step of a document in its workflow: append-only, written by the app."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class ReviewEntry(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Data | None
		at: DF.Datetime | None
		content: DF.LongText | None
		county: DF.Link | None
		cycle: DF.Link | None
		from_state: DF.Data | None
		hours_in_state: DF.Float
		opinion: DF.SmallText | None
		province: DF.Link | None
		reason: DF.SmallText | None
		reference_doctype: DF.Link
		reference_name: DF.DynamicLink
		role: DF.Data | None
		to_state: DF.Data | None
		user: DF.Link | None
	# end: auto-generated types

	def before_insert(self) -> None:
		if not self.flags.from_transition:
			self._refuse()

	def validate(self) -> None:
		if not self.is_new():
			self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		self._refuse()

	def _refuse(self) -> None:
		frappe.throw(
			_("The review history is kept by the system and cannot be changed."), frappe.PermissionError
		)
