"""Import of a workbook: a dry run that shows everything, then all or nothing.

The dry run does what the import does, as the same user and through the same controllers, and then rolls back.
So it shows the real outcome: permissions, workflow states and frozen submissions are checked by the code
responsible for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html

from kepu_app.core.breaches import Breach
from kepu_app.core.rules import check_submission
from kepu_app.core.workbooks import WorkbookContent, read_workbook
from kepu_app.exceptions import ImportRefusedError
from kepu_app.mappers.cycle import cycle_model
from kepu_app.printing.printable import uncovered_on_site
from kepu_app.utils.isolation import lock_value
from kepu_app.utils.messages import plain_text_of
from kepu_app.workbooks.compare import RecordChange, WorkbookDiff
from kepu_app.workbooks.export import KINDS, custom_columns, marked

REFUSALS = (frappe.ValidationError, frappe.PermissionError, frappe.DuplicateEntryError)
_SAVEPOINT = "kepu_workbook_record"


@dataclass(frozen=True)
class Rehearsal:
	"""Outcome of a dry run. The import is possible if ``obstacles`` is 0 and something would change."""

	changes: list[RecordChange]
	content: WorkbookContent
	breaches: list[Breach]

	@property
	def obstacles(self) -> int:
		return sum(bool(each.is_outdated or each.refusal) for each in self.changes)

	def as_dict(self) -> dict[str, Any]:
		return {
			"changes": [each.as_dict() for each in self.changes],
			"obstacles": self.obstacles,
			"notes": [each.as_dict() for each in self.content.notes],
			"breaches": [
				{
					"message": each.message,
					"severity": each.severity.value,
					"cell": str(self.content.locate(each.place)),
				}
				for each in self.breaches
			],
		}


def rehearse(content: bytes, file_name: str, submission: Document) -> Rehearsal:
	"""Compare, try every change and roll back.

	Raises:
		WorkbookError, InputError: the file cannot be parsed; see ``core.workbook``.
		ImportRefusedError: it is another province's workbook.
	"""
	try:
		return _run(content, file_name, submission)
	finally:
		frappe.db.rollback()


def take_back(content: bytes, file_name: str, submission: Document) -> int:
	"""Write all changes, or none. Return the number of documents changed or created.

	Raises:
		ImportRefusedError: a document was changed since the download, or a change is refused.
	"""
	rehearsal = _run(content, file_name, submission)
	if rehearsal.obstacles:
		frappe.db.rollback()
		frappe.throw(
			_("{0} changes cannot be made; nothing was written.").format(rehearsal.obstacles),
			ImportRefusedError,
		)
	return len(rehearsal.changes)


def _run(content: bytes, file_name: str, submission: Document) -> Rehearsal:
	cycle = cycle_model(submission.cycle)
	read = read_workbook(content, cycle, name=file_name, custom_columns=custom_columns(list(KINDS)))
	_refuse_other_province(read, submission)
	_name, exported_at = marked(read.export_mark)
	# A county's workbook has no nominees, though counties may recommend some: what is missing in it is left alone.
	has_nominees = frappe.has_permission("Provincial Submission", "write")
	changes = WorkbookDiff(read, submission, exported_at, has_nominees).changes()
	# Summaries share the row, cases do not: without this exclusive lock two imports at once deadlock.
	lock_value(submission.doctype, submission.name)
	for change in changes:
		if not change.is_outdated:
			try_change(change)
	return Rehearsal(changes, read, check_submission(read.submission, uncovered_on_site()))


def _refuse_other_province(read: WorkbookContent, submission: Document) -> None:
	code = read.submission.province.code
	if code and code != submission.province:
		frappe.throw(
			_("This is the workbook of {0}, not of {1}.").format(
				escape_html(read.submission.province.name or code),
				escape_html(cstr(frappe.get_cached_value("Province", submission.province, "province_name"))),
			),
			ImportRefusedError,
		)


def try_change(change: RecordChange) -> None:
	"""Write one record under a savepoint; store a refusal's message with it."""
	frappe.db.savepoint(_SAVEPOINT)
	frappe.clear_messages()
	try:
		change.set_values(change.doc)
		change.doc.save()
	except REFUSALS as error:
		frappe.db.rollback(save_point=_SAVEPOINT)
		change.refusal = plain_text_of(error) or type(error).__name__
	frappe.clear_messages()
