"""A demonstration county (全国科普示范县、市、区)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.access.assignments import check_users, sync_access, users_before_and_now
from kepu_app.controllers.renaming import refuse_renaming
from kepu_app.core.rules import check_county
from kepu_app.mappers.records import county_model, province_model
from kepu_app.review.breaches import point_out, refuse_errors
from kepu_app.utils.texts import take_off_invisible


class County(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.county_user.county_user import CountyUser

		active: DF.Check
		batch: DF.Data | None
		city: DF.Data | None
		code: DF.Data
		county_name: DF.Data
		period: DF.Data | None
		province: DF.Link
		users: DF.Table[CountyUser]
	# end: auto-generated types

	def validate(self) -> None:
		take_off_invisible(self)
		check_users(self)
		breaches = check_county(province_model(self.province), county_model(self))
		refuse_errors(breaches, _("County"))
		if self.is_new() or self.has_value_changed("county_name"):
			point_out(breaches, _("Please Check"))

	def on_update(self) -> None:
		users = users_before_and_now(self)
		if self.has_value_changed("city") or self.has_value_changed("province"):
			users.update(self._city_reviewers())
		sync_access(users)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def after_delete(self) -> None:
		sync_access({row.user for row in self.users} | self._city_reviewers())

	def _city_reviewers(self) -> set[str]:
		"""Return the reviewers of the county's present and earlier city."""
		before = self.get_doc_before_save()
		cities = [each for each in (self.city, before and before.city) if each]
		filters = {"parenttype": "Province", "city": ["in", cities]}
		return set(frappe.get_all("Province User", filters, pluck="user")) if cities else set()
