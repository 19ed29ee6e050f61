"""Accounts of a round's assessors, by their mail addresses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, validate_email_address

from kepu_app.access.assignments import is_somebody_elses
from kepu_app.access.roles import ASSESSOR
from kepu_app.core.characters import without_invisible
from kepu_app.utils.users import without_throttle

_SIGNS_OF_HTML = frozenset("<>&")


def take_users(
	rows: Sequence[Any], province: str, before: Sequence[Any] = (), *, is_opening: bool = False
) -> None:
	"""Set the user of each row; blank without an account, see ``make_accounts``.

	Args:
		rows: of the table of assessors.
		province: of the round; blank for CAST's.
		before: the stored rows; they stay, whatever has become of their accounts.
		is_opening: whether this starts the assessors' work. Then each needs a usable account.

	Raises:
		ValidationError: an address is invalid, duplicate or has an unusable account; or two rows have one name.
	"""
	stored = {row.email: row.user for row in before if row.user}
	known, seen = frozenset(stored.values()), set[str]()
	for row in rows:
		address = cstr(row.email).strip().lower()
		if address not in stored and not validate_email_address(address):
			frappe.throw(_("Assessors, row {0}: {1} is no mail address.").format(row.idx, shown(row.email)))
		row.email, row.user = address, stored.get(address)
		if is_opening or not row.user:
			row.user = _user_of(row, province, known)
		if seen & {address, row.user}:
			frappe.throw(_("Assessors, row {0}: {1} is there twice.").format(row.idx, shown(address)))
		seen |= {address, row.user or address}
	_refuse_names(rows, {(row.email, row.full_name) for row in before})


def make_accounts(rows: Sequence[Any]) -> None:
	"""Create an account for each assessor without one.

	Call it last, so that no mail goes out for a table that is refused."""
	for row in rows:
		row.user = row.user or _make_user(row.email, row.full_name or row.email)


def _refuse_names(rows: Sequence[Any], stored: set[tuple[str, str]]) -> None:
	"""Refuse duplicate names, by which papers and rankings distinguish assessors. ``stored`` rows stay."""
	taken: dict[str, int] = {}
	for row in rows:
		row.full_name = " ".join(without_invisible(cstr(row.full_name)).split())
		is_new = (row.email, row.full_name) not in stored
		if is_new and _SIGNS_OF_HTML & set(row.full_name):
			told = _("Assessors, row {0}: the name {1} has signs that no name has.")
			frappe.throw(told.format(row.idx, shown(row.full_name)))
		if row.full_name and row.full_name in taken and is_new:
			told = _(
				"Assessors, row {0}: row {1} has the name {2}, too, and nobody could tell the two apart. Write their organisations behind the name, as in {2} (Association)."
			)
			frappe.throw(told.format(row.idx, taken[row.full_name], shown(row.full_name)))
		taken.setdefault(row.full_name, row.idx)


def _user_of(row: Any, province: str, known: Collection[str]) -> str | None:
	"""Return a row's account: its stored one, or that of its address; None if there is none yet."""
	fields, address = ["name", "enabled"], row.email
	found = frappe.db.get_value("User", row.user or {"email": address}, fields, as_dict=True)
	found = found or frappe.db.get_value("User", address, fields, as_dict=True)
	if not found:
		return None
	if not found.enabled or found.name in ("Administrator", "Guest"):
		frappe.throw(
			_("Assessors, row {0}: the account of {1} cannot be used.").format(row.idx, shown(address))
		)
	if found.name not in known and is_somebody_elses(found.name, province):
		told = _(
			"Assessors, row {0}: the account of {1} belongs to another place and cannot be used. Name another mail address."
		)
		frappe.throw(told.format(row.idx, shown(address)))
	return found.name


def _make_user(address: str, full_name: str) -> str:
	"""Create the user: naming assessors needs no right to create users, and can grant no other role."""
	user = frappe.new_doc("User")
	user.update({"email": address, "first_name": full_name, "language": "zh", "send_welcome_email": 1})
	user.append_roles(ASSESSOR)
	user.flags.ignore_permissions = True
	told = len(frappe.local.message_log)
	with without_throttle():
		user.insert()
	# The opener of a round need not see messages about sent mail or duplicate user names.
	del frappe.local.message_log[told:]
	return user.name


def shown(text: Any) -> str:
	return escape_html(cstr(text))
