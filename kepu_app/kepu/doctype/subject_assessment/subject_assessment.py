"""One assessor's marks of one subject; only ``assessment/marking.py`` writes them."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.controllers.renaming import refuse_renaming


class SubjectAssessment(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.subject_mark.subject_mark import SubjectMark

		about: DF.Literal["County Reports", "Typical Cases", "Speaker Nominees"]
		assessor: DF.Link | None
		assessor_name: DF.Data | None
		changed: DF.Check
		cycle: DF.Link | None
		deadline: DF.Date | None
		marks: DF.Table[SubjectMark]
		province: DF.Link | None
		reason: DF.SmallText | None
		returned: DF.Check
		revealed: DF.Data | None
		revealed_to: DF.Data | None
		round: DF.Link | None
		status: DF.Literal["To Do", "Awaited", "Submitted", "Recused", "Missed"]
		subject: DF.Data | None
		subject_group: DF.Data | None
		subject_name: DF.Data | None
		submitted_at: DF.Datetime | None
		total: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def _refuse(self) -> None:
		frappe.throw(
			_("Marks are given in the assessor's form, and in no other way."), frappe.PermissionError
		)


def on_doctype_update() -> None:
	"""Add a unique index, against race conditions: one per assessor and subject of a round."""
	frappe.db.add_unique(
		"Subject Assessment", ["round", "assessor", "subject"], "one_per_assessor_and_subject"
	)
