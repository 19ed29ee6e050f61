"""How far a mark may be from the others is in percent of the full marks, as in the workbook."""

from __future__ import annotations

import frappe

from kepu_app.assessment.sheets import SHEET
from kepu_app.core.assessment.check import plain_number
from kepu_app.mappers.values import decimal_of


def execute() -> None:
	"""Turn shares of 1 into percent. Idempotent.

	What is above 1 was typed as percent already, pointed at nothing so far, and stays."""
	for each in frappe.get_all(SHEET, fields=["name", "outlier_share"]):
		share = decimal_of(each.outlier_share)  # no sheet is saved with anything but a number
		if share is not None and share <= 1:
			percent = plain_number(share * 100)
			frappe.db.set_value(SHEET, each.name, "outlier_share", percent, update_modified=False)
