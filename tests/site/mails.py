"""An outgoing mail account, by which nothing goes out: nobody listens at its port, and nobody empties the queue."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

NAME, CLOSED_PORT = "kepu-test", 9


@contextmanager
def outgoing_account(address: str = "kexie@flow.test") -> Iterator[str]:
	"""Have a default account for a while; gives its address. What was not committed by the end is undone."""
	make_account(address)
	try:
		yield address
	finally:
		frappe.db.rollback()
		remove_account()
		frappe.db.commit()


def make_account(address: str) -> None:
	account = frappe.new_doc("Email Account")
	account.update({"name": NAME, "email_account_name": NAME, "email_id": address})
	account.update({"enable_outgoing": 1, "default_outgoing": 1, "no_smtp_authentication": 1})
	account.update({"smtp_server": "127.0.0.1", "smtp_port": CLOSED_PORT})
	account.db_insert()  # Frappe's own insert would try to reach the server
	frappe.local.outgoing_email_account = {}


def remove_account() -> None:
	frappe.db.delete("Email Account", {"name": NAME})
	frappe.local.outgoing_email_account = {}
