"""One item of a scoring sheet."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class ScoringItem(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		full_marks: DF.Data
		item: DF.SmallText
		item_group: DF.Data | None
		number: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		weight: DF.Data
	# end: auto-generated types
