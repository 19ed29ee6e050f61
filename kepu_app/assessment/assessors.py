"""Who assesses in a round: accounts by mail address, and the documents in which each one marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, now, validate_email_address

from kepu_app.access.assignments import is_somebody_elses
from kepu_app.access.roles import ASSESSOR
from kepu_app.access.scopes import scope_of
from kepu_app.assessment.subjects import Entry, is_still_named, keys_at_hand, named
from kepu_app.core.characters import without_invisible
from kepu_app.exceptions import RoundError
from kepu_app.utils.isolation import lock_value
from kepu_app.utils.users import without_throttle

ASSESSMENT, MARK = "Subject Assessment", "Subject Mark"
TO_DO, AWAITED, SUBMITTED, RECUSED = "To Do", "Awaited", "Submitted", "Recused"
UNFINISHED = (TO_DO, AWAITED)
"""What has not been handed in is awaited: nobody has to mark it, and it becomes a task by itself once it comes."""

_SIGNS_OF_HTML = frozenset("<>&")

Pair = tuple[str, str]
"""User and key of a subject."""


def take_users(rows: Sequence[Any], province: str, before: Sequence[Any] = ()) -> None:
	"""Gives each row of the table its user; whoever has no account yet has none, see ``make_accounts``.

	Args:
		rows: of the table of assessors.
		province: whose round it is; blank for CAST's.
		before: the rows as they are stored; they stay, whatever has become of their accounts.

	Raises:
		ValidationError: an address is none, is there twice, or its account cannot be used; or two have one name.
	"""
	known = frozenset(row.user for row in before if row.user)
	seen: set[str] = set()
	for row in rows:
		address = cstr(row.email).strip().lower()
		if not validate_email_address(address):
			frappe.throw(_("Assessors, row {0}: {1} is no mail address.").format(row.idx, _shown(row.email)))
		if address in seen:
			frappe.throw(_("Assessors, row {0}: {1} is there twice.").format(row.idx, _shown(address)))
		seen.add(address)
		row.email, row.user = address, _user_of(address, row, province, known)
	_refuse_names(rows, {(row.email, row.full_name) for row in before})


def make_accounts(rows: Sequence[Any]) -> None:
	"""An account for whoever has none yet. It is the last thing that is done with a table, so that nobody is written
	to for what is refused in the end."""
	for row in rows:
		row.user = row.user or _make_user(row.email, row.full_name or row.email)


def wanted_pairs(round_doc: Any, entries: Sequence[Entry]) -> dict[Pair, Entry]:
	"""Who is to mark what, by user and key of the subject; whoever has no account yet, by mail address."""
	return {
		(row.user or row.email, entry.key): entry
		for row in round_doc.assessors
		for entry in named(row.subjects, entries, row.idx)
	}


def refuse_own_counties(round_doc: Any, entries: Sequence[Entry]) -> None:
	"""Nobody marks what he has filled in or reviewed himself: a county's reporter, or the reviewer of its city.

	What somebody was named for before he worked for the county stays.

	Raises:
		ValidationError: naming the row, the person and the county.
	"""
	known = {(each.assessor, each.subject) for each in _present(round_doc.name)}
	rows = {row.user: row for row in round_doc.assessors if row.user}
	for (user, key), entry in wanted_pairs(round_doc, entries).items():
		if user in rows and entry.county in scope_of(user).counties and (user, key) not in known:
			told = _(
				"Assessors, row {0}: {1} works for {2}, or reviews it for its city, and cannot assess it. Name another assessor, or name the others in “Only These”."
			)
			county = frappe.get_cached_value("County", entry.county, "county_name")
			frappe.throw(told.format(rows[user].idx, _shown(rows[user].full_name), _shown(county)))


def sync(round_doc: Any, entries: Sequence[Entry]) -> None:
	"""Makes the documents in which assessors mark, and takes those away in which nothing was done.

	Raises:
		ValidationError: somebody who has begun is no longer named.
	"""
	wanted = wanted_pairs(round_doc, entries)
	present = {(each.assessor, each.subject): each for each in _present(round_doc.name)}
	_remove([each for pair, each in present.items() if pair not in wanted])
	_add(round_doc, {pair: entry for pair, entry in wanted.items() if pair not in present})
	settle_awaited(round_doc)


def take_up(round_doc: Any, entry: Entry) -> None:
	"""Names for one more subject whoever is named for it; nothing is taken away, and nothing is refused."""
	present = {(each.assessor, each.subject) for each in _present(round_doc.name)}
	rows = [row for row in round_doc.assessors if (row.user, entry.key) not in present]
	wanted = [row for row in rows if is_still_named(row.subjects, entry)]
	_add(
		round_doc,
		{(row.user, entry.key): entry for row in wanted if entry.county not in scope_of(row.user).counties},
	)


def settle_awaited(round_doc: Any, subject: str | None = None) -> None:
	"""Tells what can be assessed from what has not been handed in, or went back and was not begun; of one subject
	alone or of all."""
	at_hand = keys_at_hand(round_doc)
	open_ones = [each for each in _newest(round_doc.name, subject) if each.status in UNFINISHED]
	begun = _begun([each.name for each in open_ones])
	for each in open_ones:
		status = TO_DO if each.subject in at_hand or each.name in begun else AWAITED
		if status != each.status:
			frappe.db.set_value(ASSESSMENT, each.name, "status", status, update_modified=False)


def drop_awaited(round_doc: Any) -> list[str]:
	"""Takes away what was awaited to the end and not begun; gives the names of its subjects, in their order."""
	awaited = [each for each in _newest(round_doc.name) if each.status == AWAITED]
	begun = _begun([each.name for each in awaited])
	dropped = [each for each in awaited if each.name not in begun]
	_delete([each.name for each in dropped])
	names = {each.subject: each.subject_name for each in dropped}
	return [names[key] for key in sorted(names)]


def release(round_doc: Any, address: str) -> None:
	"""Takes somebody out who cannot go on: his assessments that are not submitted are gone, with their marks, and he
	stays named for what he has submitted or recused from.

	Raises:
		PermissionError: the round is another's.
		RoundError: it is not open, its marks are shown, or nobody of this address is in it.
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
	"""What somebody marked before he recused counts for nothing and is shown to nobody."""
	recused = frappe.get_all(ASSESSMENT, {"round": round_name, "status": RECUSED}, pluck="name")
	if recused:
		rows = {"parent": ["in", recused], "parenttype": ASSESSMENT}
		frappe.db.set_value(MARK, rows, {"value": None, "remark": None}, update_modified=False)


def _refuse_names(rows: Sequence[Any], stored: set[Pair]) -> None:
	"""By their names papers and rankings tell assessors apart. Rows that are ``stored`` so stay."""
	taken: dict[str, int] = {}
	for row in rows:
		row.full_name = " ".join(without_invisible(cstr(row.full_name)).split())
		is_new = (row.email, row.full_name) not in stored
		if is_new and _SIGNS_OF_HTML & set(row.full_name):
			told = _("Assessors, row {0}: the name {1} has signs that no name has.")
			frappe.throw(told.format(row.idx, _shown(row.full_name)))
		if row.full_name and row.full_name in taken and is_new:
			told = _(
				"Assessors, row {0}: row {1} has the name {2}, too, and nobody could tell the two apart. Write their organisations behind the name, as in {2} (Association)."
			)
			frappe.throw(told.format(row.idx, taken[row.full_name], _shown(row.full_name)))
		taken.setdefault(row.full_name, row.idx)


def _user_of(address: str, row: Any, province: str, known: frozenset[str]) -> str | None:
	found = frappe.db.get_value(
		"User", {"email": address}, ["name", "enabled", "user_type"], as_dict=True
	) or frappe.db.get_value("User", address, ["name", "enabled", "user_type"], as_dict=True)
	if not found:
		return None
	if not found.enabled or found.name in ("Administrator", "Guest"):
		frappe.throw(
			_("Assessors, row {0}: the account of {1} cannot be used.").format(row.idx, _shown(address))
		)
	if found.name not in known and is_somebody_elses(found.name, province):
		told = _(
			"Assessors, row {0}: the account of {1} belongs to another place and cannot be used. Name another mail address."
		)
		frappe.throw(told.format(row.idx, _shown(address)))
	return found.name


def _make_user(address: str, full_name: str) -> str:
	"""Whoever names assessors needs no right of his own to make users, and can give no other role by it."""
	user = frappe.new_doc("User")
	user.update({"email": address, "first_name": full_name, "language": "zh", "send_welcome_email": 1})
	user.append_roles(ASSESSOR)
	user.flags.ignore_permissions = True
	told = len(frappe.local.message_log)
	with without_throttle():
		user.insert()
	# That a mail was sent, or that another has this user name, is nothing to whoever opens a round.
	del frappe.local.message_log[told:]
	return user.name


def _present(round_name: str) -> list[Any]:
	fields = ["name", "assessor", "assessor_name", "subject", "subject_name", "status"]
	return frappe.get_all(ASSESSMENT, {"round": round_name}, fields)


def _newest(round_name: str, subject: str | None = None) -> list[Any]:
	"""As ``_present``, past the snapshot of the transaction: what somebody has just submitted or recused from is not
	taken for open. Whoever asks has locked the round."""
	table = frappe.qb.DocType(ASSESSMENT)
	# Without the index that begins with the round the server may lock the rows of other rounds, too.
	query = frappe.qb.from_(table).force_index("one_per_assessor_and_subject")
	query = query.select(table.name, table.assessor, table.subject, table.subject_name, table.status)
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
	"""Assessments with a mark or a remark. Newest, since an assessor may have given one a moment ago; whoever asks
	has locked the round."""
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


def _add(round_doc: Any, pairs: dict[Pair, Entry]) -> None:
	"""In two statements, whatever the number; the rows carry the items as they are now."""
	if not pairs:
		return
	full_names = {row.user: row.full_name for row in round_doc.assessors}
	items = frappe.get_doc("Scoring Sheet", round_doc.sheet).get("items")
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


def _shown(text: Any) -> str:
	return escape_html(cstr(text))
