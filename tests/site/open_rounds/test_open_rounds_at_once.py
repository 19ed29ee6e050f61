"""A round in which two do something at once, and the sheet that it was opened by."""

import threading
from collections.abc import Callable

import frappe
import requests

from kepu_app.assessment import choices, rounds
from kepu_app.assessment.assessors import MARK
from tests.site import assessments, factories
from tests.site.assessments import call, refused, words
from tests.site.client import Client
from tests.site.factories import APPROVER, COUNTY, DEPUTY, HOME, acting_as
from tests.site.open_rounds.rounds import SECOND
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


# ---------------------------------------------------------------------- the sheet


def meanwhile(step: Callable[[], requests.Response]) -> Callable[[], requests.Response]:
	"""Begins a request that waits for what this transaction holds; gives what waits for its answer."""
	answers: list[requests.Response] = []
	thread = threading.Thread(target=lambda: answers.append(step()))
	thread.start()
	thread.join(2)
	assert thread.is_alive(), "the request did not wait"

	def answer() -> requests.Response:
		thread.join(60)
		return answers[0]

	return answer


ITEMS = [{"item": f"第{number}项", "full_marks": "10", "weight": "10"} for number in range(1, 6)]


def test_a_sheet_is_not_changed_while_a_round_is_opened_by_it(sign_in: SignIn) -> None:
	doc, client = assessments.make_round(YEAR, HOME, [(SECOND, COUNTY)]), sign_in(APPROVER)
	frappe.db.commit()
	with acting_as(APPROVER):
		rounds.open_round(frappe.get_doc("Assessment Round", doc.name))
		answer = meanwhile(lambda: client.resource("PUT", "Scoring Sheet", doc.sheet, json={"items": ITEMS}))
		frappe.db.commit()
	assert (answer().status_code, "新版" in words(answer())) == (417, True)
	assert len(call(sign_in(SECOND), "form", assessment=assessments.of(doc.name, COUNTY))["items"]) == 3


def test_a_round_is_opened_with_the_sheet_as_it_was_changed_meanwhile(sign_in: SignIn) -> None:
	doc, client = assessments.make_round(YEAR, HOME, [(SECOND, COUNTY)]), sign_in(APPROVER)
	frappe.db.commit()
	with acting_as(APPROVER):
		sheet = frappe.get_doc("Scoring Sheet", doc.sheet)
		sheet.set("items", ITEMS)
		sheet.save()
		answer = meanwhile(lambda: client.call("kepu_app.assessment.api.open_round", round_name=doc.name))
		frappe.db.commit()
	assert answer().ok, words(answer())
	name = assessments.of(doc.name, COUNTY)
	assert len(call(sign_in(SECOND), "form", assessment=name)["items"]) == 5
	for number in range(1, 6):
		call(sign_in(SECOND), "save_mark", assessment=name, number=number, value="5")
	call(sign_in(SECOND), "submit", assessment=name)


def test_a_mark_without_a_row_is_refused(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(SECOND, COUNTY)])
	name = assessments.of(doc.name, COUNTY)
	frappe.db.delete(MARK, {"parent": name, "number": 3})
	frappe.db.commit()
	assert "第3项" in words(refused(sign_in(SECOND), "save_mark", assessment=name, number=3, value="5"))


def test_two_who_open_a_round_at_once(sign_in: SignIn) -> None:
	doc, client = assessments.make_round(YEAR, HOME, [(SECOND, COUNTY)]), sign_in(APPROVER)
	frappe.db.commit()
	with acting_as(APPROVER):
		rounds.open_round(frappe.get_doc("Assessment Round", doc.name))
		answer = meanwhile(lambda: client.call("kepu_app.assessment.api.open_round", round_name=doc.name))
		frappe.db.commit()
	assert (answer().status_code, "评分中" in words(answer())) == (417, True), words(answer())


# ---------------------------------------------------------------------- cases from the ranking


def test_two_who_propose_a_case_at_once(sign_in: SignIn) -> None:
	doc, topic = assessments.revealed_round(YEAR, HOME, COUNTY), factories.TOPICS[2]
	case = factories.make_case(YEAR, COUNTY, topic)
	frappe.db.commit()
	client, given = sign_in(DEPUTY), {"round_name": doc.name, "county": COUNTY, "topic": topic}
	with acting_as(APPROVER):
		choices.propose(frappe.get_doc("Assessment Round", doc.name), COUNTY, topic, "")
		answer = meanwhile(lambda: client.call("kepu_app.assessment.api.propose", **given))
		frappe.db.commit()
	assert answer().ok, words(answer())
	assert answer().json()["message"]["case"] == case.name
