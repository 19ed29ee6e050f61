"""A user who reports for a county."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class CountyUser(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		full_name: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		phone: DF.Data | None
		user: DF.Link
	# end: auto-generated types
