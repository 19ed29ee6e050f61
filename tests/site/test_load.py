"""The benchmark of the last evening still runs: a few people for a few seconds, and every hand-in is counted."""

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings
from frappe.utils import nowdate
from frappe.utils.password import update_password

from tests.site.conftest import PASSWORD
from tests.site.factories import (
	APPROVER,
	COUNTIES,
	HOME,
	OFFICER,
	World,
	reporter,
)
from tests.years import year_of

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
YEAR = year_of(__file__)
REPORTERS, SECONDS = 2, 60
"""At most; a run ends when everything was done once."""
DONE = ("open the Desk", "list", "open", "save", "Submit for Review", "report")


@pytest.fixture(scope="module")
def running() -> Any:
	"""Provide the benchmark's own module; Locust is fetched once for a bench."""
	sys.path.insert(0, str(BENCHMARKS))
	try:
		from load import running
	finally:
		sys.path.remove(str(BENCHMARKS))
	return running


@pytest.fixture(scope="module")
def locust(running: Any) -> Path:
	sites = Path(os.environ["KEPU_TEST_SITES"]).resolve()
	try:
		return running.installed_locust(sites.parent / "logs/locust")
	except running.subprocess.CalledProcessError:
		pytest.skip("Locust cannot be fetched from the package registry")


def cast(world: World) -> dict[str, Any]:
	reporters = [
		{"user": reporter(county), "summary": world.summary(county), "on_behalf_of": "县科协"}
		for county in list(COUNTIES)[:REPORTERS]
	]
	approvers = [{"user": APPROVER, "province": HOME}]
	return {
		"password": PASSWORD,
		"year": YEAR,
		"today": nowdate(),
		"until": DONE,
		"pace": (0.2, 0.5),
		"reports": ["County Filing Status", "Review Turnaround"],
		"reporters": reporters,
		"approvers": approvers,
		"officers": [{"user": OFFICER}],
		"builders": [],
		"at_work": {"officers": 1, "builders": 0},
	}


def test_everybody_works_and_what_was_confirmed_is_there(
	world: World, url: str, running: Any, locust: Path
) -> None:
	people = cast(world)
	for person in (each for kind in running.PARTS.values() for each in people[kind]):
		update_password(person["user"], PASSWORD)
		create_notification_settings(person["user"])  # without them the Desk does not open
	frappe.db.commit()
	found = running.run(locust, url, people, REPORTERS + 2, SECONDS, spawning=1)
	frappe.db.rollback()  # the next read shall see what they wrote
	kinds = {each["name"]: each["num_requests"] for each in found["requests"]}
	assert not found["told"]["errors"]
	assert set(DONE) <= set(kinds), kinds
	filters = {"cycle": YEAR, "action": "Submit for Review"}
	stored = Counter(frappe.get_all("Review Entry", filters, pluck="reference_name"))
	assert stored == Counter(found["told"]["handed_in"])
	assert stored
