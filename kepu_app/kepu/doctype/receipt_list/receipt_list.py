"""收件清单: the files that a province has received, what each is, and whose."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.controllers.intent import intent_of
from kepu_app.controllers.renaming import refuse_renaming
from kepu_app.exceptions import ReceiptListError

CONFIRMED = ("kind", "county", "topic", "is_used")
"""Columns of a file that users correct; all others are as parsed."""

READABLE = ("Annual Summary", "Typical Case", "Speaker Nominee")
"""Kinds whose content is parsed; a scan is only stored."""

TAKEN_OVER = "Taken Over"


class ReceiptList(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.received_file.received_file import ReceivedFile

		cycle: DF.Link | None
		items: DF.Table[ReceivedFile]
		missing_counties: DF.SmallText | None
		province: DF.Link | None
		read_at: DF.Datetime | None
		status: DF.Literal["Collecting Files", "Reading", "To Confirm", "Taken Over", "Interrupted"]
		submission: DF.Link
		title: DF.Data | None
	# end: auto-generated types

	def before_insert(self) -> None:
		self.set("items", [])
		self.status = "Collecting Files"
		submission = frappe.get_doc("Provincial Submission", self.submission)
		submission.check_permission("write")
		self.cycle, self.province = submission.cycle, submission.province
		name = frappe.get_cached_value("Province", self.province, "province_name")
		self.title = f"{name}{self.cycle}年收件清单"

	def validate(self) -> None:
		if intent_of(self).by_system or self.is_new():
			return
		before = self.get_doc_before_save()
		if before.status == TAKEN_OVER:
			frappe.throw(_("What this list holds has been taken over; it stays as it is."), ReceiptListError)
		self._keep_what_was_read(before)
		self._read_again()
		self._check_counties()
		self._refuse_two_for_one()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def _keep_what_was_read(self, before: Document) -> None:
		"""Restore all but the columns that users confirm: the request is untrusted."""
		given = {row.name: {column: row.get(column) for column in CONFIRMED} for row in self.items}
		for field in self.meta.fields:
			if field.fieldname != "items":
				self.set(field.fieldname, before.get(field.fieldname))
		self.set("items", [row.as_dict() for row in before.items])
		for row in self.items:
			row.update(given.get(row.name, {}))

	def _read_again(self) -> None:
		"""Parse files again whose kind was corrected, as that kind."""
		from kepu_app.intake.receipts import reread

		for row in self.items:
			if row.kind in READABLE and row.kind != row.read_as:
				reread(self, row)

	def _check_counties(self) -> None:
		"""Refuse a county outside the list's province."""
		named = {row.county for row in self.items if row.county}
		filters = {"name": ["in", sorted(named)], "province": self.province}
		known = set(frappe.get_all("County", filters, pluck="name")) if named else set()
		for row in self.items:
			if row.county and row.county not in known:
				frappe.throw(
					_("Row {0}: {1} is no county of this province.").format(
						row.idx, frappe.utils.escape_html(row.county)
					),
					ReceiptListError,
				)

	def _refuse_two_for_one(self) -> None:
		"""Refuse two files for one summary."""
		seen: dict[tuple[str, str], int] = {}
		for row in self.items:
			if not row.is_used or row.kind != "Annual Summary" or not row.county:
				continue
			first = seen.setdefault((row.kind, row.county), row.idx)
			if first != row.idx:
				frappe.throw(
					_("Rows {0} and {1} are both the summary of {2}; choose one of them.").format(
						first, row.idx, frappe.get_cached_value("County", row.county, "county_name")
					),
					ReceiptListError,
				)


def used_rows(receipt_list: Any) -> list[Any]:
	"""Return the files that are to be taken over."""
	return [row for row in receipt_list.items if row.is_used]
