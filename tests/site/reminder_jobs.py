"""Run in a process of its own by ``test_reminders_once``: the daily job, which dies while it writes to somebody.

``python reminder_jobs.py SITE MOMENT NUMBER``: it runs at that moment of the clock (ISO, UTC). The process kills
itself when it has written to that many people and committed all but the last of them. After SIGKILL nothing can be
cleaned up.
"""

import sys
from datetime import datetime

import frappe
import time_machine
from dying import dying_after

# Nothing that the app offers dies at a given point, so this process, and no other, is patched.
from kepu_app.reminders import daily  # nosemgrep: frappe-monkey-patching-not-allowed


def main(site: str, moment: str, number: str) -> None:
	frappe.init(site)
	frappe.connect()
	daily.remind = dying_after(daily.remind, int(number))
	with time_machine.travel(datetime.fromisoformat(moment)):
		daily.send_due_reminders()


if __name__ == "__main__":
	main(*sys.argv[1:])
