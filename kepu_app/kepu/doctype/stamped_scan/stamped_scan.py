"""The scan of a stamped paper."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class StampedScan(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		county: DF.Link | None
		file: DF.Attach
		pages: DF.Int
		paper: DF.Literal["Annual Summary", "Case Book", "Nominee List"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
