"""One file of a receipt list."""

from __future__ import annotations

from kepu_app.controllers.guarded_row import GuardedRow


class ReceivedFile(GuardedRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		content: DF.LongText | None
		county: DF.Link | None
		dated: DF.Date | None
		file_name: DF.Data | None
		is_used: DF.Check
		kind: DF.Literal["", "Annual Summary", "Typical Case", "Speaker Nominee", "Stamped Scan", "Not Used"]
		left_out: DF.SmallText | None
		outcome: DF.Literal[
			"", "Taken Over", "Unchanged", "Replaced by a Newer Version", "Twice the Same", "Unreadable"
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		read_as: DF.Data | None
		remarks: DF.SmallText | None
		stored_file: DF.Link | None
		title: DF.Data | None
		topic: DF.Data | None
		words: DF.Int
	# end: auto-generated types
