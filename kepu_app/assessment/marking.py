"""An assessor's actions on one subject: mark, which is stored at once, submit, or recuse (回避)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import frappe
from frappe import _
from frappe.utils import cint, cstr, escape_html, now, now_datetime

from kepu_app.assessment.assessors import (
	ASSESSMENT,
	AWAITED,
	MARK,
	RECUSED,
	SUBMITTED,
	TO_DO,
	UNFINISHED,
	settle_awaited,
)
from kepu_app.assessment.rounds import OPEN, reveal_if_complete
from kepu_app.assessment.sheets import ROUND, sheet_model
from kepu_app.core.assessment import (
	Assessment,
	Mark,
	ScoringItem,
	ScoringSheet,
	assessment_problems,
	item_name,
	total_of,
	value_problem,
)
from kepu_app.core.assessment.check import plain_number
from kepu_app.exceptions import MarkingError
from kepu_app.mappers.values import decimal_of
from kepu_app.utils.isolation import lock_value, share_value
from kepu_app.utils.texts import visible_text

LONGEST_REMARK = 1000
"""Characters."""
LONGEST_REASON = 200
"""Characters; it is printed below the ranking."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
"""Notation of a mark; Python also parses 1e1 and 1_0."""
FIELDS = ("name", "round", "assessor", "assessor_name", "subject", "subject_name", "status")


def save_mark(name: str, number: int, value: str | None = None, remark: str | None = None) -> dict[str, Any]:
	"""Store a mark, its remark, or both; a blank deletes. None keeps the stored value: the form that sends it may be
	outdated.

	Returns:
		``value`` as stored, ``given`` and ``items``: marked and all items of the sheet, ``total`` so far or None.

	Raises:
		PermissionError: it is another user's assessment.
		MarkingError: it is fixed, or the mark breaks a rule of the sheet.
	"""
	assessment = _own(name, (TO_DO,), share_round=True)
	sheet = sheet_of_round(assessment.round)
	values = _changes(sheet, cint(number), value, remark)
	row = {"parent": name, "parenttype": ASSESSMENT, "number": cint(number)}
	stamps = {"modified": now(), "modified_by": frappe.session.user}
	frappe.db.set_value(MARK, row, {**values, **stamps}, update_modified=False)
	model = _as_model(assessment)
	if all(each.item != cint(number) for each in model.marks):
		frappe.throw(
			_("The mark was not kept: item {0} is not in this assessment.").format(cint(number)), MarkingError
		)
	kept = model.value(cint(number))
	return {"value": None if kept is None else f"{kept:f}", **_progress(sheet, model)}


def submit(name: str) -> None:
	"""Fix the marks. Raises MarkingError while one is missing."""
	assessment = _own(name, (TO_DO,))
	sheet = sheet_of_round(assessment.round)
	model = _as_model(assessment)
	problems = [each.message for each in assessment_problems(sheet, model, assessment.subject_name)]
	if problems:
		frappe.throw("<br>".join(escape_html(each) for each in problems), MarkingError)
	total = total_of(sheet, model)
	total_text = f"{total:f}" if total is not None else None
	_set(assessment, status=SUBMITTED, total=total_text, submitted_at=now_datetime())
	reveal_if_complete(assessment.round)


def recuse(name: str, reason: str) -> None:
	"""Recuse (回避): earlier marks do not count, and are restored by ``take_back_recusal``. Raises MarkingError
	without a reason."""
	assessment = _own(name, UNFINISHED)
	reason = visible_text(reason)
	if not reason:
		frappe.throw(_("Recusing needs a reason."), MarkingError)
	if len(reason) > LONGEST_REASON:
		frappe.throw(_("A reason has at most {0} characters.").format(LONGEST_REASON), MarkingError)
	# This never reveals the marks, even as the last task: a mistaken recusal could not be undone any more.
	_set(assessment, status=RECUSED, reason=reason, submitted_at=now_datetime())


def take_back_recusal(name: str) -> None:
	"""Undo a recusal, until the round's marks are revealed."""
	assessment = _own(name, (RECUSED,))
	if lock_value(ROUND, assessment.round, "revealed"):
		frappe.throw(_("The round is over; nothing in it can be changed."), MarkingError)
	_set(assessment, status=TO_DO, reason=None, submitted_at=None)
	settle_awaited(frappe.get_doc(ROUND, assessment.round))


def sheet_of_round(round_name: str) -> ScoringSheet:
	"""Return a round's sheet."""
	return sheet_model(
		frappe.get_cached_doc("Scoring Sheet", frappe.get_cached_value(ROUND, round_name, "sheet"))
	)


def _own(name: str, states: Sequence[str], *, share_round: bool = False) -> Any:
	"""Return the assessment, locked for the rest of the transaction. Another user's and a missing one give the same
	error."""
	# Lock order of marking and rounds: round, then assessments; prevents deadlocks with the user who closes the
	# round.
	round_name = frappe.db.get_value(ASSESSMENT, {"name": name, "assessor": frappe.session.user}, "round")
	lock = share_value if share_round else lock_value
	round_status = lock(ROUND, round_name, "status") if round_name else None
	found = lock_value(ASSESSMENT, name, FIELDS, as_dict=True) if round_name else None
	if not found:
		raise frappe.PermissionError(_("This is not yours to assess."))
	if round_status != OPEN:
		frappe.throw(_("The round is over; nothing in it can be changed."), MarkingError)
	_refuse_unless(found, states)
	return found


def _refuse_unless(found: Any, states: Sequence[str]) -> None:
	if found.status in states:
		return
	if found.status == AWAITED:
		told = _(
			"{0} has not been handed in yet, or has gone back, and cannot be marked. Once it is handed in it becomes a task."
		)
		frappe.throw(told.format(escape_html(found.subject_name)), MarkingError)
	told = (escape_html(found.subject_name), _(found.status, context=ASSESSMENT))
	frappe.throw(_("{0} is {1}; it cannot be changed.").format(*told), MarkingError)


def _changes(sheet: ScoringSheet, number: int, value: str | None, remark: str | None) -> dict[str, Any]:
	"""Return the validated input, by fieldname."""
	_item_of(sheet, number)
	changes = {}
	if remark is not None:
		changes["remark"] = _remark(remark)
	if value is not None:
		changes["value"] = _checked(sheet, number, value)
	return changes


def _item_of(sheet: ScoringSheet, number: int) -> ScoringItem:
	item = sheet.item(number)
	if item is None:
		frappe.throw(_("The sheet has no item {0}.").format(number), MarkingError)
	return item


def _checked(sheet: ScoringSheet, number: int, value: str) -> str | None:
	item = _item_of(sheet, number)
	typed = normalize("NFKC", cstr(value)).strip()
	if typed and not _NUMBER.fullmatch(typed):
		told = (escape_html(item_name(item)), escape_html(cstr(value)))
		frappe.throw(_("{0}: {1} is no number.").format(*told), MarkingError)
	mark = Decimal(typed) if typed else None
	if mark is None:
		return None
	problem = value_problem(sheet, item, mark)
	if problem:
		frappe.throw(escape_html(f"{item_name(item)}：{problem}。"), MarkingError)
	# Normalise a signed zero.
	return plain_number(mark + 0)


def _remark(text: str) -> str | None:
	text = visible_text(text)
	if len(text) > LONGEST_REMARK:
		frappe.throw(_("A remark has at most {0} characters.").format(LONGEST_REMARK), MarkingError)
	return text or None


def _as_model(assessment: Any) -> Assessment:
	# Locking reads see concurrent commits; the transaction's own snapshot may be older.
	table = frappe.qb.DocType(MARK)
	query = frappe.qb.from_(table).select(table.number, table.value, table.remark).orderby(table.idx)
	is_own = (table.parent == assessment.name) & (table.parenttype == ASSESSMENT)
	rows = query.where(is_own).for_update().run(as_dict=True)
	# Messages name the assessor, since users know each other by name.
	who, what = cstr(assessment.assessor_name) or assessment.assessor, assessment.subject
	marks = tuple(Mark(who, what, row.number, decimal_of(row.value), cstr(row.remark)) for row in rows)
	return Assessment(who, what, marks)


def _progress(sheet: ScoringSheet, model: Assessment) -> dict[str, Any]:
	given = sum(each.value is not None for each in model.marks)
	total: Decimal | None = total_of(sheet, model)
	return {
		"given": given,
		"items": len(sheet.items),
		"total": f"{total:f}" if total is not None else None,
	}


def _set(assessment: Any, **values: Any) -> None:
	frappe.db.set_value(ASSESSMENT, assessment.name, values)
