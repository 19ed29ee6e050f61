"""The database or Redis is away for a while: whoever works is told, and no step is taken by half.

A second web server of the site reaches its services over wires that can be cut. To it that is what a stop
is: connections end in the middle of a transaction, new ones are refused, until the service is back. What
MariaDB itself does with its files when it is killed is MariaDB's business and is not tried here.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlparse

import frappe
import pytest
import requests
from frappe.utils.password import update_password

from tests.site import factories
from tests.site.client import Client
from tests.site.conftest import PASSWORD
from tests.site.endpoints import act, acted, error_type, put, read, said
from tests.site.factories import APPROVER, HOME_COUNTIES, TOPICS, World, reporter
from tests.site.wire import Wire, web_server
from tests.waiting import wait_for
from tests.years import year_of

YEAR = year_of(__file__)
PEOPLE = 6
OUTAGES = 3
AWAY = 1
"""Seconds that the database is away."""
LONGEST = 20
"""Seconds after which somebody who waits for an answer gives up."""


class Outside:
	"""The second web server, its wires, and people who work there."""

	def __init__(self, url: str, wires: dict[str, Wire]) -> None:
		self.url = url
		self.wires = wires
		self.clients = {reporter(county): Client(url, reporter(county), PASSWORD) for county in HOME_COUNTIES}
		self.clients[APPROVER] = Client(url, APPROVER, PASSWORD)

	def wait_until_it_works(self) -> None:
		approver = self.clients[APPROVER]
		wait_for(
			lambda: approver.resource("GET", "Reporting Cycle", YEAR).ok,
			told="it does not work again by itself",
		)


@pytest.fixture(scope="module")
def outside(world: World, site: str) -> Iterator[Outside]:
	for user in (APPROVER, *(reporter(county) for county in HOME_COUNTIES)):
		update_password(user, PASSWORD)
	frappe.db.commit()
	ports = {
		"FRAPPE_DB_PORT": int(frappe.conf.db_port),
		"FRAPPE_REDIS_CACHE": urlparse(frappe.conf.redis_cache).port,
		"FRAPPE_REDIS_QUEUE": urlparse(frappe.conf.redis_queue).port,
	}
	wires = {name: Wire(port) for name, port in ports.items()}
	environment = {
		name: str(wire.port) if name.endswith("PORT") else f"redis://127.0.0.1:{wire.port}"
		for name, wire in wires.items()
	}
	with web_server(site, Path(os.environ["KEPU_TEST_SITES"]), **environment) as url:
		yield Outside(url, wires)
	for wire in wires.values():
		wire.cut()


class Worker(threading.Thread):
	"""Somebody who proposes a case and withdraws it, over and over, and remembers what came of it."""

	def __init__(self, client: Client, case: str, end: threading.Event) -> None:
		super().__init__(daemon=True)
		self.client, self.case, self.end = client, case, end
		self.done: list[str] = []
		self.failed: list[str] = []
		self.seconds = 0.0

	def run(self) -> None:
		while not self.end.is_set():
			for action in ("Propose", "Withdraw"):
				started = time.monotonic()
				self._try(action)
				self.seconds = max(self.seconds, time.monotonic() - started)

	def _try(self, action: str) -> None:
		try:
			response = act(self.client, ("Typical Case", self.case), action)
		except requests.RequestException as error:
			self.failed.append(type(error).__name__)
			return
		if response.ok:
			self.done.append(action)
		else:
			self.failed.append(error_type(response))
			time.sleep(0.05)


def wait_until_each_has_worked(workers: list[Worker]) -> None:
	before = {worker: len(worker.done) for worker in workers}
	wait_for(
		lambda: all(len(worker.done) > number for worker, number in before.items()),
		told="nothing was done while the database was there",
	)


def test_the_database_goes_away_under_load(world: World, outside: Outside) -> None:
	cases = [factories.make_case(YEAR, county, TOPICS[0]).name for county in HOME_COUNTIES[:PEOPLE]]
	frappe.db.commit()
	end = threading.Event()
	workers = [
		Worker(outside.clients[reporter(county)], case, end)
		for county, case in zip(HOME_COUNTIES, cases, strict=False)
	]
	for worker in workers:
		worker.start()
	wire = outside.wires["FRAPPE_DB_PORT"]
	for _number in range(OUTAGES):
		wait_until_each_has_worked(workers)
		wire.cut()
		time.sleep(AWAY)
		wire.mend()
	outside.wait_until_it_works()
	wait_until_each_has_worked(workers)
	end.set()
	for worker in workers:
		worker.join(60)
		assert not worker.is_alive()
	frappe.db.rollback()
	for worker in workers:
		check_history(worker)
		assert worker.seconds < LONGEST
	assert sum(len(worker.failed) for worker in workers)
	errors = Counter(name for worker in workers for name in worker.failed)
	assert set(errors) <= EXPECTED, errors


EXPECTED = {
	"500",  # so early that Frappe has no words for it yet
	"OperationalError",  # the database does not answer, or has stopped to
	"InterfaceError",
	"ConnectionError",
	"WorkflowTransitionError",  # the step before has failed, so this one is not possible
	"ChangedMeanwhileError",  # the step before was done though its answer was lost
}
"""What somebody may be told meanwhile."""


def check_history(worker: Worker) -> None:
	"""State and history of a case agree, and hold every step that was confirmed, in order."""
	doc = frappe.get_doc("Typical Case", worker.case)
	history = factories.entries(doc)
	for earlier, later in pairwise(history):
		assert (later.from_state, later.action != earlier.action) == (earlier.to_state, True)
	assert doc.workflow_state == (history[-1].to_state if history else "Draft")
	actions = [entry.action for entry in history]
	assert len(worker.done) <= len(actions) <= len(worker.done) + len(worker.failed)
	assert is_part(worker.done, actions)


def is_part(some: list[str], all_of_them: list[str]) -> bool:
	"""Whether a list is left when others are taken out of another one."""
	rest = iter(all_of_them)
	return all(each in rest for each in some)


def test_whoever_asks_while_the_database_is_away_is_told(world: World, outside: Outside) -> None:
	client, wire = outside.clients[APPROVER], outside.wires["FRAPPE_DB_PORT"]
	wire.cut()
	try:
		started = time.monotonic()
		response = client.resource("GET", "Annual Summary", world.summary())
		assert response.status_code >= 500
		assert time.monotonic() - started < LONGEST
		assert world.summary() not in response.text.replace(response.url, "")
	finally:
		wire.mend()
	outside.wait_until_it_works()
	assert read(client, "Annual Summary", world.summary())["county"]


@pytest.fixture
def without_redis(outside: Outside) -> Iterator[Outside]:
	wires = [outside.wires[name] for name in ("FRAPPE_REDIS_CACHE", "FRAPPE_REDIS_QUEUE")]
	for wire in wires:
		wire.cut()
	yield outside
	for wire in wires:
		wire.mend()
	outside.wait_until_it_works()


def test_a_step_without_redis_is_taken_whole_or_not_at_all(world: World, without_redis: Outside) -> None:
	doc = factories.make_case(YEAR, HOME_COUNTIES[0], TOPICS[1])
	frappe.db.commit()
	response = act(without_redis.clients[reporter(doc.county)], (doc.doctype, doc.name), "Propose")
	frappe.db.rollback()
	state = frappe.db.get_value(doc.doctype, doc.name, "workflow_state")
	history = [entry.to_state for entry in factories.entries(doc)]
	taken = "Pending City Review"
	assert (state, history) == ((taken, [taken]) if response.ok else ("Draft", []))
	assert response.ok or response.status_code >= 500


def test_what_needs_the_queue_is_refused_clearly(
	world: World, outside: Outside, request: pytest.FixtureRequest
) -> None:
	"""Finalising builds the package in the background; without the queue nothing of it happens."""
	named = complete_submission(world, outside.clients[APPROVER])
	wire = outside.wires["FRAPPE_REDIS_QUEUE"]
	wire.cut()
	try:
		response = act(outside.clients[APPROVER], named, "Finalise")
	finally:
		wire.mend()
	assert error_type(response) == "QueueUnreachableError", said(response)
	assert response.status_code == 503
	frappe.db.rollback()
	assert frappe.db.get_value(*named, "workflow_state") == "Collecting"
	assert not factories.entries(frappe._dict(doctype=named[0], name=named[1]))
	acted(outside.clients[APPROVER], named, "Finalise")


def complete_submission(world: World, client: Client) -> tuple[str, str]:
	"""Return a submission that may be finalised: every county is missing, with a reason."""
	named = ("Provincial Submission", world.submission())
	missing = [{"county": county, "reason": "区划调整。"} for county in HOME_COUNTIES]
	put(client, *named, missing=missing, dated=frappe.utils.nowdate(), contact_name="王 芳")
	return named


def test_the_wire_is_a_wire(outside: Outside) -> None:
	"""Without this the tests above could not fail: the second web server has no other way."""
	for name, wire in outside.wires.items():
		assert str(wire.port) not in {
			str(frappe.conf.db_port),
			frappe.conf.redis_cache,
			frappe.conf.redis_queue,
		}, name
