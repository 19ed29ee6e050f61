"""What the app adds to each background job of a site: each is a process of its own, which loads everything anew."""

import subprocess
import sys

import frappe

PROGRAM = """
import sys
import frappe
import frappe.utils.background_jobs

frappe.init(sys.argv[1])
frappe.connect()
before = set(sys.modules)
for hook in frappe.get_hooks("before_job"):
	if hook.startswith("kepu_app."):
		frappe.call(hook, method="frappe.x", kwargs={}, transaction_type="job")
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""


def test_a_job_that_needs_nothing_of_the_app_loads_no_engine_of_it(site: str) -> None:
	ran = subprocess.run(
		[sys.executable, "-W", "ignore", "-c", PROGRAM, site],
		capture_output=True,
		text=True,
		check=True,
		cwd=frappe.local.sites_path,
	)
	loaded = set(ran.stdout.splitlines()[-1].split())
	assert "kepu_app" in loaded
	assert not loaded & {
		"openpyxl",
		"pypdf",
		"phonenumbers",
		"weasyprint",
		"docx",
		"cssutils",
		"fontTools",
		"apprise",
	}
