"""Who may open, close, lock and unlock a cycle, and what is shown of it to whom."""

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.utils import nowdate

from tests.site.client import Client
from tests.site.six_counties import (
	ACTIONS,
	APPROVER,
	KEPU_ADMIN,
	OFFICER,
	REPORTER,
	REVIEWER,
	open_here,
)
from tests.years import year_of

SignIn = Callable[[str], Client]
YEAR = year_of(__file__)
YEARS = (YEAR,)


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

	@pytest.mark.parametrize("value", [[YEAR], {"year": int(YEAR)}, int(YEAR)])
	def test_a_cycle_is_named_by_text(self, cycle: str, sign_in: SignIn, value: Any) -> None:
		assert not sign_in(OFFICER).call(ACTIONS + "open_cycle", cycle=value).ok
		frappe.db.rollback()
		assert frappe.db.get_value("Reporting Cycle", cycle, "last_run") is None

	def test_get_requests_start_nothing(self, cycle: str, sign_in: SignIn) -> None:
		response = sign_in(OFFICER).get(ACTIONS + "open_cycle", cycle=cycle)
		assert response.status_code == 403
