"""One round of assessment: who marks what, by which sheet, until when."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.core.doctype.version.version import get_diff
from frappe.model.document import Document
from frappe.utils import getdate

from kepu_app.access.assignments import sync_access
from kepu_app.assessment.accounts import make_accounts, take_users
from kepu_app.assessment.assessors import check_rows
from kepu_app.assessment.owners import fill_own_province, refuse_foreign
from kepu_app.assessment.rounds import DRAFT, OPEN, sync_assessments
from kepu_app.assessment.sheets import ROUNDS_OF_SHEET
from kepu_app.assessment.subjects import subjects_in
from kepu_app.controllers.intent import intent_of
from kepu_app.controllers.renaming import refuse_renaming
from kepu_app.exceptions import FrozenError, RoundError

SYSTEM_FIELDS = ("status", "revealed", "opened_at", "closed_at", "not_filed")


class AssessmentRound(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.round_assessor.round_assessor import RoundAssessor
		from kepu_app.kepu.doctype.round_choice.round_choice import RoundChoice

		about: DF.Literal["County Reports", "Typical Cases", "Speaker Nominees"]
		assessors: DF.Table[RoundAssessor]
		choices: DF.Table[RoundChoice]
		closed_at: DF.Datetime | None
		cycle: DF.Link
		deadline: DF.Date
		not_filed: DF.SmallText | None
		opened_at: DF.Datetime | None
		province: DF.Link | None
		revealed: DF.Check
		sheet: DF.Link
		status: DF.Literal["Draft", "Open", "Closed"]
		title: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		fill_own_province(self)
		refuse_foreign(self)
		self._keep_system_fields()
		self._refuse_when_over()
		self._check_sheet()
		self._set_title()
		before = self.get_doc_before_save()
		stored = before.assessors if before else ()
		is_opening = self._is_opening()
		take_users(self.assessors, self.province or "", stored, is_opening=is_opening)
		check_rows(self, subjects_in(self), is_opening=is_opening)
		if self.status != DRAFT:
			make_accounts(self.assessors)
		self._warn_of_deadline(before)

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		rows = [*self.assessors, *(before.assessors if before else ())]
		sync_access({row.user for row in rows if row.user})
		if self.status == OPEN:
			sync_assessments(self, is_opening=self._is_opening())

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def on_trash(self) -> None:
		refuse_foreign(self)
		if self.status != DRAFT:
			frappe.throw(_("A round that was opened is kept, with who scored what."), RoundError)

	def after_delete(self) -> None:
		sync_access({row.user for row in self.assessors if row.user})

	def _is_opening(self) -> bool:
		before = self.get_doc_before_save()
		return bool(before) and (before.status, self.status) == (DRAFT, OPEN)

	def _keep_system_fields(self) -> None:
		if intent_of(self).by_system:
			return
		before = self.get_doc_before_save()
		for field in SYSTEM_FIELDS:
			self.set(field, before.get(field) if before else self.meta.get_field(field).default)
		self.set("choices", [row.as_dict() for row in before.choices] if before else [])

	def _refuse_when_over(self) -> None:
		"""Refuse changes after the marks were shown: nobody who has seen them may join."""
		before = self.get_doc_before_save()
		if not before or not before.revealed or intent_of(self).by_system:
			return
		diff = get_diff(before, self) or {}
		if any(diff.get(each) for each in ("changed", "added", "removed", "row_changed")):
			frappe.throw(_("The round is over; nothing in it can be changed."), FrozenError)

	def _check_sheet(self) -> None:
		before = self.get_doc_before_save()
		if before and before.status != DRAFT and before.sheet != self.sheet:
			frappe.throw(_("The round was opened with its sheet and keeps it."), FrozenError)
		fields = ["about", "province", "active"]
		sheet = frappe.db.get_value("Scoring Sheet", self.sheet, fields, as_dict=True)
		is_own = sheet and (sheet.province or "") in ("", self.province or "")
		if not is_own or sheet.about != self.about:
			frappe.throw(_("The scoring sheet is not one for this round."), RoundError)
		if not sheet.active and self.status == DRAFT:
			frappe.throw(_("The scoring sheet has a newer version, or is not active."), RoundError)

	def _warn_of_deadline(self, before: Document | None) -> None:
		"""Warn of a past deadline, which is not always a mistake: nothing ends automatically on that day."""
		deadline = getdate(self.deadline) if self.deadline else None
		is_new = not before or getdate(before.deadline) != deadline
		if deadline and is_new and deadline < getdate():
			frappe.msgprint(_("The deadline {0} is past.").format(self.get_formatted("deadline")), alert=True)

	def _set_title(self) -> None:
		"""Set the title once, from province, cycle and subject; number it if taken."""
		if not self.is_new():
			self.title = self.get_doc_before_save().title
			return
		code = self.province
		place = frappe.get_cached_value("Province", code, "province_name") if code else "中国科协"
		self.title = f"{place}{self.cycle}年{_(self.about, 'zh')}评审"
		same = {"cycle": self.cycle, "about": self.about, "province": self.province or ["is", "not set"]}
		taken = set(frappe.get_all("Assessment Round", same, pluck="title"))
		number = next(each for each in range(1, len(taken) + 2) if _numbered(self.title, each) not in taken)
		self.title = _numbered(self.title, number)


def _numbered(title: str, number: int) -> str:
	return title if number == 1 else f"{title}（第{number}次）"


def on_doctype_update() -> None:
	"""Add an index: whether a sheet is in use is queried under a lock, which should lock no other rounds."""
	frappe.db.add_index("Assessment Round", ["sheet", "status"], ROUNDS_OF_SHEET)
