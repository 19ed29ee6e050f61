"""A county's own statement on one row of the standard."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class SummaryAssessment(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		comparison: DF.Data | None
		criterion: DF.Int
		indicator: DF.Data | None
		indicator_code: DF.Data | None
		met: DF.Literal["", "Met", "Not Met"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		threshold: DF.Data | None
		title: DF.Data | None
		unit: DF.Data | None
		value: DF.Data | None
	# end: auto-generated types
