"""评分表: a province's or CAST's list of items by which assessors give marks."""

from __future__ import annotations

from unicodedata import normalize

import frappe
from frappe import _
from frappe.core.doctype.version.version import get_diff
from frappe.model.document import Document
from frappe.utils import cstr

from kepu_app.assessment.owners import fill_own_province, refuse_foreign
from kepu_app.assessment.sheets import is_in_use, refuse_unusable
from kepu_app.controllers.renaming import refuse_renaming
from kepu_app.exceptions import FrozenError

NUMBERS = ("scale", "outlier_share", "full_marks", "weight")
"""Numeric fields of the sheet and its items, stored as text."""


class ScoringSheet(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from kepu_app.kepu.doctype.scoring_item.scoring_item import ScoringItem

		about: DF.Literal["County Reports", "Typical Cases", "Speaker Nominees"]
		active: DF.Check
		digits: DF.Int
		follows: DF.Link | None
		items: DF.Table[ScoringItem]
		mark_digits: DF.Int
		outlier_least_marks: DF.Int
		outlier_share: DF.Data
		province: DF.Link | None
		scale: DF.Data
		standard: DF.Link | None
		title: DF.Data
		trim_each: DF.Int
		trim_from: DF.Int
		version: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		fill_own_province(self)
		refuse_foreign(self)
		self._keep_version()
		# Frappe has locked the row by now.
		in_use = not self.is_new() and is_in_use(self.name)
		if in_use:
			self._refuse_other_content()
		else:
			# Marks refer to the item numbers of a sheet in use.
			self._number_items()
		self._write_numbers_plainly()
		if not in_use:
			# An earlier sheet that breaks newer bounds may still be deactivated.
			refuse_unusable(self)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		refuse_renaming(self)

	def on_trash(self) -> None:
		refuse_foreign(self)

	def _keep_version(self) -> None:
		before = self.get_doc_before_save()
		if before:
			self.version, self.follows = before.version, before.follows
		elif not self.flags.is_new_version:
			self.version, self.follows = 1, None

	def _number_items(self) -> None:
		"""Assign the items their numbers, in order."""
		for place, row in enumerate(self.get("items"), start=1):
			row.number = place

	def _write_numbers_plainly(self) -> None:
		for row in (self, *self.get("items")):
			for field in NUMBERS:
				if row.get(field):
					row.set(field, normalize("NFKC", cstr(row.get(field))).strip())

	def _refuse_other_content(self) -> None:
		"""Refuse to change a sheet in use."""
		diff = get_diff(self.get_doc_before_save(), self) or {}
		changed = {field for field, _old, _new in diff.get("changed", ())} - {"active"}
		if changed or any(diff.get(rows) for rows in ("added", "removed", "row_changed")):
			frappe.throw(
				_("Marks are given by this sheet; make a new version of it to change it."), FrozenError
			)
