"""审核时效: how long documents stay in each state, and how often they are sent back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_workflow, get_workflow_name
from frappe.utils import cint, flt, get_datetime, now_datetime
from pypika.functions import Coalesce, Count, Max, Min, Sum
from pypika.terms import Case, Criterion

from kepu_app.access.roles import COUNTY_REPORTER
from kepu_app.reports.columns import BLUE, Column, Row, bar_chart, column, explanation, figure, short_name
from kepu_app.reports.listed import listed
from kepu_app.reports.provinces import listed_provinces
from kepu_app.reports.rates import quotient
from kepu_app.reports.selection import CycleFacts, chosen_cycle, text_of
from kepu_app.review.states import AUTHOR_STATES, DONE_STATES, SENT_BACK_STATES
from kepu_app.utils.doctypes import SUMMARY, WORKFLOW_DOCTYPES

ENTRY = "Review Entry"
BY_PROVINCE, BY_REVIEWER = "Province", "Reviewer"
GROUPINGS = (BY_PROVINCE, BY_REVIEWER)
HOURS_A_DAY = 24
MOST_BARS = 32


@dataclass(frozen=True)
class Stay:
	"""How often documents left a state, and after how many hours. Instances add up."""

	times: int = 0
	hours: float = 0
	longest: float = 0

	def __add__(self, other: Stay) -> Stay:
		longest = max(self.longest, other.longest)
		return Stay(self.times + other.times, self.hours + other.hours, longest)

	@property
	def days(self) -> float | None:
		"""Return the mean stay in days."""
		return quotient(self.hours / HOURS_A_DAY, self.times)


@dataclass
class Record:
	"""Figures of one province or reviewer: stays by state, documents, returns, and what waits now."""

	stays: dict[str, Stay] = field(default_factory=lambda: defaultdict(Stay))
	documents: int = 0
	returns: int = 0
	waiting: int = 0
	waits_since: Any = None


@dataclass(frozen=True)
class Question:
	"""The report's filters: documents of one DocType in one cycle, by province or by reviewer."""

	cycle: CycleFacts
	doctype: str
	province: str
	grouping: str

	@property
	def is_by_reviewer(self) -> bool:
		return self.grouping == BY_REVIEWER

	def is_review(self, state: str) -> bool:
		"""Return whether a document in this state waits for a reviewer."""
		return state not in (*AUTHOR_STATES, *DONE_STATES[self.doctype])


def execute(filters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
	"""Return columns, rows, explanation, chart and figures."""
	question = _question(filters or {})
	if question is None:
		return [], []
	records = _records(question)
	states = _in_order(question.doctype, {state for record in records.values() for state in record.stays})
	columns = _columns(question, states)
	names = _names(question, records)
	rows = [_row(question, key, name, records.get(key, Record())) for key, name in names.items()]
	if not rows:
		return columns, []
	whole = _row(question, "", _("Total"), _whole(question, records))
	message = explanation(columns, *_terms(states))
	return columns, [*rows, {**whole, "bold": 1}], message, _chart(rows), _figures(question, whole)


def _question(filters: Mapping[str, Any]) -> Question | None:
	cycle = chosen_cycle(filters)
	doctype = text_of(filters, "document_type", WORKFLOW_DOCTYPES) or SUMMARY
	grouping = text_of(filters, "grouping", GROUPINGS) or BY_PROVINCE
	return Question(cycle, doctype, text_of(filters, "province"), grouping) if cycle else None


# ---------------------------------------------------------------------- queries


def _records(question: Question) -> dict[str, Record]:
	records: dict[str, Record] = defaultdict(Record)
	for each in _stays(question):
		stay = Stay(each.times, flt(each.hours), flt(each.longest))
		records[each.grouped_by].stays[each.state] += stay
	for each in _documents(question, by_group=True):
		records[each.grouped_by].documents = each.documents
		records[each.grouped_by].returns = cint(each.returns)
	if not question.is_by_reviewer:
		for each in _waiting(question):
			records[each.province].waiting = each.documents
			records[each.province].waits_since = each.since
	return records


def _wanted(question: Question) -> Criterion:
	"""Return the condition for entries that count; a reviewer's are acts on what waited for a reviewer."""
	entry = frappe.qb.DocType(ENTRY)
	wanted = (
		(entry.cycle == question.cycle.name) & (entry.reference_doctype == question.doctype) & listed(ENTRY)
	)
	if question.province:
		wanted &= entry.province == question.province
	if question.is_by_reviewer:
		others = (*AUTHOR_STATES, *DONE_STATES[question.doctype])
		wanted &= (Coalesce(entry.role, "") != COUNTY_REPORTER) & entry.from_state.notin(others)
	return wanted


def _group(question: Question) -> Any:
	entry = frappe.qb.DocType(ENTRY)
	return Coalesce(entry.user if question.is_by_reviewer else entry.province, "").as_("grouped_by")


def _stays(question: Question) -> list[Any]:
	entry, group = frappe.qb.DocType(ENTRY), _group(question)
	state = Coalesce(entry.from_state, "").as_("state")
	query = (
		frappe.qb.from_(entry)
		.select(group, state, Count("*").as_("times"))
		.select(Sum(entry.hours_in_state).as_("hours"), Max(entry.hours_in_state).as_("longest"))
		.where(_wanted(question))
		.groupby(group, state)
	)
	return query.run(as_dict=True)


def _documents(question: Question, *, by_group: bool) -> list[Any]:
	"""Count documents and returns; across all groups a document counts once."""
	entry, group = frappe.qb.DocType(ENTRY), _group(question)
	returns = Sum(Case().when(entry.to_state.isin(SENT_BACK_STATES), 1).else_(0)).as_("returns")
	query = (
		frappe.qb.from_(entry)
		.select(Count(entry.reference_name).distinct().as_("documents"), returns)
		.where(_wanted(question))
	)
	return (query.select(group).groupby(group) if by_group else query).run(as_dict=True)


def _waiting(question: Question) -> list[Any]:
	"""Count the documents that wait for a reviewer now, by province."""
	table = frappe.qb.DocType(question.doctype)
	others = (*AUTHOR_STATES, *DONE_STATES[question.doctype])
	query = (
		frappe.qb.from_(table)
		.select(table.province, Count("*").as_("documents"), Min(table.state_since).as_("since"))
		.where((table.cycle == question.cycle.name) & table.workflow_state.notin(others))
		.where(listed(question.doctype))
		.groupby(table.province)
	)
	if question.province:
		query = query.where(table.province == question.province)
	return query.run(as_dict=True)


def _names(question: Question, records: Mapping[str, Record]) -> dict[str, str]:
	"""Return the rows' names by key, in order."""
	if not question.is_by_reviewer:
		return listed_provinces(question.province)
	user = frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(user).select(user.name, user.full_name).where(user.name.isin(list(records) or [""]))
	)
	names = {**{key: key for key in records}, **{name: full or name for name, full in query.run()}}
	return dict(sorted(names.items(), key=lambda item: (item[1], item[0])))


def _in_order(doctype: str, states: Iterable[str]) -> list[str]:
	"""Return the states in the order of the workflow."""
	known = [row.state for row in get_workflow(doctype).states] if get_workflow_name(doctype) else []
	return sorted(states, key=lambda state: (known.index(state) if state in known else len(known), state))


# ---------------------------------------------------------------------- rows


def _row(question: Question, key: str, name: str, record: Record) -> Row:
	review = sum((stay for state, stay in record.stays.items() if question.is_review(state)), Stay())
	return {
		"key": key,
		"name_of_group": name,
		"documents": record.documents,
		"returns": record.returns,
		"returns_per_document": quotient(record.returns, record.documents, 2),
		"review_days": review.days,
		"longest_days": quotient(review.longest / HOURS_A_DAY, 1) if review.times else None,
		**{_key(state): stay.days for state, stay in record.stays.items()},
		"waiting": record.waiting,
		"longest_wait": _days_since(record.waits_since),
	}


def _whole(question: Question, records: Mapping[str, Record]) -> Record:
	everything = _documents(question, by_group=False)[0]
	whole = Record(documents=everything.documents, returns=cint(everything.returns))
	for record in records.values():
		for state, stay in record.stays.items():
			whole.stays[state] += stay
		whole.waiting += record.waiting
	since = [record.waits_since for record in records.values() if record.waits_since]
	whole.waits_since = min(since) if since else None
	return whole


def _days_since(moment: Any) -> float | None:
	if not moment:
		return None
	return round((now_datetime() - get_datetime(moment)).total_seconds() / 3600 / HOURS_A_DAY, 1)


def _key(state: str) -> str:
	return f"state:{state}"


# ---------------------------------------------------------------------- columns, chart, figures


def _columns(question: Question, states: Iterable[str]) -> list[Column]:
	by_province = not question.is_by_reviewer
	return [
		column("name_of_group", _("Province") if by_province else _("Reviewer"), width=150),
		column("key", _("User"), width=200, hidden=int(by_province)),
		column(
			"documents",
			_("Number: {0}").format(_(question.doctype)),
			"Int",
			90,
			_("Documents with at least one step in the review history."),
		),
		column("review_days", _("Days in Review"), "Float", 110, _review_note(), precision=1),
		column("longest_days", _("Longest Review in Days"), "Float", 120, precision=1),
		column(
			"returns",
			_("Returns", context="Review Turnaround"),
			"Int",
			80,
			_("Times a document was returned, or reopened after its approval."),
		),
		column("returns_per_document", _("Returns per Document"), "Float", 120, precision=2),
		*(
			column(_key(state), _("Days in {0}").format(_(state)), "Float", 130, precision=1)
			for state in states
		),
		column(
			"waiting",
			_("Waiting Now"),
			"Int",
			90,
			_("Documents that wait for a reviewer at this moment."),
			hidden=int(not by_province),
		),
		column(
			"longest_wait", _("Longest Wait in Days"), "Float", 120, precision=1, hidden=int(not by_province)
		),
	]


def _review_note() -> str:
	return _("Mean time that a document waits for a reviewer's act, in days of 24 hours, holidays included.")


def _terms(states: Iterable[str]) -> tuple[tuple[str, str], ...]:
	if not states:
		return ()
	label = _("Days in {0}").format("…")
	return (
		(label, _("Mean time from entering the state to leaving it; what is still in it does not count.")),
	)


def _chart(rows: list[Row]) -> Row:
	"""Return the bar chart; of more groups than it has room for, the slowest."""
	told = [row for row in rows if row["review_days"] is not None]
	if len(told) > MOST_BARS:
		told = sorted(told, key=lambda row: -row["review_days"])[:MOST_BARS]
	labels = [short_name(row["name_of_group"]) for row in told]
	values = [row["review_days"] for row in told]
	return bar_chart(labels, {_("Days in Review"): values}, (BLUE,))


def _figures(question: Question, whole: Row) -> list[Row]:
	figures = [
		figure(_("Number: {0}").format(_(question.doctype)), whole["documents"], indicator="Blue"),
		figure(_("Days in Review"), whole["review_days"], "Float"),
		figure(_("Longest Review in Days"), whole["longest_days"], "Float"),
		figure(
			_("Returns", context="Review Turnaround"),
			whole["returns"],
			indicator="Orange" if whole["returns"] else "",
		),
		figure(_("Returns per Document"), whole["returns_per_document"], "Float"),
	]
	if not question.is_by_reviewer:
		figures.append(
			figure(_("Waiting Now"), whole["waiting"], indicator="Red" if whole["waiting"] else "")
		)
	return figures
