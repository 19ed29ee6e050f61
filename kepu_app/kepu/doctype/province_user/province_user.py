"""A user who works for a province, or for one of its cities."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class ProvinceUser(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		city: DF.Data | None
		full_name: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		phone: DF.Data | None
		role: DF.Literal["Kepu Provincial Approver", "Kepu City Reviewer"]
		user: DF.Link
	# end: auto-generated types
