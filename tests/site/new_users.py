"""Users of the test site, made with and without what Frappe does around each."""

from typing import Any

import frappe


def make_user(email: str, *roles: str) -> str:
	"""Return a user, written straight into the database: what Frappe does around one takes a second each."""
	user = frappe.new_doc("User")
	user.update({"name": email, "email": email, "first_name": email.split("@")[0], "full_name": email})
	user.update({"enabled": 1, "user_type": "System User", "language": "zh"})
	user.append_roles(*roles)
	user.db_insert()
	for row in user.roles:
		row.update({"parent": email, "parenttype": "User", "parentfield": "roles"})
		row.db_insert()
	return email


def have_user(email: str) -> None:
	"""Have a user that several files share: whichever comes first makes it, and it goes with all people."""
	if not frappe.db.exists("User", email):
		make_user(email)


def make_whole_user(email: str, *roles: str, **values: Any) -> Any:
	"""Make a user with all that Frappe does around one."""
	user = frappe.new_doc("User")
	user.update({"email": email, "first_name": email, "send_welcome_email": 0, **values})
	user.append_roles(*roles)
	return user.insert()


def share_with_self(user: str) -> None:
	"""Share the user with himself, as Frappe does for each new one; its version 16 asks for it."""
	frappe.get_doc("User", user).share_with_self()
	frappe.db.commit()
