"""An outgoing mail account for a test, by which nothing can go out: nobody listens at its port.

``mail_account.py SITE on`` makes it, ``mail_account.py SITE off`` takes it away with all mails that wait, and
writes those as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import frappe

from tests.site import mails

ADDRESS = "out@kepu.test"


def main() -> None:
	site, wanted = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	waiting = _waiting_mails()
	mails.remove_account()
	frappe.db.delete("Email Queue Recipient")
	frappe.db.delete("Email Queue")
	if wanted == "on":
		mails.make_account(ADDRESS)
	frappe.db.commit()
	frappe.clear_cache()
	print(json.dumps(waiting, ensure_ascii=False))
	frappe.destroy()


def _waiting_mails() -> list[dict[str, Any]]:
	queued = frappe.get_all("Email Queue", ["name", "message", "attachments", "status", "reference_name"])
	for mail in queued:
		mail["recipients"] = frappe.get_all(
			"Email Queue Recipient", {"parent": mail["name"]}, pluck="recipient"
		)
	return queued


if __name__ == "__main__":
	main()
