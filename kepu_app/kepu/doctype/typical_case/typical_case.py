"""A candidate for a typical case (Attachment 3)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr

from kepu_app.controllers.guarded_document import GuardedDocument
from kepu_app.controllers.transitions import Transition
from kepu_app.core.breaches import Breach
from kepu_app.core.counter import count_text
from kepu_app.core.model import RecordKind
from kepu_app.core.rules import FAR_TOO_LONG, check_case
from kepu_app.mappers.cycle import cycle_model
from kepu_app.mappers.records import case_model, county_model
from kepu_app.printing.printable import NO_FONT, unprintable
from kepu_app.review.breaches import point_out, refuse_errors
from kepu_app.review.quotas import take_slot
from kepu_app.review.recommending import is_of_own_city, refuse_city_rank_of_others
from kepu_app.review.states import FROZEN_STATES, HELD, PENDING_CITY, SELECTED

SLOTS = ("quota_slot", "topic_slot", "county_slot")


class TypicalCase(GuardedDocument):
	"""A county's case.

	The base protects system fields and the division, refuses changes that are frozen or not the role's, and
	guards and records every step (``GuardedDocument.guard``). Here: computed fields, the notice's rules, and
	the quotas of a selected case.
	"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amended_from: DF.Link | None
		characters: DF.Int
		city: DF.Data | None
		city_rank: DF.Int
		county: DF.Link
		county_slot: DF.Data | None
		cycle: DF.Link
		last_submitted_at: DF.Datetime | None
		last_submitted_by: DF.Link | None
		needs_city_review: DF.Check
		province: DF.Link | None
		quota_slot: DF.Data | None
		return_reason: DF.SmallText | None
		sort_order: DF.Int
		state_since: DF.Datetime | None
		text: DF.LongText | None
		title: DF.Data
		topic: DF.Autocomplete
		topic_name: DF.Data | None
		topic_slot: DF.Data | None
		words: DF.Int
		workflow_state: DF.Link | None
		writers: DF.SmallText | None
	# end: auto-generated types

	COMPUTED_FIELDS = ("words", "characters", "topic_name", "needs_city_review", *SLOTS)

	def set_place(self) -> None:
		county = frappe.get_cached_doc("County", self.county)
		self.province, self.city = county.province, county.city
		self.needs_city_review = cint(
			bool(county.city) and frappe.get_cached_value("Province", county.province, "city_review")
		)

	def free_fields(self, before: Document | None, submission_state: str | None) -> set[str]:
		"""Free the city's rank of its counties' proposals; setting it makes nobody an author."""
		ranks = before and before.workflow_state == PENDING_CITY and is_of_own_city(before)
		return {"city_rank"} if ranks and submission_state not in FROZEN_STATES else set()

	def compute(self) -> None:
		counted = count_text(cstr(self.text))
		self.words, self.characters = counted.words, counted.characters
		topic = cycle_model(self.cycle).topic(cstr(self.topic).strip())
		if topic:
			# A topic may be given by name, as in a workbook; its code is stored.
			self.topic = topic.code
		self.topic_name = topic.name if topic else None

	def check_content(self, handing_in: bool) -> None:
		self._refuse_other_slot()
		refuse_city_rank_of_others(self)
		breaches = self.breaches()
		refuse_errors([each for each in breaches if each.code == FAR_TOO_LONG], _("Too Long"))
		refuse_errors([each for each in breaches if each.code == "case.unknown_topic"], _("Unknown Topic"))
		if handing_in or self.workflow_state in HELD[self.doctype]:
			refuse_errors(breaches, _("The case cannot be proposed yet"))
			return
		if self.has_value_changed("words"):
			point_out([each for each in breaches if each.code == "case.too_long"], _("Too Long"))
		point_out([each for each in breaches if each.code == NO_FONT], _("Cannot Be Printed"))

	def breaches(self) -> list[Breach]:
		"""Return every breach of the notice's rules in the case's present state."""
		county = county_model(frappe.get_cached_doc("County", self.county))
		cycle, case = cycle_model(self.cycle), case_model(self)
		return [*check_case(cycle, case, county), *unprintable(RecordKind.CASE, case, cycle, county)]

	def on_transition(self, transition: Transition) -> None:
		if transition.next_state == SELECTED:
			self._take_slots()
		elif transition.state == SELECTED:
			for field in SLOTS:
				self.set(field, None)

	def _refuse_other_slot(self) -> None:
		"""Refuse to change topic or county of a selected case, which holds their slots."""
		before = self.get_doc_before_save()
		is_selected = before and before.workflow_state == self.workflow_state == SELECTED
		if is_selected and (before.topic, before.county) != (self.topic, self.county):
			frappe.throw(_("This case is selected; reopen it before changing its topic or county."))

	def _take_slots(self) -> None:
		quotas, place = cycle_model(self.cycle).quotas, self.submission_name()
		take_slot(self, "quota_slot", place, quotas.cases, _("Selected cases of the province"))
		what = _("Selected cases of the topic {0}").format(self.topic_name)
		take_slot(self, "topic_slot", f"{place}/{self.topic}", quotas.cases_per_topic, what)
		what = _("Selected cases of the county {0}").format(
			frappe.get_cached_value("County", self.county, "county_name")
		)
		take_slot(self, "county_slot", f"{place}/{self.county}", quotas.cases_per_county, what)
