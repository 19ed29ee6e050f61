"""Quotas that hold when twenty people want the last place at the same moment."""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import frappe
import pytest

from kepu_app.review.actions import apply_workflow
from kepu_app.utils import isolation
from kepu_app.utils.isolation import read_newest_under_lock
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import act, error_type
from tests.site.factories import APPROVER, COUNTY, DEPUTY, HOME, HOME_COUNTIES, OFFICER, TOPICS, World
from tests.site.queries import statements
from tests.years import year_of

YEAR = year_of(__file__)
PEOPLE = 20
ROUNDS = 50
ROOM = 99
"""A quota that nobody reaches."""


@dataclass(frozen=True)
class Race:
	"""What twenty people want, the cycle's quotas while they do, and how many may have it."""

	doctype: str
	action: str
	winners: int
	quotas: dict[str, int]


RACES = {
	"a sixth case": Race(
		"Typical Case",
		"Select",
		5,
		{"case_quota": 5, "cases_per_topic": ROOM, "cases_per_county": ROOM, "nominee_quota": 3},
	),
	"a second case of one topic": Race(
		"Typical Case",
		"Select",
		1,
		{"case_quota": ROOM, "cases_per_topic": 1, "cases_per_county": ROOM, "nominee_quota": 3},
	),
	"a fourth nominee": Race(
		"Speaker Nominee",
		"Nominate",
		3,
		{"case_quota": 5, "cases_per_topic": 1, "cases_per_county": 1, "nominee_quota": 3},
	),
}


@pytest.fixture(scope="module")
def world(world: World) -> World:
	for number in range(PEOPLE):
		factories.proposed_case(world, COUNTY, TOPICS[0])
		factories.proposed_nominee(world, HOME_COUNTIES[number % 6], f"人选{number}", OWNER)
	frappe.db.commit()
	return world


OWNER = DEPUTY
"""Who proposed the nominees, and so is none of those who want to nominate them."""


@pytest.fixture(scope="module")
def people(world: World, site: str) -> Iterator[list[Connection]]:
	"""Twenty processes, each with a connection of its own to the database, waiting to be told what to do."""
	context = multiprocessing.get_context("fork")
	barrier = context.Barrier(PEOPLE)
	pipes, processes = [], []
	for _number in range(PEOPLE):
		mine, theirs = context.Pipe()
		process = context.Process(target=_work, args=(site, theirs, barrier), daemon=True)
		process.start()
		pipes.append(mine)
		processes.append(process)
	yield pipes
	for pipe, process in zip(pipes, processes, strict=True):
		pipe.send(None)
		process.join(10)


_NOT_TO_BE_CLOSED: list[Any] = []
"""In a process: the parent's connection, which is the parent's. MySQLdb would take leave of the server for both."""


def _work(site: str, orders: Connection, barrier: Any) -> None:
	"""Take the step that this process is told to take, together with the others, and say how it went."""
	_NOT_TO_BE_CLOSED.append(frappe.local.db)
	frappe.local.db = None
	frappe.init(site, force=True)
	frappe.connect()
	_be_strict()
	frappe.set_user(APPROVER)
	while order := orders.recv():
		doctype, name, action = order
		frappe.db.rollback()
		frappe.local.cache = {}
		frappe.local.message_log = []
		barrier.wait(60)
		orders.send(_try(doctype, name, action))


def _be_strict() -> None:
	"""As MariaDB 11.6 and later are by default; older servers that do not know it are as they always were."""
	if frappe.db.sql("show variables like 'innodb_snapshot_isolation'"):
		frappe.db.sql("set session innodb_snapshot_isolation = on")


def _try(doctype: str, name: str, action: str) -> str:
	try:
		apply_workflow(frappe.get_doc(doctype, name), action)
		frappe.db.commit()
	except Exception as error:
		frappe.db.rollback()
		return type(error).__name__
	return "done"


def _set_quotas(race: Race) -> list[str]:
	"""Return the cycle's quotas for a race; gives the names of what is wanted."""
	frappe.db.set_value("Reporting Cycle", YEAR, race.quotas)
	frappe.clear_document_cache("Reporting Cycle", YEAR)
	frappe.db.commit()
	return frappe.get_all(race.doctype, {"cycle": YEAR, "province": HOME}, pluck="name", order_by="name")


def _start_over(race: Race, names: list[str]) -> None:
	slots = {
		field: None for field in ("quota_slot", "topic_slot", "county_slot") if _has(race.doctype, field)
	}
	frappe.db.set_value(race.doctype, {"name": ["in", names]}, {"workflow_state": "Proposed", **slots})
	frappe.db.delete("Review Entry", {"cycle": YEAR})
	for log in ("Notification Log", "Workflow Action", "Comment", "Version"):
		about, name = factories.records_of(log)
		frappe.db.delete(log, {about: race.doctype, name: ["in", names]})
	frappe.db.commit()


def _has(doctype: str, field: str) -> bool:
	return frappe.get_meta(doctype).has_field(field)


def _picked(race: Race, names: list[str]) -> list[Any]:
	state = {"Select": "Selected", "Nominate": "Nominated"}[race.action]
	frappe.db.rollback()
	return frappe.get_all(race.doctype, {"name": ["in", names], "workflow_state": state}, ["*"])


def test_a_server_that_does_not_know_the_setting_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
	"""Every server is one that is older than a setting that there never was."""
	monkeypatch.setattr(isolation, "VARIABLE", "innodb_no_such_setting")
	monkeypatch.setattr(isolation, "_servers_without_it", set())
	monkeypatch.setattr(frappe.db._conn, "kepu_reads_newest", False, raising=False)
	with statements() as asked:
		read_newest_under_lock()
		read_newest_under_lock()
	assert asked == ["set session innodb_no_such_setting = off"]


@pytest.mark.slow
@pytest.mark.parametrize("wanted", RACES)
def test_exactly_the_quota_succeeds_in_fifty_rounds(people: list[Connection], wanted: str) -> None:
	race = RACES[wanted]
	names = _set_quotas(race)
	expected = Counter({"done": race.winners, "QuotaError": PEOPLE - race.winners})
	for number in range(ROUNDS):
		_start_over(race, names)
		for pipe, name in zip(people, names, strict=True):
			pipe.send((race.doctype, name, race.action))
		assert Counter(pipe.recv() for pipe in people) == expected, f"round {number + 1}"
		picked = _picked(race, names)
		assert len(picked) == race.winners
		assert len({each.quota_slot for each in picked} - {None}) == race.winners


@pytest.mark.parametrize("wanted", RACES)
def test_exactly_the_quota_succeeds_by_http(
	world: World, sign_in: Callable[[str], Client], wanted: str
) -> None:
	race = RACES[wanted]
	names = _set_quotas(race)
	_start_over(race, names)
	client = sign_in(APPROVER)
	outcomes: list[str] = []
	barrier = threading.Barrier(PEOPLE)

	def want(name: str) -> None:
		barrier.wait(60)
		outcomes.append(error_type(act(client, (race.doctype, name), race.action)) or "done")

	threads = [threading.Thread(target=want, args=(name,)) for name in names]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join(120)
	assert Counter(outcomes) == Counter({"done": race.winners, "QuotaError": PEOPLE - race.winners})
	assert len(_picked(race, names)) == race.winners


def test_a_place_that_is_given_back_can_be_taken(world: World) -> None:
	race = RACES["a second case of one topic"]
	names = _set_quotas(race)
	_start_over(race, names)
	first, second = (frappe.get_doc(race.doctype, name) for name in names[:2])
	factories.step(first, APPROVER, "Select")
	with pytest.raises(frappe.ValidationError, match="1"):
		factories.step(second, APPROVER, "Select")
	factories.step(first, APPROVER, "Reopen")
	assert factories.step(second, APPROVER, "Select").workflow_state == "Selected"


def test_the_index_stands_behind_the_lock(world: World) -> None:
	"""Whoever goes round the controller still cannot give a place twice."""
	names = _set_quotas(RACES["a sixth case"])
	frappe.db.set_value("Typical Case", names[0], "quota_slot", f"{YEAR}-{HOME}#1")
	with pytest.raises(Exception, match="quota_slot") as caught:
		frappe.db.set_value("Typical Case", names[1], "quota_slot", f"{YEAR}-{HOME}#1")
	assert frappe.db.is_unique_key_violation(caught.value)


def test_quotas_are_the_cycle_s(world: World) -> None:
	race = RACES["a fourth nominee"]
	names = _set_quotas(race)
	_start_over(race, names)
	frappe.db.set_value("Reporting Cycle", YEAR, "nominee_quota", 1)
	frappe.clear_document_cache("Reporting Cycle", YEAR)
	factories.step(frappe.get_doc(race.doctype, names[0]), APPROVER, "Nominate")
	with pytest.raises(frappe.ValidationError):
		factories.step(frappe.get_doc(race.doctype, names[1]), APPROVER, "Nominate")
	frappe.db.rollback()
	frappe.clear_document_cache("Reporting Cycle", YEAR)


def test_an_officer_does_not_pick(world: World) -> None:
	names = _set_quotas(RACES["a sixth case"])
	with pytest.raises(frappe.ValidationError):
		factories.step(frappe.get_doc("Typical Case", names[0]), OFFICER, "Select")
