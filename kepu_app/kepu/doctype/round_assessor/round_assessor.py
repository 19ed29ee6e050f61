"""One assessor of a round, and what they are named for."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class RoundAssessor(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		email: DF.Data
		full_name: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		subjects: DF.SmallText | None
		user: DF.Link | None
	# end: auto-generated types
