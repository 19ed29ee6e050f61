"""``bench run-tests --app kepu_app``: runs the app's checks of a site, and says where the other tests are."""

import os
import re
import subprocess
import sys

import frappe


def run_tests(**variables: str) -> subprocess.CompletedProcess[str]:
	arguments = ("--site", os.environ["KEPU_TEST_SITE"], "run-tests", "--app", "kepu_app")
	return subprocess.run(
		[sys.executable, "-m", "frappe.utils.bench_helper", "frappe", *arguments],
		cwd=os.environ["KEPU_TEST_SITES"],
		env={**os.environ, **variables},
		capture_output=True,
		text=True,
		timeout=300,
		check=False,
	)


def test_the_checks_pass_and_leave_nothing_on_the_site() -> None:
	# With CI in the environment Frappe asks for no allow_tests, and ends with 1 if a check fails.
	done = run_tests(CI="1")
	output = done.stdout + done.stderr
	assert done.returncode == 0, output[-4000:]
	assert re.search(r"Ran [1-9]\d* tests? in", output), output[-4000:]
	assert re.search(r"All other tests run by `make test` in /\S+", done.stdout), output[-4000:]
	assert not frappe.get_all("User", {"name": ["like", "kepu-check-%"]})
