"""A run in the background: what is told of it, whatever becomes of its job."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
import pytest
from frappe.realtime import get_user_room

from kepu_app.exceptions import AlreadyRunningError
from kepu_app.utils import runs
from kepu_app.utils.background import exclusive
from kepu_app.utils.runs import DONE, INTERRUPTED, RUNNING, WAITING, BackgroundRun, CacheStore, FieldStore
from tests.site.live_updates import live_updates

JOB = "kepu-test-run"
PING = "frappe.ping"


@pytest.fixture
def run(site: str) -> Iterator[BackgroundRun]:
	run = BackgroundRun(
		JOB, CacheStore("kepu_test_run"), "kepu_test_run", {"key": "甲"}, {"user": "Administrator"}
	)
	yield run
	run.store.write(None)


def test_nothing_is_known_of_what_never_ran(run: BackgroundRun) -> None:
	assert run.facts() is None


def test_it_waits_from_its_start(run: BackgroundRun, monkeypatch: pytest.MonkeyPatch) -> None:
	"""The facts are there before the job may begin."""
	seen: list[Any] = []
	monkeypatch.setattr(runs, "start_alone", lambda *_names, **_options: seen.append(run.store.read()))
	run.start(PING, {"total": 5}, timeout=60)
	assert seen == [{"state": WAITING, "total": 5}]


def test_what_cannot_start_leaves_what_was_told(run: BackgroundRun) -> None:
	run.tell(DONE, total=3)
	with pytest.raises(TypeError, match="pickle"):
		run.start(PING, {"total": 5}, timeout=60, no_queue_takes_it=threading.Lock())
	assert run.facts() == {"state": DONE, "total": 3}


@pytest.mark.parametrize("lock", [JOB, f"{JOB}-start"])
def test_one_at_a_time(run: BackgroundRun, lock: str) -> None:
	"""Neither beside one that is at work nor beside another start."""
	run.tell(DONE, total=3)
	with exclusive(lock) as is_held:
		assert is_held
		with other_connection(), pytest.raises(AlreadyRunningError):
			run.start(PING, {"total": 5}, timeout=60)
	assert run.facts() == {"state": DONE, "total": 3}


@contextmanager
def other_connection() -> Iterator[None]:
	"""Use another connection: one may take its own lock twice, so whoever is to be kept out has another."""
	before = frappe.local.db
	frappe.connect(frappe.local.site, set_admin_as_user=False)
	try:
		yield
	finally:
		frappe.local.db.close()
		frappe.local.db = before


def test_killed_at_work_it_was_interrupted(run: BackgroundRun) -> None:
	run.tell(RUNNING, done=2, total=5)
	assert run.facts() == {"state": INTERRUPTED, "done": 2, "total": 5}


def test_at_work_it_holds_its_lock(run: BackgroundRun) -> None:
	run.tell(RUNNING, done=2, total=5)
	with run.alone() as is_alone:
		assert is_alone
		with other_connection():
			assert run.facts() == {"state": RUNNING, "done": 2, "total": 5}
			with run.alone() as is_second:
				assert not is_second


def test_what_ended_between_the_two_questions_was_not_interrupted(
	run: BackgroundRun, monkeypatch: pytest.MonkeyPatch
) -> None:
	run.tell(RUNNING, done=5, total=5)

	def ends_meanwhile(_name: str) -> bool:
		run.tell(DONE, done=5, total=5)
		return False

	monkeypatch.setattr(runs, "is_alive", ends_meanwhile)
	assert run.facts() == {"state": DONE, "done": 5, "total": 5}


def test_a_step_is_told_to_open_pages(run: BackgroundRun) -> None:
	with live_updates() as told:
		run.tell(RUNNING)
		updates = [each for each in told() if each["event"] == "kepu_test_run"]
	assert [(each["message"], each["room"]) for each in updates] == [
		({"key": "甲"}, get_user_room("Administrator"))
	]


def test_a_field_keeps_it_as_part_of_the_transaction(site: str) -> None:
	todo = frappe.get_doc({"doctype": "ToDo", "description": "过程"}).insert(ignore_permissions=True)
	frappe.db.commit()
	try:
		store = FieldStore("ToDo", todo.name, "sender")
		store.write({"state": DONE, "text": "完"})
		assert store.read() == store.read(newest=True) == {"state": DONE, "text": "完"}
		assert str(frappe.db.get_value("ToDo", todo.name, "modified")) == str(todo.modified)
		frappe.db.rollback()
		assert store.read() is None
	finally:
		frappe.delete_doc("ToDo", todo.name, force=True)
		frappe.db.commit()
