"""A reviewer's remark on words of a document's text; only ``review.remarks`` writes, ticks and withdraws it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

FIXED = ("reference_doctype", "reference_name", "part", "heading", "quote", "remark", "user", "role", "at")
"""Immutable fields, even for the author."""


class ReviewRemark(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at: DF.Datetime | None
		county: DF.Link | None
		cycle: DF.Link | None
		done: DF.Check
		done_at: DF.Datetime | None
		done_by: DF.Link | None
		heading: DF.SmallText | None
		part: DF.Int
		province: DF.Link | None
		quote: DF.Text
		reference_doctype: DF.Link
		reference_name: DF.DynamicLink
		remark: DF.SmallText
		role: DF.Data | None
		user: DF.Link | None
		withdrawn: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		if not self.flags.from_review:
			self._refuse()
		if not self.is_new() and any(self.has_value_changed(field) for field in FIXED):
			self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		self._refuse()

	def _refuse(self) -> None:
		frappe.throw(
			_("Remarks are written beside the text and changed by nobody afterwards."), frappe.PermissionError
		)
