"""Users of a measured site, all with one password."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings
from frappe.utils import add_days, now_datetime
from frappe.utils.password import update_password

PASSWORD = frappe.generate_hash(length=24)


def make_user(email: str, *roles: str, **values: Any) -> None:
	"""With all that Frappe does around a user, which takes a second each, and with the password."""
	user = frappe.new_doc("User")
	user.update({"email": email, "first_name": email.split("@")[0], "send_welcome_email": 0, **values})
	user.append_roles(*roles)
	user.insert()
	update_password(email, PASSWORD)


def write_user(email: str, role: str) -> None:
	"""Straight into the database, where there are hundreds. Made a day ago, because Frappe lets nobody make another
	user after sixty in an hour. The Desk opens only for who has settings."""
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
	"""To everybody of a domain; one for all, and so one hash: to make 600 of them would take a minute."""
	people = frappe.get_all("User", {"name": ["like", f"%@{domain}"]}, pluck="name")
	update_password(people[0], PASSWORD)
	auth = frappe.qb.Table("__Auth")
	found = frappe.qb.from_(auth).select(auth.password).where(auth.name == people[0]).run()[0][0]
	insert = frappe.qb.into(auth).columns("doctype", "name", "fieldname", "password", "encrypted")
	for person in people[1:]:
		insert = insert.insert("User", person, "password", found, 0)
	insert.run()
