"""Reminders with a moved clock: who is reminded of what, in one digest, by which way."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest

from kepu_app.access.roles import COUNTY_REPORTER, PROVINCIAL_APPROVER
from kepu_app.kepu.doctype.reporting_cycle.reporting_cycle import parse_reminder_days
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.site.compat import DESK
from tests.site.factories import (
	APPROVER,
	COUNTY,
	DEPUTY,
	FOREIGN,
	HOME_COUNTIES,
	NEIGHBOUR,
	OTHER_CITY,
	REPORTER,
	World,
	reporter,
)
from tests.site.reminders.moved_clock import (
	DEADLINE,
	FOREIGN_APPROVERS,
	FOREIGN_REPORTERS,
	HOME_APPROVERS,
	HOME_REPORTERS,
	NATIONAL,
	days_after,
	mailed,
	notified,
	of_each,
	of_own_county,
	put_back,
	run_on,
	sent_reminders,
	set_cycle,
)
from tests.years import year_of

YEAR = year_of(__file__)


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
		assert len(notified(YEAR)) == len(HOME_REPORTERS) - 1

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
		set_cycle(YEAR, **values)
		assert run_on(DEADLINE) == {}

	def test_the_day_before_the_lock_still_counts(self) -> None:
		set_cycle(YEAR, hard_lock_date=days_after(DEADLINE, 1))
		assert set(run_on(DEADLINE)) == HOME_REPORTERS

	def test_a_cycle_has_days_of_its_own(self) -> None:
		set_cycle(YEAR, reminder_days="5")
		assert set(run_on(days_after(DEADLINE, -5))) == HOME_REPORTERS
		assert run_on(days_after(DEADLINE, -3)) == {}


class TestSwitch:
	def test_off_nobody_is_reminded_and_nothing_is_made_up_for(self) -> None:
		frappe.db.set_single_value("Kepu Settings", "reminders_enabled", 0)
		assert run_on(DEADLINE) == {}
		frappe.db.set_single_value("Kepu Settings", "reminders_enabled", 1)
		set_cycle(YEAR, reminder_days="0")
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
		assert notified(YEAR) == mailed() == sorted(found)

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


class TestMail:
	def test_without_an_account_the_app_reminds_all_the_same(self) -> None:
		frappe.db.set_single_value("Kepu Settings", "reminders_by_mail", 1)
		errors = frappe.db.count("Error Log")
		assert not frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1})
		assert set(run_on(DEADLINE)) == HOME_REPORTERS
		assert notified(YEAR) == sorted(HOME_REPORTERS)
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
		assert notified(YEAR) == sorted(HOME_REPORTERS)
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
