"""Counties hand in while something breaks: two web nodes behind nginx, and a node is killed, Redis or the database
is away for a while. No hand-in that was confirmed is lost, none is there twice, and everybody is told."""

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import frappe
import pytest
import requests
from frappe.utils.password import update_password

from tests.site import factories
from tests.site.client import Client
from tests.site.conftest import PASSWORD
from tests.site.doors import APPLY, error_type
from tests.site.factories import COUNTIES, World, reporter
from tests.site.test_failures import is_part
from tests.site.wire import Wire

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
YEAR = "2095"
SUMMARY = "Annual Summary"
SERVICES = {
	"database": ("FRAPPE_DB_PORT",),
	"redis": ("FRAPPE_REDIS_CACHE", "FRAPPE_REDIS_QUEUE"),
}
AWAY, AROUND = 2.0, 2.0
"""Seconds that something is away, and that people work before and after."""
LONGEST = 20
"""Seconds after which somebody who waits for an answer gives up."""
TOLD = {
	"500",  # so early that Frappe has no words for it yet
	"502",  # nginx: the node that had the request is gone
	"503",
	"504",
	"OperationalError",
	"InterfaceError",
	"ConnectionError",
	"TimestampMismatchError",  # the step before was taken, and its answer was lost
	"WorkflowTransitionError",
	"AuthenticationError",
	"QueueUnreachableError",
}
"""What somebody may be told meanwhile."""


@dataclass
class Nation:
	"""The front of two web nodes, their processes, and the wires to their services."""

	url: str
	nodes: list[Any]
	wires: dict[str, Wire]
	kill: Callable[[Any], None]

	def cut(self, service: str) -> None:
		for name in SERVICES[service]:
			self.wires[name].cut()
		time.sleep(AWAY)
		for name in SERVICES[service]:
			self.wires[name].mend()


@pytest.fixture(scope="module")
def world(places: None) -> Iterator[World]:
	yield factories.begin(YEAR)
	factories.end(YEAR)


@pytest.fixture(scope="module")
def servers() -> Any:
	os.environ["KEPU_BENCH"] = str(Path(os.environ["KEPU_TEST_SITES"]).resolve().parent)
	sys.path.insert(0, str(BENCHMARKS))
	try:
		from load import servers
	finally:
		sys.path.remove(str(BENCHMARKS))
	return servers


@pytest.fixture
def nation(world: World, site: str, servers: Any) -> Iterator[Nation]:
	for county in COUNTIES:
		update_password(reporter(county), PASSWORD)
	frappe.db.commit()
	wires = {
		"FRAPPE_DB_PORT": Wire(int(frappe.conf.db_port)),
		"FRAPPE_REDIS_CACHE": Wire(urlparse(frappe.conf.redis_cache).port),
		"FRAPPE_REDIS_QUEUE": Wire(urlparse(frappe.conf.redis_queue).port),
	}
	environment = {
		name: str(wire.port) if name.endswith("PORT") else f"redis://127.0.0.1:{wire.port}"
		for name, wire in wires.items()
	}
	with servers.running(site, 2, workers=0, **environment) as started:
		yield Nation(started.url, started.processes["web"], wires, servers.kill)
	for wire in wires.values():
		wire.cut()


class County(threading.Thread):
	"""Hands its summary in and takes it back, over and over, and remembers what it was told."""

	def __init__(self, client: Client, summary: str, end: threading.Event) -> None:
		super().__init__(daemon=True)
		self.client, self.summary, self.end = client, summary, end
		self.done: list[str] = []
		self.failed: list[str] = []
		self.seconds = 0.0

	def run(self) -> None:
		while not self.end.is_set():
			started = time.monotonic()
			try:
				self._step()
			except requests.RequestException as error:
				self.failed.append(type(error).__name__)
			self.seconds = max(self.seconds, time.monotonic() - started)

	def _step(self) -> None:
		"""As the Desk does: reads the document, and sends it as it was seen."""
		seen = self.client.resource("GET", SUMMARY, self.summary)
		if not seen.ok:
			return self._refused(seen)
		doc = seen.json()["data"]
		action = "Submit for Review" if doc["workflow_state"] == "Draft" else "Withdraw"
		response = self.client.call(APPLY, doc=doc, action=action)
		if not response.ok:
			return self._refused(response)
		self.done.append(action)
		return None

	def _refused(self, response: requests.Response) -> None:
		self.failed.append(error_type(response))
		time.sleep(0.05)


@pytest.mark.parametrize("fault", ["web node", "redis", "database"])
def test_no_confirmed_hand_in_is_lost_or_doubled(world: World, nation: Nation, fault: str) -> None:
	for county in COUNTIES:
		reset(world.summary(county))
	end = threading.Event()
	counties = [
		County(Client(nation.url, reporter(code), PASSWORD), world.summary(code), end) for code in COUNTIES
	]
	for county in counties:
		county.start()
	time.sleep(AROUND)
	if fault == "web node":
		nation.kill(nation.nodes[0])
	else:
		nation.cut(fault)
	wait_until_it_works(nation)
	before = [len(county.done) for county in counties]
	time.sleep(AROUND * 2)
	end.set()
	for county in counties:
		county.join(60)
		assert not county.is_alive()
	frappe.db.rollback()
	for county, number in zip(counties, before, strict=True):
		check_history(county)
		assert len(county.done) > number, f"{county.summary}: nothing was done after the {fault} was back"
		assert county.seconds < LONGEST
	errors = Counter(name for county in counties for name in county.failed)
	assert set(errors) <= TOLD, errors
	print(fault, "confirmed", sum(len(county.done) for county in counties), "told of", dict(errors))


def reset(summary: str) -> None:
	"""A complete draft without a history."""
	doc = frappe.get_doc(SUMMARY, summary)
	factories.force_state(doc, "Draft")
	frappe.db.delete("Review Entry", {"reference_doctype": SUMMARY, "reference_name": summary})
	factories.fill_summary(summary)
	frappe.db.commit()


def wait_until_it_works(nation: Nation) -> None:
	deadline = time.monotonic() + 30
	while not requests.get(f"{nation.url}/api/method/ping", timeout=30).ok:
		assert time.monotonic() < deadline, "it does not work again by itself"
		time.sleep(0.2)


def check_history(county: County) -> None:
	"""State and history agree, and hold every step that was confirmed, in order and once."""
	doc = frappe.get_doc(SUMMARY, county.summary)
	history = factories.entries(doc)
	for earlier, later in pairwise(history):
		assert (later.from_state, later.action != earlier.action) == (earlier.to_state, True)
	assert doc.workflow_state == (history[-1].to_state if history else "Draft")
	actions = [entry.action for entry in history]
	assert len(county.done) <= len(actions) <= len(county.done) + len(county.failed)
	assert is_part(county.done, actions)
