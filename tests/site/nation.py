"""Counties that hand in and take back, over and over, at web nodes of their own, while something breaks."""

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import frappe
import requests
from frappe.utils.password import update_password

from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.conftest import PASSWORD
from tests.site.endpoints import APPLY, error_type
from tests.site.factories import APPROVER, COUNTIES, World, reporter
from tests.site.test_failures import is_part
from tests.site.wire import Wire
from tests.waiting import wait_for

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
AT_WORK = tuple(COUNTIES)[:4]
PACE = 0.05
"""Seconds between two clicks."""
SERVICES = {
	"database": ("FRAPPE_DB_PORT",),
	"redis": ("FRAPPE_REDIS_CACHE", "FRAPPE_REDIS_QUEUE"),
}
AWAY = 1.5
"""Seconds that a service is away."""
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
	"""The front of some web nodes, their processes, and the wires to their services.

	``queue`` is the address of a Redis of their own, of which the bench's worker takes no job.
	"""

	url: str
	site: str
	servers: Any
	processes: dict[str, list[Any]]
	wires: dict[str, Wire]
	queue: str

	def cut(self, service: str) -> None:
		for name in SERVICES[service]:
			self.wires[name].cut()
		time.sleep(AWAY)
		for name in SERVICES[service]:
			self.wires[name].mend()

	def kill(self, kind: str) -> None:
		"""Kill the first of its kind, as a machine that loses its power."""
		self.servers.kill(self.processes[kind][0])

	def start_worker(self) -> None:
		self.processes["worker"].append(self.servers.start_worker(FRAPPE_REDIS_QUEUE=self.queue))

	def wait_until_it_works(self) -> None:
		wait_for(lambda: requests.get(f"{self.url}/api/method/ping", timeout=30).ok, 30)


def servers_of_the_benchmark() -> Any:
	os.environ["KEPU_BENCH"] = str(Path(os.environ["KEPU_TEST_SITES"]).resolve().parent)
	sys.path.insert(0, str(BENCHMARKS))
	try:
		from load import servers
	finally:
		sys.path.remove(str(BENCHMARKS))
	return servers


@contextmanager
def working(site: str, nodes: int, workers: int = 0, through: tuple[str, ...] = ()) -> Iterator[Nation]:
	servers = servers_of_the_benchmark()
	give_passwords()
	port = servers.free_port()
	redis = servers.start("redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "")
	servers.wait_for(port)
	wires = {
		"FRAPPE_DB_PORT": Wire(int(frappe.conf.db_port)),
		"FRAPPE_REDIS_CACHE": Wire(urlparse(frappe.conf.redis_cache).port),
		"FRAPPE_REDIS_QUEUE": Wire(port),
	}
	try:
		with servers.running(site, nodes, workers, through, **addresses(wires)) as started:
			queue = f"redis://127.0.0.1:{port}"
			yield Nation(started.url, site, servers, started.processes, wires, queue)
	finally:
		for wire in wires.values():
			wire.cut()
		servers.end(redis)


def give_passwords() -> None:
	for user in (APPROVER, *(reporter(county) for county in AT_WORK)):
		update_password(user, PASSWORD)
	frappe.db.commit()


def addresses(wires: dict[str, Wire]) -> dict[str, str]:
	"""By the names under which Frappe looks for them in its environment."""
	return {
		name: str(wire.port) if name.endswith("PORT") else f"redis://127.0.0.1:{wire.port}"
		for name, wire in wires.items()
	}


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
			self.end.wait(PACE)

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


def hand_in_while(world: World, nation: Nation, happens: Callable[[], None]) -> list[County]:
	"""Counties work before, while and after something happens; then the counts are compared."""
	for county in AT_WORK:
		reset(world.summary(county))
	end = threading.Event()
	clients = {code: Client(nation.url, reporter(code), PASSWORD) for code in AT_WORK}
	counties = [County(client, world.summary(code), end) for code, client in clients.items()]
	for county in counties:
		county.start()
	try:
		wait_for(lambda: all(county.done for county in counties), 60)
		happens()
		nation.wait_until_it_works()
		before = {county.summary: len(county.done) for county in counties}
		wait_for(lambda: all(len(county.done) > before[county.summary] for county in counties), 60)
	finally:
		end.set()
		for county in counties:
			county.join(60)
	frappe.db.rollback()
	for county in counties:
		assert not county.is_alive()
		check_history(county)
		assert county.seconds < LONGEST
	return counties


def told_of(counties: list[County]) -> Counter[str]:
	return Counter(name for county in counties for name in county.failed)


def reset(summary: str) -> None:
	"""Make it a complete draft without a history again."""
	doc = frappe.get_doc(SUMMARY, summary)
	factories.force_state(doc, "Draft")
	frappe.db.delete("Review Entry", {"reference_doctype": SUMMARY, "reference_name": summary})
	factories.fill_summary(summary)
	frappe.db.commit()


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
