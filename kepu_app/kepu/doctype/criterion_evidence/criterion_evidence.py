"""A file that a county gives as evidence for one criterion of its self-assessment."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class CriterionEvidence(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion: DF.Int
		file: DF.Attach
		file_name: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		size: DF.Int
	# end: auto-generated types
