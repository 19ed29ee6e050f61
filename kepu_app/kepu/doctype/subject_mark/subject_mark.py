"""An assessor's mark for one item, with a snapshot of the item."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class SubjectMark(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		full_marks: DF.Data | None
		item: DF.SmallText | None
		item_group: DF.Data | None
		number: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		remark: DF.SmallText | None
		value: DF.Data | None
	# end: auto-generated types
