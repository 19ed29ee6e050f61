"""The annual summary of one county (Attachment 2) with its self-assessment (Attachment 1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, now_datetime

from kepu_app.access.roles import COUNTY_REPORTER
from kepu_app.controllers.guarded_document import GuardedDocument
from kepu_app.controllers.intent import intent_of
from kepu_app.controllers.transitions import Transition
from kepu_app.core.breaches import Breach
from kepu_app.core.counter import count_text
from kepu_app.core.cycle import Cycle
from kepu_app.core.figures import plain
from kepu_app.core.model import RecordKind
from kepu_app.core.rules import (
	FAR_TOO_LONG,
	UNREADABLE_FIGURE,
	check_assessments,
	check_figures,
	check_summary,
)
from kepu_app.exceptions import EditRoleError, FrozenError
from kepu_app.mappers.attainment import stored_answer
from kepu_app.mappers.cycle import cycle_model, indicator_model, standard_for, standard_model
from kepu_app.mappers.records import county_model, summary_model
from kepu_app.mappers.values import figure_of, is_figure
from kepu_app.packages.start import note_new_scan
from kepu_app.printing.printable import NO_FONT, unprintable
from kepu_app.review.breaches import point_out, refuse_errors
from kepu_app.review.deadlines import due_date, is_past
from kepu_app.review.entering import entry_refusal, is_entered_for_county
from kepu_app.review.evidence import check_evidence, describe_files, refuse_held, remove_dropped_files
from kepu_app.review.states import APPROVED, CYCLE_CLOSED, HELD, SENT_STATES, WRITING_STATES

STANDARD_COLUMNS = ("title", "indicator_code", "indicator", "threshold", "comparison", "unit")


class AnnualSummary(GuardedDocument):
	"""A county's summary.

	The base protects system fields and the division, refuses changes that are frozen or not the role's, and
	guards and records every step (``GuardedDocument.guard``). Here: computed fields, the notice's rules, and
	who hands it in.
	"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.criterion_evidence.criterion_evidence import CriterionEvidence
		from kepu_app.kepu.doctype.summary_assessment.summary_assessment import SummaryAssessment
		from kepu_app.kepu.doctype.summary_section.summary_section import SummarySection

		amended_from: DF.Link | None
		assessments: DF.Table[SummaryAssessment]
		characters: DF.Int
		city: DF.Data | None
		county: DF.Link
		cycle: DF.Link
		dated: DF.Date | None
		entered_by: DF.Link | None
		evidence: DF.Table[CriterionEvidence]
		first_submitted_at: DF.Datetime | None
		last_reminded_at: DF.Datetime | None
		last_submitted_at: DF.Datetime | None
		last_submitted_by: DF.Link | None
		needs_city_review: DF.Check
		on_behalf_of: DF.Data | None
		province: DF.Link | None
		return_reason: DF.SmallText | None
		sections: DF.Table[SummarySection]
		stamped_scan: DF.Attach | None
		standard: DF.Link | None
		state_since: DF.Datetime | None
		submitted_late: DF.Check
		title: DF.Data | None
		words: DF.Int
		workflow_state: DF.Link | None
		writers: DF.SmallText | None
	# end: auto-generated types

	COMPUTED_FIELDS = (
		"title",
		"words",
		"characters",
		"needs_city_review",
		"standard",
		"submitted_late",
		"first_submitted_at",
		"last_reminded_at",
		"entered_by",
	)

	SHARES_SUBMISSION = True

	def autoname(self) -> None:
		self.name = f"{self.cycle}-{self.county}"

	def before_insert(self) -> None:
		super().before_insert()
		self.set_place()
		if not self.sections:
			headings = frappe.get_cached_doc("Reporting Cycle", self.cycle).headings
			self.extend("sections", [{"heading": row.heading} for row in headings])

	def set_place(self) -> None:
		county = frappe.get_cached_doc("County", self.county)
		self.province, self.city = county.province, county.city
		self.needs_city_review = cint(
			bool(county.city) and frappe.get_cached_value("Province", county.province, "city_review")
		)
		self.title = f"{county.county_name}{self.cycle}年工作总结"

	def check_edit_role(self, state: str | None) -> None:
		super().check_edit_role(state)
		refusal = entry_refusal(self, state)
		if refusal:
			frappe.throw(refusal, EditRoleError)

	def compute(self) -> None:
		if not intent_of(self).by_system and is_entered_for_county(self):
			self.entered_by = frappe.session.user
		for row in self.sections:
			row.words = count_text(cstr(row.heading) + "\n" + cstr(row.text)).words
		counted = count_text(summary_model(self, self.sections, ()).text)
		self.words, self.characters = counted.words, counted.characters
		self._fill_assessments()
		describe_files(self)

	def check_content(self, handing_in: bool) -> None:
		check_evidence(self)
		breaches = self.breaches()
		refuse_errors([each for each in breaches if each.code == FAR_TOO_LONG], _("Too Long"))
		if handing_in or self.workflow_state in HELD[self.doctype]:
			refuse_errors(breaches, _("The summary cannot be submitted yet"))
			return
		if self.has_value_changed("words"):
			point_out([each for each in breaches if each.code == "summary.too_long"], _("Too Long"))
		point_out([each for each in breaches if each.code == NO_FONT], _("Cannot Be Printed"))
		point_out([each for each in breaches if each.code == UNREADABLE_FIGURE], _("Not a Number"))

	def breaches(self) -> list[Breach]:
		"""Return every breach of the notice's rules in the summary's present state."""
		cycle, summary = self._cycle(), summary_model(self, self.sections, self.assessments)
		county = county_model(frappe.get_cached_doc("County", self.county))
		return [
			*check_summary(cycle, summary, county),
			*check_assessments(cycle, summary, county),
			*check_figures(self._unreadable_figures(), county),
			*unprintable(RecordKind.SUMMARY, summary, cycle, county),
		]

	def on_transition(self, transition: Transition) -> None:
		if not transition.hands_in:
			return
		self._note_who_hands_in(transition)
		if not self.first_submitted_at:
			self._hand_in_for_the_first_time()

	def _note_who_hands_in(self, transition: Transition) -> None:
		"""Record whether the county hands in itself or another user does for it; refuse others."""
		if transition.role == COUNTY_REPORTER:
			self.entered_by = None
			return
		refusal = entry_refusal(self, transition.state)
		if refusal:
			frappe.throw(refusal, EditRoleError)
		if transition.state in WRITING_STATES:
			self.entered_by = frappe.session.user

	def _hand_in_for_the_first_time(self) -> None:
		# Not cached: a transaction begun before the closing may have refilled the cache (race condition).
		if frappe.db.get_value("Reporting Cycle", self.cycle, "status") == CYCLE_CLOSED:
			frappe.throw(
				_("The cycle {0} is closed: what was not submitted in time is missing.").format(self.cycle),
				FrozenError,
			)
		self.first_submitted_at = now_datetime()
		self.submitted_late = cint(is_past(due_date(self)))

	def on_update(self) -> None:
		super().on_update()
		if self.has_value_changed("stamped_scan"):
			note_new_scan(self.submission_name())
		remove_dropped_files(self)

	def check_attachment(self, url: str | None, fieldname: str | None = None) -> None:
		super().check_attachment(url, fieldname)
		if url:
			refuse_held(self, url)

	def free_fields(self, before: Any, submission_state: str | None) -> set[str]:
		"""Free the stamped scan: it is made from the approved text, which is frozen by then."""
		is_final = before and before.workflow_state == APPROVED
		return {"stamped_scan"} if is_final and submission_state not in SENT_STATES else set()

	def _cycle(self) -> Cycle:
		return replace(cycle_model(self.cycle), standard=standard_model(self.standard))

	def _fill_assessments(self) -> None:
		"""Make one row per row of the standard, in its order; keep what the county entered."""
		self.standard = self.standard or standard_for(self.cycle, self.province)
		entered = {(cint(row.criterion), cstr(row.indicator_code)): row for row in self.assessments}
		rows = []
		for criterion in frappe.get_cached_doc("Evaluation Standard", self.standard).criteria:
			key = cint(criterion.number), cstr(criterion.indicator_code)
			row = entered.get(key) or self.append("assessments", {"criterion": criterion.number})
			row.update({column: criterion.get(column) for column in STANDARD_COLUMNS})
			rows.append(row)
		self.assessments = rows
		for index, row in enumerate(rows, start=1):
			row.idx = index
			_decide(row)

	def _unreadable_figures(self) -> dict[str, str]:
		"""Return the figures that do not parse as a number, by criterion and indicator."""
		return {
			f"{row.criterion} {row.indicator}": cstr(row.value)
			for row in self.assessments
			if row.indicator_code and not is_figure(row.value, row.unit)
		}


def _decide(row: Any) -> None:
	"""Compute ``met`` from the entered value where the criterion has a threshold; nobody may set it."""
	if not row.indicator_code:
		row.value = None
		return
	value = figure_of(row.value, row.unit)
	if value is None:
		row.met = None
		return
	row.value = plain(value)
	row.met = stored_answer(indicator_model(row).is_met(value))
