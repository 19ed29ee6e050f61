"""A topic of the cycle's typical cases."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class CycleTopic(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code: DF.Data
		description: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		topic_name: DF.Data
	# end: auto-generated types
