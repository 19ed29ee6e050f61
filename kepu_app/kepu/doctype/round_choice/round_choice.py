"""One choice that departs from the rank, with its reason."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class RoundChoice(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		chosen_at: DF.Datetime | None
		chosen_by: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rank: DF.Int
		reason: DF.SmallText | None
		subject: DF.Data | None
		subject_name: DF.Data | None
		topic: DF.Data | None
		topic_name: DF.Data | None
	# end: auto-generated types
