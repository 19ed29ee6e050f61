"""The home of the Desk through HTTP: what waits for each role, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests
from frappe.utils import add_days, getdate

from kepu_app.desk import guides
from kepu_app.desk.home import home
from tests.site import assessments, factories
from tests.site.client import Client
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	CITY,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	HOME,
	KEEPER,
	MARKS,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY,
	REASON,
	REPORTER,
	STRANGER,
	World,
	acting_as,
	reporter,
)
from tests.site.queries import selects
from tests.years import year_of

YEAR, DEADLINE_DAYS = year_of(__file__), 9


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	"""At home a summary returned by the city, one before the city, one before the province; one abroad."""
	frappe.db.set_value(
		"Provincial Submission", world.submission(HOME), "county_deadline", add_days(getdate(), DEADLINE_DAYS)
	)
	for county in (factories.COUNTY, NEIGHBOUR, OTHER_CITY, FOREIGN_COUNTY):
		factories.handed_in_summary(world, county)
	factories.step(frappe.get_doc("Annual Summary", world.summary()), CITY, "Return", REASON)
	other = frappe.get_doc("Annual Summary", world.summary(OTHER_CITY))
	factories.step(other, factories.OTHER_CITY_REVIEWER, "Pass City Review")
	factories.force_state(
		frappe.get_doc("Provincial Submission", world.submission(factories.FOREIGN)), "Sent"
	)
	frappe.db.commit()
	yield world
	assessments.end(world.year)


@pytest.fixture
def home_of(world: World, sign_in: Callable[[str], Client]) -> Callable[[str], dict[str, Any]]:
	"""Provide the answer to a user, of the cycle of this module alone."""

	def ask(user: str) -> dict[str, Any]:
		response = sign_in(user).get("kepu_app.desk.api.home")
		assert response.ok, response.text
		answer = response.json()["message"]
		answer["own"] = ours(answer["own"])
		answer["waiting"] = {each["doctype"]: ours(each["entries"]) for each in answer["waiting"]}
		return answer

	return ask


def ours(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
	return [each for each in entries if each.get("cycle") in (YEAR, None)]


def names(entries: list[dict[str, Any]]) -> list[str]:
	return [each["name"] for each in entries]


def test_a_county_sees_what_came_back_why_and_what_is_missing(world: World, home_of: Any) -> None:
	answer = home_of(REPORTER)
	assert names(answer["own"]) == [world.summary()]
	summary = answer["own"][0]
	assert (summary["is_back"], summary["reason"]) == (True, REASON)
	assert summary["deadline"] == str(add_days(getdate(), DEADLINE_DAYS))
	assert [(each["label"], each["place"]) for each in summary["steps"]] == [
		("填报", "now"),
		("市级审核", "open"),
		("省级审核", "open"),
		("通过", "open"),
	]
	assert summary["missing"]["errors"] == 0
	assert (answer["waiting"], answer["setup"]) == ({}, [])


def test_what_is_missing_is_said(world: World, home_of: Any) -> None:
	summary = home_of(reporter("341322"))["own"][0]
	sentences = ["落款单位：没有填写。", "落款日期：没有填写。", "工作总结：没有正文。"]
	assert summary["missing"] == {"errors": 3, "sentences": sentences}


def test_what_is_handed_in_shows_where_it_is_and_since_when(world: World, home_of: Any) -> None:
	summary = home_of(reporter(NEIGHBOUR))["own"][0]
	assert [each["place"] for each in summary["steps"]] == ["done", "now", "open", "open"]
	assert summary["since"].startswith(str(getdate()))
	assert summary["missing"] is None


@pytest.mark.parametrize(
	("user", "doctype", "waiting"),
	[
		(CITY, "Annual Summary", [NEIGHBOUR]),
		(factories.OTHER_CITY_REVIEWER, "Annual Summary", []),
		(APPROVER, "Annual Summary", [OTHER_CITY]),
		(FOREIGN_APPROVER, "Annual Summary", [FOREIGN_COUNTY]),
		(OFFICER, "Provincial Submission", [factories.FOREIGN]),
	],
)
def test_a_reviewer_sees_what_waits_for_the_own_role(
	world: World, home_of: Any, user: str, doctype: str, waiting: list[str]
) -> None:
	assert names(home_of(user)["waiting"][doctype]) == [f"{YEAR}-{place}" for place in waiting]


def test_a_province_sees_how_its_own_package_stands(world: World, home_of: Any) -> None:
	own = home_of(APPROVER)["own"]
	assert names(own) == [world.submission(HOME)]
	assert [each["label"] for each in own[0]["steps"]] == ["汇总", "打印盖章", "中国科协审核", "已接收"]
	assert own[0]["deadline"] == str(add_days(getdate(), 30))


def test_an_assessor_sees_what_is_still_to_mark(world: World, home_of: Any) -> None:
	assessments.file_report(YEAR, OTHER_CITY)
	round_name = assessments.opened_round(YEAR, HOME, [(ASSESSOR, OTHER_CITY)]).name
	answer = home_of(ASSESSOR)
	assert answer["own"] == []
	assert names(answer["waiting"]["Subject Assessment"]) == [assessments.of(round_name, OTHER_CITY)]
	(entry,) = answer["waiting"]["Subject Assessment"]
	assert entry["round"] == frappe.db.get_value("Assessment Round", round_name, "title")
	frappe.db.set_value("Assessment Round", round_name, "status", "Closed")
	frappe.db.commit()
	assert home_of(ASSESSOR)["waiting"] == {}


def test_the_administrator_sees_what_is_left_to_do(world: World, home_of: Any) -> None:
	assert {each["label"]: each["is_done"] for each in home_of(KEEPER)["setup"]}["开启填报周期"] is True


@pytest.mark.parametrize("user", [REPORTER, CITY, APPROVER])
def test_nothing_of_another_province_is_told(
	world: World, sign_in: Callable[[str], Client], user: str
) -> None:
	text = sign_in(user).get("kepu_app.desk.api.home").text
	assert MARKS[factories.FOREIGN] not in text
	assert FOREIGN_COUNTY not in text
	if user == REPORTER:
		assert NEIGHBOUR not in text


def test_who_has_no_role_of_the_app_is_refused(world: World, sign_in: Callable[[str], Client]) -> None:
	assert sign_in(STRANGER).get("kepu_app.desk.api.home").status_code == 403


def test_more_documents_take_no_more_queries(world: World) -> None:
	few = selects_of(APPROVER)
	factories.step(frappe.get_doc("Annual Summary", world.summary(NEIGHBOUR)), CITY, "Pass City Review")
	assert selects_of(APPROVER) == few


def selects_of(user: str) -> int:
	"""Of a second call, when Frappe has its own in memory."""
	with acting_as(user):
		home()
		before = selects()
		home()
		return selects() - before


class TestGuides:
	"""The page of the guides, for everybody who is signed in."""

	@pytest.mark.parametrize(
		("user", "title"),
		[(REPORTER, "县级填报员指南"), (APPROVER, "省级审核员指南"), (ASSESSOR, "评审专家指南")],
	)
	def test_each_role_is_shown_its_own_first(
		self, world: World, sign_in: Callable[[str], Client], user: str, title: str
	) -> None:
		page = sign_in(user).request("GET", "/kepu-guide").text
		assert f">{title}</h1>" in page

	def test_every_guide_opens_and_no_other_file(
		self, world: World, sign_in: Callable[[str], Client]
	) -> None:
		client = sign_in(REPORTER)
		for guide in guides.GUIDES:
			page = client.request("GET", f"/kepu-guide?of={guide.name}").text
			assert f"<title>{guide.title}</title>" in page
		assert "县级填报员指南</h1>" in client.request("GET", "/kepu-guide?of=../../README").text

	def test_who_is_not_signed_in_is_sent_to_the_sign_in(self, url: str) -> None:
		answer = requests.get(f"{url}/kepu-guide", timeout=60, allow_redirects=False)
		assert answer.is_redirect
		assert answer.headers["Location"].endswith("/login?redirect-to=/kepu-guide")

	def test_the_help_menu_has_them_once_and_an_administrator_may_take_them_out(self, places: None) -> None:
		guides.add_to_help_menu()
		rows = frappe.get_single("Navbar Settings").help_dropdown
		assert [row.route for row in rows].count("/kepu-guide") == 1
		guides.take_from_help_menu()
		assert "/kepu-guide" not in [row.route for row in frappe.get_single("Navbar Settings").help_dropdown]
		frappe.db.rollback()
