"""Results of a round: the core's ranking, read in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, getdate

from kepu_app.access.scopes import scope_of
from kepu_app.assessment.assessors import ASSESSMENT, AWAITED, MARK, MISSED, RECUSED, SUBMITTED, TO_DO
from kepu_app.assessment.sheets import CASES, COUNTY_REPORTS, ROUND, sheet_model
from kepu_app.core.assessment import (
	Assessment,
	AssessmentState,
	Mark,
	Ranking,
	Subject,
	rank_subjects,
)
from kepu_app.core.assessment.score_paper import score_table_paper, score_table_pdf
from kepu_app.core.errors import KepuError
from kepu_app.core.workbooks.score_table import write_score_table
from kepu_app.exceptions import RoundError
from kepu_app.mappers.values import decimal_of
from kepu_app.utils.messages import fail

STATES = {
	SUBMITTED: AssessmentState.SUBMITTED,
	TO_DO: AssessmentState.MISSING,
	AWAITED: AssessmentState.MISSING,
	MISSED: AssessmentState.MISSING,
	RECUSED: AssessmentState.RECUSED,
}
FIELDS = (
	"name",
	"assessor",
	"subject",
	"subject_name",
	"subject_group",
	"status",
	"reason",
	"province",
	"changed",
	"returned",
)
CHANGED_NOTE, RETURNED_NOTE = "评分后修改过", "评分后退回修改"
"""Notes on a subject; in Chinese like the paper."""


@dataclass(frozen=True)
class Results:
	"""Ranking of a round; before the marks are revealed none counts, and it has no totals.

	``names`` are the assessors' by user, ``provinces`` the subjects' by key.
	"""

	round_doc: Any
	ranking: Ranking
	names: Mapping[str, str]
	provinces: Mapping[str, str]

	@property
	def absent(self) -> list[str]:
		"""Return the names of subjects never submitted, and so not assessed."""
		return cstr(self.round_doc.not_filed).splitlines()

	@property
	def is_shown(self) -> bool:
		return bool(self.round_doc.revealed)


def results_of(round_doc: Document) -> Results:
	"""Return the results of a round that the user may read."""
	round_doc.check_permission("read")
	rows = frappe.get_all(
		ASSESSMENT, {"round": round_doc.name}, list(FIELDS), order_by="subject asc, assessor asc"
	)
	marks = _marks(round_doc.name) if round_doc.revealed else {}
	# Names as of the assignment: a county that moves or leaves changes no result.
	notes = _notes(rows)
	subjects = {
		row.subject: Subject(
			row.subject, row.subject_name, cstr(row.subject_group), notes.get(row.subject, "")
		)
		for row in rows
	}
	sheet = sheet_model(frappe.get_doc("Scoring Sheet", round_doc.sheet))
	order = {row.user: row.idx for row in round_doc.assessors}
	rows.sort(key=lambda row: order.get(row.assessor, len(order) + 1))
	shown = [_assessment(row, marks, bool(round_doc.revealed)) for row in rows]
	return Results(
		round_doc,
		rank_subjects(sheet, list(subjects.values()), shown),
		_names(round_doc.assessors),
		{row.subject: cstr(row.province) for row in rows},
	)


def latest_round(cycle: str = "") -> str | None:
	"""Return the user's last changed readable round, of a cycle or of any. National users get CAST's own first."""
	filters = {"status": ["!=", "Draft"], **({"cycle": cycle} if cycle else {})}
	own = {**filters, "province": ["is", "not set"]}
	for wanted in (own, filters) if scope_of().everything else (filters,):
		found = frappe.get_list(ROUND, wanted, pluck="name", order_by="modified desc", limit=1)
		if found:
			return found[0]
	return None


def table_file(round_doc: Document, file_type: str) -> tuple[str, bytes]:
	"""Return name and content of the 评分汇总表.

	Args:
		round_doc: with revealed marks.
		file_type: pdf or xlsx.
	"""
	results = results_of(round_doc)
	refuse_unless_shown(results)
	title = f"{round_doc.title}评分汇总表"
	day = getdate(round_doc.closed_at or round_doc.modified)
	told: dict[str, Any] = {"subject_label": subject_label(round_doc.about), "names": results.names}
	told["absent"] = results.absent
	try:
		if file_type == "xlsx":
			return f"{title}.xlsx", write_score_table(results.ranking, title, day, **told)
		association = _association(round_doc.province)
		paper = score_table_paper(results.ranking, title, association=association, dated=day, **told)
		return f"{title}.pdf", score_table_pdf(paper)
	except KepuError as error:
		fail(escape_html(error.message))


def refuse_unless_shown(results: Results) -> None:
	"""Raise RoundError before the marks are revealed."""
	if not results.is_shown:
		frappe.throw(_("The marks are shown once all are in, or the round is closed."), RoundError)


def subject_label(about: str) -> str:
	"""Return the paper's Chinese word for the subjects."""
	return {COUNTY_REPORTS: "示范县", CASES: "典型案例"}.get(about, "宣讲团人选")


def _names(rows: Sequence[Any]) -> dict[str, str]:
	"""Return names by user; equal names, from earlier versions' rounds, are distinguished by address."""
	times = Counter(row.full_name for row in rows)
	return {
		row.user: row.full_name if times[row.full_name] == 1 else f"{row.full_name}（{row.email}）"
		for row in rows
	}


def _notes(rows: Sequence[Any]) -> dict[str, str]:
	"""Return, by subject, whether the marked text was changed or returned since."""
	submitted = [row for row in rows if row.status == SUBMITTED]
	changed = {row.subject: CHANGED_NOTE for row in submitted if row.changed}
	return {**changed, **{row.subject: RETURNED_NOTE for row in submitted if row.returned}}


def _marks(round_name: str) -> dict[str, list[tuple[int, str | None, str | None]]]:
	"""Return submitted marks by assessment. Rows are tuples: there may be fifteen thousand."""
	mark, parent = frappe.qb.DocType(MARK), frappe.qb.DocType(ASSESSMENT)
	query = (
		frappe.qb.from_(mark)
		.join(parent)
		.on(mark.parent == parent.name)
		.select(mark.parent, mark.number, mark.value, mark.remark)
		.where((parent.round == round_name) & (parent.status == SUBMITTED))
		.orderby(mark.parent, mark.idx)
	)
	found = defaultdict(list)
	for name, number, value, remark in query.run():
		found[name].append((number, value, remark))
	return found


def _assessment(row: Any, marks: Mapping[str, Any], is_shown: bool) -> Assessment:
	who, what = row.assessor, row.subject
	state = STATES[row.status]
	if not is_shown and state is AssessmentState.SUBMITTED:
		state = AssessmentState.MISSING
	given = tuple(
		Mark(who, what, number, _decimal(value), cstr(remark))
		for number, value, remark in marks.get(row.name, ())
	)
	return Assessment(who, what, given, state, cstr(row.reason))


@lru_cache(maxsize=1024)
def _decimal(value: str | None) -> Any:
	return decimal_of(value)


def _association(province: str | None) -> str:
	return frappe.get_cached_value("Province", province, "association") if province else "中国科协"
