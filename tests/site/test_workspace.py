"""The workspace: what each role finds in it, what its cards count, and that an administrator's edits stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings
from frappe.model import sync
from frappe.model.sync import sync_for
from frappe.utils import add_days, getdate
from frappe.utils.dashboard import sync_dashboards
from frappe.utils.fixtures import sync_fixtures

from kepu_app.desk.workspace import get_page, get_sidebar_items, stay_all_on_migrating
from kepu_app.patches.v0_2 import cards_count_no_money
from kepu_app.patches.v0_3 import endpoints_by_feature, home_in_workspace
from kepu_app.reports import cards, deadlines
from kepu_app.reports.waiting import waiting_states
from kepu_app.setup import seed
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.site import factories
from tests.site.client import Client
from tests.site.compat import IS_16
from tests.site.factories import (
	APPROVER,
	CITY,
	FOREIGN_APPROVER,
	HOME,
	HOME_COUNTIES,
	KEEPER,
	OFFICER,
	REPORTER,
	STRANGER,
	World,
	acting_as,
)
from tests.years import year_of

YEAR = year_of(__file__)
CITY_CARDS = {
	"Days until the Deadline",
	"Counties Not Filed",
	"Counties Overdue",
	"Summaries Waiting for Me",
	"Cases Waiting for Me",
	"Nominees Waiting for Me",
}
PROVINCE_CARDS = CITY_CARDS | {
	"Packages Sent",
	"Packages Waiting for Me",
}
REVIEWERS_CHARTS = {
	"Filing of the Counties",
	"Cases by Topic",
	"Counties that Meet Each Criterion",
}
PAGE = json.dumps({"name": "Kepu", "title": "Kepu", "public": 1})


@pytest.fixture(scope="module")
def world(world: World) -> World:
	"""Provide a cycle, the latest that is open, with one summary approved and one handed in."""
	factories.approved_summary(world)
	factories.handed_in_summary(world, factories.NEIGHBOUR)
	frappe.db.commit()
	return world


def found_by(user: str) -> dict[str, set[str]]:
	"""Names of what the workspace shows to a user."""
	with acting_as(user):
		page = get_page(PAGE)
	return {
		"cards": {each.number_card_name for each in page["number_cards"]["items"]},
		"charts": {each.chart_name for each in page["charts"]["items"]},
		"shortcuts": {each["link_to"] for each in page["shortcuts"]["items"]},
		"links": {each["link_to"] for card in page["cards"]["items"] for each in card["links"]},
		"blocks": {each.custom_block_name for each in page["custom_blocks"]["items"]},
	}


@pytest.mark.parametrize(
	("user", "shown_cards", "shown_charts"),
	[
		(REPORTER, set(), set()),
		(CITY, CITY_CARDS, REVIEWERS_CHARTS),
		(APPROVER, PROVINCE_CARDS, REVIEWERS_CHARTS),
		(OFFICER, PROVINCE_CARDS, REVIEWERS_CHARTS | {"Filing by Province"}),
		(KEEPER, PROVINCE_CARDS, REVIEWERS_CHARTS | {"Filing by Province"}),
	],
)
def test_workspace_fits_the_role(
	world: factories.World, user: str, shown_cards: set[str], shown_charts: set[str]
) -> None:
	found = found_by(user)
	assert (found["cards"], found["charts"]) == (shown_cards, shown_charts)
	assert ("Speaker Roster" in found["shortcuts"]) == (user in (APPROVER, OFFICER, KEEPER))
	assert found["blocks"] == {"Kepu Home"}
	assert bool({"Province", "Reporting Cycle"} & found["links"]) == (user in (APPROVER, OFFICER, KEEPER))


def test_a_county_finds_only_what_is_its_own(world: factories.World) -> None:
	found = found_by(REPORTER)
	assert found["shortcuts"] == {"Annual Summary", "Typical Case", "Speaker Nominee"}
	assert found["links"] == found["shortcuts"] | {"Library of Cases", "Year to Year"}


def test_every_block_of_the_workspace_has_its_record(world: factories.World) -> None:
	doc = frappe.get_doc("Workspace", "Kepu")
	blocks = json.loads(doc.content)
	for kind, rows in (("number_card", doc.number_cards), ("chart", doc.charts), ("shortcut", doc.shortcuts)):
		placed = [each["data"][f"{kind}_name"] for each in blocks if each["type"] == kind]
		assert sorted(placed) == sorted(row.label for row in rows), kind
	methods = frappe.get_all("Number Card", {"module": "Kepu"}, pluck="method")
	assert all(callable(frappe.get_attr(method)) for method in methods)


def value_of(card: Any, user: str) -> int:
	with acting_as(user):
		return card()["value"]


def test_cards_count_what_the_reader_may_list(world: factories.World) -> None:
	home, waiting_counties = len(HOME_COUNTIES), 2
	assert value_of(cards.counties_not_filed, APPROVER) == home - waiting_counties
	assert value_of(cards.counties_not_filed, REPORTER) == 0
	foreign = len(factories.COUNTIES) - home
	assert value_of(cards.counties_not_filed, FOREIGN_APPROVER) == foreign
	everywhere = value_of(cards.counties_not_filed, OFFICER)
	active = frappe.db.count("County", {"active": 1})
	assert everywhere == active - waiting_counties


def test_cards_of_what_waits_follow_the_role(world: factories.World) -> None:
	frappe.db.set_value("Reporting Cycle", {"name": ["!=", world.year]}, "status", "Locked")
	assert value_of(cards.summaries_waiting, CITY) == 1
	assert value_of(cards.summaries_waiting, APPROVER) == 0
	assert value_of(cards.summaries_waiting, REPORTER) == 0
	assert value_of(cards.summaries_waiting, factories.reporter("341322")) == 1
	assert value_of(cards.packages_waiting, APPROVER) == 1
	assert value_of(cards.packages_waiting, OFFICER) == 0


@pytest.mark.parametrize("card", [cards.packages_waiting, cards.packages_sent])
def test_cards_on_what_counties_may_not_read_are_refused(world: factories.World, card: Any) -> None:
	with acting_as(REPORTER), pytest.raises(frappe.PermissionError):
		card()


def test_states_wait_for_who_can_move_the_document_on() -> None:
	county, city, province, officer = (
		["Kepu County Reporter"],
		["Kepu City Reviewer"],
		["Kepu Provincial Approver"],
		["Kepu National Officer"],
	)
	assert set(waiting_states("Annual Summary", county)) == {"Draft", "Returned"}
	assert waiting_states("Annual Summary", city) == ["Pending City Review"]
	assert waiting_states("Annual Summary", province) == ["Pending Provincial Review"]
	assert waiting_states("Annual Summary", officer) == []
	assert waiting_states("Typical Case", province) == ["Proposed"]
	assert waiting_states("Typical Case", city) == ["Pending City Review"]
	assert waiting_states("Speaker Nominee", officer) == ["Awaiting Appointment"]
	assert waiting_states("Provincial Submission", officer) == ["Sent"]


def events_of(user: str) -> dict[str, str]:
	"""Titles of the cycle's events around today, by id."""
	first, last = add_days(getdate(), -60), add_days(getdate(), 60)
	with acting_as(user):
		events = deadlines.get_events(str(first), str(last))
	return {each["id"]: each["title"] for each in events if each["name"] == YEAR}


def test_calendar_shows_national_and_own_deadlines(world: factories.World) -> None:
	name = world.submission(HOME)
	frappe.db.set_value("Provincial Submission", name, "county_deadline", add_days(getdate(), 5))
	own = f"{YEAR}-counties-{add_days(getdate(), 5)}"
	assert "安徽省" in events_of(REPORTER)[own]
	assert own not in events_of(FOREIGN_APPROVER)
	assert "31" in events_of(OFFICER)[f"{YEAR}-counties-{add_days(getdate(), 30)}"]
	assert all(f"{YEAR}-national" in events_of(user) for user in (REPORTER, FOREIGN_APPROVER, OFFICER))


def test_days_left_count_to_the_deadline_that_binds_the_reader(world: factories.World) -> None:
	name = world.submission(HOME)
	frappe.db.set_value("Provincial Submission", name, "county_deadline", add_days(getdate(), 5))
	assert value_of(cards.days_until_deadline, REPORTER) == 5
	assert value_of(cards.days_until_deadline, OFFICER) == 30


def test_reporting_people_are_not_shown_frappe_s_own_workspaces(world: factories.World) -> None:
	for user in (REPORTER, APPROVER, OFFICER):
		with acting_as(user):
			assert [page["name"] for page in get_sidebar_items()["pages"]] == ["Kepu"]
	with acting_as(STRANGER):
		assert "Kepu" not in [page["name"] for page in get_sidebar_items()["pages"]]
	assert "Users" in [page["name"] for page in get_sidebar_items()["pages"]]


# ---------------------------------------------------------------------- what an administrator changes


class TestHome:
	"""The block of the home comes to sites whose workspace is as it was shipped."""

	def test_it_comes_to_a_workspace_as_shipped(self, seeded_again: None) -> None:
		seeded = frappe.get_doc("Workspace", "Kepu").content
		as_shipped_before()
		home_in_workspace.execute()
		workspace = frappe.get_doc("Workspace", "Kepu")
		assert json.loads(workspace.content) == json.loads(seeded)
		assert [row.custom_block_name for row in workspace.custom_blocks] == ["Kepu Home"]

	def test_a_changed_workspace_stays(self, seeded_again: None) -> None:
		as_shipped_before(leave_out="kepu13")
		before = frappe.get_doc("Workspace", "Kepu").content
		home_in_workspace.execute()
		assert frappe.get_doc("Workspace", "Kepu").content == before
		assert frappe.db.exists("Custom HTML Block", "Kepu Home")


def as_shipped_before(leave_out: str = "") -> None:
	workspace = frappe.get_doc("Workspace", "Kepu")
	blocks = json.loads(workspace.content)
	workspace.content = json.dumps([each for each in blocks if each["id"] not in ("kepu33", leave_out)])
	workspace.custom_blocks = []
	workspace.save()
	frappe.delete_doc("Custom HTML Block", "Kepu Home", force=True)


@pytest.fixture
def seeded_again() -> Iterator[None]:
	"""Brings workspace, cards and charts back to what is seeded."""
	yield
	frappe.db.rollback()
	for doctype, filters in (
		("Workspace", {"module": "Kepu"}),
		("Custom HTML Block", {"name": "Kepu Home"}),
		("Number Card", {"module": "Kepu"}),
		("Dashboard Chart", {"module": "Kepu"}),
	):
		for name in frappe.get_all(doctype, filters, pluck="name"):
			frappe.delete_doc(doctype, name, force=True)
	frappe.flags.in_install = "kepu_app"
	seed.seed_workspace()
	frappe.flags.in_install = False
	frappe.db.commit()


def migrate() -> None:
	"""Run the steps of ``bench migrate`` that write records of an app."""
	sync_for("kepu_app")
	sync_dashboards("kepu_app")
	sync_fixtures("kepu_app")


def test_edited_renamed_and_deleted_records_stay_so_after_migrating(seeded_again: None) -> None:
	frappe.db.set_value("Number Card", "Counties Overdue", "label", "逾期")
	frappe.db.set_value("Dashboard Chart", "Cases by Topic", "type", "Pie")
	frappe.delete_doc("Dashboard Chart", "Filing by Province", force=True)
	frappe.db.set_value("Workspace", "Kepu", "content", "[]", update_modified=False)
	frappe.rename_doc("Workspace", "Kepu", "我的工作台", force=True)
	frappe.db.commit()
	migrate()
	assert frappe.db.get_value("Number Card", "Counties Overdue", "label") == "逾期"
	assert frappe.db.get_value("Dashboard Chart", "Cases by Topic", "type") == "Pie"
	assert not frappe.db.exists("Dashboard Chart", "Filing by Province")
	assert frappe.db.get_value("Workspace", "我的工作台", "content") == "[]"
	assert not frappe.db.exists("Workspace", "Kepu")


def test_seeding_again_changes_nothing_that_is_there(seeded_again: None) -> None:
	frappe.db.set_value("Workspace", "Kepu", "content", "[]")
	seed.seed_workspace()
	assert frappe.db.get_value("Workspace", "Kepu", "content") == "[]"


def test_no_card_counts_money() -> None:
	"""Newer Frappe has a currency on each card, and fills it with the site's own when the card is made."""
	cards = frappe.get_all("Number Card", {"method": ["like", "kepu_app.reports.api.%"]}, pluck="name")
	assert cards
	assert not any(frappe.get_doc("Number Card", name).get("currency") for name in cards)
	cards_count_no_money.execute()
	if frappe.get_meta("Number Card").has_field("currency"):
		before = {"currency": "CNY", "method": "kepu_app.reports.cards.counties_overdue"}
		frappe.db.set_value("Number Card", cards[0], before)
		cards_count_no_money.execute()
		assert not frappe.db.get_value("Number Card", cards[0], "currency")


def test_cards_of_before_ask_by_the_names_of_now() -> None:
	before = {
		"Counties Overdue": "kepu_app.reports.cards.counties_overdue",
		"Counties Not Filed": "kepu_app.reports.cards.counties_overdue_of_mine",
		"Packages Sent": "other_app.cards.counties_overdue",
	}
	for name, method in before.items():
		frappe.db.set_value("Number Card", name, "method", method)
	endpoints_by_feature.execute()
	endpoints_by_feature.execute()
	after = {name: frappe.db.get_value("Number Card", name, "method") for name in before}
	assert after == {**before, "Counties Overdue": "kepu_app.reports.api.counties_overdue"}


@pytest.mark.skipif(not IS_16, reason="Frappe 15 has neither icons of apps nor a sidebar for each")
def test_a_county_begins_with_the_app_alone(world: factories.World, sign_in: Callable[[str], Client]) -> None:
	create_notification_settings(REPORTER)  # as for whoever is made whole
	frappe.db.commit()
	page = sign_in(REPORTER).request("GET", "/desk").text
	frappe.db.delete("Notification Settings", {"name": REPORTER})
	frappe.db.commit()
	boot = json.loads(re.search(r"frappe\.boot = (\{.*\});$", page, re.MULTILINE)[1])
	assert {each["app"] for each in boot["desktop_icons"] if each["icon_type"] == "App"} == {"kepu_app"}
	assert "frappe" not in {each["app"] for each in boot["desktop_icons"]}
	assert boot["kepu_alone"]
	assert boot["kepu_states"]["sent"] == ["Sent", "Accepted"]
	assert boot["kepu_workflow_doctypes"] == list(WORKFLOW_DOCTYPES)
	assert boot["apps_data"]["default_path"] == "/desk/kepu"
	assert [each["name"] for each in boot["workspaces"]["pages"]] == ["Kepu"]
	assert list(boot["workspace_sidebar_item"]) == ["kepu"]
	found = found_by(REPORTER)
	links = [each for each in boot["workspace_sidebar_item"]["kepu"]["items"] if each["type"] == "Link"]
	assert {each["link_to"] for each in links} <= {"Kepu", *found["links"], *found["shortcuts"]}
	assert {"Kepu", "Year to Year"} <= {each["link_to"] for each in links}


@pytest.mark.skipif(not IS_16, reason="Frappe 15 deletes no workspace")
def test_migrating_leaves_the_workspace(world: factories.World) -> None:
	doc = frappe.get_doc("Workspace", "Kepu")
	doc.save()
	assert not frappe.db.get_value("Workspace", "Kepu", "app")
	frappe.db.set_value("Workspace", "Kepu", "app", "kepu_app", update_modified=False)
	stay_all_on_migrating()
	sync.remove_orphan_entities()
	assert frappe.db.exists("Workspace", "Kepu")
