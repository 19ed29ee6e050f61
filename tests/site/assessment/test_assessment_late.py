"""综合评估: what comes after a round was opened, what goes back meanwhile, and what never comes."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, getdate, nowdate

from kepu_app.assessment.assessors import ASSESSMENT, MARK
from kepu_app.patches.v0_3 import awaited_in_rounds
from kepu_app.reminders.assessors import due_assessments
from tests.site import assessments, factories
from tests.site.assessments import call, give, move, own, ranking, refused
from tests.site.client import Client
from tests.site.factories import APPROVER, ASSESSOR, COUNTY, HOME, NEIGHBOUR
from tests.site.prints import text_of
from tests.site.thirteen_counties import MORE, SECOND, everything_is_filed
from tests.years import year_of

YEAR = year_of(__file__)
LATE_COUNTY = next(iter(MORE))

SignIn = Callable[[str], Client]


@pytest.fixture
def awaiting() -> Iterator[Any]:
	"""Open, with two assessors; one county of three has not filed."""
	factories.force_state(late_summary(), "Draft")
	assessors = [(each, f"{COUNTY}、{NEIGHBOUR}、{LATE_COUNTY}") for each in (ASSESSOR, SECOND)]
	yield assessments.opened_round(YEAR, HOME, assessors)
	assessments.end(YEAR)
	everything_is_filed(YEAR)


def late_summary() -> Any:
	return frappe.get_doc("Annual Summary", {"cycle": YEAR, "county": LATE_COUNTY})


def states(round_name: str, subject: str) -> set[str]:
	frappe.db.rollback()
	return set(frappe.get_all(ASSESSMENT, {"round": round_name, "subject": subject}, pluck="status"))


def mark_all(client: Client, round_name: str) -> None:
	for subject, name in own(client, round_name).items():
		if subject != LATE_COUNTY:
			give(client, name, 10, 20, 30)
			call(client, "submit", assessment=name)


def test_nobody_marks_what_was_not_handed_in(sign_in: SignIn, awaiting: Any) -> None:
	client, name = sign_in(ASSESSOR), assessments.of(awaiting.name, LATE_COUNTY, ASSESSOR)
	assert states(awaiting.name, LATE_COUNTY) == {"Awaited"}
	form = call(client, "form", assessment=name)
	assert (form["content"]["sections"], "还没有报送" in form["content"]["note"]) == ([], True)
	assert form["left"] == 2
	found = call(sign_in(APPROVER), "progress", round_name=awaiting.name)
	assert found["awaited"] == [MORE[LATE_COUNTY]]
	assert [(each["to_do"], each["awaited"]) for each in found["assessors"]] == [(2, 1), (2, 1)]
	due = due_assessments(getdate(add_days(nowdate(), -1)), getdate(awaiting.deadline))
	assert all("2" in items[0].title for user, items in due.items() if user in (ASSESSOR, SECOND))


def test_what_comes_late_becomes_a_task_and_what_goes_back_waits(awaiting: Any) -> None:
	for state, expected in (
		("Pending Provincial Review", "To Do"),
		("Returned", "Awaited"),
		("Pending Provincial Review", "To Do"),
		("Approved", "To Do"),
	):
		move(late_summary(), state)
		assert states(awaiting.name, LATE_COUNTY) == {expected}, state


def test_what_was_begun_waits_with_its_marks_when_it_goes_back(sign_in: SignIn, awaiting: Any) -> None:
	move(late_summary(), "Pending Provincial Review")
	name, client = assessments.of(awaiting.name, LATE_COUNTY, ASSESSOR), sign_in(ASSESSOR)
	call(client, "save_mark", assessment=name, number=1, remark="数据待核")
	move(late_summary(), "Returned")
	assert states(awaiting.name, LATE_COUNTY) == {"Awaited"}
	refused(client, "save_mark", assessment=name, number=1, value="5")
	move(late_summary(), "Pending Provincial Review")
	assert states(awaiting.name, LATE_COUNTY) == {"To Do"}
	assert call(client, "form", assessment=name)["items"][0]["remark"] == "数据待核"
	move(late_summary(), "Returned")
	call(sign_in(APPROVER), "close_round", round_name=awaiting.name)
	frappe.db.rollback()
	assert frappe.db.get_value(ASSESSMENT, name, "status") == "Missed", (
		"it was begun, and is no subject unseen"
	)


def test_marks_wait_for_what_is_awaited_until_the_province_ends_the_round(
	sign_in: SignIn, awaiting: Any
) -> None:
	"""Were they shown before, whoever files last could not be assessed any more."""
	for user in (ASSESSOR, SECOND):
		mark_all(sign_in(user), awaiting.name)
	frappe.db.rollback()
	assert not frappe.db.get_value("Assessment Round", awaiting.name, "revealed")
	client = sign_in(APPROVER)
	call(client, "close_round", round_name=awaiting.name)
	frappe.db.rollback()
	assert states(awaiting.name, LATE_COUNTY) == set()
	assert frappe.db.get_value("Assessment Round", awaiting.name, "not_filed") == MORE[LATE_COUNTY]
	found = ranking(client, round=awaiting.name)
	assert {row["subject"] for row in found["result"]} == {COUNTY, NEIGHBOUR}
	assert {row["missing"] for row in found["result"]} == {0}
	assert MORE[LATE_COUNTY] in json.dumps(found["message"], ensure_ascii=False)
	arguments = {"round_name": awaiting.name, "file_type": "pdf"}
	pdf = client.get("kepu_app.assessment.api.download_table", **arguments).content
	text = text_of(pdf).replace("\n", "")
	assert f"没有报送、未参加评审的有1个：{MORE[LATE_COUNTY]}" in text


def test_whoever_files_last_is_assessed_before_the_marks_are_shown(sign_in: SignIn, awaiting: Any) -> None:
	for user in (ASSESSOR, SECOND):
		mark_all(sign_in(user), awaiting.name)
	move(late_summary(), "Pending Provincial Review")
	for user in (ASSESSOR, SECOND):
		client, name = sign_in(user), assessments.of(awaiting.name, LATE_COUNTY, user)
		give(client, name, 1, 2, 3)
		call(client, "submit", assessment=name)
	frappe.db.rollback()
	assert frappe.db.get_value("Assessment Round", awaiting.name, "revealed")
	move(late_summary(), "Returned")
	assert states(awaiting.name, LATE_COUNTY) == {"Submitted"}


def test_a_case_that_is_proposed_later_is_taken_up(sign_in: SignIn) -> None:
	world = factories.World(YEAR)
	first = factories.proposed_case(world, COUNTY, factories.TOPICS[3])
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, ""), (SECOND, first.name)], about="Typical Cases")
	later = factories.proposed_case(world, NEIGHBOUR, factories.TOPICS[3])
	frappe.db.commit()
	named = frappe.get_all(ASSESSMENT, {"round": doc.name, "subject": later.name}, pluck="assessor")
	assert named == [ASSESSOR]
	assert {first.name, later.name} <= own(sign_in(ASSESSOR), doc.name).keys()
	assert own(sign_in(SECOND), doc.name).keys() == {first.name}
	assessments.end(YEAR)


def test_open_rounds_of_the_version_before_are_settled_once(awaiting: Any) -> None:
	begun = assessments.of(awaiting.name, LATE_COUNTY, SECOND)
	frappe.db.set_value(ASSESSMENT, {"round": awaiting.name}, "status", "To Do")
	frappe.db.set_value(MARK, {"parent": begun, "number": 1}, "value", "3")
	for _time in range(2):
		awaited_in_rounds.execute()
		found = frappe.get_all(
			ASSESSMENT, {"round": awaiting.name, "status": "Awaited"}, ["subject", "assessor"]
		)
		assert {(each.subject, each.assessor) for each in found} == {
			(LATE_COUNTY, ASSESSOR),
			(LATE_COUNTY, SECOND),
		}
		assert frappe.db.get_value(MARK, {"parent": begun, "number": 1}, "value") == "3"
