"""A nominee for the speakers' group (Attachment 4)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr

from kepu_app.access.scopes import city_key, scope_of
from kepu_app.controllers.guarded_document import GuardedDocument
from kepu_app.controllers.transitions import Transition
from kepu_app.core.breaches import Breach
from kepu_app.core.choices import settle
from kepu_app.core.counter import count_text
from kepu_app.core.model import RecordKind
from kepu_app.core.rules import FAR_TOO_LONG, check_nominee
from kepu_app.core.rules.reasons import split_reasons
from kepu_app.core.rules.values import month_of
from kepu_app.exceptions import EditRoleError
from kepu_app.mappers.cycle import cycle_model
from kepu_app.mappers.records import county_model, nominee_model
from kepu_app.printing.printable import NO_FONT, unprintable
from kepu_app.review.breaches import point_out, refuse_errors
from kepu_app.review.quotas import take_slot
from kepu_app.review.recommending import (
	edit_refusal,
	is_from_below,
	is_of_own_city,
	is_of_own_province,
	is_ranked_anew,
	recommender_of,
	refuse_city_rank_of_others,
)
from kepu_app.review.states import (
	ACCEPTED,
	APPOINTED_STATES,
	AWAITING_APPOINTMENT,
	FROZEN_STATES,
	HELD,
	NOMINATED,
	RECOMMENDED,
	WRITING_STATES,
)

AT_ONCE = (FAR_TOO_LONG, "nominee.birth_month", "nominee.phone", "nominee.sex", "nominee.political_status")
"""Rules that drafts must keep too: a typing mistake is best reported at once."""


class SpeakerNominee(GuardedDocument):
	"""A person recommended as speaker.

	The base protects system fields and the division, refuses changes that are frozen or not the role's, and
	guards and records every step (``GuardedDocument.guard``). Here: who recommends, the notice's rules, and the
	quota of nominees.
	"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.nominee_reason.nominee_reason import NomineeReason

		amended_from: DF.Link | None
		bio: DF.LongText | None
		birth_month: DF.Data | None
		city: DF.Data | None
		city_rank: DF.Int
		county: DF.Link
		cycle: DF.Link
		last_submitted_at: DF.Datetime | None
		last_submitted_by: DF.Link | None
		needs_city_review: DF.Check
		nominee_name: DF.Data
		organisation: DF.Data | None
		phone: DF.Data | None
		political_status: DF.Literal[
			"",
			"中共党员",
			"中共预备党员",
			"共青团员",
			"民革党员",
			"民盟盟员",
			"民建会员",
			"民进会员",
			"农工党党员",
			"致公党党员",
			"九三学社社员",
			"台盟盟员",
			"无党派人士",
			"群众",
		]
		position: DF.Data | None
		province: DF.Link | None
		quota_slot: DF.Data | None
		rank: DF.Int
		reasons: DF.Table[NomineeReason]
		recommending_city: DF.Data | None
		recommending_county: DF.Link | None
		return_reason: DF.SmallText | None
		sex: DF.Literal["", "男", "女"]
		state_since: DF.Datetime | None
		words: DF.Int
		workflow_state: DF.Link | None
		writers: DF.SmallText | None
	# end: auto-generated types

	COMPUTED_FIELDS = ("words", "quota_slot", "needs_city_review", "recommending_county", "recommending_city")

	def set_place(self) -> None:
		county = frappe.get_cached_doc("County", self.county)
		self.province, self.city = county.province, county.city
		self.needs_city_review = cint(
			bool(county.city) and frappe.get_cached_value("Province", county.province, "city_review")
		)
		if self.is_new():
			self.recommending_county, self.recommending_city = recommender_of(self)
		else:
			self._refuse_other_recommender()

	def _refuse_other_recommender(self) -> None:
		"""Refuse to move the record to a division other than the recommender's, who could still read it."""
		before = self.get_doc_before_save()
		if not before or before.county == self.county:
			return
		own_city = self.recommending_city in (None, "", city_key(self.province, self.city))
		if self.recommending_county not in (None, "", self.county) or not own_city:
			frappe.throw(_("A recommended person stays with the county or city that recommends."))

	def check_edit_role(self, state: str | None) -> None:
		super().check_edit_role(state)
		refusal = edit_refusal(self, state)
		if refusal:
			frappe.throw(refusal, EditRoleError)

	def free_fields(self, before: Document | None, submission_state: str | None) -> set[str]:
		"""Free the city's rank of its counties' recommendations; setting it makes nobody an author."""
		ranks = before and before.workflow_state in (*WRITING_STATES, RECOMMENDED) and is_of_own_city(before)
		return {"city_rank"} if ranks and submission_state not in FROZEN_STATES else set()

	def on_trash(self) -> None:
		super().on_trash()
		if is_from_below(self):
			self.check_edit_role(self.workflow_state)

	def tidy(self) -> None:
		super().tidy()
		cycle = cycle_model(self.cycle)
		self.sex = settle(cstr(self.sex), cycle.sexes)
		self.political_status = settle(cstr(self.political_status), cycle.political_statuses)
		self.birth_month = month_of(cstr(self.birth_month)) or self.birth_month
		self._take_reasons_apart()

	def compute(self) -> None:
		self.words = count_text(cstr(self.bio)).words

	def check_content(self, handing_in: bool) -> None:
		self._refuse_ranks_of_others()
		breaches = self.breaches()
		refuse_errors([each for each in breaches if each.code in AT_ONCE], _("Please Correct"))
		if handing_in or self.workflow_state in HELD[self.doctype]:
			refuse_errors(breaches, _("The nominee cannot be proposed yet"))
			return
		if self.has_value_changed("words"):
			point_out([each for each in breaches if each.code == "nominee.bio_too_long"], _("Too Long"))
		point_out([each for each in breaches if each.code == NO_FONT], _("Cannot Be Printed"))
		if self.has_value_changed("phone"):
			point_out([each for each in breaches if each.code == "nominee.phone_unusual"], _("Please Check"))

	def breaches(self) -> list[Breach]:
		"""Return every breach of the notice's rules in the nominee as entered."""
		county = county_model(frappe.get_cached_doc("County", self.county))
		cycle, nominee = cycle_model(self.cycle), nominee_model(self, self.reasons)
		found = check_nominee(cycle, nominee, county)
		return [*found, *unprintable(RecordKind.NOMINEE, nominee, cycle, county)]

	def _refuse_ranks_of_others(self) -> None:
		"""Refuse a rank set by authors: only city and province rank."""
		refuse_city_rank_of_others(self)
		may_rank = scope_of().everything or is_of_own_province(self)
		if is_ranked_anew(self, "rank") and not may_rank:
			frappe.throw(_("The rank in the province is set by the province."), EditRoleError)

	def _take_reasons_apart(self) -> None:
		"""Split several reasons pasted into one row into rows; a row of one reason stays as it is."""
		if all(len(split_reasons(cstr(row.reason))) <= 1 for row in self.reasons):
			return
		rows = []
		for row in self.reasons:
			first, *others = split_reasons(cstr(row.reason)) or [""]
			row.reason = first
			rows += [row, *({"reason": each} for each in others)]
		self.set("reasons", rows)

	def on_transition(self, transition: Transition) -> None:
		if transition.next_state == NOMINATED:
			quota = cycle_model(self.cycle).quotas.nominees
			take_slot(self, "quota_slot", self.submission_name(), quota, _("Nominees of the province"))
		elif transition.state == NOMINATED:
			self.quota_slot = None

	def may_change_while_frozen(
		self, changed: set[str], transition: Transition | None, submission_state: str
	) -> bool:
		"""Allow CAST to appoint, and to take that back, after acceptance."""
		is_appointment = transition and transition.state in (AWAITING_APPOINTMENT, *APPOINTED_STATES)
		return bool(is_appointment and not changed and submission_state == ACCEPTED)
