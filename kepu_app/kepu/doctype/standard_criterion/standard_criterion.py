"""A criterion of an evaluation standard, or one of its figures."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class StandardCriterion(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		comparison: DF.Literal[">=", "<="]
		criterion_group: DF.Data
		indicator: DF.Data | None
		indicator_code: DF.Data | None
		number: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		text: DF.LongText | None
		threshold: DF.Data | None
		title: DF.Data
		unit: DF.Data | None
		weight: DF.Float
	# end: auto-generated types
