"""Writes a plan: all of it, within the caller's transaction, or an error that says where it stopped."""

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
	"""Make users, then counties, then the assignments of provinces.

	Args:
		plan: made in the same transaction.
		welcome: whether new users get Frappe's welcome mail.
		progress: is told how many of how many records are written.

	Raises:
		ListRefusedError: names the row of the list.
	"""
	total = len(plan.users) + len(plan.places)
	for done, user in enumerate(plan.users, start=1):
		with _naming(user.place):
			_make_user(user, welcome)
		progress(done, total)
	# Cities of counties decide what a reviewer reaches, so provinces come last.
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
	"""People assigned to places may have an account. The importing user needs no right to make users, and
	can give no other role by it."""
	user = frappe.new_doc("User")
	user.update({"email": new.email, "first_name": new.full_name, "send_welcome_email": int(welcome)})
	user.append_roles(*sorted(new.roles))
	user.flags.ignore_permissions = True
	_work_out(user)
	with without_throttle():
		user.insert()


def _work_out(user: Document) -> None:
	"""Set what ``User.validate`` works out for a new user.

	The method itself empties the caches of the whole site. What it checks was checked when the list was read."""
	user.flags.ignore_validate = True
	# From 15.9x on Frappe ends the sessions of a user whose type changes, and without a name those of whoever
	# imports the list.
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
