"""What the app means by a change is the app's to say: no request brings it in, by no endpoint."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict

import frappe
import pytest

from kepu_app.access.roles import NATIONAL_OFFICER
from kepu_app.controllers.intent import Intent, intend, intent_of
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import APPLY, CHANGES, DETOURS, act, error_type, said, version_of
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	COUNTY,
	FOREIGN_COUNTY,
	REPORTER,
	STRANGER,
	World,
	acting_as,
	same,
	state_of,
)

SUMMARY = "Annual Summary"
APPROVED = {"workflow_state": "Approved"}
MEANT = Intent(by_system=True, action="Accept", role=NATIONAL_OFFICER, reason="无", decided_on="2025-01-01")
FLAGS = {"intent": asdict(MEANT), **asdict(MEANT), "ignore_permissions": 1, "ignore_validate": 1}
SignIn = Callable[[str], Client]


@pytest.mark.parametrize("user", [REPORTER, APPROVER])
def test_no_request_moves_a_document_as_the_system(fresh: World, sign_in: SignIn, user: str) -> None:
	doc = factories.fill_summary(fresh.summary(COUNTY))
	frappe.db.commit()
	before, client = factories.stored(doc), sign_in(user)
	for endpoint, change in {**CHANGES, **DETOURS}.items():
		for brought in ({"flags": FLAGS}, {"intent": asdict(MEANT), "flags.intent": asdict(MEANT)}):
			change(client, doc.doctype, doc.name, {**APPROVED, **brought})
			assert same(doc, before), endpoint
	assert not factories.entries(doc)


def test_a_step_takes_neither_reason_nor_version_from_flags(fresh: World, sign_in: SignIn) -> None:
	doc = factories.fill_summary(fresh.summary(COUNTY))
	factories.force_state(doc, "Pending Provincial Review")
	before, client = factories.stored(doc), sign_in(APPROVER)
	sent = {**version_of(client, doc.doctype, doc.name), "flags": FLAGS}
	assert error_type(client.call(APPLY, doc=sent, action="Return")) == "ReasonMissingError"
	old = {**sent, "modified": "2025-01-01 00:00:00"}
	assert error_type(client.call(APPLY, doc=old, action="Return", reason="无")) == "ChangedMeanwhileError"
	assert same(doc, before)
	moved = act(client, (doc.doctype, doc.name), "Return", factories.REASON)
	assert moved.ok, said(moved)
	frappe.db.rollback()
	assert [each.reason for each in factories.entries(doc)] == [factories.REASON]


def test_what_json_holds_is_no_intent_even_if_frappe_let_it_pass(fresh: World) -> None:
	doc = factories.fill_summary(fresh.summary(COUNTY))
	frappe.db.commit()
	doc.flags.intent, doc.flags.by_system = asdict(MEANT), True
	assert intent_of(doc) == Intent()
	doc.update(APPROVED)
	with acting_as(REPORTER), pytest.raises(frappe.ValidationError):
		doc.save()
	frappe.db.rollback()
	assert state_of(doc.doctype, doc.name) == "Draft"


def test_the_app_itself_moves_it_so(fresh: World) -> None:
	"""Without this the tests above would pass where nothing at all moves a document."""
	doc = factories.fill_summary(fresh.summary(COUNTY))
	intend(doc, by_system=True, action="Accept", role=NATIONAL_OFFICER)
	doc.update(APPROVED)
	doc.save(ignore_permissions=True)
	assert [(each.action, each.role) for each in factories.entries(doc)] == [("Accept", NATIONAL_OFFICER)]


def test_an_intent_is_added_to_and_never_changed() -> None:
	doc = frappe.new_doc(SUMMARY)
	intend(doc, decided_on="2025-01-01")
	first = intent_of(doc)
	intend(doc, action="Return", reason="缺少数据")
	assert intent_of(doc) == Intent(action="Return", reason="缺少数据", decided_on="2025-01-01")
	assert first == Intent(decided_on="2025-01-01")
	with pytest.raises(FrozenInstanceError):
		first.by_system = True
	with pytest.raises(TypeError):
		intend(doc, ignore_permissions=True)


BLANK = "\u200b \u3000\u2060\u202e"
NO_FIELDS = {
	"recommending_county": FOREIGN_COUNTY,
	"recommending_city": "410000/洛阳市",
	"guard": 1,
	"save": 1,
	"is_new": 1,
}


def test_a_key_that_is_no_field_is_dropped(fresh: World, sign_in: SignIn) -> None:
	doc = factories.fill_summary(fresh.summary(COUNTY))
	frappe.db.commit()
	client = sign_in(REPORTER)
	for endpoint, change in {**CHANGES, **DETOURS}.items():
		answer = change(client, doc.doctype, doc.name, {"on_behalf_of": "某县科协", **NO_FIELDS})
		assert answer.status_code < 500, (endpoint, said(answer))
	sent = {**version_of(client, doc.doctype, doc.name), **NO_FIELDS, "idx": 7}
	moved = client.call(APPLY, doc=sent, action="Submit for Review")
	assert moved.ok, said(moved)
	frappe.db.rollback()
	assert [(each.county, each.recommending_city) for each in factories.entries(doc)] == [(COUNTY, None)]
	assert frappe.db.get_value(doc.doctype, doc.name, "idx") == 0
	held = frappe.get_doc({"doctype": doc.doctype, **NO_FIELDS})
	assert not set(NO_FIELDS).intersection(held.__dict__)


def test_a_reason_that_nobody_sees_is_none(fresh: World, sign_in: SignIn) -> None:
	doc = factories.fill_summary(fresh.summary(COUNTY))
	factories.force_state(doc, "Pending Provincial Review")
	before, client = factories.stored(doc), sign_in(APPROVER)
	refused = act(client, (doc.doctype, doc.name), "Return", BLANK)
	assert error_type(refused) == "ReasonMissingError"
	run = {"doctype": doc.doctype, "names": [doc.name], "action": "Return", "reason": BLANK}
	seen = {doc.name: version_of(client, doc.doctype, doc.name)["modified"]}
	assert error_type(client.call("kepu_app.review.api.start_bulk", **run, seen=seen)) == "ReasonMissingError"
	assert same(doc, before)
	moved = act(client, (doc.doctype, doc.name), "Return", f"{BLANK}请补充{BLANK}")
	assert moved.ok, said(moved)
	frappe.db.rollback()
	assert [each.reason for each in factories.entries(doc)] == ["请补充"]


@pytest.mark.parametrize(
	("user", "status"), [(APPROVER, 200), (REPORTER, 200), (ASSESSOR, 403), (STRANGER, 403)]
)
def test_phrases_for_a_return_are_for_those_who_take_steps(
	fresh: World, sign_in: SignIn, user: str, status: int
) -> None:
	assert sign_in(user).get("kepu_app.review.api.return_phrases").status_code == status
