"""Opening, closing and locking a cycle: all of it, once, by whom it may, whatever is killed meanwhile."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate, nowdate
from frappe.utils.background_jobs import create_job_id, get_job, get_queue
from rq.job import Job, JobStatus

from kepu_app.access.roles import (
	CITY_REVIEWER,
	KEPU_ADMINISTRATOR,
	NATIONAL_OFFICER,
	PROVINCIAL_APPROVER,
)
from kepu_app.cycles import jobs
from kepu_app.cycles.run import last_run, run_of, start
from kepu_app.exceptions import AlreadyRunningError, CycleStateError, FrozenError
from kepu_app.utils.background import exclusive
from tests.site.client import Client
from tests.site.factories import acting_as, make_county, make_cycle, make_whole_user
from tests.years import year_of

SignIn = Callable[[str], Client]
JOB_SCRIPT = Path(__file__).with_name("cycle_jobs.py")
COUNTIES = (
	*(("630102", "城东区", "630000", "西宁市"), ("630103", "城中区", "630000", "西宁市")),
	*(("630104", "城西区", "630000", "西宁市"), ("640104", "兴庆区", "640000", "银川市")),
	*(("640105", "西夏区", "640000", "银川市"), ("650102", "天山区", "650000", "乌鲁木齐市")),
)
QINGHAI, NINGXIA = "630000", "640000"
YEARS = tuple(year_of(__file__, number) for number in range(2))
ACTIONS = "kepu_app.cycles.api."
REPORTER, REVIEWER, APPROVER = "reporter@cycles.test", "reviewer@cycles.test", "approver@cycles.test"
OFFICER, KEPU_ADMIN = "officer@cycles.test", "administrator@cycles.test"
TABLES = ("Summary Section", "Summary Assessment", "Missing County")
IGNORED = {"name", "creation", "modified", "parent", "title", "cycle", "state_since"}


@pytest.fixture(scope="module", autouse=True)
def _people_and_counties(_site_connection: None) -> Iterator[None]:
	"""Six counties, and a user of each role."""
	_remove_everything()
	for user, role in ((OFFICER, NATIONAL_OFFICER), (KEPU_ADMIN, KEPU_ADMINISTRATOR)):
		make_whole_user(user, role)
	for user in (REPORTER, REVIEWER, APPROVER):
		make_whole_user(user)
	for code, name, province, city in COUNTIES:
		users = [{"user": REPORTER}] if code == "630102" else []
		make_county(code, name, province, city, users=users)
	province = frappe.get_doc("Province", QINGHAI)
	province.append("users", {"user": REVIEWER, "role": CITY_REVIEWER, "city": "西宁市"})
	province.append("users", {"user": APPROVER, "role": PROVINCIAL_APPROVER})
	province.save()
	frappe.db.commit()
	yield
	frappe.db.rollback()
	_remove_everything()


@pytest.fixture
def cycle() -> Iterator[str]:
	"""A cycle that has not been opened."""
	yield make_cycle(YEARS[0])
	_remove_cycles()


def open_here(cycle: str, action: str = "open") -> dict[str, Any]:
	"""Does an action in this process, as the worker would."""
	jobs.execute(cycle, action, OFFICER, "zh")
	frappe.db.commit()
	return last_run(cycle)


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


def content_of(cycle: str) -> dict[str, list[dict[str, Any]]]:
	"""All that a cycle holds, without what differs from year to year."""
	content = {}
	for doctype in ("Provincial Submission", "Annual Summary"):
		documents = frappe.get_all(doctype, {"cycle": cycle}, ["*"], order_by="name asc")
		for table in TABLES:
			rows = frappe.get_all(
				table, {"parent": ["in", [each.name for each in documents]]}, ["*"], order_by="parent, idx"
			)
			content[f"{doctype} {table}"] = [_plain(row) | {"of": row.parent[5:]} for row in rows]
		content[doctype] = [_plain(each) for each in documents]
	actions = frappe.get_all(
		"Workflow Action", {"reference_name": ["like", f"{cycle}-%"]}, ["reference_name", "status"]
	)
	content["Workflow Action"] = sorted((each.reference_name[5:], each.status) for each in actions)
	return content


def _plain(record: dict[str, Any]) -> dict[str, Any]:
	return {key: value for key, value in record.items() if key not in IGNORED}


def _remove_cycles() -> None:
	frappe.db.rollback()
	for year in YEARS:
		if job := get_job(run_of(year).job):
			job.delete()
		for table in TABLES:
			frappe.db.delete(table, {"parent": ["like", f"{year}-%"]})
		actions = frappe.get_all("Workflow Action", {"reference_name": ["like", f"{year}-%"]}, pluck="name")
		frappe.db.delete("Workflow Action Permitted Role", {"parent": ["in", actions]})
		frappe.db.delete("Workflow Action", {"name": ["in", actions]})
		frappe.db.delete("Version", {"docname": ["like", f"{year}%"]})
		frappe.db.delete("Comment", {"reference_doctype": "Reporting Cycle", "reference_name": year})
		for doctype in ("Annual Summary", "Provincial Submission", "Review Entry"):
			frappe.db.delete(doctype, {"cycle": year})
		for table in ("Cycle Heading", "Cycle Topic"):
			frappe.db.delete(table, {"parent": year})
		frappe.db.delete("Reporting Cycle", year)
		frappe.clear_document_cache("Reporting Cycle", year)
	frappe.db.commit()


def _remove_everything() -> None:
	_remove_cycles()
	province = frappe.get_doc("Province", QINGHAI)
	province.users = [row for row in province.users if not row.user.endswith("@cycles.test")]
	province.save()
	for code, *_rest in COUNTIES:
		frappe.delete_doc("County", code, force=True, ignore_missing=True)
	# Frappe refuses to delete users while nobody but Administrator is a System Manager.
	for doctype, field in (("Has Role", "parent"), ("Notification Settings", "name"), ("User", "name")):
		frappe.db.delete(doctype, {field: ["like", "%@cycles.test"]})
	frappe.db.commit()


class TestOpening:
	def test_makes_every_submission_and_a_draft_for_each_active_county(self, cycle: str) -> None:
		frappe.db.set_value("County", "650102", "active", 0)
		try:
			run = open_here(cycle)
		finally:
			frappe.db.set_value("County", "650102", "active", 1)
			frappe.db.commit()
		made = set(frappe.get_all("Annual Summary", {"cycle": cycle}, pluck="county"))
		active = set(frappe.get_all("County", {"active": 1}, pluck="name")) - {"650102"}
		assert made == active
		assert frappe.db.count("Provincial Submission", {"cycle": cycle}) == 32
		assert run["state"] == "Done"
		assert run["counts"]["Annual Summary"] == {"created": len(active)}
		assert run["counts"]["Provincial Submission"] == {"created": 32}
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == "Open"

	def test_a_draft_has_the_headings_of_the_cycle_and_the_rows_of_the_standard(self, cycle: str) -> None:
		open_here(cycle)
		summary = frappe.get_doc("Annual Summary", f"{cycle}-630102")
		headings = [row.heading for row in frappe.get_doc("Reporting Cycle", cycle).headings]
		standard = frappe.get_doc("Evaluation Standard", summary.standard)
		assert [row.heading for row in summary.sections] == headings
		assert [(row.criterion, row.indicator_code) for row in summary.assessments] == [
			(row.number, row.indicator_code) for row in standard.criteria
		]
		assert (summary.workflow_state, summary.docstatus) == ("Draft", 0)
		assert (summary.owner, summary.writers) == ("Administrator", None)

	def test_a_province_with_a_standard_of_its_own_gets_its_rows(self, cycle: str) -> None:
		national = frappe.db.get_value("Reporting Cycle", cycle, "standard")
		refined = frappe.copy_doc(frappe.get_doc("Evaluation Standard", national))
		refined.update({"standard_name": "青海省细化标准", "province": QINGHAI, "refines": national})
		refined.criteria[0].title = "青海省的第一项"
		refined.insert()
		frappe.db.commit()
		try:
			open_here(cycle)
			own = frappe.get_doc("Annual Summary", f"{cycle}-630102")
			other = frappe.get_doc("Annual Summary", f"{cycle}-640104")
			assert (own.standard, own.assessments[0].title) == ("青海省细化标准", "青海省的第一项")
			assert other.standard == national
		finally:
			_remove_cycles()
			frappe.delete_doc("Evaluation Standard", "青海省细化标准", force=True)
			frappe.db.commit()

	def test_counties_have_until_the_national_deadline(self, cycle: str) -> None:
		open_here(cycle)
		deadlines = frappe.get_all("Provincial Submission", {"cycle": cycle}, pluck="county_deadline")
		assert set(deadlines) == {getdate(add_days(nowdate(), 30))}

	def test_again_changes_nothing_and_says_so(self, cycle: str) -> None:
		open_here(cycle)
		before = content_of(cycle)
		frappe.db.set_value("Annual Summary", f"{cycle}-630102", "on_behalf_of", "城东区科协")
		run = open_here(cycle)
		after = content_of(cycle)
		assert run["counts"]["Annual Summary"] == {"present": len(before["Annual Summary"])}
		assert run["counts"]["Provincial Submission"] == {"present": 32}
		changed = [summary for summary in after["Annual Summary"] if summary not in before["Annual Summary"]]
		assert [summary["on_behalf_of"] for summary in changed] == ["城东区科协"]
		assert after["Annual Summary Summary Section"] == before["Annual Summary Summary Section"]

	def test_a_county_added_later_gets_its_draft_by_opening_again(self, cycle: str) -> None:
		open_here(cycle)
		make_county("640106", "金凤区", NINGXIA, "银川市")
		try:
			run = open_here(cycle)
			assert run["counts"]["Annual Summary"]["created"] == 1
			assert frappe.db.exists("Annual Summary", f"{cycle}-640106")
		finally:
			_remove_cycles()
			frappe.delete_doc("County", "640106", force=True)
			frappe.db.commit()

	def test_a_county_of_a_frozen_submission_is_left_out_and_named(self, cycle: str) -> None:
		open_here(cycle)
		frappe.db.delete("Annual Summary", f"{cycle}-640104")
		frappe.db.set_value("Provincial Submission", f"{cycle}-{NINGXIA}", "workflow_state", "Sent")
		run = open_here(cycle)
		assert [(each["outcome"], each["place"]) for each in run["remarks"]] == [("skipped", "640104 兴庆区")]
		assert not frappe.db.exists("Annual Summary", f"{cycle}-640104")

	def test_a_county_that_is_refused_is_named_with_the_reason_and_stops_no_other(self, cycle: str) -> None:
		frappe.db.set_value("County", "640104", "county_name", "兴" * 138)  # its title becomes too long
		frappe.db.commit()
		try:
			run = open_here(cycle)
		finally:
			frappe.db.set_value("County", "640104", "county_name", "兴庆区")
			frappe.db.commit()
		remark = next(each for each in run["remarks"] if each["place"].startswith("640104"))
		assert remark["outcome"] == "failed"
		assert "140" in remark["reason"]
		assert not frappe.db.exists("Annual Summary", f"{cycle}-640104")
		assert not frappe.db.exists("Summary Section", {"parent": f"{cycle}-640104"})
		assert frappe.db.exists("Annual Summary", f"{cycle}-640105")
		assert (run["state"], frappe.db.get_value("Reporting Cycle", cycle, "status")) == ("Done", "Open")
		assert open_here(cycle)["counts"]["Annual Summary"]["created"] == 1

	def test_an_error_of_another_kind_ends_the_run_and_keeps_what_was_done(self, cycle: str) -> None:
		frappe.db.sql("alter table `tabSummary Assessment` rename to `tabSummary Assessment Away`")
		try:
			with pytest.raises(frappe.db.ProgrammingError):
				open_here(cycle)
		finally:
			frappe.db.rollback()
			frappe.db.sql("alter table `tabSummary Assessment Away` rename to `tabSummary Assessment`")
		run = last_run(cycle)
		assert (run["state"], run["finished"] > run["started"]) == ("Failed", True)
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == "Draft"
		assert open_here(cycle)["state"] == "Done"


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
	"""What is told once the database has noticed that the connection of the dead is gone."""
	deadline = time.monotonic() + 30
	while (state := last_run(cycle)["state"]) == "Running" and time.monotonic() < deadline:
		time.sleep(0.1)
		frappe.db.rollback()
	return state


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


class TestWhoMay:
	@pytest.mark.parametrize("user", [REPORTER, REVIEWER, APPROVER])
	@pytest.mark.parametrize(
		"action", ["open_cycle", "close_cycle", "lock_cycle", "unlock_cycle", "progress"]
	)
	def test_nobody_of_a_county_or_province(
		self, cycle: str, sign_in: SignIn, user: str, action: str
	) -> None:
		response = sign_in(user).call(ACTIONS + action, cycle=cycle)
		assert response.status_code == 403
		frappe.db.rollback()
		assert frappe.db.get_value("Reporting Cycle", cycle, ["status", "last_run"]) == ("Draft", None)

	@pytest.mark.parametrize("user", [OFFICER, KEPU_ADMIN])
	def test_officer_and_administrator_by_the_real_worker(
		self, cycle: str, sign_in: SignIn, finish_jobs: Callable[..., None], user: str
	) -> None:
		client = sign_in(user)
		steps = {"open_cycle": "Open", "close_cycle": "Closed", "lock_cycle": "Locked"}
		for action, status in steps.items():
			response = client.call(ACTIONS + action, cycle=cycle)
			assert response.ok, response.text
			assert response.json()["message"]["user"] == user
			finish_jobs()
			run = client.call(ACTIONS + "progress", cycle=cycle).json()["message"]
			assert (run["state"], run["done"], run["total"]) == ("Done", 32, 32)
			assert frappe.db.get_value("Reporting Cycle", cycle, "status") == status
		owners = frappe.get_all("Annual Summary", {"cycle": cycle}, pluck="owner", distinct=True)
		assert owners == ["Administrator"]

	def test_unlocking_is_for_the_administrator_alone(self, cycle: str, sign_in: SignIn) -> None:
		frappe.db.set_value("Reporting Cycle", cycle, "status", "Locked")
		assert sign_in(OFFICER).call(ACTIONS + "unlock_cycle", cycle=cycle).status_code == 403
		assert sign_in(KEPU_ADMIN).call(ACTIONS + "unlock_cycle", cycle=cycle).ok
		frappe.db.rollback()
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == "Closed"

	@pytest.mark.parametrize("user", [REPORTER, REVIEWER, APPROVER])
	def test_what_a_run_did_in_other_provinces_is_not_shown(
		self, cycle: str, sign_in: SignIn, user: str
	) -> None:
		open_here(cycle)
		client = sign_in(user)
		shown = [
			client.resource("GET", "Reporting Cycle", cycle).text,
			client.get("frappe.desk.form.load.getdoc", doctype="Reporting Cycle", name=cycle).text,
			client.get("frappe.client.get_list", doctype="Reporting Cycle", fields='["*"]').text,
			client.get("frappe.client.get_value", doctype="Reporting Cycle", fieldname="last_run").text,
		]
		assert cycle in shown[0]
		assert not [text for text in shown if "Provincial Submission" in text and "created" in text]

	def test_the_fields_of_a_run_cannot_be_written(self, cycle: str, sign_in: SignIn) -> None:
		values = {"status": "Locked", "last_run": "{}", "job_id": "x", "opened_at": nowdate()}
		response = sign_in(KEPU_ADMIN).resource("PUT", "Reporting Cycle", cycle, json=values)
		assert response.ok
		frappe.db.rollback()
		stored = frappe.db.get_value("Reporting Cycle", cycle, list(values), as_dict=True)
		assert stored == {"status": "Draft", "last_run": None, "job_id": None, "opened_at": None}

	@pytest.mark.parametrize("value", [[YEARS[0]], {"year": int(YEARS[0])}, int(YEARS[0])])
	def test_a_cycle_is_named_by_text(self, cycle: str, sign_in: SignIn, value: Any) -> None:
		assert not sign_in(OFFICER).call(ACTIONS + "open_cycle", cycle=value).ok
		frappe.db.rollback()
		assert frappe.db.get_value("Reporting Cycle", cycle, "last_run") is None

	def test_get_requests_start_nothing(self, cycle: str, sign_in: SignIn) -> None:
		response = sign_in(OFFICER).get(ACTIONS + "open_cycle", cycle=cycle)
		assert response.status_code == 403


class TestClosing:
	def test_lists_who_never_submitted_and_keeps_reasons(self, cycle: str) -> None:
		open_here(cycle)
		frappe.db.set_value("Annual Summary", f"{cycle}-630103", "first_submitted_at", "2025-02-01 09:00:00")
		submission = frappe.get_doc("Provincial Submission", f"{cycle}-{QINGHAI}")
		submission.append("missing", {"county": "630104", "reason": "机构改革，尚未完成"})
		submission.flags.by_system = True
		submission.save()
		run = open_here(cycle, "close")
		assert missing_of(cycle, QINGHAI) == {"630104": "机构改革，尚未完成", "630102": None}
		assert run["counts"]["Missing County"]["present"] >= 1
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == "Closed"

	def test_again_changes_nothing(self, cycle: str) -> None:
		open_here(cycle)
		open_here(cycle, "close")
		before = content_of(cycle)
		run = open_here(cycle, "close")
		assert content_of(cycle) == before
		assert run["counts"]["Missing County"].keys() == {"present"}

	def test_a_county_that_submitted_after_all_is_taken_off_unless_there_is_a_reason(
		self, cycle: str
	) -> None:
		open_here(cycle)
		open_here(cycle, "close")
		rows = {"parent": f"{cycle}-{QINGHAI}", "county": "630104"}
		frappe.db.set_value("Missing County", rows, "reason", "已电话说明")
		for code in ("630102", "630104"):
			frappe.db.set_value(
				"Annual Summary", f"{cycle}-{code}", "first_submitted_at", "2025-02-01 09:00:00"
			)
		open_here(cycle, "close")
		assert missing_of(cycle, QINGHAI) == {"630103": None, "630104": "已电话说明"}

	def test_a_frozen_submission_stays_as_it_is(self, cycle: str) -> None:
		open_here(cycle)
		frappe.db.set_value("Provincial Submission", f"{cycle}-{NINGXIA}", "workflow_state", "Sent")
		run = open_here(cycle, "close")
		assert missing_of(cycle, NINGXIA) == {}
		assert {each["place"] for each in run["remarks"]} >= {"640104 兴庆区", "640105 西夏区"}
		assert all("已" in each["reason"] or "Sent" in each["reason"] for each in run["remarks"])

	def test_a_county_cannot_submit_for_the_first_time_any_more(self, cycle: str) -> None:
		open_here(cycle)
		fill(cycle, "630102")
		open_here(cycle, "close")
		with acting_as(REPORTER), pytest.raises(FrozenError, match=r"\d{4}"):
			apply_workflow(frappe.get_doc("Annual Summary", f"{cycle}-630102"), "Submit for Review")

	def test_opening_again_lets_it_submit(self, cycle: str) -> None:
		open_here(cycle)
		fill(cycle, "630102")
		open_here(cycle, "close")
		open_here(cycle)
		assert frappe.db.get_value("Reporting Cycle", cycle, ["status", "closed_at"]) == ("Open", None)
		with acting_as(REPORTER):
			apply_workflow(frappe.get_doc("Annual Summary", f"{cycle}-630102"), "Submit for Review")

	@pytest.mark.parametrize("action", ["close_cycle", "lock_cycle", "unlock_cycle"])
	def test_a_cycle_that_was_never_opened_has_nothing_to_close(
		self, cycle: str, sign_in: SignIn, action: str
	) -> None:
		response = sign_in(KEPU_ADMIN).call(ACTIONS + action, cycle=cycle)
		assert response.status_code == 417
		assert "CycleStateError" in response.text


class TestLocking:
	def test_locking_closes_first_and_freezes_everything(self, cycle: str) -> None:
		open_here(cycle)
		open_here(cycle, "lock")
		assert missing_of(cycle, QINGHAI).keys() == {"630102", "630103", "630104"}
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == "Locked"
		summary = frappe.get_doc("Annual Summary", f"{cycle}-630102")
		summary.on_behalf_of = "城东区科协"
		with acting_as(REPORTER), pytest.raises(FrozenError):
			summary.save()

	def test_a_locked_cycle_itself_changes_only_its_date(self, cycle: str) -> None:
		frappe.db.set_value("Reporting Cycle", cycle, "status", "Locked")
		doc = frappe.get_doc("Reporting Cycle", cycle)
		doc.summary_limit = 5000
		with pytest.raises(FrozenError):
			doc.save()
		doc.reload()
		doc.headings[0].heading = "一、别的"
		with pytest.raises(FrozenError):
			doc.save()
		doc.reload()
		doc.hard_lock_date = add_days(nowdate(), 60)
		doc.save()

	def test_due_cycles_are_locked_by_the_daily_job(
		self, cycle: str, finish_jobs: Callable[..., None]
	) -> None:
		other = make_cycle(YEARS[1], hard_lock_date=add_days(nowdate(), 31))
		open_here(cycle)
		open_here(other)
		frappe.db.set_value("Reporting Cycle", cycle, "hard_lock_date", nowdate())
		frappe.db.commit()
		assert "kepu_app.cycles.jobs.lock_due_cycles" in frappe.get_hooks("scheduler_events")["daily_long"]
		jobs.lock_due_cycles()
		finish_jobs()
		status = {name: frappe.db.get_value("Reporting Cycle", name, "status") for name in YEARS}
		assert status == {cycle: "Locked", other: "Open"}
		assert last_run(cycle)["action"] == "lock"

	@pytest.mark.parametrize("status", ["Open", "Closed"])
	def test_a_cycle_without_a_date_is_locked_by_nobody(
		self, cycle: str, finish_jobs: Callable[..., None], status: str
	) -> None:
		open_here(cycle)
		frappe.db.set_value("Reporting Cycle", cycle, {"status": status, "hard_lock_date": None})
		frappe.db.commit()
		jobs.lock_due_cycles()
		finish_jobs()
		assert frappe.db.get_value("Reporting Cycle", cycle, "status") == status
		assert last_run(cycle)["action"] == "open"

	@pytest.mark.parametrize("action", ["unlock_cycle", "open_cycle"])
	def test_the_date_goes_before_the_button(self, cycle: str, sign_in: SignIn, action: str) -> None:
		status = "Locked" if action == "unlock_cycle" else "Draft"
		frappe.db.set_value("Reporting Cycle", cycle, {"status": status, "hard_lock_date": nowdate()})
		response = sign_in(KEPU_ADMIN).call(ACTIONS + action, cycle=cycle)
		assert (response.status_code, "CycleStateError" in response.text) == (417, True)


class TestDeadline:
	def test_moves_the_counties_deadlines_with_it(self, cycle: str) -> None:
		open_here(cycle)
		deadline = getdate(add_days(nowdate(), 30))
		frappe.db.set_value("Provincial Submission", f"{cycle}-{QINGHAI}", "county_deadline", nowdate())
		frappe.db.set_value("Provincial Submission", f"{cycle}-{NINGXIA}", "workflow_state", "Sent")
		self._move(cycle, 40)
		assert self._deadline(cycle, "650000") == getdate(add_days(nowdate(), 40))
		assert self._deadline(cycle, QINGHAI) == getdate(nowdate())
		assert self._deadline(cycle, NINGXIA) == deadline

	def test_no_deadline_of_a_county_is_left_behind_it(self, cycle: str) -> None:
		open_here(cycle)
		frappe.db.set_value(
			"Provincial Submission", f"{cycle}-{QINGHAI}", "county_deadline", add_days(nowdate(), 20)
		)
		self._move(cycle, 10)
		for province in (QINGHAI, "650000"):
			assert self._deadline(cycle, province) == getdate(add_days(nowdate(), 10))

	def _move(self, cycle: str, days: int) -> None:
		doc = frappe.get_doc("Reporting Cycle", cycle)
		doc.national_deadline = add_days(nowdate(), days)
		doc.save()

	def _deadline(self, cycle: str, province: str) -> Any:
		return frappe.db.get_value("Provincial Submission", f"{cycle}-{province}", "county_deadline")


def missing_of(cycle: str, province: str) -> dict[str, str | None]:
	rows = frappe.get_all(
		"Missing County", {"parent": f"{cycle}-{province}"}, ["county", "reason"], order_by="idx"
	)
	return {row.county: row.reason for row in rows}


def fill(cycle: str, county: str) -> None:
	"""Writes a summary that keeps every rule, as its reporter."""
	summary = frappe.get_doc("Annual Summary", f"{cycle}-{county}")
	for row in summary.sections:
		row.text = "城东区科协扎实推进科普工作。"
	for row in summary.assessments:
		if row.indicator_code:
			row.value = str(row.threshold)
		else:
			row.met = "Met"
	summary.update({"on_behalf_of": "西宁市城东区科学技术协会", "dated": nowdate()})
	with acting_as(REPORTER):
		summary.save()
	frappe.db.commit()


def test_a_status_that_does_not_fit_is_refused_in_words(cycle: str) -> None:
	frappe.local.lang = "zh"
	with pytest.raises(CycleStateError, match="未开启"):
		start(cycle, "close", ("Open", "Closed"))
