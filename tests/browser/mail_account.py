"""An outgoing mail account for a test, by which nothing can go out: nobody listens at its port.

``mail_account.py SITE on`` makes it, ``mail_account.py SITE off`` takes it away with all mails that wait, and
writes those as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import frappe

NAME, ADDRESS = "Kepu Test Outgoing", "out@kepu.test"
CLOSED_PORT = "9"


def main() -> None:
	site, wanted = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	frappe.set_user("Administrator")
	mails = _waiting_mails()
	frappe.db.delete("Email Account", {"name": NAME})
	frappe.db.delete("Email Queue Recipient")
	frappe.db.delete("Email Queue")
	if wanted == "on":
		_make_account()
	frappe.db.commit()
	frappe.clear_cache()
	print(json.dumps(mails, ensure_ascii=False))
	frappe.destroy()


def _make_account() -> None:
	"""Written straight into the database: Frappe would try to reach the server."""
	account = frappe.new_doc("Email Account")
	account.update(
		{"name": NAME, "email_account_name": NAME, "email_id": ADDRESS, "smtp_server": "127.0.0.1"}
	)
	account.update({"smtp_port": CLOSED_PORT, "enable_outgoing": 1, "default_outgoing": 1})
	account.update({"no_smtp_authentication": 1, "awaiting_password": 0})
	account.db_insert()


def _waiting_mails() -> list[dict[str, Any]]:
	queued = frappe.get_all("Email Queue", ["name", "message", "attachments", "status", "reference_name"])
	for mail in queued:
		mail["recipients"] = frappe.get_all(
			"Email Queue Recipient", {"parent": mail["name"]}, pluck="recipient"
		)
	return queued


if __name__ == "__main__":
	main()
