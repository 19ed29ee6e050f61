"""Names of accounts tell no mobile number, and names of people hold no HTML.

Whoever signs in with a number goes on doing so; the account itself gets another name.
"""

from __future__ import annotations

import re

import frappe

from kepu_app.accounts.users import NAMES, NO_MAIL, address_without_mail, plain_name

_NUMBER = re.compile(rf"\d{{11}}@{re.escape(NO_MAIL)}")


def execute() -> None:
	"""Does nothing the second time."""
	for user in frappe.get_all("User", fields=["name", *NAMES]):
		plain = {field: plain_name(user[field]) for field in NAMES if user[field]}
		if any(plain[field] != user[field] for field in plain):
			frappe.db.set_value("User", user.name, plain, update_modified=False)
	for name in frappe.get_all("User", {"name": ["like", f"%@{NO_MAIL}"]}, pluck="name"):
		if _NUMBER.fullmatch(name):
			frappe.rename_doc("User", name, address_without_mail(), force=True, show_alert=False)
