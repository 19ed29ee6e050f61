"""Closing and locking a cycle: who is missing is listed, what is closed and what is locked stays so."""

from collections.abc import Callable

import frappe
import pytest
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, nowdate

from kepu_app.controllers.intent import intend
from kepu_app.cycles import jobs
from kepu_app.cycles.run import last_run, start
from kepu_app.exceptions import CycleStateError, FrozenError
from tests.site.client import Client
from tests.site.factories import acting_as, make_cycle
from tests.site.six_counties import (
	ACTIONS,
	KEPU_ADMIN,
	NINGXIA,
	QINGHAI,
	REPORTER,
	content_of,
	missing_of,
	open_here,
)
from tests.years import year_of

SignIn = Callable[[str], Client]
YEARS = tuple(year_of(__file__, number) for number in range(2))


class TestClosing:
	def test_lists_who_never_submitted_and_keeps_reasons(self, cycle: str) -> None:
		open_here(cycle)
		frappe.db.set_value("Annual Summary", f"{cycle}-630103", "first_submitted_at", "2025-02-01 09:00:00")
		submission = frappe.get_doc("Provincial Submission", f"{cycle}-{QINGHAI}")
		submission.append("missing", {"county": "630104", "reason": "机构改革，尚未完成"})
		intend(submission, by_system=True)
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


def fill(cycle: str, county: str) -> None:
	"""Write a summary that keeps every rule, as its reporter."""
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
