"""Reminders that a province or a city sends by hand, and what the report shows of all reminders."""

import json
from collections.abc import Callable

import frappe
import pytest
from frappe.utils import get_datetime, nowdate

from kepu_app.exceptions import FrozenError
from kepu_app.kepu.report.county_filing_status.county_filing_status import execute as county_filing_status
from kepu_app.reminders.by_hand import remind_counties
from kepu_app.utils.doctypes import SUMMARY
from tests.site.client import Client
from tests.site.endpoints import error_type
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
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
from tests.site.reminders.moved_clock import (
	DEADLINE,
	days_after,
	notified,
	put_back,
	run_on,
	sent_reminders,
	set_cycle,
)
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


class TestByHand:
	def test_a_foreign_county_is_refused_by_every_endpoint(self, world: World, sign_in: SignIn) -> None:
		client = sign_in(APPROVER)
		names = [world.summary(), world.summary(FOREIGN_COUNTY)]
		for asked in (names, names[1:], [f"{YEAR}-999999"]):
			response = client.call("kepu_app.reminders.api.remind_counties", names=asked)
			assert error_type(response) == "PermissionError"
		assert not client.get("kepu_app.reminders.api.remind_counties", names=json.dumps(names[:1])).ok
		assert sent_reminders() == []
		assert client.call("kepu_app.reminders.api.remind_counties", names=names[:1]).json()["message"] == 1
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
		assert notified(YEAR) == sorted([REPORTER, reporter(NEIGHBOUR)])

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
		set_cycle(YEAR, status="Locked")
		with acting_as(APPROVER), pytest.raises(FrozenError):
			remind_counties([world.summary()])

	def test_after_the_closing_only_what_was_returned_is_awaited(self, world: World) -> None:
		set_cycle(YEAR, status="Closed")
		values = {"workflow_state": "Returned", "first_submitted_at": "2028-02-01 10:00:00"}
		frappe.db.set_value(SUMMARY, world.summary(NEIGHBOUR), values)
		with acting_as(APPROVER):
			assert remind_counties([world.summary(), world.summary(NEIGHBOUR)]) == 1
		assert notified(YEAR) == [reporter(NEIGHBOUR)]

	def test_what_is_no_list_of_names_is_refused(self) -> None:
		for names in ("5", '{"a": 1}', "[1]"):
			with acting_as(APPROVER), pytest.raises(frappe.ValidationError, match="名称"):
				remind_counties(names)
		with acting_as(APPROVER), pytest.raises(frappe.ValidationError, match="1000"):
			remind_counties([str(number) for number in range(1001)])
