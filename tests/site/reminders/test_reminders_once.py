"""Reminders with a moved clock: everybody exactly once, whatever the scheduler does."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import frappe
import pytest

from kepu_app.reminders.daily import LONGEST_GAP
from kepu_app.utils.background import exclusive, is_running
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.site.factories import COUNTY, DOMAIN, REPORTER, World
from tests.site.reminders.moved_clock import (
	DEADLINE,
	HOME_REPORTERS,
	days_after,
	mailed,
	moment_of,
	notified,
	run_on,
	sent_reminders,
	set_cycle,
)
from tests.waiting import wait_for
from tests.years import year_of

YEAR = year_of(__file__)
JOB_SCRIPT = Path(__file__).parents[1] / "reminder_jobs.py"


class TestOnce:
	def test_a_second_run_of_the_day_reminds_nobody(self) -> None:
		assert run_on(DEADLINE, "00:05")
		assert run_on(DEADLINE, "00:06") == {}
		assert run_on(DEADLINE, "23:59") == {}

	def test_the_day_is_that_of_the_site(self) -> None:
		"""Shortly before midnight and shortly after it in Shanghai it is the same day in UTC."""
		set_cycle(YEAR, reminder_days="0")
		assert run_on(days_after(DEADLINE, -1), "23:59") == {}
		assert set(run_on(DEADLINE, "00:01")) == HOME_REPORTERS
		assert run_on(days_after(DEADLINE, 1), "00:01") == {}

	def test_days_on_both_sides_of_midnight_are_two(self) -> None:
		assert set(run_on(days_after(DEADLINE, -1), "23:59")) == HOME_REPORTERS
		assert set(run_on(DEADLINE, "00:00")) == HOME_REPORTERS

	@pytest.mark.parametrize(
		("deadline", "reminded"),
		[
			("2028-03-01", ["2028-02-27", "2028-02-29", "2028-03-01", "2028-03-02"]),
			("2027-03-01", ["2027-02-26", "2027-02-28", "2027-03-01", "2027-03-02"]),
			("2028-02-29", ["2028-02-26", "2028-02-28", "2028-02-29", "2028-03-01"]),
			("2028-08-01", ["2028-07-29", "2028-07-31", "2028-08-01", "2028-08-02"]),
			("2027-12-31", ["2027-12-28", "2027-12-30", "2027-12-31", "2028-01-01"]),
		],
	)
	def test_month_ends_and_leap_days(self, world: World, deadline: str, reminded: list[str]) -> None:
		"""A run on each day around the deadline of one county; the others have filed."""
		set_cycle(YEAR, national_deadline="2028-12-31")
		frappe.db.set_value(SUMMARY, {"cycle": YEAR, "county": ["!=", COUNTY]}, "workflow_state", "Approved")
		frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", deadline)
		days = [days_after(deadline, number) for number in range(-5, 5)]
		assert [day for day in days if REPORTER in run_on(day)] == reminded

	def test_a_missed_day_is_made_up_for_once(self) -> None:
		set_cycle(YEAR, reminder_days="0")
		assert run_on(days_after(DEADLINE, -1)) == {}
		assert set(run_on(days_after(DEADLINE, 1))) == HOME_REPORTERS
		log = frappe.db.get_value("Notification Log", {"for_user": REPORTER}, "email_content")
		assert "已逾期1天" in log
		assert run_on(days_after(DEADLINE, 2)) == {}

	def test_several_missed_days_are_one_digest(self) -> None:
		run_on(days_after(DEADLINE, -4))
		assert (
			set(run_on(DEADLINE)) == HOME_REPORTERS
		)  # for three days and one day before, and the day itself
		assert len(notified(YEAR)) == len(HOME_REPORTERS)

	def test_what_was_missed_long_ago_is_not_made_up_for(self) -> None:
		set_cycle(YEAR, reminder_days="0")
		run_on(days_after(DEADLINE, -1))
		assert run_on(days_after(DEADLINE, LONGEST_GAP)) == {}

	def test_a_county_that_files_before_the_missed_day_is_made_up_for(self, world: World) -> None:
		set_cycle(YEAR, reminder_days="0")
		run_on(days_after(DEADLINE, -1))
		frappe.db.set_value(SUMMARY, world.summary(), "workflow_state", "Pending City Review")
		assert set(run_on(days_after(DEADLINE, 1))) == HOME_REPORTERS - {REPORTER}

	@pytest.mark.parametrize("later", [0, 1])
	def test_a_run_that_was_killed_is_made_up_for(self, site: str, mail_account: None, later: int) -> None:
		"""On the same day, and on the next: each person has one message, and the log has it."""
		set_cycle(YEAR, reminder_days="0")
		run_on(days_after(DEADLINE, -1))
		kill_after(site, DEADLINE, 4)
		reminded = {each.user for each in sent_reminders()}
		assert reminded == set(sorted(HOME_REPORTERS)[:3])
		assert set(run_on(days_after(DEADLINE, later))) == HOME_REPORTERS - reminded
		assert notified(YEAR) == mailed() == sorted(HOME_REPORTERS)
		assert run_on(days_after(DEADLINE, later)) == run_on(days_after(DEADLINE, later + 1)) == {}

	def test_who_cannot_be_reminded_does_not_stop_the_others(self) -> None:
		"""The key of his digest is taken, so that the database refuses it."""
		set_cycle(YEAR, reminder_days="0")
		obstacle = frappe.new_doc("Sent Reminder")
		obstacle.update({"name": "obstacle", "user": f"nobody@{DOMAIN}", "day": "2000-01-01"})
		obstacle.update({"digest_key": f"{DEADLINE}|{REPORTER}", "subject": "占位"})
		obstacle.db_insert()
		run_on(days_after(DEADLINE, -1))
		assert set(run_on(DEADLINE)) == HOME_REPORTERS - {REPORTER}
		assert frappe.db.exists("Error Log", {"method": ["like", f"%{REPORTER}%"]})
		frappe.db.delete("Error Log", {"method": ["like", f"%{REPORTER}%"]})
		assert set(run_on(days_after(DEADLINE, 1))) == {REPORTER}
		assert notified(YEAR) == sorted(HOME_REPORTERS)

	def test_two_runs_at_once_are_one(self, site: str) -> None:
		with held_elsewhere(site):
			assert run_on(DEADLINE) == {}
		assert set(run_on(DEADLINE)) == HOME_REPORTERS


def kill_after(site: str, day: str, people: int) -> None:
	"""Start a run in another process that dies when it has written to that many."""
	frappe.db.commit()
	environment = {**os.environ, "PYTHONPATH": str(JOB_SCRIPT.parents[2])}
	moment = moment_of(day, "00:05").isoformat()
	command = [sys.executable, str(JOB_SCRIPT), site, moment, str(people)]
	done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
	assert done.returncode == -9, done.stderr.decode()
	wait_for(
		lambda: not is_running("kepu-reminders"), told="the database has not noticed that the process is gone"
	)


@contextmanager
def held_elsewhere(site: str) -> Iterator[None]:
	"""Another connection is in the middle of sending reminders."""
	is_held, may_end = threading.Event(), threading.Event()

	def hold() -> None:
		frappe.init(site)
		frappe.connect()
		with exclusive("kepu-reminders"):
			is_held.set()
			may_end.wait(60)
		frappe.destroy()

	thread = threading.Thread(target=hold)
	thread.start()
	assert is_held.wait(30)
	try:
		yield
	finally:
		may_end.set()
		thread.join()
