"""Users of a measured site, all with one password."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings
from frappe.utils import add_days, now_datetime
from frappe.utils.password import update_password

PASSWORD = frappe.generate_hash(length=24)


def make_user(email: str, *roles: str, **values: Any) -> None:
	"""Make a user with the password and with all that Frappe does around one, which takes a second each."""
	user = frappe.new_doc("User")
	user.update({"email": email, "first_name": email.split("@")[0], "send_welcome_email": 0, **values})
	user.append_roles(*roles)
	user.insert()
	update_password(email, PASSWORD)


def write_user(email: str, role: str) -> None:
	"""Write a user straight into the database, for sites with hundreds.

	Made a day ago, because Frappe lets nobody make another user after sixty in an hour. The Desk opens only for users
	with settings.
	"""
	user = frappe.new_doc("User")
	user.update({"name": email, "email": email, "first_name": email.split("@")[0], "full_name": email})
	user.update({"enabled": 1, "user_type": "System User", "language": "zh"})
	user.creation = add_days(now_datetime(), -1)
	user.append_roles(role)
	user.db_insert()
	for row in user.roles:
		row.update({"parent": email, "parenttype": "User", "parentfield": "roles"})
		row.db_insert()
	create_notification_settings(email)


def give_passwords(domain: str) -> None:
	"""Give everybody of a domain the password by one hash: to make 600 of them would take a minute."""
	people = frappe.get_all("User", {"name": ["like", f"%@{domain}"]}, pluck="name")
	update_password(people[0], PASSWORD)
	auth = frappe.qb.Table("__Auth")
	found = frappe.qb.from_(auth).select(auth.password).where(auth.name == people[0]).run()[0][0]
	insert = frappe.qb.into(auth).columns("doctype", "name", "fieldname", "password", "encrypted")
	for person in people[1:]:
		insert = insert.insert("User", person, "password", found, 0)
	insert.run()
