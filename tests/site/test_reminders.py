"""Reminders with a moved clock: who is reminded of what, exactly once, whatever the scheduler does.

The clock of this process is moved; the database's and the server's are not. The site's days are those of
Shanghai, eight hours ahead of the clock.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import frappe
import pytest
import time_machine
from frappe.utils import get_datetime, nowdate

from kepu_app.access.roles import COUNTY_REPORTER, PROVINCIAL_APPROVER
from kepu_app.access.scopes import forget_scopes
from kepu_app.exceptions import FrozenError
from kepu_app.kepu.doctype.reporting_cycle.reporting_cycle import parse_reminder_days
from kepu_app.kepu.report.county_filing_status.county_filing_status import execute as county_filing_status
from kepu_app.reminders import remind_counties, send_due_reminders
from kepu_app.reminders.daily import LONGEST_GAP
from kepu_app.utils.background import exclusive, is_running
from tests.site.client import Client
from tests.site.compat import DESK
from tests.site.endpoints import error_type
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	DEPUTY,
	DOMAIN,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_DEPUTY,
	HOME,
	HOME_COUNTIES,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY,
	REPORTER,
	World,
	acting_as,
	reporter,
)
from tests.site.mails import outgoing_account
from tests.site.waiting import wait_for
from tests.years import year_of

YEAR = year_of(__file__)
SUMMARY, SUBMISSION = "Annual Summary", "Provincial Submission"
SHANGHAI = timezone(timedelta(hours=8))
JOB_SCRIPT = Path(__file__).with_name("reminder_jobs.py")
HOME_REPORTERS = {reporter(county) for county in HOME_COUNTIES}
FOREIGN_REPORTERS = {reporter("410304"), reporter("411502")}
HOME_APPROVERS, FOREIGN_APPROVERS = {APPROVER, DEPUTY}, {FOREIGN_APPROVER, FOREIGN_DEPUTY}
SETTINGS = ("reminders_enabled", "reminders_by_mail", "reminder_days")
DEADLINE, NATIONAL = "2028-02-20", "2028-03-10"
"""Of the counties of the one province, and of all others."""

SignIn = Callable[[str], Client]
Reminded = dict[str, set[str]]
"""Names of the documents that each person was reminded of."""


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	before = {field: frappe.db.get_single_value("Kepu Settings", field) for field in SETTINGS}
	yield world
	forget_reminders()
	frappe.db.set_single_value("Kepu Settings", before)
	frappe.db.commit()


@pytest.fixture(autouse=True)
def _as_opened(world: World) -> Iterator[None]:
	"""Nobody has filed, nobody has been reminded, and reminders are on: three, one and no day before the
	deadline, and a day after it."""
	forget_reminders()
	set_cycle(status="Open", national_deadline=NATIONAL, hard_lock_date=None, reminder_days=None)
	frappe.db.set_value(
		SUBMISSION, {"cycle": YEAR}, {"county_deadline": None, "workflow_state": "Collecting"}
	)
	frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", DEADLINE)
	unfiled = {"workflow_state": "Draft", "last_reminded_at": None, "first_submitted_at": None}
	frappe.db.set_value(SUMMARY, {"cycle": YEAR}, unfiled, update_modified=False)
	values = {"reminders_enabled": 1, "reminders_by_mail": 0, "reminder_days": "3,1,0,-1"}
	frappe.db.set_single_value("Kepu Settings", values)
	frappe.db.commit()
	language, frappe.local.lang = frappe.local.lang, "zh"
	yield
	frappe.local.lang = language
	frappe.db.rollback()
	forget_reminders()


@pytest.fixture
def mail_account(world: World) -> Iterator[None]:
	"""An outgoing account, and reminders by mail."""
	with outgoing_account():
		frappe.db.set_single_value("Kepu Settings", "reminders_by_mail", 1)
		frappe.db.commit()
		yield


def set_cycle(**values: Any) -> None:
	frappe.db.set_value("Reporting Cycle", YEAR, values)
	frappe.clear_document_cache("Reporting Cycle", YEAR)


def forget_reminders() -> None:
	ours = ["like", f"%@{DOMAIN}"]
	mails = frappe.get_all("Email Queue Recipient", {"recipient": ours}, pluck="parent")
	frappe.db.delete("Email Queue", {"name": ["in", mails]})
	frappe.db.delete("Email Queue Recipient", {"recipient": ours})
	frappe.db.delete("Sent Reminder", {"user": ours})
	frappe.db.delete("Notification Log", {"for_user": ours})
	frappe.db.set_single_value("Kepu Settings", "reminded_until", None, update_modified=False)
	frappe.db.commit()


def at(day: str, clock: str = "00:05") -> Any:
	"""The clock shows this time of this day in Shanghai, for as long as the context lasts."""
	return time_machine.travel(moment_of(day, clock))


def moment_of(day: str, clock: str) -> datetime:
	local = datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)
	return local.astimezone(timezone.utc)


def run_on(day: str, clock: str = "00:05") -> Reminded:
	"""The daily job at this time, and whom it reminded of what."""
	before = set(frappe.get_all("Sent Reminder", pluck="name"))
	with at(day, clock):
		number = send_due_reminders()
	logs = [each for each in sent_reminders() if each.name not in before]
	assert len({each.user for each in logs}) == len(logs) == number
	assert {str(each.day) for each in logs} <= {day}
	return {each.user: names_in(each) for each in logs}


def sent_reminders() -> list[Any]:
	frappe.db.rollback()
	fields = ["name", "user", "day", "items", "by_mail", "subject", "sent_by"]
	return frappe.get_all("Sent Reminder", {"user": ["like", f"%@{DOMAIN}"]}, fields)


def names_in(log: Any) -> set[str]:
	"""Each is kept as type, name and title; the types have two words."""
	return {each.split(" ")[2] for each in json.loads(log["items"])}


def notified() -> list[str]:
	"""Users with a reminder in the app, once for each."""
	filters = {"for_user": ["like", f"%@{DOMAIN}"], "document_name": ["like", f"{YEAR}-%"]}
	return sorted(frappe.get_all("Notification Log", filters, pluck="for_user"))


def mailed() -> list[str]:
	"""Addresses in the mail queue, once for each mail."""
	filters = {"recipient": ["like", f"%@{DOMAIN}"]}
	return sorted(frappe.get_all("Email Queue Recipient", filters, pluck="recipient"))


def of_own_county(world: World, users: set[str]) -> Reminded:
	return {user: {world.summary(user.split("@")[0].removeprefix("reporter-"))} for user in users}


def of_each(users: set[str], *names: str) -> Reminded:
	return {user: set(names) for user in users}


def days_after(day: str, number: int) -> str:
	return (date.fromisoformat(day) + timedelta(days=number)).isoformat()


@contextmanager
def put_back(doctype: str, name: str, field: str, value: Any) -> Iterator[None]:
	"""A field of a record has another value for a while."""
	before = frappe.db.get_value(doctype, name, field)
	_set(doctype, name, field, value)
	try:
		yield
	finally:
		frappe.db.rollback()
		_set(doctype, name, field, before)


def _set(doctype: str, name: str, field: str, value: Any) -> None:
	frappe.db.set_value(doctype, name, field, value, update_modified=False)
	frappe.db.commit()
	frappe.clear_document_cache(doctype, name)
	forget_scopes()
	frappe.clear_cache(user=REPORTER)


class TestWho:
	def test_counties_by_their_provinces_deadline(self, world: World) -> None:
		assert run_on(days_after(DEADLINE, -3)) == of_own_county(world, HOME_REPORTERS)
		assert run_on(days_after(DEADLINE, -2)) == {}

	def test_counties_without_one_by_the_national_deadline_and_provinces_of_their_own_submission(
		self, world: World
	) -> None:
		run_on(days_after(DEADLINE, 1))
		assert run_on(days_after(NATIONAL, -3)) == {
			**of_own_county(world, FOREIGN_REPORTERS),
			**of_each(HOME_APPROVERS, world.submission()),
			**of_each(FOREIGN_APPROVERS, world.submission(FOREIGN)),
		}

	def test_the_province_hears_of_its_counties_once_they_are_late(self, world: World) -> None:
		assert run_on(DEADLINE) == of_own_county(world, HOME_REPORTERS)
		late = {world.summary(county) for county in HOME_COUNTIES}
		assert run_on(days_after(DEADLINE, 1)) == {
			**of_own_county(world, HOME_REPORTERS),
			**of_each(HOME_APPROVERS, *late),
		}

	def test_who_has_filed_is_left_in_peace(self, world: World) -> None:
		states = ("Pending City Review", "Pending Provincial Review", "Approved", "Accepted", "Returned")
		for county, state in zip(HOME_COUNTIES, states, strict=False):
			frappe.db.set_value(SUMMARY, world.summary(county), "workflow_state", state)
		unfiled = {reporter(county) for county in HOME_COUNTIES[4:]}
		assert run_on(DEADLINE) == of_own_county(world, unfiled)

	def test_a_province_that_has_sent_is_left_in_peace(self, world: World) -> None:
		frappe.db.set_value(SUMMARY, {"cycle": YEAR}, "workflow_state", "Approved")
		frappe.db.set_value(SUBMISSION, world.submission(), "workflow_state", "Awaiting Seal")
		frappe.db.set_value(SUBMISSION, world.submission(FOREIGN), "workflow_state", "Sent")
		run_on(days_after(DEADLINE, 1))
		assert run_on(NATIONAL) == of_each(HOME_APPROVERS, world.submission())

	def test_a_disabled_user_is_not_reminded(self, world: World) -> None:
		with put_back("User", REPORTER, "enabled", 0):
			assert REPORTER not in run_on(DEADLINE)
		assert len(notified()) == len(HOME_REPORTERS) - 1

	def test_a_user_taken_from_the_place_is_not_reminded(self) -> None:
		row = frappe.db.get_value("County User", {"parent": COUNTY, "user": REPORTER})
		with put_back("County User", row, "user", "Administrator"):
			assert set(run_on(DEADLINE)) == HOME_REPORTERS - {REPORTER}

	def test_a_user_without_the_role_is_not_reminded(self) -> None:
		role = frappe.db.get_value("Has Role", {"parent": REPORTER, "role": COUNTY_REPORTER})
		with put_back("Has Role", role, "role", "Desk User"):
			assert set(run_on(DEADLINE)) == HOME_REPORTERS - {REPORTER}
		# Nor was it tried in vain: the day is done.
		assert str(frappe.db.get_single_value("Kepu Settings", "reminded_until", cache=False)) == DEADLINE

	def test_a_county_that_is_no_longer_one_is_left_in_peace(self) -> None:
		with put_back("County", COUNTY, "active", 0):
			assert set(run_on(DEADLINE)) == HOME_REPORTERS - {REPORTER}

	@pytest.mark.parametrize(
		"values",
		[{"status": "Locked"}, {"status": "Closed"}, {"status": "Draft"}, {"hard_lock_date": DEADLINE}],
	)
	def test_nobody_is_reminded_of_what_can_no_longer_be_filed(self, values: dict[str, str]) -> None:
		set_cycle(**values)
		assert run_on(DEADLINE) == {}

	def test_the_day_before_the_lock_still_counts(self) -> None:
		set_cycle(hard_lock_date=days_after(DEADLINE, 1))
		assert set(run_on(DEADLINE)) == HOME_REPORTERS

	def test_a_cycle_has_days_of_its_own(self) -> None:
		set_cycle(reminder_days="5")
		assert set(run_on(days_after(DEADLINE, -5))) == HOME_REPORTERS
		assert run_on(days_after(DEADLINE, -3)) == {}


class TestSwitch:
	def test_off_nobody_is_reminded_and_nothing_is_made_up_for(self) -> None:
		frappe.db.set_single_value("Kepu Settings", "reminders_enabled", 0)
		assert run_on(DEADLINE) == {}
		frappe.db.set_single_value("Kepu Settings", "reminders_enabled", 1)
		set_cycle(reminder_days="0")
		assert run_on(days_after(DEADLINE, 1)) == {}

	def test_a_form_that_was_opened_before_does_not_put_the_day_back(self) -> None:
		form = frappe.get_doc("Kepu Settings")
		assert run_on(DEADLINE)
		form.save()
		frappe.db.commit()
		assert str(frappe.db.get_single_value("Kepu Settings", "reminded_until", cache=False)) == DEADLINE

	@pytest.mark.parametrize(
		("typed", "days"), [("14,7, 0,-1", [14, 7, 0, -1]), ("3，1、－2", [3, 1, -2]), ("", [])]
	)
	def test_days_as_people_type_them(self, typed: str, days: list[int]) -> None:
		assert parse_reminder_days(typed) == days

	@pytest.mark.parametrize("typed", ["3天", "1.5", "3-1", "367", "-9999999999"])
	def test_days_that_are_none(self, typed: str) -> None:
		with pytest.raises(frappe.ValidationError, match="366"):
			parse_reminder_days(typed)


class TestDigest:
	def test_one_a_person_a_day_whatever_it_holds(self, world: World, mail_account: None) -> None:
		"""A reporter of two counties, and an approver of two provinces who is a county's reporter too."""
		assigned = [
			("County User", "County", NEIGHBOUR, REPORTER),
			("County User", "County", OTHER_CITY, DEPUTY),
		]
		assigned += [("Province User", "Province", FOREIGN, DEPUTY)]
		with more_people(*assigned):
			frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", days_after(NATIONAL, -1))
			found = run_on(NATIONAL)
		late = {world.summary(county) for county in HOME_COUNTIES}
		assert found[REPORTER] == {world.summary(), world.summary(NEIGHBOUR)}
		assert found[DEPUTY] == {*late, world.submission(), world.submission(FOREIGN)}
		assert notified() == mailed() == sorted(found)

	def test_it_says_what_is_due_when_and_links_to_it(self, world: World) -> None:
		run_on(days_after(DEADLINE, 1))
		html = frappe.db.get_value("Notification Log", {"for_user": APPROVER}, "email_content")
		for county in HOME_COUNTIES:
			assert f"/{DESK}/annual-summary/{world.summary(county)}" in html
		assert html.count(f"{DEADLINE} (已逾期1天)") == len(HOME_COUNTIES)


@contextmanager
def more_people(*rows: tuple[str, str, str, str]) -> Iterator[None]:
	"""People in the tables of places, with the roles that go with them."""
	made = []
	for table, parenttype, parent, user in rows:
		role = COUNTY_REPORTER if parenttype == "County" else PROVINCIAL_APPROVER
		row = frappe.new_doc(table)
		row.update(
			{"parent": parent, "parenttype": parenttype, "parentfield": "users", "user": user, "idx": 9}
		)
		if parenttype == "Province":
			row.role = role
		held = frappe.new_doc("Has Role")
		held.update({"parent": user, "parenttype": "User", "parentfield": "roles", "role": role})
		made += [row, held]
	for each in made:
		each.db_insert()
	frappe.db.commit()
	frappe.clear_cache()
	try:
		yield
	finally:
		frappe.db.rollback()
		for each in made:
			frappe.db.delete(each.doctype, {"name": each.name})
		frappe.db.commit()
		frappe.clear_cache()


class TestOnce:
	def test_a_second_run_of_the_day_reminds_nobody(self) -> None:
		assert run_on(DEADLINE, "00:05")
		assert run_on(DEADLINE, "00:06") == {}
		assert run_on(DEADLINE, "23:59") == {}

	def test_the_day_is_that_of_the_site(self) -> None:
		"""Shortly before midnight and shortly after it in Shanghai it is the same day in UTC."""
		set_cycle(reminder_days="0")
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
		set_cycle(national_deadline="2028-12-31")
		frappe.db.set_value(SUMMARY, {"cycle": YEAR, "county": ["!=", COUNTY]}, "workflow_state", "Approved")
		frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", deadline)
		days = [days_after(deadline, number) for number in range(-5, 5)]
		assert [day for day in days if REPORTER in run_on(day)] == reminded

	def test_a_missed_day_is_made_up_for_once(self) -> None:
		set_cycle(reminder_days="0")
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
		assert len(notified()) == len(HOME_REPORTERS)

	def test_what_was_missed_long_ago_is_not_made_up_for(self) -> None:
		set_cycle(reminder_days="0")
		run_on(days_after(DEADLINE, -1))
		assert run_on(days_after(DEADLINE, LONGEST_GAP)) == {}

	def test_a_county_that_files_before_the_missed_day_is_made_up_for(self, world: World) -> None:
		set_cycle(reminder_days="0")
		run_on(days_after(DEADLINE, -1))
		frappe.db.set_value(SUMMARY, world.summary(), "workflow_state", "Pending City Review")
		assert set(run_on(days_after(DEADLINE, 1))) == HOME_REPORTERS - {REPORTER}

	@pytest.mark.parametrize("later", [0, 1])
	def test_a_run_that_was_killed_is_made_up_for(self, site: str, mail_account: None, later: int) -> None:
		"""On the same day, and on the next: each person has one message, and the log has it."""
		set_cycle(reminder_days="0")
		run_on(days_after(DEADLINE, -1))
		kill_after(site, DEADLINE, 4)
		reminded = {each.user for each in sent_reminders()}
		assert reminded == set(sorted(HOME_REPORTERS)[:3])
		assert set(run_on(days_after(DEADLINE, later))) == HOME_REPORTERS - reminded
		assert notified() == mailed() == sorted(HOME_REPORTERS)
		assert run_on(days_after(DEADLINE, later)) == run_on(days_after(DEADLINE, later + 1)) == {}

	def test_who_cannot_be_reminded_does_not_stop_the_others(self) -> None:
		"""The key of his digest is taken, so that the database refuses it."""
		set_cycle(reminder_days="0")
		obstacle = frappe.new_doc("Sent Reminder")
		obstacle.update({"name": "obstacle", "user": f"nobody@{DOMAIN}", "day": "2000-01-01"})
		obstacle.update({"digest_key": f"{DEADLINE}|{REPORTER}", "subject": "占位"})
		obstacle.db_insert()
		run_on(days_after(DEADLINE, -1))
		assert set(run_on(DEADLINE)) == HOME_REPORTERS - {REPORTER}
		assert frappe.db.exists("Error Log", {"method": ["like", f"%{REPORTER}%"]})
		frappe.db.delete("Error Log", {"method": ["like", f"%{REPORTER}%"]})
		assert set(run_on(days_after(DEADLINE, 1))) == {REPORTER}
		assert notified() == sorted(HOME_REPORTERS)

	def test_two_runs_at_once_are_one(self, site: str) -> None:
		with held_elsewhere(site):
			assert run_on(DEADLINE) == {}
		assert set(run_on(DEADLINE)) == HOME_REPORTERS


def kill_after(site: str, day: str, people: int) -> None:
	"""A run in another process that dies when it has written to that many."""
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


class TestMail:
	def test_without_an_account_the_app_reminds_all_the_same(self) -> None:
		frappe.db.set_single_value("Kepu Settings", "reminders_by_mail", 1)
		errors = frappe.db.count("Error Log")
		assert not frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1})
		assert set(run_on(DEADLINE)) == HOME_REPORTERS
		assert notified() == sorted(HOME_REPORTERS)
		assert mailed() == []
		assert not any(each.by_mail for each in sent_reminders())
		assert frappe.db.count("Error Log") == errors

	def test_not_asked_for_no_mail_goes(self, mail_account: None) -> None:
		frappe.db.set_single_value("Kepu Settings", "reminders_by_mail", 0)
		assert set(run_on(DEADLINE)) == HOME_REPORTERS
		assert mailed() == []

	def test_each_gets_one_and_the_log_says_so(self, mail_account: None) -> None:
		run_on(DEADLINE)
		assert mailed() == sorted(HOME_REPORTERS)
		assert all(each.by_mail for each in sent_reminders())

	def test_who_has_no_address_is_reminded_in_the_app(self, mail_account: None) -> None:
		with put_back("User", REPORTER, "email", ""):
			assert set(run_on(DEADLINE)) == HOME_REPORTERS
		assert notified() == sorted(HOME_REPORTERS)
		assert mailed() == sorted(HOME_REPORTERS - {REPORTER})
		assert [each.by_mail for each in sent_reminders() if each.user == REPORTER] == [0]

	def test_each_in_his_own_language(self, mail_account: None) -> None:
		"""Not in the job's; who has chosen none gets the site's."""
		frappe.local.lang = "en"
		with (
			put_back("User", REPORTER, "language", "en"),
			put_back("User", reporter(NEIGHBOUR), "language", None),
		):
			run_on(DEADLINE)
		subjects = {each.user: each.subject for each in sent_reminders()}
		assert subjects[REPORTER].startswith("Still to be filed: 埇桥区")
		assert subjects[reporter(NEIGHBOUR)].startswith("待报送：砀山县")
		assert subjects[reporter(OTHER_CITY)].startswith("待报送：肥西县")
		content = frappe.db.get_value("Notification Log", {"for_user": REPORTER}, "email_content")
		assert "due today" in content


class TestByHand:
	def test_a_foreign_county_is_refused_by_every_endpoint(self, world: World, sign_in: SignIn) -> None:
		client = sign_in(APPROVER)
		names = [world.summary(), world.summary(FOREIGN_COUNTY)]
		for asked in (names, names[1:], [f"{YEAR}-999999"]):
			response = client.call("kepu_app.reminders.remind_counties", names=asked)
			assert error_type(response) == "PermissionError"
		assert not client.get("kepu_app.reminders.remind_counties", names=json.dumps(names[:1])).ok
		assert sent_reminders() == []
		assert client.call("kepu_app.reminders.remind_counties", names=names[:1]).json()["message"] == 1
		assert [(each.user, each.sent_by) for each in sent_reminders()] == [(REPORTER, APPROVER)]

	@pytest.mark.parametrize(
		("user", "county"), [(REPORTER, COUNTY), (CITY, OTHER_CITY), (FOREIGN_APPROVER, COUNTY)]
	)
	def test_who_may_not(self, world: World, user: str, county: str) -> None:
		with acting_as(user), pytest.raises(frappe.PermissionError):
			remind_counties([world.summary(county)])
		assert sent_reminders() == []

	@pytest.mark.parametrize("user", [CITY, APPROVER, OFFICER])
	def test_who_may(self, world: World, user: str) -> None:
		with acting_as(user):
			assert remind_counties(json.dumps([world.summary(), world.summary(NEIGHBOUR)])) == 2
		assert notified() == sorted([REPORTER, reporter(NEIGHBOUR)])

	def test_the_report_shows_when(self, world: World) -> None:
		with acting_as(APPROVER):
			remind_counties([world.summary()])
			_columns, rows, *_rest = county_filing_status({"cycle": YEAR, "province": HOME})
		shown = {row["name"]: row["last_reminded_at"] for row in rows if row["last_reminded_at"]}
		assert list(shown) == [world.summary()]
		assert get_datetime(shown[world.summary()]).date().isoformat() == nowdate()

	def test_the_report_shows_the_schedulers_too_but_not_what_only_the_province_was_told(
		self, world: World
	) -> None:
		row = frappe.db.get_value("County User", {"parent": COUNTY, "user": REPORTER})
		with put_back("County User", row, "user", "Administrator"):
			run_on(days_after(DEADLINE, 1))
		reminded = frappe.get_all(
			SUMMARY, {"cycle": YEAR, "last_reminded_at": ["is", "set"]}, ["county", "last_reminded_at"]
		)
		assert {each.county for each in reminded} == set(HOME_COUNTIES) - {COUNTY}
		assert {each.last_reminded_at.date().isoformat() for each in reminded} == {days_after(DEADLINE, 1)}

	def test_who_has_filed_meanwhile_is_passed_over(self, world: World) -> None:
		frappe.db.set_value(SUMMARY, world.summary(), "workflow_state", "Pending City Review")
		with acting_as(APPROVER):
			assert remind_counties([world.summary(), world.summary(NEIGHBOUR)]) == 1
			assert remind_counties([world.summary()]) == 0
		assert "没有待报送" in frappe.message_log[-1]["message"]

	def test_a_county_without_people_is_named(self, world: World) -> None:
		row = frappe.db.get_value("County User", {"parent": COUNTY, "user": REPORTER})
		with put_back("County User", row, "user", "Administrator"), acting_as(APPROVER):
			assert remind_counties([world.summary(), world.summary(NEIGHBOUR)]) == 1
		assert "埇桥区" in frappe.message_log[-1]["message"]
		assert "砀山县" not in frappe.message_log[-1]["message"]

	def test_the_lock_stops_it(self, world: World) -> None:
		set_cycle(status="Locked")
		with acting_as(APPROVER), pytest.raises(FrozenError):
			remind_counties([world.summary()])

	def test_after_the_closing_only_what_was_returned_is_awaited(self, world: World) -> None:
		set_cycle(status="Closed")
		values = {"workflow_state": "Returned", "first_submitted_at": "2028-02-01 10:00:00"}
		frappe.db.set_value(SUMMARY, world.summary(NEIGHBOUR), values)
		with acting_as(APPROVER):
			assert remind_counties([world.summary(), world.summary(NEIGHBOUR)]) == 1
		assert notified() == [reporter(NEIGHBOUR)]

	def test_what_is_no_list_of_names_is_refused(self) -> None:
		for names in ("5", '{"a": 1}', "[1]"):
			with acting_as(APPROVER), pytest.raises(frappe.ValidationError, match="名称"):
				remind_counties(names)
		with acting_as(APPROVER), pytest.raises(frappe.ValidationError, match="1000"):
			remind_counties([str(number) for number in range(1001)])
