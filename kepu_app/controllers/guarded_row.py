"""Child rows, which change with their parent."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class GuardedRow(Document):
	"""Base of child rows: they change only with their parent, which is guarded.

	Frappe runs a row's own ``validate`` and ``on_trash`` only when the row is written by itself.
	"""

	def validate(self) -> None:
		self._refuse()

	def before_update_after_submit(self) -> None:
		self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def _refuse(self) -> None:
		frappe.throw(
			_("Rows of {0} are changed in the document that holds them.").format(_(self.doctype)),
			frappe.PermissionError,
		)
