"""Writing of a plan: all of it, within the caller's transaction, or an error that names the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.document import Document

from kepu_app.county_list.plan import NewUser, PlaceChange, Plan
from kepu_app.exceptions import ListRefusedError
from kepu_app.utils.messages import plain_text_of
from kepu_app.utils.users import without_throttle

Progress = Callable[[int, int], None]


def write_plan(plan: Plan, welcome: bool, progress: Progress) -> None:
	"""Create users, then counties, then the provinces' assignments.

	Args:
		plan: made in the same transaction.
		welcome: whether new users get Frappe's welcome mail.
		progress: called with the numbers of written and of all records.

	Raises:
		ListRefusedError: names the list's row.
	"""
	total = len(plan.users) + len(plan.places)
	for done, user in enumerate(plan.users, start=1):
		with _naming(user.place):
			_make_user(user, welcome)
		progress(done, total)
	# Counties' cities determine a reviewer's reach, so provinces come last.
	places = sorted(plan.places, key=lambda each: each.doctype == "Province")
	for done, change in enumerate(places, start=len(plan.users) + 1):
		with _naming(change.place):
			_write_place(change)
		progress(done, total)


@contextmanager
def _naming(place: str) -> Iterator[None]:
	try:
		yield
	except (frappe.ValidationError, frappe.DuplicateEntryError) as error:
		reason = plain_text_of(error)
		raise ListRefusedError(_("{0}: {1}").format(place, reason)) from error


def _make_user(new: NewUser, welcome: bool) -> None:
	"""Create the account of an assigned user. The importing user needs no right to create users, and can grant no other
	role."""
	user = frappe.new_doc("User")
	user.update({"email": new.email, "first_name": new.full_name, "send_welcome_email": int(welcome)})
	user.append_roles(*sorted(new.roles))
	user.flags.ignore_permissions = True
	_work_out(user)
	with without_throttle():
		user.insert()


def _work_out(user: Document) -> None:
	"""Set what ``User.validate`` computes for a new user.

	The method itself clears the whole site's caches. Its checks were made when the list was read."""
	user.flags.ignore_validate = True
	# From 15.9x on Frappe ends the sessions of a user whose type changes; without a name, those of the importing
	# user.
	user.name = user.email
	user.set_full_name()
	user.set_system_user()
	user.set_social_login_userid("frappe", frappe.generate_hash(length=39))


def _write_place(change: PlaceChange) -> None:
	doc = frappe.new_doc(change.doctype) if change.is_new else frappe.get_doc(change.doctype, change.name)
	doc.update(change.values)
	doc.extend("users", change.rows)
	_set_phones(doc, change)
	doc.save()


def _set_phones(doc: Document, change: PlaceChange) -> None:
	for row in doc.users:
		if row.name in change.phones:
			row.phone = change.phones[row.name]
