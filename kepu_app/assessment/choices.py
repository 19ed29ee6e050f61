"""From the ranking to cases: which county has a case on which topic, and choices that pass over a rank.

Users choose; the ranking neither chooses nor refuses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html, now_datetime

from kepu_app.assessment.owners import refuse_foreign
from kepu_app.assessment.results import Results, refuse_unless_shown, results_of
from kepu_app.assessment.sheets import COUNTY_REPORTS, ROUND
from kepu_app.exceptions import RoundError
from kepu_app.review.actions import apply_workflow
from kepu_app.review.states import DRAFT, NOT_SELECTED
from kepu_app.utils.doctypes import CASE
from kepu_app.utils.isolation import lock_value
from kepu_app.utils.texts import visible_text

LONGEST_REASON = 1000
NO_RANK = "—"


def topic_rows(results: Results) -> list[dict[str, Any]]:
	"""Return the cycle's topics with their cases, the counties' ranks, and the strong counties without a case. Strong
	counties rank within the cycle's quota of cases."""
	ranks, assessed = (
		_ranks(results),
		{each.subject.key: each.subject.name for each in results.ranking.results},
	)
	cycle = frappe.get_cached_doc("Reporting Cycle", results.round_doc.cycle)
	strong = [
		key for key, rank in sorted(ranks.items(), key=lambda pair: pair[1]) if rank <= cint(cycle.case_quota)
	]
	cases = _cases(results.round_doc)
	names = {**_county_names({each.county for found in cases.values() for each in found}), **assessed}
	return [
		{
			"topic": topic.code,
			"topic_name": topic.topic_name,
			"cases": "；".join(_told(each, names, ranks) for each in cases[topic.code]),
			"without": "、".join(
				f"{names[key]}（{ranks[key]}）"
				for key in strong
				if key not in {each.county for each in cases[topic.code]}
			),
		}
		for topic in cycle.topics
	]


def propose(round_doc: Document, county: str, topic: str, reason: str) -> dict[str, Any]:
	"""Propose the county's case for a topic; unassessed counties are allowed.

	Returns:
		``case``, the name of the case proposed now or earlier; None if the county has none for this topic yet.
		Then ``values`` are those of a new one. ``passed_over`` are the names of better-ranked counties without a
		case.

	Raises:
		PermissionError: the round is another's.
		RoundError: the marks are not revealed yet, the county is not the round's, or the topic not its cycle's.
	"""
	round_doc.check_permission("write")
	refuse_foreign(round_doc)
	results = results_of(round_doc)
	refuse_unless_shown(results)
	ranks = _ranks(results)
	if county not in {each["value"] for each in counties(results)}:
		frappe.throw(_("{0} is not among what this round is about.").format(escape_html(county)), RoundError)
	if not _topic_name(round_doc, topic):
		frappe.throw(_("There is no topic {0} in this cycle.").format(escape_html(topic)), RoundError)
	better = _passed_over(results, county, ranks)
	values = {"cycle": round_doc.cycle, "county": county, "topic": topic}
	found = frappe.get_list(CASE, {**values, "docstatus": 0}, ["name", "workflow_state"], limit=1)
	# Without a case nothing is chosen yet: a user who only views a new one leaves no record, unless a reason is given.
	if visible_text(reason) or (found and better):
		_note(round_doc, results, county, topic, ranks.get(county), reason)
	if found and found[0].workflow_state == DRAFT:
		# Locking read: of two concurrent proposals the second finds it done.
		case = frappe.get_doc(CASE, found[0].name, for_update=True)
		if case.workflow_state == DRAFT:
			apply_workflow(case, "Propose")
	return {"case": found[0].name if found else None, "values": values, "passed_over": better}


def counties(results: Results) -> list[dict[str, str]]:
	"""Return a field's options: cases that may be proposed from a ranking, by rank, then those of unassessed
	counties in the round's area."""
	round_doc = results.round_doc
	if round_doc.about != COUNTY_REPORTS:
		return []
	ranked = {each.subject.key: (each.rank, each.subject.name) for each in results.ranking.in_order()}
	filters = {"active": 1, **({"province": round_doc.province} if round_doc.province else {})}
	others = frappe.get_all("County", filters, ["name", "county_name"], order_by="name asc")
	labels = {key: f"{rank or NO_RANK} {name}" for key, (rank, name) in ranked.items()}
	for each in others:
		labels.setdefault(each.name, f"{NO_RANK} {each.county_name}（{_('Not Assessed')}）")
	return [{"value": key, "label": label} for key, label in labels.items()]


def passed_over(round_doc: Document, county: str) -> list[str]:
	"""Return the names of better-ranked counties without a case, before one of ``county`` is proposed.

	Raises:
		RoundError: the marks are not revealed yet.
	"""
	results = results_of(round_doc)
	refuse_unless_shown(results)
	return _passed_over(results, county, _ranks(results))


def _passed_over(results: Results, county: str, ranks: Mapping[str, int]) -> list[str]:
	having = {each.county for cases in _cases(results.round_doc).values() for each in cases}
	own = ranks.get(county, len(ranks) + 1)
	return [
		each.subject.name
		for each in results.ranking.in_order()
		if each.rank and each.rank < own and each.subject.key not in having
	]


def _note(
	round_doc: Document, results: Results, county: str, topic: str, rank: int | None, reason: str
) -> None:
	"""Add a row to the round, without other changes.

	Idempotent for the same choice and reason. A reason given later is added to the choice."""
	reason = visible_text(reason)[:LONGEST_REASON]
	noted = _noted(round_doc.name)
	same = {each.reason: each.name for each in noted if (each.subject, each.topic) == (county, topic)}
	if reason in same or (same and not reason):
		return
	if "" in same:
		frappe.db.set_value("Round Choice", same[""], "reason", reason)
		return
	names = {each.subject.key: each.subject.name for each in results.ranking.results}
	name = names.get(county) or frappe.db.get_value("County", county, "county_name")
	row = frappe.new_doc("Round Choice", parent_doc=round_doc, parentfield="choices")
	row.update({"subject": county, "subject_name": name, "topic": topic, "rank": rank})
	row.topic_name = _topic_name(round_doc, topic)
	row.update({"reason": reason, "idx": len(noted) + 1})
	row.update({"chosen_by": frappe.session.user, "chosen_at": now_datetime()})
	row.update({"parent": round_doc.name, "parenttype": ROUND, "parentfield": "choices"})
	row.db_insert()


def _noted(round_name: str) -> list[Any]:
	"""Return the noted choices by a locking read, under the round's lock: two users may propose at once."""
	lock_value(ROUND, round_name)
	row = frappe.qb.DocType("Round Choice")
	is_own = (row.parent == round_name) & (row.parenttype == ROUND)
	query = frappe.qb.from_(row).select(row.name, row.subject, row.topic, row.reason).where(is_own)
	found = query.for_update().run(as_dict=True)
	return [frappe._dict(each, topic=cstr(each.topic), reason=cstr(each.reason)) for each in found]


def _topic_name(round_doc: Any, topic: str) -> str | None:
	return frappe.db.get_value("Cycle Topic", {"parent": round_doc.cycle, "code": topic}, "topic_name")


def _ranks(results: Results) -> dict[str, int]:
	return {each.subject.key: each.rank for each in results.ranking.results if each.rank}


def _cases(round_doc: Any) -> dict[str, list[Any]]:
	"""Return the cases that the user may list, by topic."""
	filters = {"cycle": round_doc.cycle, "docstatus": ["<", 2], "workflow_state": ["!=", NOT_SELECTED]}
	if round_doc.province:
		filters["province"] = round_doc.province
	found = defaultdict(list)
	fields = ["name", "county", "topic", "title", "workflow_state"]
	for each in frappe.get_list(CASE, filters, fields, order_by="county asc", limit=0):
		found[each.topic].append(each)
	return found


def _county_names(codes: Collection[str]) -> dict[str, str]:
	found = frappe.get_all("County", {"name": ["in", sorted(codes)]}, ["name", "county_name"], as_list=True)
	return dict(found)


def _told(case: Any, names: Mapping[str, str], ranks: Mapping[str, int]) -> str:
	rank = ranks.get(case.county, NO_RANK)
	return f"{names[case.county]}（{rank}）{_(case.workflow_state)}"
