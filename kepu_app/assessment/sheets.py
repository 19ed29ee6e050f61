"""Scoring sheets: presets, versions, and mapping to the core's model."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html

from kepu_app.assessment.owners import own_province
from kepu_app.core.assessment import (
	OutlierRule,
	ScoringItem,
	ScoringSheet,
	case_sheet,
	sheet_of_standard,
	sheet_problems,
	speaker_sheet,
)
from kepu_app.core.assessment.check import exact_sum, plain_number
from kepu_app.mappers.cycle import standard_for, standard_model
from kepu_app.mappers.values import decimal_of
from kepu_app.reports.selection import current_cycle
from kepu_app.utils.isolation import lock_value, read_newest_under_lock

SHEET, ROUND = "Scoring Sheet", "Assessment Round"
COUNTY_REPORTS, CASES, SPEAKERS = "County Reports", "Typical Cases", "Speaker Nominees"
ROUNDS_OF_SHEET = "rounds_of_sheet"
"""Index of the rounds' table; its first column is the sheet."""
RULES = ("trim_from", "trim_each", "digits", "mark_digits")


def ready_made(about: str, standard: str = "") -> dict[str, Any]:
	"""Return items and rules for a new sheet, by fieldname.

	Args:
		about: what is scored; for county reports the items are the criteria of ``standard``.
		standard: name of an Evaluation Standard that the user may read. By default it is that of the user's
		 province in the open cycle.

	Raises:
		ValidationError: a standard is needed, but none is given, and no cycle has one.
	"""
	if about == SPEAKERS:
		return _as_values(speaker_sheet())
	if about == CASES:
		return _as_values(case_sheet())
	standard = standard or _usual_standard()
	if not standard:
		frappe.throw(_("Choose the evaluation standard first."))
	frappe.get_doc("Evaluation Standard", standard).check_permission("read")
	values = _as_values(sheet_of_standard(standard_model(standard), _weights(standard)))
	return {**values, "standard": standard}


def sheet_model(doc: Document) -> ScoringSheet:
	"""Return a sheet as the core's model. Raises ValidationError for an invalid number."""
	items = tuple(_item(row) for row in doc.get("items"))
	return ScoringSheet(
		cstr(doc.title),
		items,
		scale=_number(doc, "scale"),
		weights_sum=exact_sum(each.weight for each in items),
		outliers=OutlierRule(_number(doc, "outlier_share") / 100, cint(doc.outlier_least_marks)),
		**{field: cint(doc.get(field)) for field in RULES},
	)


def refuse_unusable(doc: Document) -> None:
	"""Raise ValidationError, with the core's message, for a sheet that cannot be computed, or exceeds its limits."""
	problem = next(sheet_problems(sheet_model(doc)), None)
	if problem:
		frappe.throw(escape_html(problem.message))


def is_in_use(sheet: str) -> bool:
	"""Return whether an opened round uses this sheet, which freezes it. A locking read, under the sheet's lock, which
	opening a round takes, too."""
	read_newest_under_lock()
	table = frappe.qb.DocType(ROUND)
	# Without the index the server may lock the rows of all rounds.
	query = frappe.qb.from_(table).force_index(ROUNDS_OF_SHEET).select(table.name)
	query = query.where((table.sheet == sheet) & (table.status != "Draft"))
	return bool(query.limit(1).for_update().run())


def lock_sheet(sheet: str) -> None:
	"""Lock a sheet, to open a round by it or to change it. Lock order: sheet, then round; prevents deadlocks."""
	lock_value(SHEET, sheet)


def items_of(sheet: str, *, newest: bool = False) -> list[Any]:
	"""Return a sheet's rows; ``newest`` by a locking read past the snapshot, if the caller has locked the sheet."""
	if newest:
		read_newest_under_lock()
	return frappe.get_doc(SHEET, sheet, for_update=newest).get("items")


def new_version(sheet: Document) -> Document:
	"""Copy a sheet under the next number, for changes; the earlier one is no longer offered. Idempotent: repeated or
	concurrent requests get the same next version."""
	sheet.check_permission("write")
	made = _next_version(sheet.name)
	if made:
		frappe.msgprint(_("The sheet has a newer version; this is it."), alert=True)
		return frappe.get_doc(SHEET, made)
	copy = frappe.copy_doc(sheet)
	copy.update({"version": cint(sheet.version) + 1, "follows": sheet.name, "active": 1})
	copy.flags.is_new_version = True
	copy.insert()
	sheet.active = 0
	sheet.save()
	return copy


def _usual_standard() -> str:
	cycle = current_cycle()
	return standard_for(cycle, own_province()) if cycle else ""


def _next_version(sheet: str) -> str | None:
	# Locks the rows in order, so that the second of two concurrent requests sees the first one's copy.
	read_newest_under_lock()
	return frappe.db.get_value(SHEET, {"follows": sheet}, order_by="name asc", for_update=True)


def _as_values(sheet: ScoringSheet) -> dict[str, Any]:
	rules = {field: getattr(sheet, field) for field in RULES}
	return {
		"items": [_row(each) for each in sheet.items],
		"rules": {
			**rules,
			"scale": plain_number(sheet.scale),
			"outlier_share": plain_number(sheet.outliers.share * 100),
			"outlier_least_marks": sheet.outliers.least_marks,
		},
	}


def _row(item: ScoringItem) -> dict[str, Any]:
	return {
		"number": item.number,
		"item_group": item.group,
		"item": item.text,
		"full_marks": plain_number(item.full_marks),
		"weight": plain_number(item.weight),
	}


def _item(row: Any) -> ScoringItem:
	return ScoringItem(
		cint(row.number),
		cstr(row.item_group),
		cstr(row.item),
		_number(row, "full_marks"),
		_number(row, "weight"),
	)


def _number(doc: Any, field: str) -> Decimal:
	"""Parse a field's number, full-width characters included; errors name row and column."""
	try:
		number = decimal_of(normalize("NFKC", cstr(doc.get(field))))
	except ValueError:
		number = None
	if number is None:
		label = _(frappe.get_meta(doc.doctype).get_label(field), context=doc.doctype)
		place = _("Row {0}: {1}").format(doc.idx, label) if doc.get("parent") else label
		frappe.throw(_("{0}: a number is needed.").format(place))
	return number


def _weights(standard: str) -> dict[int, Decimal]:
	"""Return the weights by criterion; the first row's counts."""
	found: dict[int, list[Decimal]] = defaultdict(list)
	for row in frappe.get_cached_doc("Evaluation Standard", standard).criteria:
		if row.weight:
			found[cint(row.number)].append(decimal_of(row.weight) or Decimal())
	return {number: weights[0] for number, weights in found.items()}
