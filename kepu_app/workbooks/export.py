"""Export of a province's stored data, or one county's, to a workbook."""

from __future__ import annotations

from dataclasses import replace

import frappe
from frappe.utils import now

from kepu_app.core.model import RecordKind, Submission
from kepu_app.core.workbooks import CustomColumn, ValueType, write_workbook
from kepu_app.mappers.submission import submission_model
from kepu_app.mappers.values import custom_fields
from kepu_app.utils.field_values import Kind, kind_of

KINDS = {
	"County": RecordKind.COUNTY,
	"Annual Summary": RecordKind.SUMMARY,
	"Typical Case": RecordKind.CASE,
	"Speaker Nominee": RecordKind.NOMINEE,
}
_TYPES = {
	Kind.INTEGER: ValueType.NUMBER,
	Kind.NUMBER: ValueType.NUMBER,
	Kind.DAY: ValueType.DATE,
	Kind.YES_OR_NO: ValueType.YES_NO,
}


def province_workbook(submission: str) -> bytes:
	"""Return a province's workbook. The caller has checked read permission on the submission."""
	return _written(submission_model(submission, held_only=False), list(KINDS))


def county_workbook(submission: str, county: str) -> bytes:
	"""Return one county's workbook: its summary and its cases. Nominees are the province's business."""
	whole = submission_model(submission, held_only=False)
	part = replace(
		whole,
		counties=tuple(each for each in whole.counties if each.code == county),
		summaries=tuple(each for each in whole.summaries if each.county_code == county),
		cases=tuple(each for each in whole.cases if each.county_code == county),
		nominees=(),
		missing=(),
	)
	return _written(part, ["County", "Annual Summary", "Typical Case"])


def custom_columns(doctypes: list[str]) -> list[CustomColumn]:
	"""Return the custom fields as columns."""
	return [
		CustomColumn(
			kind=KINDS[doctype],
			label=field.label,
			type=_TYPES.get(kind_of(field.fieldtype), ValueType.TEXT),
			choices=tuple(each for each in (field.options or "").split("\n") if each)
			if field.fieldtype == "Select"
			else (),
			hint=field.description or "",
		)
		for doctype in doctypes
		for field in custom_fields(doctype)
	]


def _written(submission: Submission, doctypes: list[str]) -> bytes:
	return write_workbook(
		submission.cycle,
		submission=submission,
		custom_columns=custom_columns(doctypes),
		export_mark=f"{submission.cycle.year}-{submission.province.code}@{now()}",
	)


def marked(export_mark: str) -> tuple[str, str]:
	"""Return submission and time of a workbook's export; blank if it was not exported here."""
	submission, _separator, moment = export_mark.partition("@")
	return (submission, moment) if frappe.db.exists("Provincial Submission", submission) else ("", "")
