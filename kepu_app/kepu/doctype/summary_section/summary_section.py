"""A headed section of an annual summary."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class SummarySection(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		heading: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		text: DF.LongText | None
		words: DF.Int
	# end: auto-generated types
