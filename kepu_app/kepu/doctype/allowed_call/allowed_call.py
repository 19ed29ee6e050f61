"""A row of the settings' allow-list: a method, a document's method or a page open to the app's users."""

from __future__ import annotations

from frappe.model.document import Document


class AllowedCall(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		kind: DF.Literal["Method", "Document Method", "Page"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		role: DF.Link | None
		target: DF.Data
	# end: auto-generated types
