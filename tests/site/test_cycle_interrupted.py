"""A cycle's job that is killed, or started twice at once: in the end all of it is done, and done once."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import frappe
import pytest
from frappe.utils.background_jobs import create_job_id, get_queue
from rq.job import Job, JobStatus

from kepu_app.cycles.run import last_run, run_of, start
from kepu_app.exceptions import AlreadyRunningError
from kepu_app.utils.background import exclusive
from tests.site.client import Client
from tests.site.factories import make_cycle
from tests.site.six_counties import (
	ACTIONS,
	KEPU_ADMIN,
	OFFICER,
	QINGHAI,
	content_of,
	missing_of,
	open_here,
)
from tests.waiting import wait_for
from tests.years import year_of

SignIn = Callable[[str], Client]
JOB_SCRIPT = Path(__file__).with_name("cycle_jobs.py")
YEARS = tuple(year_of(__file__, number) for number in range(2))


def run_elsewhere(site: str, cycle: str, *arguments: str) -> subprocess.Popen[bytes]:
	frappe.db.commit()
	environment = {**os.environ, "PYTHONPATH": str(JOB_SCRIPT.parents[2])}
	command = [sys.executable, str(JOB_SCRIPT), site, cycle, *arguments]
	return subprocess.Popen(
		command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=os.getcwd()
	)


def ended(process: subprocess.Popen[bytes]) -> int:
	output, _ = process.communicate(timeout=180)
	frappe.db.rollback()
	assert process.returncode in (0, -9), output.decode()
	return process.returncode


class TestKilled:
	@pytest.mark.parametrize(
		("what", "numbers"),
		[("documents", (1, 9, 20)), ("commits", (1, 2, 17, 31, 33)), ("documents", (2, 2, 2, 2))],
	)
	def test_killed_at_any_point_and_run_again_gives_what_one_run_gives(
		self, cycle: str, site: str, what: str, numbers: tuple[int, ...]
	) -> None:
		whole = make_cycle(YEARS[1])
		assert open_here(whole)["state"] == "Done"
		for number in numbers:
			assert ended(run_elsewhere(site, cycle, "open", what, str(number))) == -9
			assert state_after_kill(cycle) == "Interrupted"
			assert not _half_made(cycle)
		assert ended(run_elsewhere(site, cycle, "open")) == 0
		assert content_of(cycle) == content_of(whole)
		statuses = frappe.get_all("Reporting Cycle", {"name": ["in", YEARS]}, pluck="status")
		assert statuses == ["Open", "Open"]

	def test_killed_while_closing(self, cycle: str, site: str) -> None:
		open_here(cycle)
		assert ended(run_elsewhere(site, cycle, "close", "commits", "12")) == -9
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == "Closed"
		assert ended(run_elsewhere(site, cycle, "close")) == 0
		assert missing_of(cycle, QINGHAI) == {"630102": None, "630103": None, "630104": None}

	def test_a_job_that_redis_still_calls_started_does_not_block(
		self, cycle: str, sign_in: SignIn, finish_jobs: Callable[..., None]
	) -> None:
		dead = Job.create(
			"frappe.ping", id=create_job_id(run_of(cycle).job), connection=get_queue("long").connection
		)
		dead.started_at = datetime.now(timezone.utc) - timedelta(minutes=10)
		dead.set_status(JobStatus.STARTED)
		dead.save()
		assert sign_in(OFFICER).call(ACTIONS + "open_cycle", cycle=cycle).ok
		finish_jobs()
		assert last_run(cycle)["state"] == "Done"


def state_after_kill(cycle: str) -> str:
	"""Return what is told once the database has noticed that the connection of the dead is gone."""

	def is_noticed() -> bool:
		frappe.db.rollback()
		return last_run(cycle)["state"] != "Running"

	wait_for(is_noticed)
	return last_run(cycle)["state"]


def _half_made(cycle: str) -> list[str]:
	"""Summaries without their rows, and rows without their summary."""
	names = set(frappe.get_all("Annual Summary", {"cycle": cycle}, pluck="name"))
	parents = set(
		frappe.get_all(
			"Summary Assessment", {"parent": ["like", f"{cycle}-%"]}, pluck="parent", distinct=True
		)
	)
	return sorted(names ^ parents)


class TestTwoAtOnce:
	def test_two_processes_do_the_work_of_one(self, cycle: str, site: str) -> None:
		whole = make_cycle(YEARS[1])
		open_here(whole)
		processes = [run_elsewhere(site, cycle, "open") for _ in range(2)]
		assert [ended(each) for each in processes] == [0, 0]
		assert content_of(cycle) == content_of(whole)
		assert last_run(cycle)["state"] == "Done"

	def test_a_run_beside_another_does_nothing(self, cycle: str, site: str) -> None:
		with exclusive(run_of(cycle).job) as is_alone:
			assert is_alone
			assert ended(run_elsewhere(site, cycle, "open")) == 0
			assert not frappe.db.exists("Provincial Submission", {"cycle": cycle})
			with pytest.raises(AlreadyRunningError):
				start(cycle, "open", ("Draft",))
		frappe.db.rollback()
		assert ended(run_elsewhere(site, cycle, "open")) == 0
		assert frappe.db.count("Provincial Submission", {"cycle": cycle}) == 32

	def test_two_clicks_at_once_start_one_run(
		self, cycle: str, sign_in: SignIn, finish_jobs: Callable[..., None]
	) -> None:
		clients = [sign_in(OFFICER), sign_in(KEPU_ADMIN)]
		barrier, statuses = threading.Barrier(2), []

		def click(client: Client) -> None:
			barrier.wait()
			statuses.append(client.call(ACTIONS + "open_cycle", cycle=cycle).status_code)

		threads = [threading.Thread(target=click, args=(client,)) for client in clients]
		for thread in threads:
			thread.start()
		for thread in threads:
			thread.join()
		finish_jobs()
		assert sorted(statuses) == [200, 417]
		comments = frappe.get_all(
			"Comment", {"reference_doctype": "Reporting Cycle", "reference_name": cycle}
		)
		assert len(comments) == 1
