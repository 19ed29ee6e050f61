"""Run in a process of its own by ``test_county_import``: imports a list and dies in the middle of it.

``python county_import_job.py SITE USER TOKEN NUMBER``: the process kills itself when it has written that
many records.
"""

import os
import signal
import sys

import frappe

# Nothing that the app offers dies at a given point, so this process, and no other, is patched.
from kepu_app.county_list import jobs  # nosemgrep: frappe-monkey-patching-not-allowed


def main(site: str, user: str, token: str, number: str) -> None:
	frappe.init(site)
	frappe.connect()
	frappe.set_user(user)

	def die(done: int, total: int) -> None:
		if done == int(number):
			os.kill(os.getpid(), signal.SIGKILL)

	jobs._tell_progress = die
	jobs.execute(token, False, "zh")


if __name__ == "__main__":
	main(*sys.argv[1:])
