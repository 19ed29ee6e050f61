"""The evaluation standard (Attachment 1): the national one, or a province's refinement of it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html

from kepu_app.access.policies import WRITE_POLICIES, is_within
from kepu_app.access.scopes import scope_of
from kepu_app.core.figures import plain
from kepu_app.mappers.values import figure_of


class EvaluationStandard(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.standard_criterion.standard_criterion import StandardCriterion

		active: DF.Check
		criteria: DF.Table[StandardCriterion]
		province: DF.Link | None
		refines: DF.Link | None
		source: DF.Data | None
		standard_name: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		self._refuse_foreign_province()
		self._check_refined()
		for row in self.criteria:
			self._check_row(row)
		self._refuse_double_rows()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Check write permission on this standard: Frappe checks only the DocType's."""
		self.check_permission("write")

	def _refuse_foreign_province(self) -> None:
		"""Check the province: a form without one passes the permission check, to be filled in."""
		if not is_within(self.doctype, self, scope_of(), WRITE_POLICIES):
			raise frappe.PermissionError(
				_("{0} lies outside of the places that you are assigned to.").format(_(self.doctype))
			)

	def _check_refined(self) -> None:
		"""Refuse to refine another province's standard, which only that province may read."""
		if not self.province:
			self.refines = None
		elif self.refines and frappe.db.get_value(self.doctype, self.refines, "province"):
			frappe.throw(_("{0} is not a national standard.").format(escape_html(self.refines)))

	def _check_row(self, row: Any) -> None:
		code = cstr(row.indicator_code).strip()
		if not code and (cstr(row.threshold).strip() or cstr(row.indicator).strip()):
			frappe.throw(_("Row {0}: a figure needs an indicator code.").format(row.idx))
		threshold = figure_of(row.threshold, row.unit) if code else None
		if threshold is not None:
			row.threshold = plain(threshold)
		elif code:
			frappe.throw(_("Row {0}: the threshold is not a number.").format(row.idx))
		row.indicator_code = code or None

	def _refuse_double_rows(self) -> None:
		seen = set()
		for row in self.criteria:
			key = cint(row.number), cstr(row.indicator_code)
			if key in seen:
				frappe.throw(
					_("Row {0}: criterion {1} is there twice; several figures need a code each.").format(
						row.idx, row.number
					)
				)
			seen.add(key)
