"""Lifecycle of a round, from opening to revealing the marks."""

from __future__ import annotations

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from kepu_app.access.policies import REVEALED
from kepu_app.assessment import assessors
from kepu_app.assessment.assessors import ASSESSMENT, AWAITED, MISSED, RECUSED, SUBMITTED, TO_DO, UNFINISHED
from kepu_app.assessment.sheets import ROUND, items_of, lock_sheet
from kepu_app.assessment.subjects import subjects_in, subjects_of
from kepu_app.controllers.intent import intend
from kepu_app.exceptions import RoundError
from kepu_app.utils.isolation import lock_value

DRAFT, OPEN, CLOSED = "Draft", "Open", "Closed"
ONE_PER_ASSESSOR = "one_per_assessor_and_subject"
"""Index of the assessments' table; its first column is the round."""


def open_round(round_doc: Document) -> None:
	"""Open a round: assessors start marking, and the sheet is frozen."""
	round_doc.check_permission("write")
	lock_sheet(round_doc.sheet)
	_refuse_unless(round_doc, DRAFT)
	if not round_doc.assessors:
		frappe.throw(_("Name at least one assessor first."), RoundError)
	entries = subjects_of(round_doc)
	if not entries:
		frappe.throw(_("There is nothing to assess yet: nothing has been handed in."), RoundError)
	_set(round_doc, status=OPEN, opened_at=now_datetime())


def close_round(round_doc: Document) -> None:
	"""Close a round: marking ends, missing marks stay missing, and the marks are revealed. Subjects never submitted
	are not assessed, and the round records it."""
	round_doc.check_permission("write")
	_refuse_unless(round_doc, OPEN)
	assessors.settle_awaited(round_doc)
	not_filed = "\n".join(assessors.drop_awaited(round_doc))
	assessors.end_unfinished(round_doc)
	_set(round_doc, status=CLOSED, closed_at=now_datetime(), revealed=1, not_filed=not_filed)
	_reveal(round_doc)


def reveal_if_complete(round_name: str) -> bool:
	"""Reveal an open round's marks once no task is left and nothing is awaited. The round's row is locked, so that of
	two concurrent submitters one sees that it was the last. Callers that hold assessments have locked the round
	before (see ``marking._own``)."""
	stored = lock_value(ROUND, round_name, ["name", "status", "province", "revealed"], as_dict=True)
	if stored.revealed or stored.status != OPEN or _has_work_left(round_name):
		return bool(stored.revealed)
	frappe.db.set_value(ROUND, round_name, "revealed", 1)
	_reveal(stored)
	return True


def progress(round_doc: Document) -> dict[str, Any]:
	"""Return each assessor's progress; no marks.

	Returns:
		``assessors`` in the order of the table, each with ``assessor_name``, ``to_do``, ``awaited``, ``submitted``
		and ``recused``. ``awaited`` names the unsubmitted subjects.
	"""
	fields = ["assessor", "status", "subject_name"]
	found = frappe.get_all(ASSESSMENT, {"round": round_doc.name}, fields, order_by="subject asc")
	counts = Counter((each.assessor, each.status) for each in found)
	rows = [
		{
			"assessor_name": row.full_name,
			"to_do": counts[row.user, TO_DO] + counts[row.user, MISSED],
			"awaited": counts[row.user, AWAITED],
			"submitted": counts[row.user, SUBMITTED],
			"recused": counts[row.user, RECUSED],
		}
		for row in round_doc.assessors
	]
	awaited = dict.fromkeys(each.subject_name for each in found if each.status == AWAITED)
	return {"assessors": rows, "awaited": list(awaited)}


def _has_work_left(round_name: str) -> bool:
	"""Return whether tasks are left, by a locking read: a concurrent submission may have just been committed."""
	table = frappe.qb.DocType(ASSESSMENT)
	# Without the index the server may read, and so lock, rows of other rounds, too.
	rows = frappe.qb.from_(table).force_index(ONE_PER_ASSESSOR)
	query = rows.select(table.name).where(table.round == round_name)
	return bool(query.where(table.status.isin(UNFINISHED)).limit(1).for_update().run())


def _reveal(round_doc: Any) -> None:
	assessors.forget_recused_marks(round_doc.name)
	values = {"revealed": REVEALED, "revealed_to": round_doc.province or ""}
	frappe.db.set_value(ASSESSMENT, {"round": round_doc.name}, values, update_modified=False)


def _refuse_unless(round_doc: Document, status: str) -> None:
	# Race: of two concurrent requests the second sees the first one's state.
	stored = lock_value(ROUND, round_doc.name, "status")
	if stored != status:
		frappe.throw(
			_("The round is in the state {0}; that cannot be done now.").format(_(stored, context=ROUND)),
			RoundError,
		)


def _set(round_doc: Document, **values: Any) -> None:
	round_doc.update(values)
	intend(round_doc, by_system=True)
	round_doc.save()


def sync_assessments(round_doc: Document, *, is_opening: bool) -> None:
	"""Create and delete assessments by the table of assessors, while the round is open.

	A deleted one may have been an assessor's last task. Opening has locked the sheet."""
	assessors.sync(round_doc, subjects_in(round_doc), items_of(round_doc.sheet, newest=is_opening))
	frappe.db.set_value(
		ASSESSMENT, {"round": round_doc.name}, "deadline", round_doc.deadline, update_modified=False
	)
	if frappe.db.exists(ASSESSMENT, {"round": round_doc.name}) and reveal_if_complete(round_doc.name):
		fields = ["revealed", "modified", "modified_by"]
		round_doc.update(frappe.db.get_value(ROUND, round_doc.name, fields, as_dict=True))
