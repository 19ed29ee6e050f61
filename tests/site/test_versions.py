"""A step names the version that it was decided on; an older one is refused, whichever endpoint the step comes by."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests

from kepu_app.review.told import sentence
from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import APPLY, CHANGES, error_type, finished, messages, read, version_of
from tests.site.factories import APPROVER, COUNTY, REASON, REPORTER, World, state_of

PENDING = "Pending Provincial Review"

SignIn = Callable[[str], Client]


@pytest.fixture
def pending(world: World) -> Iterator[str]:
	doc = factories.fill_summary(world.summary(COUNTY))
	factories.force_state(doc, PENDING)
	yield doc.name
	frappe.db.rollback()
	factories.renew_documents(world)


def hand_in_another_text(name: str) -> None:
	"""Hand in another text after a return, as a county does while the reviewer has the old form open."""
	doc = frappe.get_doc(SUMMARY, name)
	factories.force_state(doc, "Returned")
	factories.fill_summary(name, REPORTER, "另一份正文。")
	factories.force_state(doc, PENDING)


def by_button(client: Client, name: str, seen: dict[str, Any]) -> requests.Response:
	return client.call(APPLY, doc={"doctype": SUMMARY, "name": name, **seen}, action="Approve")


def by_form(client: Client, name: str, seen: dict[str, Any]) -> requests.Response:
	return client.call(APPLY, doc={**read(client, SUMMARY, name), "modified": None, **seen}, action="Approve")


def by_bulk(client: Client, name: str, seen: dict[str, Any]) -> requests.Response:
	versions = {name: seen["modified"]} if seen else None
	arguments = {"doctype": SUMMARY, "names": [name], "action": "Approve", "seen": versions}
	started = client.call("kepu_app.review.api.start_bulk", **arguments)
	return finished(client, started) if started.ok else started


def by_change(endpoint: str) -> Callable[..., requests.Response]:
	def move(client: Client, name: str, seen: dict[str, Any]) -> requests.Response:
		return CHANGES[endpoint](client, SUMMARY, name, {"workflow_state": "Approved", **seen})

	return move


ENDPOINTS = {
	"button": by_button,
	"whole form": by_form,
	"bulk": by_bulk,
	**{endpoint: by_change(endpoint) for endpoint in CHANGES},
}
WITHOUT_VERSION = [endpoint for endpoint in ENDPOINTS if endpoint not in ("save", "form")]
"""Endpoints by which a step may come that names no version; the others carry the whole document."""


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_text_that_was_seen_is_approved(pending: str, approver: Client, endpoint: str) -> None:
	seen = {"modified": version_of(approver, SUMMARY, pending)["modified"]}
	ENDPOINTS[endpoint](approver, pending, seen)
	assert state_of(SUMMARY, pending) == "Approved"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_text_that_was_changed_meanwhile_is_not(pending: str, approver: Client, endpoint: str) -> None:
	seen = {"modified": version_of(approver, SUMMARY, pending)["modified"]}
	hand_in_another_text(pending)
	ENDPOINTS[endpoint](approver, pending, seen)
	assert state_of(SUMMARY, pending) == PENDING


@pytest.mark.parametrize("endpoint", WITHOUT_VERSION)
def test_a_step_that_names_no_version_is_refused(pending: str, approver: Client, endpoint: str) -> None:
	response = ENDPOINTS[endpoint](approver, pending, {})
	assert error_type(response) == "VersionMissingError" or not response.ok or endpoint == "list edit"
	assert state_of(SUMMARY, pending) == PENDING


def test_the_refusal_says_what_to_do_in_chinese(pending: str, approver: Client) -> None:
	seen = {"modified": version_of(approver, SUMMARY, pending)["modified"]}
	hand_in_another_text(pending)
	response = by_button(approver, pending, seen)
	assert error_type(response) == "ChangedMeanwhileError"
	assert "在您查看之后已有改动，请重新查看后再办理" in messages(response)


def test_sending_names_its_version_too(world: World, approver: Client) -> None:
	doc = frappe.get_doc("Provincial Submission", world.submission())
	factories.force_state(doc, "Awaiting Seal")
	for seen, error in (({}, "VersionMissingError"), ({"seen": "2081-01-01"}, "ChangedMeanwhileError")):
		response = approver.call("kepu_app.packages.api.send", submission=doc.name, **seen)
		assert error_type(response) == error
	factories.force_state(doc, "Collecting")


def test_a_step_says_what_it_brought_about(pending: str, world: World, sign_in: SignIn) -> None:
	factories.force_state(frappe.get_doc(SUMMARY, pending), "Draft")
	reporter, city, approver = sign_in(REPORTER), sign_in(factories.CITY), sign_in(APPROVER)
	for client, action, reason, told in (
		(reporter, "Submit for Review", None, "已提交，等待宿州市审核。"),
		(city, "Pass City Review", None, "已提交，等待安徽省审核。"),
		(approver, "Return", REASON, "已退回埇桥区，并告知理由。"),
	):
		doc = version_of(client, SUMMARY, pending)
		response = client.call(APPLY, doc=doc, action=action, **({"reason": reason} if reason else {}))
		assert messages(response) == told


@pytest.mark.parametrize(
	("values", "told"),
	[
		(("Recommended", {"needs_city_review": 1}), "已推荐，等待宿州市审核。"),
		(("Recommended", {"needs_city_review": 0}), "已推荐，等待安徽省审核。"),
		(("Returned", {"recommending_county": COUNTY}), "已退回埇桥区，并告知理由。"),
		(("Returned", {"recommending_city": f"{factories.HOME}/宿州市"}), "已退回宿州市，并告知理由。"),
		(("Returned", {}), "已退回安徽省，并告知理由。"),
	],
)
def test_a_step_of_a_nominee_names_who_is_next(
	places: None, values: Any, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
	state, given = values
	place = {"county": COUNTY, "city": "宿州市", "province": factories.HOME}
	monkeypatch.setattr(frappe.local, "lang", "zh")
	doc = frappe.get_doc({"doctype": "Speaker Nominee", "workflow_state": state, **place, **given})
	assert sentence(doc) == told
