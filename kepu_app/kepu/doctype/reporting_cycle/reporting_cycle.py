"""One year's call for reports, with every number of its notice."""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.version.version import get_diff
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html, getdate

from kepu_app.controllers.intent import intent_of
from kepu_app.controllers.renaming import refuse_renaming
from kepu_app.exceptions import FrozenError
from kepu_app.review.states import CYCLE_DRAFT, CYCLE_LOCKED, FROZEN_STATES

FARTHEST_REMINDER = 366
"""Days between a deadline and a reminder."""

_AS_TYPED_IN_CHINESE = str.maketrans("，、－−", ",,--")

SYSTEM_FIELDS = ("status", "opened_at", "closed_at", "locked_at", "job_id", "last_run")


class ReportingCycle(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.cycle_heading.cycle_heading import CycleHeading
		from kepu_app.kepu.doctype.cycle_topic.cycle_topic import CycleTopic

		bio_limit: DF.Int
		case_limit: DF.Int
		case_quota: DF.Int
		cases_per_county: DF.Int
		cases_per_topic: DF.Int
		closed_at: DF.Datetime | None
		hard_lock_date: DF.Date | None
		headings: DF.Table[CycleHeading]
		headings_adjustable: DF.Check
		job_id: DF.Data | None
		last_run: DF.LongText | None
		locked_at: DF.Datetime | None
		national_deadline: DF.Date
		nominee_quota: DF.Int
		notice_date: DF.Date
		notice_number: DF.Data
		notice_title: DF.Data
		oldest_nominee: DF.Int
		opened_at: DF.Datetime | None
		receiving_mail: DF.Data
		receiving_office: DF.Data
		reminder_days: DF.Data | None
		scans_follow_on_paper: DF.Check
		short_notice_title: DF.Data
		standard: DF.Link
		status: DF.Literal["Draft", "Open", "Closed", "Locked"]
		summary_limit: DF.Int
		text_multiple: DF.Int
		topics: DF.Table[CycleTopic]
		year: DF.Int
		youngest_nominee: DF.Int
	# end: auto-generated types

	def autoname(self) -> None:
		"""Name it by its year; Frappe's ``field:`` rule would write the name, a text, into the number on every save."""
		self.name = cstr(self.year)

	def validate(self) -> None:
		self._keep_system_fields()
		self._refuse_when_locked()
		self._check_dates()
		self._check_unique("headings", "heading")
		self._check_unique("topics", "code")
		self._check_unique("topics", "topic_name")
		self._check_ages()
		parse_reminder_days(self.reminder_days)

	def on_update(self) -> None:
		self._move_county_deadlines()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def on_trash(self) -> None:
		if self.status != CYCLE_DRAFT:
			frappe.throw(_("The cycle {0} was opened and cannot be deleted.").format(self.name))

	def _keep_system_fields(self) -> None:
		"""Keep the fields that only the buttons set: the form is untrusted."""
		if intent_of(self).by_system:
			return
		before = self.get_doc_before_save()
		for field in SYSTEM_FIELDS:
			self.set(field, before.get(field) if before else self.meta.get_field(field).default)

	def _refuse_when_locked(self) -> None:
		"""Refuse changes to a locked cycle, but for the date of the lock, without which nobody could unlock."""
		before = self.get_doc_before_save()
		if not before or before.status != CYCLE_LOCKED:
			return
		diff = get_diff(before, self) or {}
		changed = {field for field, _old, _new in diff.get("changed", ())} - {"hard_lock_date"}
		if changed or any(diff.get(rows) for rows in ("added", "removed", "row_changed")):
			frappe.throw(
				_("The cycle {0} is locked; nothing in it can be changed.").format(self.name), FrozenError
			)

	def _move_county_deadlines(self) -> None:
		"""Move county deadlines that equalled the national one with it, and those that are now after it."""
		before = self.get_doc_before_save()
		if not before or getdate(before.national_deadline) == getdate(self.national_deadline):
			return
		open_ones = {"cycle": self.name, "workflow_state": ["not in", FROZEN_STATES]}
		for which in (before.national_deadline, [">", self.national_deadline]):
			filters = {**open_ones, "county_deadline": which}
			frappe.db.set_value("Provincial Submission", filters, "county_deadline", self.national_deadline)

	def _check_dates(self) -> None:
		if getdate(self.national_deadline) < getdate(self.notice_date):
			frappe.throw(_("The national deadline is before the date of the notice."))
		if self.hard_lock_date and getdate(self.hard_lock_date) <= getdate(self.national_deadline):
			frappe.throw(_("The hard lock date is not after the national deadline."))

	def _check_unique(self, table: str, column: str) -> None:
		values = [cstr(row.get(column)).strip() for row in self.get(table)]
		doubled = sorted({each for each in values if values.count(each) > 1})
		if doubled:
			label = self.meta.get_label(table)
			names = ", ".join(escape_html(each) for each in doubled)
			frappe.throw(_("{0}: there more than once: {1}").format(_(label), names))

	def _check_ages(self) -> None:
		if cint(self.youngest_nominee) >= cint(self.oldest_nominee):
			frappe.throw(_("The youngest plausible age is not below the oldest."))


def parse_reminder_days(value: Any) -> list[int]:
	"""Parse ``14,7,3,1,0,-1``, latest day last; raise ValidationError for anything else."""
	plain = cstr(value).translate(_AS_TYPED_IN_CHINESE)
	parts = [each.strip() for each in plain.split(",") if each.strip()]
	if not all(re.fullmatch(r"-?\d{1,3}", each) and abs(int(each)) <= FARTHEST_REMINDER for each in parts):
		frappe.throw(
			_("Reminder Days: only whole numbers up to {0}, separated by commas.").format(FARTHEST_REMINDER)
		)
	return sorted({int(each) for each in parts}, reverse=True)
