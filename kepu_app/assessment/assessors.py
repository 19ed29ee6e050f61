"""Assignment of assessors to subjects: the documents in which they mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, now

from kepu_app.access.scopes import scope_of
from kepu_app.assessment.accounts import shown
from kepu_app.assessment.sheets import items_of
from kepu_app.assessment.subjects import Entry, keys_at_hand, named, words_in
from kepu_app.exceptions import RoundError
from kepu_app.utils.isolation import lock_value

ASSESSMENT, MARK = "Subject Assessment", "Subject Mark"
TO_DO, AWAITED, SUBMITTED, RECUSED, MISSED = "To Do", "Awaited", "Submitted", "Recused", "Missed"
NEWEST_FIELDS = (
	"name",
	"assessor",
	"assessor_name",
	"subject",
	"subject_name",
	"status",
	"changed",
	"returned",
)
UNFINISHED = (TO_DO, AWAITED)
"""Unsubmitted or returned subjects are awaited: they cannot be marked, and become tasks once submitted."""

Pair = tuple[str, str]
"""User and subject key."""


def check_rows(round_doc: Any, entries: Sequence[Entry], *, is_opening: bool = False) -> None:
	"""Check what is new in the table. Unknown names are refused, and so are subjects that the assessor filled in or
	reviewed (a county's reporter, its city's reviewer). Stored rows stay, whatever has become of users and
	subjects.

	Args:
		round_doc: the table's round.
		entries: assignable subjects, see ``subjects_in``.
		is_opening: whether this starts the assessors' work. Then every row is checked.

	Raises:
		ValidationError: names the row and the error.
	"""
	stored, present = _stored(round_doc), _present(round_doc)
	for row in round_doc.assessors:
		before = _row_before(row, stored)
		if before and cstr(before.subjects) == cstr(row.subjects) and not is_opening:
			continue
		known = () if is_opening else _known_words(before, entries, present)
		own = present.get(row.user, set())
		named_ones = named(row.subjects, entries, row.idx, known, own)
		counties = scope_of(row.user).counties if row.user else ()
		refused = next((each for each in named_ones if each.county in counties and each.key not in own), None)
		if refused:
			_refuse_own(row, refused)


def _refuse_own(row: Any, entry: Entry) -> None:
	told = _(
		"Assessors, row {0}: {1} works for {2}, or reviews it for its city, and cannot assess it. Name another assessor, or name the others in “Only These”."
	)
	county = frappe.get_cached_value("County", entry.county, "county_name")
	frappe.throw(told.format(row.idx, shown(row.full_name), shown(county)))


def sync(round_doc: Any, entries: Sequence[Entry], items: Sequence[Any]) -> None:
	"""Create the assessments of a round; delete untouched ones that the table no longer requires. ``entries`` are
	assignable subjects, see ``subjects_in``, ``items`` the sheet's.

	Raises:
		ValidationError: an assessor who has begun is no longer assigned.
	"""
	present: dict[Pair, Any] = {(each.assessor, each.subject): each for each in _newest(round_doc.name)}
	stored, wanted = _stored(round_doc), {}
	for row in round_doc.assessors:
		own = {subject for user, subject in present if user == row.user}
		before = _row_before(row, stored)
		for entry in named(row.subjects, entries, row.idx, words_in(row.subjects, entries), own):
			wanted[row.user, entry.key] = entry
		for key in _still_named(row, before, entries, own):
			present.pop((row.user, key))
			wanted.pop((row.user, key), None)
	_remove([each for pair, each in present.items() if pair not in wanted])
	_add(round_doc, {pair: entry for pair, entry in wanted.items() if pair not in present}, items)
	settle_awaited(round_doc)


def _still_named(row: Any, before: Any, entries: Sequence[Entry], own: set[str]) -> set[str]:
	"""Return the subjects that a row was assigned and that were not removed since. Its words may be outdated, and
	a subject may be gone."""
	now = words_in(row.subjects, entries)
	if not now:
		return set(own)
	then = words_in(before.subjects, entries) if before else []
	if not then:
		return set()
	taken_out = set(then) - set(now)
	return own - {each.key for each in entries if taken_out & set(each.words)}


def _stored(round_doc: Any) -> list[Any]:
	before = round_doc.get_doc_before_save()
	return list(before.assessors) if before else []


def _row_before(row: Any, stored: Sequence[Any]) -> Any:
	"""Return the same assessor's stored row; None for a new one."""
	return next(
		(each for each in stored if each.email == row.email or (row.user and each.user == row.user)), None
	)


def _known_words(before: Any, entries: Sequence[Entry], present: dict[str, set[str]]) -> set[str]:
	"""Return what is not new in a row: its earlier words, and the keys of all subjects already in the round."""
	keys = {key for own in present.values() for key in own}
	return keys | set(words_in(before.subjects, entries) if before else ())


def take_up(round_doc: Any, entry: Entry, entries: Sequence[Entry]) -> None:
	"""Assign one more subject, of all ``entries``, to its assessors; nothing is removed or refused."""
	present = {(each.assessor, each.subject) for each in _newest(round_doc.name)}
	rows = [row for row in round_doc.assessors if (row.user, entry.key) not in present]
	wanted = [row for row in rows if _means(words_in(row.subjects, entries), entry)]
	_add(round_doc, {(row.user, entry.key): entry for row in wanted}, items_of(round_doc.sheet))


def _means(words: Sequence[str], entry: Entry) -> bool:
	return not words or any(each in entry.words for each in words)


def settle_awaited(round_doc: Any, subject: str | None = None) -> None:
	"""Separate subjects that can be assessed from unsubmitted or returned ones; one subject or all. Marks are kept."""
	at_hand = keys_at_hand(round_doc)
	for each in _newest(round_doc.name, subject):
		status = TO_DO if each.subject in at_hand else AWAITED
		if each.status in UNFINISHED and status != each.status:
			frappe.db.set_value(ASSESSMENT, each.name, "status", status, update_modified=False)


def drop_awaited(round_doc: Any) -> list[str]:
	"""Delete assessments still awaited and not begun; return their subjects' names, in order."""
	awaited = [each for each in _newest(round_doc.name) if each.status == AWAITED]
	begun = _begun([each.name for each in awaited])
	dropped = [each for each in awaited if each.name not in begun]
	_delete([each.name for each in dropped])
	names = {each.subject: each.subject_name for each in dropped}
	return [names[key] for key in sorted(names)]


def note_change(round_name: str, subject: str, *, is_changed: bool, is_returned: bool) -> None:
	"""Note with submitted marks what became of the text since: changed, or returned to its authors."""
	for each in _newest(round_name, subject):
		values = {"returned": int(is_returned), **({"changed": 1} if is_changed else {})}
		if each.status == SUBMITTED and any(each[field] != value for field, value in values.items()):
			frappe.db.set_value(ASSESSMENT, each.name, values, update_modified=False)


def rename_subject(round_name: str, entry: Entry) -> None:
	"""Give a subject the title of the last submission."""
	name = entry.name[:140]
	for each in _newest(round_name, entry.key):
		if each.subject_name != name:
			frappe.db.set_value(ASSESSMENT, each.name, "subject_name", name, update_modified=False)


def end_unfinished(round_doc: Any) -> None:
	"""Mark unsubmitted assessments as missed, at the end of a round."""
	left = [each.name for each in _newest(round_doc.name) if each.status in UNFINISHED]
	if left:
		frappe.db.set_value(ASSESSMENT, {"name": ["in", left]}, "status", MISSED, update_modified=False)


def release(round_doc: Any, address: str) -> None:
	"""Remove an assessor with the unsubmitted assessments. Submitted and recused ones stay.

	Raises:
		PermissionError: the round is another's.
		RoundError: it is not open, its marks are revealed, or the address is not in it.
	"""
	round_doc.check_permission("write")
	stored = lock_value("Assessment Round", round_doc.name, ["status", "revealed"], as_dict=True)
	row = next((each for each in round_doc.assessors if each.email == cstr(address).strip().lower()), None)
	if row is None or stored.status != "Open" or stored.revealed:
		frappe.throw(
			_("Somebody is taken out of an open round alone, before its marks are shown."), RoundError
		)
	own = [each for each in _newest(round_doc.name) if each.assessor == row.user]
	_delete([each.name for each in own if each.status in UNFINISHED])
	row.subjects = "、".join(each.subject for each in own if each.status not in UNFINISHED)
	if not row.subjects:
		round_doc.remove(row)
	round_doc.save()


def forget_recused_marks(round_name: str) -> None:
	"""Blank the marks of recused assessors; they do not count, and nobody sees them."""
	recused = frappe.get_all(ASSESSMENT, {"round": round_name, "status": RECUSED}, pluck="name")
	if recused:
		rows = {"parent": ["in", recused], "parenttype": ASSESSMENT}
		frappe.db.set_value(MARK, rows, {"value": None, "remark": None}, update_modified=False)


def _present(round_doc: Any) -> dict[str, set[str]]:
	"""Return each user's assigned subject keys."""
	found: dict[str, set[str]] = {}
	if round_doc.status == "Draft" or not round_doc.get_doc_before_save():
		return found
	for user, subject in frappe.get_all(
		ASSESSMENT, {"round": round_doc.name}, ["assessor", "subject"], as_list=True
	):
		found.setdefault(user, set()).add(subject)
	return found


def _newest(round_name: str, subject: str | None = None) -> list[Any]:
	"""Return a locking read of assessments, past the transaction's snapshot: one just submitted or recused is not
	open. The caller has locked the round."""
	table = frappe.qb.DocType(ASSESSMENT)
	# Without the index that begins with the round the server may lock rows of other rounds, too.
	query = frappe.qb.from_(table).force_index("one_per_assessor_and_subject")
	query = query.select(*(table[each] for each in NEWEST_FIELDS))
	query = query.where(table.round == round_name)
	return (query.where(table.subject == subject) if subject else query).for_update().run(as_dict=True)


def _remove(assessments: Sequence[Any]) -> None:
	begun = _begun([each.name for each in assessments])
	for each in assessments:
		if each.status not in UNFINISHED or each.name in begun:
			told = (escape_html(each.assessor_name), escape_html(each.subject_name))
			frappe.throw(
				_(
					"{0} has begun to assess {1} and stays named for it; “Take out an Assessor” takes out whoever cannot go on."
				).format(*told)
			)
	_delete([each.name for each in assessments])


def _begun(names: Sequence[str]) -> set[str]:
	"""Return the assessments with a mark or a remark, by a locking read, since one may be seconds old. The caller has
	locked the round."""
	if not names:
		return set()
	row = frappe.qb.DocType(MARK)
	typed = (row.value.isnotnull() & (row.value != "")) | (row.remark.isnotnull() & (row.remark != ""))
	is_theirs = row.parent.isin(list(names)) & (row.parenttype == ASSESSMENT)
	return {
		each[0]
		for each in frappe.qb.from_(row).select(row.parent).where(is_theirs & typed).for_update().run()
	}


def _delete(names: Sequence[str]) -> None:
	if names:
		frappe.db.delete(MARK, {"parent": ["in", names], "parenttype": ASSESSMENT})
		frappe.db.delete(ASSESSMENT, {"name": ["in", names]})


def _add(round_doc: Any, pairs: dict[Pair, Entry], items: Sequence[Any]) -> None:
	"""Insert in two statements, for any number; the rows copy the current items. Skip assessors of their own county,
	who may have been assigned to it since the check."""
	pairs = {pair: each for pair, each in pairs.items() if each.county not in scope_of(pair[0]).counties}
	if not pairs:
		return
	full_names = {row.user: row.full_name for row in round_doc.assessors}
	parents, rows = [], []
	for (user, _key), entry in pairs.items():
		name = frappe.generate_hash(length=12)
		parents.append(_parent(round_doc, name, user, full_names[user], entry))
		rows += [_row(name, index, item) for index, item in enumerate(items, start=1)]
	_insert(ASSESSMENT, parents)
	_insert(MARK, rows)


def _parent(round_doc: Any, name: str, user: str, full_name: str, entry: Entry) -> dict[str, Any]:
	return {
		**_stamps(name),
		"assessor": user,
		"assessor_name": full_name,
		"round": round_doc.name,
		"cycle": round_doc.cycle,
		"about": round_doc.about,
		"province": entry.province,
		"subject": entry.key,
		"subject_name": entry.name[:140],
		"subject_group": entry.group[:140],
		"deadline": round_doc.deadline,
		"status": TO_DO,
		"changed": 0,
		"returned": 0,
		"revealed": "No",
		"revealed_to": "",
	}


def _row(parent: str, index: int, item: Any) -> dict[str, Any]:
	return {
		**_stamps(frappe.generate_hash(length=12)),
		"parent": parent,
		"parenttype": ASSESSMENT,
		"parentfield": "marks",
		"idx": index,
		"number": item.number,
		"item_group": item.item_group,
		"item": item.item,
		"full_marks": item.full_marks,
	}


def _stamps(name: str) -> dict[str, Any]:
	at, user = now(), frappe.session.user
	return {"name": name, "creation": at, "modified": at, "owner": user, "modified_by": user}


def _insert(doctype: str, records: list[dict[str, Any]]) -> None:
	fields = list(records[0])
	frappe.db.bulk_insert(doctype, fields, [[each[field] for field in fields] for each in records])
