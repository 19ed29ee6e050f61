"""A package that was built."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class SubmissionPackage(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		built_at: DF.Datetime | None
		built_by: DF.Link | None
		file: DF.Attach | None
		kind: DF.Literal["For Stamping", "For Sending", "Draft"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		sha256: DF.Data | None
		size: DF.Int
	# end: auto-generated types
