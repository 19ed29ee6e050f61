"""A site of its own: the app is installed, migrated twice, uninstalled and installed again. Nothing is lost and
nothing stays; then the demo is made on it."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.model.meta import Meta

from kepu_app.access.policies import POLICIES
from kepu_app.demo import site as demo
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES

SITE = "install.localhost"
PASSWORD = "kepu-2025-Changjiang!"
DEMO: dict[str, Any] = {
	"over: cycle": "Locked",
	"over: Annual Summary": {"Accepted": 18, "Draft": 1},
	"over: Typical Case": {"Accepted": 11},
	"over: Speaker Nominee": {"Appointed": 1, "Not Appointed": 8},
	"over: Provincial Submission": {"Accepted": 4, "Collecting": 28},
	"over: rounds": {"340000": "Closed"},
	"under way: cycle": "Open",
	"under way: Annual Summary": {
		"Accepted": 12,
		"Approved": 8,
		"Draft": 7,
		"Pending City Review": 1,
		"Pending Provincial Review": 2,
		"Returned": 1,
	},
	"under way: Typical Case": {
		"Accepted": 5,
		"Draft": 1,
		"Not Selected": 1,
		"Pending City Review": 1,
		"Proposed": 1,
		"Returned": 1,
		"Selected": 7,
	},
	"under way: Speaker Nominee": {
		"Appointed": 1,
		"Awaiting Appointment": 1,
		"Draft": 1,
		"Nominated": 6,
		"Not Appointed": 1,
		"Not Nominated": 1,
		"Proposed": 1,
		"Recommended": 1,
		"Returned": 1,
	},
	"under way: Provincial Submission": {
		"Accepted": 1,
		"Awaiting Seal": 1,
		"Collecting": 28,
		"Returned by CAST": 1,
		"Sent": 1,
	},
	"under way: rounds": {"410000": "Open"},
}
"""Documents by state: of the year before, and of the one that is under way, in which there is one in each."""
REPORTER = "reporter@install.example"
# What Frappe keeps of the past on purpose; none of it is read when a DocType comes back.
HISTORY = {
	"Access Log",
	"Activity Log",
	"Comment",
	"Deleted Document",
	"Error Log",
	"Route History",
	"View Log",
}


def bench(*arguments: str) -> None:
	"""Do what `bench --site install.localhost …` does; a failure shows its output."""
	command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", SITE, *arguments]
	done = subprocess.run(
		command, cwd=os.environ["KEPU_TEST_SITES"], capture_output=True, text=True, timeout=600, check=False
	)
	output = done.stdout + done.stderr
	assert done.returncode == 0, f"bench {' '.join(arguments)}:\n{output[-4000:]}"
	assert "Traceback" not in output, f"bench {' '.join(arguments)}:\n{output[-4000:]}"


def at_install_site(function: Callable[..., Any], *arguments: Any) -> Any:
	"""Call a function as Administrator of the install site, save, and come back to the test site."""
	test_site = frappe.local.site
	_connect(SITE)
	try:
		result = function(*arguments)
		frappe.db.commit()
	finally:
		_connect(test_site)
	return result


def _connect(site: str) -> None:
	frappe.destroy()
	frappe.init(site)
	frappe.connect()


@pytest.fixture(scope="module")
def _install_site(_site_connection: None) -> Iterator[None]:
	bench("new-site", SITE, "--force")
	yield
	# Frappe's own place for it, beside the sites, may belong to another user than the services'.
	archived = Path(os.environ["KEPU_TEST_SITES"], ".archived")
	bench("drop-site", SITE, "--no-backup", "--force", "--archived-sites-path", str(archived))
	shutil.rmtree(archived)


@pytest.mark.usefixtures("_install_site")
def test_install_migrate_twice_uninstall_install_again() -> None:
	at_install_site(make_person)
	bench("install-app", "kepu_app")
	at_install_site(give_role)
	doctypes = at_install_site(own_doctypes)
	installed = at_install_site(records, doctypes)

	bench("migrate")
	bench("migrate")
	assert at_install_site(records, doctypes) == installed

	bench("uninstall-app", "kepu_app", "--yes", "--no-backup")
	assert at_install_site(leftovers, doctypes) == []
	assert at_install_site(person) == (1, ["Newsletter Manager"], ["留下来的事"])

	bench("install-app", "kepu_app")
	assert at_install_site(records, doctypes) == installed
	assert at_install_site(person) == (1, ["Newsletter Manager"], ["留下来的事"])


@pytest.mark.usefixtures("_install_site")
def test_the_demo_is_made_once_and_each_role_has_what_it_is_told_to_look_at() -> None:
	if not at_install_site(is_installed):
		bench("install-app", "kepu_app")
	make_demo()
	assert at_install_site(states_of_demo) == DEMO
	for login in at_install_site(demo.logins):
		assert login["look_at"]
		assert login["role"] in at_install_site(frappe.get_roles, login["user"]), login
	assert at_install_site(frappe.db.count, "Email Queue") == 0

	made = at_install_site(versions)
	make_demo()
	assert at_install_site(versions) == made


def make_demo() -> None:
	"""As ``make site`` does."""
	bench("execute", "kepu_app.demo.site.create", "--kwargs", repr({"password": PASSWORD}))


def is_installed() -> bool:
	return "kepu_app" in frappe.get_installed_apps()


def states_of_demo() -> dict[str, dict[str, int] | str]:
	"""How many documents of the demo stand where: of the year before, and of the one under way."""
	found: dict[str, dict[str, int] | str] = {}
	cycles = frappe.get_all("Reporting Cycle", ["name", "status"], order_by="year")
	for when, (year, status) in zip(
		("over", "under way"), ((each.name, each.status) for each in cycles[-2:]), strict=True
	):
		found[f"{when}: cycle"] = status
		for doctype in WORKFLOW_DOCTYPES:
			states = frappe.get_all(doctype, {"cycle": year}, pluck="workflow_state")
			found[f"{when}: {doctype}"] = dict(sorted(Counter(states).items()))
		rounds = frappe.get_all("Assessment Round", {"cycle": year}, ["province", "status"])
		found[f"{when}: rounds"] = {each.province: each.status for each in rounds}
	return found


def versions() -> dict[str, list[tuple[str, str]]]:
	"""Return what is there and when it was changed, by DocType."""
	kinds = (*POLICIES, "User", "Review Entry", "File")
	return {
		each: frappe.get_all(each, fields=["name", "modified"], order_by="name", as_list=True)
		for each in kinds
	}


def make_person() -> None:
	"""Make a user with work that has nothing to do with this app."""
	user = frappe.get_doc(doctype="User", email=REPORTER, first_name="刘", send_welcome_email=0).insert()
	user.add_roles("Newsletter Manager")
	frappe.get_doc(doctype="ToDo", description="留下来的事", allocated_to=REPORTER).insert()


def give_role() -> None:
	"""Give the user a role of the app and a place in it."""
	frappe.get_doc("User", REPORTER).add_roles("Kepu County Reporter")
	county = frappe.get_doc(
		doctype="County", code="340826", county_name="宿松县", city="安庆市", province="340000"
	)
	county.append("users", {"user": REPORTER})
	county.insert()


def person() -> tuple[int, list[str], list[str]]:
	"""Return whether the user may sign in, the roles and the things to do."""
	roles = frappe.get_all("Has Role", {"parent": REPORTER, "parenttype": "User"}, pluck="role")
	todos = frappe.get_all("ToDo", {"allocated_to": REPORTER}, pluck="description")
	return frappe.db.get_value("User", REPORTER, "enabled"), roles, todos


def own_doctypes() -> list[str]:
	"""Return the names of the app's DocTypes."""
	return frappe.get_all("DocType", {"module": "Kepu"}, pluck="name", order_by="name")


def records(doctypes: list[str]) -> dict[str, list[str] | int]:
	"""Return what the app makes on its own: names of records, and of rows, whose names are random, the number."""
	others = ["Workflow", "Workflow State", "Workflow Action Master", "Role", "Custom Field", "Print Format"]
	by_test = {"County", "County User"}
	metas = [frappe.get_meta(name) for name in (*doctypes, *others) if name not in by_test]
	return {meta.name: _names_or_number(meta) for meta in metas if not meta.issingle}


def _names_or_number(meta: Meta) -> list[str] | int:
	return (
		frappe.db.count(meta.name)
		if meta.istable
		else frappe.get_all(meta.name, pluck="name", order_by="name")
	)


def leftovers(doctypes: list[str]) -> list[str]:
	"""Return what still speaks of the app: tables, modules, and records that point to its DocTypes."""
	tables = [f"table tab{name}" for name in doctypes if frappe.db.table_exists(name, cached=False)]
	modules = [
		f"module {name}" for name in frappe.get_all("Module Def", {"app_name": "kepu_app"}, pluck="name")
	]
	return tables + modules + [place for place in _places_of("DocType") if _points_to(place, doctypes)]


def _places_of(target: str) -> list[tuple[str, str]]:
	fields = frappe.get_all("DocField", {"fieldtype": "Link", "options": target}, ["parent", "fieldname"])
	singles = set(frappe.get_all("DocType", {"issingle": 1}, pluck="name"))
	return [(row.parent, row.fieldname) for row in fields if row.parent not in HISTORY | singles]


def _points_to(place: tuple[str, str], names: list[str]) -> bool:
	doctype, field = place
	return bool(frappe.db.table_exists(doctype) and frappe.db.count(doctype, {field: ["in", names]}))
