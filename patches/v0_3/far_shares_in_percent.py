"""How far a mark may be from the others is in percent of the full marks, as in the workbook."""

from __future__ import annotations

import frappe

from kepu_app.assessment.sheets import SHEET
from kepu_app.core.assessment.check import plain_number
from kepu_app.mappers.values import decimal_of


def execute() -> None:
	"""A share of before was a part of 1. What is above that was typed as percent, pointed at nothing so far, and is now
	what it was meant to be; does nothing the second time."""
	for each in frappe.get_all(SHEET, fields=["name", "outlier_share"]):
		share = decimal_of(each.outlier_share)  # no sheet is saved with anything but a number
		if share is not None and share <= 1:
			percent = plain_number(share * 100)
			frappe.db.set_value(SHEET, each.name, "outlier_share", percent, update_modified=False)
