"""An opinion of whoever lets a document pass: optional, kept in the history, read by those who read that."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from kepu_app.review import forms, history
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import CHANGES, act, acted, version_of
from tests.site.factories import APPROVER, CITY, FOREIGN_REPORTER, OFFICER, REASON, REPORTER, World, acting_as

OPINION = "活动数据翔实，同意上报。"
SignIn = Callable[[str], Client]


@pytest.fixture
def handed_in(world: World) -> Iterator[Any]:
	"""Yield the county's summary before the city."""
	yield factories.handed_in_summary(world)
	factories.renew_documents(world)


def opinions(doc: Any) -> list[tuple[str, str, str]]:
	found = factories.entries(doc)
	return [(entry.action, entry.opinion or "", entry.reason or "") for entry in found]


def test_every_reviewer_may_write_one_and_the_county_reads_it(handed_in: Any, sign_in: SignIn) -> None:
	frappe.db.commit()
	acted(sign_in(CITY), (SUMMARY, handed_in.name), "Pass City Review", OPINION)
	acted(sign_in(APPROVER), (SUMMARY, handed_in.name), "Approve", " 通过。 ")
	filters = json.dumps([["reference_name", "=", handed_in.name], ["opinion", "is", "set"]])
	options = {"params": {"filters": filters, "fields": '["opinion"]', "order_by": "at"}}
	rows = sign_in(REPORTER).resource("GET", "Review Entry", **options).json()["data"]
	assert rows == [{"opinion": OPINION}, {"opinion": "通过。"}]
	assert not sign_in(FOREIGN_REPORTER).resource("GET", "Review Entry", **options).json()["data"]
	own = sign_in(REPORTER).get("kepu_app.desk.api.home").json()["message"]["own"]
	assert [each["opinion"] for each in own if each["name"] == handed_in.name] == ["通过。"]


def test_without_one_nothing_is_asked(handed_in: Any) -> None:
	doc = factories.step(handed_in, CITY, "Pass City Review")
	factories.step(doc, APPROVER, "Approve", "")
	assert opinions(doc)[1:] == [("Pass City Review", "", ""), ("Approve", "", "")]


def test_an_opinion_is_no_return(handed_in: Any) -> None:
	"""What has changed is compared with what was returned last, not with what somebody praised since."""
	doc = factories.step(handed_in, CITY, "Pass City Review", OPINION)
	assert not doc.return_reason
	with acting_as(REPORTER):
		assert history.changes_since_return(SUMMARY, doc.name) is None
	doc = factories.step(doc, APPROVER, "Return", REASON)
	assert opinions(doc)[1:] == [("Pass City Review", OPINION, ""), ("Return", "", REASON)]
	with acting_as(REPORTER):
		assert history.changes_since_return(SUMMARY, doc.name)["reason"] == REASON
		assert forms.form_facts(SUMMARY, doc.name)["history"]["entries"][1].opinion == OPINION


def test_one_may_come_in_the_document_itself(handed_in: Any, sign_in: SignIn) -> None:
	frappe.db.commit()
	client = sign_in(CITY)
	seen = version_of(client, SUMMARY, handed_in.name)["modified"]
	values = {"workflow_state": "Pending Provincial Review", "return_reason": OPINION, "modified": seen}
	assert CHANGES["REST"](client, SUMMARY, handed_in.name, values).ok
	assert opinions(handed_in)[-1] == ("Pass City Review", OPINION, "")
	assert not frappe.db.get_value(SUMMARY, handed_in.name, "return_reason")


def test_nobody_writes_one_with_a_step_of_somebody_else(handed_in: Any, sign_in: SignIn) -> None:
	frappe.db.commit()
	for user in (REPORTER, FOREIGN_REPORTER, factories.OTHER_CITY_REVIEWER, factories.ASSESSOR):
		assert not act(sign_in(user), (SUMMARY, handed_in.name), "Pass City Review", OPINION).ok
	frappe.db.rollback()
	assert [opinion for _action, opinion, _reason in opinions(handed_in)] == [""]


def test_the_message_of_a_step_tells_it(handed_in: Any) -> None:
	factories.step(handed_in, CITY, "Pass City Review", OPINION)
	told = {"document_name": handed_in.name, "for_user": REPORTER}
	assert OPINION in frappe.get_all("Notification Log", told, pluck="email_content")


def test_cast_writes_one_with_the_acceptance(world: World) -> None:
	doc = frappe.get_doc(SUBMISSION, world.submission())
	factories.force_state(doc, "Sent")
	doc = factories.step(doc, OFFICER, "Accept", OPINION)
	assert opinions(doc) == [("Accept", OPINION, "")]
	frappe.db.rollback()
