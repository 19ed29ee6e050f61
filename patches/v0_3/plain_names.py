"""Names of people hold no HTML: Frappe puts them into pages as it."""

from __future__ import annotations

import frappe

from kepu_app.accounts.users import NAMES, plain_name


def execute() -> None:
	"""Leaves all other names as they are; does nothing the second time. Accounts that are called by a mobile number
	keep their name, which many records hold as text."""
	for user in frappe.get_all("User", fields=["name", *NAMES]):
		plain = {field: plain_name(user[field]) for field in NAMES if user[field]}
		if any(plain[field] != user[field] for field in plain):
			frappe.db.set_value("User", user.name, plain, update_modified=False)
