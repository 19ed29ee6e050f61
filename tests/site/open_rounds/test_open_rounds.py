"""A round that is open goes on, whatever becomes of its people and of what they are named for."""

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, nowdate

from kepu_app.access.assignments import sync_access
from tests.site import assessments, factories
from tests.site.assessments import answered, answered_data, call, give, move, own, refused, words
from tests.site.client import Client
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	HOME,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
)
from tests.site.open_rounds.rounds import SECOND, THIRD, TITLE, subjects
from tests.years import year_of

YEAR = year_of(__file__)
API = "kepu_app.assessment.api"
SignIn = Callable[[str], Client]


def new_deadline(client: Client, name: str, days: int = 30) -> None:
	answered_data(
		client.resource("PUT", "Assessment Round", name, json={"deadline": add_days(nowdate(), days)})
	)


def table(round_name: str) -> list[dict[str, str]]:
	frappe.db.rollback()
	rows = frappe.get_doc("Assessment Round", round_name).assessors
	return [{field: row.get(field) for field in ("email", "full_name", "subjects")} for row in rows]


# ---------------------------------------------------------------------- what is named stays named


def goes_back(case: Any) -> None:
	move(case, "Returned")


def is_retitled(case: Any) -> None:
	frappe.db.set_value("Typical Case", case.name, "title", "另起一个题目")
	frappe.db.commit()


def is_deleted(case: Any) -> None:
	frappe.db.delete("Typical Case", case.name)
	frappe.db.commit()


@pytest.mark.parametrize("happens", [goes_back, is_retitled, is_deleted])
def test_a_case_that_was_named_stays_named(
	sign_in: SignIn, cases: list[Any], happens: Callable[[Any], None]
) -> None:
	first, second = cases
	people = [(ASSESSOR, f"科普小院、{TITLE}"), (SECOND, first.name), (THIRD, second.name)]
	doc = assessments.opened_round(YEAR, HOME, people, about="Typical Cases")
	assert subjects(doc.name, ASSESSOR).keys() == {first.name, second.name}
	give(sign_in(ASSESSOR), own(sign_in(ASSESSOR), doc.name)[second.name], 1, 2, 3)
	happens(first)
	approver = sign_in(APPROVER)
	new_deadline(approver, doc.name)
	assert subjects(doc.name, ASSESSOR).keys() == {first.name, second.name}
	blank = [
		{**row, "subjects": "" if row["email"] == ASSESSOR else row["subjects"]} for row in table(doc.name)
	]
	answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": blank}))
	assert subjects(doc.name, ASSESSOR).keys() == {first.name, second.name}
	call(approver, "release", round_name=doc.name, assessor=SECOND)
	assert subjects(doc.name, SECOND) == {}
	call(approver, "close_round", round_name=doc.name)


def test_a_county_that_was_named_stays_named(sign_in: SignIn) -> None:
	people = [(ASSESSOR, f"埇桥区、{NEIGHBOUR}"), (SECOND, "宿州市埇桥区")]
	doc = assessments.opened_round(YEAR, HOME, people)
	client, approver = sign_in(ASSESSOR), sign_in(APPROVER)
	give(client, own(client, doc.name)[COUNTY], 1, 2, 3)
	call(client, "submit", assessment=own(client, doc.name)[COUNTY])
	frappe.db.set_value("County", COUNTY, {"active": 0, "county_name": "改名区"})
	frappe.db.commit()
	try:
		new_deadline(approver, doc.name)
		assert set(subjects(doc.name, SECOND)) == {COUNTY}
		more = [*table(doc.name), {"email": THIRD, "full_name": "新来的", "subjects": COUNTY}]
		more[1]["subjects"] += "、砀山县"
		answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": more}))
		assert set(subjects(doc.name, SECOND)) == {COUNTY, NEIGHBOUR}
		assert set(subjects(doc.name, THIRD)) == {COUNTY}
		call(approver, "release", round_name=doc.name, assessor=ASSESSOR)
		assert subjects(doc.name, ASSESSOR) == {COUNTY: "Submitted"}
		call(approver, "close_round", round_name=doc.name)
	finally:
		frappe.db.set_value("County", COUNTY, {"active": 1, "county_name": "埇桥区"})
		frappe.db.commit()


def test_what_is_newly_typed_is_checked(sign_in: SignIn, cases: list[Any]) -> None:
	first, second = cases
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, second.name)], about="Typical Cases")
	approver = sign_in(APPROVER)
	for typed in ("没有的案例", f"{TITLE}、没有的案例"):
		wrong = [{**table(doc.name)[0], "subjects": typed}]
		response = approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": wrong})
		assert (response.status_code, "没有的案例" in words(response)) == (417, True)
	right = [{**table(doc.name)[0], "subjects": f"{TITLE}，科普小院"}]
	answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": right}))
	assert set(subjects(doc.name, ASSESSOR)) == {first.name, second.name}
	fewer = [{**table(doc.name)[0], "subjects": TITLE}]
	answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": fewer}))
	assert set(subjects(doc.name, ASSESSOR)) == {first.name}


def test_a_draft_is_opened_with_what_can_be_assessed_then(sign_in: SignIn, cases: list[Any]) -> None:
	first, _second = cases
	doc = assessments.make_round(YEAR, HOME, [(ASSESSOR, TITLE)], about="Typical Cases")
	frappe.db.commit()
	goes_back(first)
	approver = sign_in(APPROVER)
	new_deadline(approver, doc.name)
	assert "第1行" in words(refused(approver, "open_round", round_name=doc.name))


def test_who_comes_to_work_for_a_county_keeps_what_he_had_and_gets_no_more(
	sign_in: SignIn, cases: list[Any]
) -> None:
	"""Nor does it keep the province from saving the round."""
	first, second = cases
	move(second, "Returned")
	doc = assessments.opened_round(YEAR, HOME, [(SECOND, "")], about="Typical Cases")
	for county in (COUNTY, NEIGHBOUR):
		row = {"parent": county, "parenttype": "County", "parentfield": "users", "user": SECOND}
		frappe.get_doc({"doctype": "County User", **row}).db_insert()
	sync_access([SECOND])
	frappe.db.commit()
	try:
		move(second, "Proposed")
		new_deadline(sign_in(APPROVER), doc.name)
		assert set(subjects(doc.name, SECOND)) == {first.name}
		call(sign_in(APPROVER), "close_round", round_name=doc.name)
	finally:
		frappe.db.delete("County User", {"user": SECOND})
		sync_access([SECOND])
		frappe.db.commit()


def test_what_is_awaited_stays_awaited_whoever_saves(sign_in: SignIn, cases: list[Any]) -> None:
	first, second = cases
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, ""), (SECOND, second.name)], about="Typical Cases")
	goes_back(first)
	new_deadline(sign_in(APPROVER), doc.name)
	assert subjects(doc.name, ASSESSOR) == {first.name: "Awaited", second.name: "To Do"}
	offered = answered(sign_in(APPROVER).get(f"{API}.subjects_of_round", round_name=doc.name))
	assert {each["key"] for each in offered} == {first.name, second.name}
	call(sign_in(APPROVER), "close_round", round_name=doc.name)
	frappe.db.rollback()
	assert TITLE in frappe.db.get_value("Assessment Round", doc.name, "not_filed")


# ---------------------------------------------------------------------- accounts


def is_disabled(user: str) -> None:
	frappe.db.set_value("User", user, "enabled", 0)


def has_another_address(user: str) -> None:
	frappe.db.set_value("User", user, "email", f"moved.{user}")


@pytest.mark.parametrize("happens", [is_disabled, has_another_address])
def test_an_assessor_stays_whatever_becomes_of_the_account(
	sign_in: SignIn, happens: Callable[[str], None]
) -> None:
	people = [(each, f"{COUNTY}、{NEIGHBOUR}") for each in (ASSESSOR, SECOND, DEPUTY)]
	doc = assessments.opened_round(YEAR, HOME, people)
	for user in (SECOND, ASSESSOR):
		happens(user)
	frappe.db.commit()
	accounts = frappe.db.count("User")
	approver = sign_in(APPROVER)
	new_deadline(approver, doc.name)
	call(approver, "release", round_name=doc.name, assessor=SECOND)
	assert subjects(doc.name, SECOND) == {}
	assert set(subjects(doc.name, ASSESSOR)) == {COUNTY, NEIGHBOUR}
	call(approver, "close_round", round_name=doc.name)
	frappe.db.rollback()
	assert frappe.db.count("User") == accounts


def test_one_account_is_named_once_by_whichever_address(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(SECOND, COUNTY)])
	has_another_address(SECOND)
	frappe.db.commit()
	approver, (row,) = sign_in(APPROVER), table(doc.name)
	moved = {**row, "email": f"moved.{SECOND}"}
	twice = [row, {**moved, "full_name": "另一个"}]
	response = approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": twice})
	assert (response.status_code, "第2行" in words(response)) == (417, True)
	answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": [moved]}))
	assert set(subjects(doc.name, SECOND)) == {COUNTY}


def test_a_round_is_not_opened_with_an_account_that_is_disabled(sign_in: SignIn) -> None:
	doc = assessments.make_round(YEAR, HOME, [(SECOND, COUNTY), (ASSESSOR, COUNTY)])
	is_disabled(SECOND)
	frappe.db.commit()
	new_deadline(sign_in(APPROVER), doc.name)
	assert "第1行" in words(refused(sign_in(APPROVER), "open_round", round_name=doc.name))


# ---------------------------------------------------------------------- cases from the ranking

STEPS: dict[str, dict[str, str]] = {
	"open_round": {},
	"close_round": {},
	"release": {"assessor": ASSESSOR},
	"propose": {"county": COUNTY, "topic": factories.TOPICS[0], "reason": "代为选择"},
}


@pytest.mark.parametrize("step", STEPS)
def test_cast_does_nothing_in_a_round_of_a_province(sign_in: SignIn, step: str) -> None:
	make = {"open_round": assessments.make_round, "propose": None}.get(step, assessments.opened_round)
	people = [(ASSESSOR, COUNTY)]
	doc = make(YEAR, HOME, people) if make else assessments.revealed_round(YEAR, HOME, COUNTY)
	frappe.db.commit()
	for user in (OFFICER, FOREIGN_APPROVER, REPORTER, ASSESSOR):
		response = sign_in(user).call(f"kepu_app.assessment.api.{step}", round_name=doc.name, **STEPS[step])
		assert response.status_code in (403, 404), (user, words(response))
	frappe.db.rollback()
	assert not frappe.db.exists("Round Choice", {"parent": doc.name})
	assert frappe.db.get_value("Assessment Round", doc.name, "status") == doc.status
