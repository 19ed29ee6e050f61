"""Marking from two places at once: two tabs, two assessors, two clicks; and who may not be named."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, nowdate

from kepu_app.assessment import assessors, choices, marking, sheets
from kepu_app.assessment.assessors import ASSESSMENT, MARK
from tests.site import assessments, factories, new_users
from tests.site.assessments import answered_data, call, give, own, refused, words
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	CITY,
	COUNTY,
	DEPUTY,
	HOME,
	NEIGHBOUR,
	REPORTER,
	World,
	acting_as,
)
from tests.site.queries import statements
from tests.years import year_of

YEAR = year_of(__file__)
SECOND = f"second-marking@{factories.DOMAIN}"

SignIn = Callable[[str], Client]


@pytest.fixture(scope="module", autouse=True)
def world(world: World) -> Iterator[World]:
	new_users.make_user(SECOND)
	assessments.file_report(YEAR, *factories.COUNTIES)
	frappe.db.commit()
	yield world
	assessments.end(YEAR)


@pytest.fixture
def round_doc() -> Iterator[Any]:
	"""Open: three assessors of one county."""
	yield assessments.opened_round(YEAR, HOME, [(each, COUNTY) for each in (ASSESSOR, SECOND, DEPUTY)])
	assessments.end(YEAR)


def kept(name: str, number: int = 1) -> tuple[str | None, str | None]:
	"""Mark and remark as they are stored."""
	frappe.db.rollback()
	return frappe.db.get_value(MARK, {"parent": name, "number": number}, ["value", "remark"])


def test_a_mark_and_its_remark_are_kept_each_by_itself(sign_in: SignIn, round_doc: Any) -> None:
	client = sign_in(ASSESSOR)
	name = own(client, round_doc.name)[COUNTY]
	call(client, "save_mark", assessment=name, number=1, remark="有特色")
	assert call(client, "save_mark", assessment=name, number=1, value="6")["value"] == "6"
	assert kept(name) == ("6", "有特色")
	assert call(client, "save_mark", assessment=name, number=1, remark="很有特色")["value"] == "6"
	assert kept(name) == ("6", "很有特色")
	refused(client, "save_mark", assessment=name, number=1, value="8分")
	assert kept(name) == ("6", "很有特色")
	call(client, "save_mark", assessment=name, number=1, value="", remark="")
	assert kept(name) == (None, None)


def test_whoever_submit_at_the_same_moment_all_do(sign_in: SignIn, round_doc: Any) -> None:
	"""They lock the round first; the last one in shows the marks."""
	clients = [sign_in(each) for each in (ASSESSOR, SECOND, DEPUTY)]
	names = [own(each, round_doc.name)[COUNTY] for each in clients]
	for client, name in zip(clients, names, strict=True):
		give(client, name, 18, 27, 45)
	barrier, answers = threading.Barrier(len(clients)), []

	def submit(client: Client, name: str) -> None:
		barrier.wait(30)
		answers.append(client.call("kepu_app.assessment.api.submit", assessment=name).status_code)

	threads = [threading.Thread(target=submit, args=each) for each in zip(clients, names, strict=True)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join(60)
	assert answers == [200] * 3
	frappe.db.rollback()
	assert frappe.db.get_value(round_doc.doctype, round_doc.name, "revealed") == 1


@pytest.mark.parametrize("step", ["save_mark", "submit", "recuse"])
def test_every_step_locks_the_round_before_its_assessment(round_doc: Any, step: str) -> None:
	name = assessments.of(round_doc.name, COUNTY, ASSESSOR)
	more = {"recuse": ("曾在该县任职",), "save_mark": (1, "5")}
	with acting_as(ASSESSOR):
		for number, *_item in assessments.ITEMS:
			marking.save_mark(name, number, "5")
		with statements() as asked:
			getattr(marking, step)(name, *more.get(step, ()))
	locking = [each for each in asked if "for update" in each.lower() or "lock in share mode" in each.lower()]
	tables = [
		table
		for each in locking
		for table in ("tabAssessment Round", "tabSubject Assessment")
		if table in each
	]
	assert tables[:2] == ["tabAssessment Round", "tabSubject Assessment"]


def test_a_new_version_is_made_once(sign_in: SignIn) -> None:
	sheet = assessments.make_sheet(HOME)
	frappe.db.commit()
	client = sign_in(APPROVER)
	made = [call(client, "new_version", sheet=sheet.name) for _click in range(2)]
	frappe.db.rollback()
	assert made[0] == made[1]
	assert frappe.db.count(sheets.SHEET, {"follows": sheet.name}) == 1
	assert call(client, "new_version", sheet=made[0]) not in (*made, sheet.name)


def test_a_choice_is_noted_once() -> None:
	round_doc = assessments.revealed_round(YEAR, HOME, COUNTY)
	topic = frappe.get_doc("Reporting Cycle", YEAR).topics[0].code
	with acting_as(APPROVER):
		for reason in ("有特色", "有特色 ", "另有原因"):
			choices.propose(frappe.get_doc(round_doc.doctype, round_doc.name), COUNTY, topic, reason)
	noted = frappe.get_all("Round Choice", {"parent": round_doc.name}, ["reason", "idx"], order_by="idx")
	assert [(each.reason, each.idx) for each in noted] == [("有特色", 1), ("另有原因", 2)]
	assessments.end(YEAR)


def test_marks_are_shown_when_the_last_open_work_is_taken_away(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, COUNTY), (SECOND, f"{COUNTY}、{NEIGHBOUR}")])
	for user in (ASSESSOR, SECOND):
		name = own(sign_in(user), doc.name)[COUNTY]
		give(sign_in(user), name, 18, 27, 45)
		call(sign_in(user), "submit", assessment=name)
	frappe.db.rollback()
	doc.reload()
	assert not doc.revealed
	doc.assessors[1].subjects = COUNTY
	with acting_as(APPROVER):
		doc.save()
	assert doc.revealed == 1
	assert set(frappe.get_all(ASSESSMENT, {"round": doc.name}, pluck="revealed")) == {"Yes"}
	assessments.end(YEAR)


@pytest.mark.parametrize("user", [REPORTER, CITY])
def test_nobody_assesses_a_county_that_he_works_for(sign_in: SignIn, user: str) -> None:
	values = _new_round([{"email": user, "full_name": "李 明"}])
	response = sign_in(APPROVER).resource("POST", "Assessment Round", json=values)
	assert response.status_code == 417
	assert "第1行：李 明是" in words(response)
	assert "不能评审该县" in words(response)


def test_a_reporter_may_assess_other_counties(sign_in: SignIn) -> None:
	others = frappe.get_all(
		"County", {"province": HOME, "active": 1, "name": ["not in", _counties_of(REPORTER)]}, pluck="name"
	)
	values = _new_round([{"email": REPORTER, "full_name": "李 明", "subjects": "、".join(others)}])
	assert answered_data(sign_in(APPROVER).resource("POST", "Assessment Round", json=values))
	assessments.end(YEAR)


def _counties_of(user: str) -> list[str]:
	return frappe.get_all("County User", {"user": user}, pluck="parent")


def _new_round(people: list[dict[str, str]]) -> dict[str, Any]:
	sheet = assessments.make_sheet(HOME)
	frappe.db.commit()
	days = add_days(nowdate(), 5)
	return {"cycle": YEAR, "province": HOME, "sheet": sheet.name, "deadline": days, "assessors": people}


def test_a_sheet_without_a_province_is_the_own_one_s_and_its_items_are_numbered(sign_in: SignIn) -> None:
	items = [{"item": each, "full_marks": "10", "weight": "50"} for each in ("一", "二")]
	values = {"title": "新表", "items": [items[0], {**items[1], "number": 12}]}
	response = sign_in(APPROVER).resource("POST", sheets.SHEET, json=values)
	assert response.ok, said(response)
	made = answered_data(response)
	assert made["province"] == HOME
	assert [each["number"] for each in made["items"]] == [1, 2]
	changed = sign_in(APPROVER).resource("PUT", sheets.SHEET, made["name"], json={"items": made["items"][1:]})
	assert [each["number"] for each in answered_data(changed)["items"]] == [1]
	assessments.end(YEAR)


def test_what_is_submitted_while_somebody_is_taken_out_stays(sign_in: SignIn, round_doc: Any) -> None:
	"""The province's transaction has seen the assessment open; meanwhile its marks are submitted."""
	client, name = sign_in(ASSESSOR), assessments.of(round_doc.name, COUNTY, ASSESSOR)
	with acting_as(APPROVER):
		frappe.db.rollback()
		seen = frappe.get_doc("Assessment Round", round_doc.name)
		assert frappe.db.get_value(ASSESSMENT, name, "status") == "To Do"
		give(client, name, 10, 20, 30)
		call(client, "submit", assessment=name)
		assessors.release(seen, ASSESSOR)
		frappe.db.commit()
	assert frappe.db.get_value(ASSESSMENT, name, "status") == "Submitted"
	assert kept(name) == ("10", None)
