"""A provincial unit: 31 provinces and 新疆生产建设兵团."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from kepu_app.access.assignments import check_users, sync_access, users_before_and_now
from kepu_app.controllers.renaming import refuse_renaming
from kepu_app.core.rules.telephones import is_telephone
from kepu_app.messaging.channels import check_robot
from kepu_app.review.states import WRITING_STATES
from kepu_app.utils.doctypes import CASE, NOMINEE, SUMMARY
from kepu_app.utils.texts import take_off_invisible


class Province(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.province_user.province_user import ProvinceUser

		association: DF.Data
		city_review: DF.Check
		code: DF.Data
		code_prefixes: DF.Data | None
		contact_name: DF.Data | None
		contact_phone: DF.Data | None
		enters_for_counties: DF.Check
		is_municipality: DF.Check
		paper_codes: DF.Check
		province_name: DF.Data
		robot_address: DF.Password | None
		robot_reminders: DF.Check
		robot_results: DF.Check
		robot_secret: DF.Password | None
		sms_reminders: DF.Check
		sms_results: DF.Check
		users: DF.Table[ProvinceUser]
	# end: auto-generated types

	def validate(self) -> None:
		take_off_invisible(self)
		check_users(self)
		self._check_phone()
		check_robot(self)

	def on_update(self) -> None:
		sync_access(users_before_and_now(self))
		if self.has_value_changed("city_review"):
			self._reroute_drafts()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def after_delete(self) -> None:
		sync_access(row.user for row in self.users)

	def _reroute_drafts(self) -> None:
		"""Reroute drafts by the changed ``city_review``; documents handed in keep their route."""
		drafts = {"province": self.name, "workflow_state": ["in", WRITING_STATES], "city": ["is", "set"]}
		for doctype in (SUMMARY, CASE, NOMINEE):
			frappe.db.set_value(
				doctype, drafts, "needs_city_review", cint(self.city_review), update_modified=False
			)

	def _check_phone(self) -> None:
		if self.contact_phone and not is_telephone(self.contact_phone):
			frappe.throw(
				_("Telephone {0} is neither a mobile number nor a landline number with area code.").format(
					frappe.utils.escape_html(self.contact_phone)
				)
			)
