"""Run in a process of its own by ``test_bulk``: starts a bulk action and does its job itself, but dies at it.

``python bulk_jobs.py SITE USER NUMBER JSON``: with the arguments of ``bulk.start`` as JSON. The process writes
the key of the run and kills itself, as nothing can be cleaned up after SIGKILL, after that many documents.
"""

import json
import sys
from typing import Any

import frappe
from dying import dying_after

# Nothing that the app offers dies at a given point, so this process, and no other, is patched.
from kepu_app.review import bulk  # nosemgrep: frappe-monkey-patching-not-allowed
from kepu_app.utils import runs  # nosemgrep: frappe-monkey-patching-not-allowed


def main(site: str, user: str, number: str, arguments: str) -> None:
	frappe.init(site)
	frappe.connect()
	frappe.set_user(user)
	frappe.local.lang = "zh"
	runs.start_alone = do_here
	bulk._keep = dying_after(bulk._keep, int(number))
	bulk.start(**json.loads(arguments))


def do_here(name: str, method: str, timeout: int, **arguments: Any) -> None:
	print(json.dumps(arguments), flush=True)
	frappe.get_attr(method)(**arguments)


if __name__ == "__main__":
	main(*sys.argv[1:])
