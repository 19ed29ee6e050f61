"""Frappe's jobs about a user ask nobody outside of the site about the people of this app."""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import frappe
import pytest
import requests
from frappe.utils.background_jobs import execute_job

from kepu_app.overrides.user import CONTACT_JOB, PICTURE_JOB
from tests.site.factories import OFFICER, REPORTER, STRANGER

Run = Callable[..., None]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
	"""Provide the addresses that are asked for; there is no way out."""
	addresses: list[str] = []

	def no_way_out(address: str, **_options: Any) -> NoReturn:
		addresses.append(address)
		raise requests.ConnectionError

	monkeypatch.setattr(requests, "get", no_way_out)
	return addresses


@pytest.fixture
def run(site: str, places: None) -> Iterator[Run]:
	"""Do a job as the worker does, in this process."""

	def run(method: str, **arguments: Any) -> None:
		execute_job(site, method, "all", method, arguments, is_async=False)
		frappe.flags.in_import = False

	yield run
	frappe.flags.in_import = False
	users = (OFFICER, REPORTER, STRANGER)
	contacts = frappe.get_all("Contact", {"user": ["in", users]}, pluck="name")
	frappe.db.delete("Contact Email", {"parent": ["in", contacts]})
	frappe.db.delete("Contact", {"name": ["in", contacts]})
	frappe.db.commit()


@pytest.mark.parametrize("user", [REPORTER, OFFICER])
def test_nobody_is_asked_about_people_of_this_app(user: str, run: Run, asked: list[str]) -> None:
	run(PICTURE_JOB, name=user)
	run(CONTACT_JOB, user=frappe.get_doc("User", user))
	assert frappe.db.exists("Contact", {"user": user})
	assert asked == []


def test_others_are_left_to_frappe(run: Run, asked: list[str]) -> None:
	run(PICTURE_JOB, name=STRANGER)
	run(CONTACT_JOB, user=frappe.get_doc("User", STRANGER))
	assert len(asked) == 2
	assert all("gravatar.com" in each for each in asked)
