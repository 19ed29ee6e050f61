"""Run in a process of its own by ``test_cycle_interrupted``: does an action, or dies at a given point of it.

``python cycle_jobs.py SITE CYCLE ACTION [documents|commits NUMBER]``: with the last two the process kills
itself when it has made or committed that many. After SIGKILL nothing can be cleaned up.
"""

import sys

import frappe
from dying import dying_after

# Nothing that the app offers dies at a given point, so this process, and no other, is patched.
from kepu_app.cycles import jobs, opening  # nosemgrep: frappe-monkey-patching-not-allowed
from kepu_app.cycles.run import Run  # nosemgrep: frappe-monkey-patching-not-allowed


def main(site: str, cycle: str, action: str, what: str = "", number: str = "0") -> None:
	frappe.init(site)
	frappe.connect()
	if what == "documents":
		opening._make = dying_after(opening._make, int(number))
	elif what == "commits":
		Run.commit = dying_after(Run.commit, int(number))
	jobs.execute(cycle, action, "Administrator", "zh")
	frappe.db.commit()


if __name__ == "__main__":
	main(*sys.argv[1:])
