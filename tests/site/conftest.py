"""Connects the tests to a site that runs. `make test-site` sets the environment that is read here."""

import gc
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("frappe", reason="site tests run with a bench's Python: make test-site")

import frappe
from frappe.utils.password import update_password

from tests.site import factories, six_counties
from tests.site.client import Client
from tests.site.compat import drop_waiting_jobs, unfinished_jobs
from tests.site.factories import APPROVER, REPORTER, World
from tests.site.mails import outgoing_account
from tests.years import year_of

PASSWORD = "kepu-2025-Changjiang!"


@pytest.fixture(scope="session")
def site() -> str:
	"""Name of the test site."""
	return os.environ["KEPU_TEST_SITE"]


@pytest.fixture(scope="session")
def url() -> str:
	"""Address of the test site's web server, without a slash at the end."""
	return os.environ["KEPU_TEST_URL"]


@pytest.fixture(scope="session", autouse=True)
def _site_connection(site: str) -> Iterator[None]:
	os.chdir(os.environ["KEPU_TEST_SITES"])  # Frappe finds its logs and locks from here
	frappe.init(site)
	frappe.connect()
	yield
	frappe.destroy()


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
	"""Frappe 16 opens a log file as soon as its printing is imported, seen from the folder of sites."""
	os.chdir(os.environ["KEPU_TEST_SITES"])


def pytest_collection_finish() -> None:
	"""Keep the collected tests and Frappe's modules from the garbage collector, as they stay to the end."""
	gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
	"""Tidy up from the right folder: after an interruption pytest goes back to where it was started first."""
	os.chdir(os.environ["KEPU_TEST_SITES"])


@pytest.fixture(autouse=True)
def _fresh_transaction(_site_connection: None) -> Iterator[None]:
	"""Give each test a transaction of its own as Administrator, and undo what it did not commit."""
	factories.start_anew()
	yield
	factories.start_anew()


@pytest.fixture(scope="module", autouse=True)
def _jobs_end_with_their_file(_site_connection: None) -> Iterator[None]:
	"""Yield the worker is free for each file's own jobs."""
	yield
	drop_waiting_jobs()


@pytest.fixture(scope="session")
def places(_site_connection: None) -> Iterator[None]:
	"""Two provinces with counties and a user of each role: the constants of `factories`."""
	factories.make_places_and_people()
	yield
	factories.start_anew()
	factories.remove_places_and_people()


@pytest.fixture(scope="module")
def year(request: pytest.FixtureRequest) -> str:
	"""Provide the year of the module, ``year_of(__file__)``."""
	return year_of(request.path)


@pytest.fixture(scope="module")
def world(places: None, year: str) -> Iterator[World]:
	"""Yield the module's own cycle, opened for the places. A module that needs more in it adds to this
	fixture."""
	yield factories.begin(year)
	factories.end(year)


@pytest.fixture
def fresh(world: World) -> Iterator[World]:
	"""Yield the cycle as it was opened, and so again for whoever comes next."""
	yield world
	factories.renew_documents(world)


@pytest.fixture(scope="module")
def made_once(world: World) -> Callable[[Callable[[], object]], None]:
	"""Make what takes long in the cycle as it was opened; again only where a test has since changed what it
	held."""
	content: dict[str, Any] = {}

	def made_once(make: Callable[[], object]) -> None:
		frappe.clear_document_cache(
			"Reporting Cycle", world.year
		)  # may hold what a test has set and then undone
		if content != factories.content_of(world):
			factories.renew_documents(world)
			make()
			frappe.db.commit()
			content.clear()
			content.update(factories.content_of(world))

	return made_once


@pytest.fixture(scope="module")
def sign_in(url: str) -> Callable[[str], Client]:
	"""Sign a user in by HTTP, each once in a module. Commits first: the web server sees only what is committed.

	Anew where the session is no more what it was: after the Desk was opened in it, and where Frappe has ended it.
	Later releases end it when a user becomes a System User by his first role, or no longer is one.
	"""
	clients: dict[str, Client] = {}

	def sign_in(user: str) -> Client:
		frappe.db.commit()
		if user not in clients or clients[user].has_opened_desk or not clients[user].has_session():
			update_password(user, PASSWORD)
			frappe.db.commit()
			clients[user] = Client(url, user, PASSWORD)
		return clients[user]

	return sign_in


@pytest.fixture(scope="module")
def clients(
	request: pytest.FixtureRequest, world: World, sign_in: Callable[[str], Client]
) -> dict[str, Client]:
	"""Sign in the module's ``USERS``."""
	return {user: sign_in(user) for user in request.module.USERS}


@pytest.fixture(scope="module")
def client(world: World, sign_in: Callable[[str], Client]) -> Client:
	"""Provide the session of a county's reporter."""
	return sign_in(REPORTER)


@pytest.fixture(scope="module")
def approver(world: World, sign_in: Callable[[str], Client]) -> Client:
	"""Provide the session of the provincial approver."""
	return sign_in(APPROVER)


@pytest.fixture(scope="module")
def counties_of_cycles(request: pytest.FixtureRequest, _site_connection: None) -> Iterator[None]:
	"""Make six counties with people of their own; the module's ``YEARS`` are the cycles that may be made meanwhile."""
	with six_counties.people_and_counties(*request.module.YEARS):
		yield


@pytest.fixture
def cycle(request: pytest.FixtureRequest, counties_of_cycles: None) -> Iterator[str]:
	"""Make a cycle of the first of the module's ``YEARS``, which has not been opened."""
	yield factories.make_cycle(request.module.YEARS[0])
	six_counties.remove_cycles(*request.module.YEARS)


@pytest.fixture
def steps_by_mail() -> Iterator[None]:
	"""Those who are told of a step are told by mail, too; nothing goes out."""
	frappe.db.set_single_value("Kepu Settings", "notify_by_mail", 1)
	with outgoing_account():
		yield
	frappe.db.set_single_value("Kepu Settings", "notify_by_mail", 0)
	frappe.db.commit()


@pytest.fixture(scope="session")
def finish_jobs(site: str) -> Callable[..., None]:
	"""Commit, and wait until the worker has done every background job of the site."""

	def finish_jobs(seconds: float = 120) -> None:
		frappe.db.commit()
		deadline = time.monotonic() + seconds
		while jobs := unfinished_jobs(site):
			assert time.monotonic() < deadline, f"not done after {seconds} s: {[job.id for job in jobs]}"
			time.sleep(0.1)
		frappe.db.rollback()  # the next read shall see what the jobs wrote

	return finish_jobs
