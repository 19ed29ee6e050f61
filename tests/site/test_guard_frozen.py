"""Guarantees for every endpoint: what is frozen stays."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import CHANGES, DETOURS, act, error_type, row_endpoints
from tests.site.factories import APPROVER, COUNTY, OFFICER, REPORTER, World, same
from tests.years import year_of

YEAR = year_of(__file__)
ADMINISTRATOR = "Administrator"
USERS = (REPORTER, APPROVER, OFFICER, ADMINISTRATOR)
SignIn = Callable[[str], Client]


FROZEN = {
	"Annual Summary": {"on_behalf_of": "县政府", "words": 1, "writers": None, "submitted_late": 1},
	"Typical Case": {"text": "改", "topic": "workers", "quota_slot": None, "topic_slot": "x", "words": 1},
	"Speaker Nominee": {"bio": "改", "phone": "13900000000", "quota_slot": None, "writers": None},
	"Provincial Submission": {"contact_name": "李 四", "county_deadline": "2025-01-20", "sent_late": 1},
}


class TestFrozen:
	@pytest.fixture(scope="class")
	def documents(self, world: World) -> Iterator[dict[str, Any]]:
		"""Yield a whole submission of which every document is held."""
		held = {
			"Annual Summary": factories.approved_summary(world),
			"Typical Case": factories.step(factories.proposed_case(world), APPROVER, "Select"),
			"Speaker Nominee": factories.step(factories.proposed_nominee(world), APPROVER, "Nominate"),
			"Provincial Submission": frappe.get_doc("Provincial Submission", world.submission()),
		}
		frappe.db.commit()
		yield held
		factories.renew_documents(world)

	@pytest.mark.parametrize("doctype", FROZEN)
	@pytest.mark.parametrize("state", ["Awaiting Seal", "Sent", "Accepted"])
	def test_no_endpoint_changes_it(
		self, documents: dict[str, Any], clients: dict[str, Client], state: str, doctype: str
	) -> None:
		doc = documents[doctype]
		freeze(documents, state)
		before = factories.stored(doc)
		for user in (REPORTER, APPROVER, OFFICER, ADMINISTRATOR):
			for endpoint, change in {**CHANGES, **DETOURS}.items():
				change(clients[user], doctype, doc.name, FROZEN[doctype])
				assert same(doc, before), f"{user} changed a {doctype} by {endpoint} in {state}"

	@pytest.mark.parametrize("state", ["Awaiting Seal", "Sent", "Accepted"])
	def test_no_endpoint_changes_a_hidden_field_alone(
		self, documents: dict[str, Any], clients: dict[str, Client], state: str
	) -> None:
		freeze(documents, state)
		for doctype, values in FROZEN.items():
			before = contents(documents[doctype])
			for field, value in values.items():
				for user in (APPROVER, ADMINISTRATOR):
					change = CHANGES["set_value"]
					change(clients[user], doctype, documents[doctype].name, {field: value or "x"})
					assert contents(documents[doctype]) == before, f"{user} changed {doctype} {field}"

	@pytest.mark.parametrize("state", ["Awaiting Seal", "Sent", "Accepted"])
	def test_no_endpoint_to_a_row_changes_it(
		self, documents: dict[str, Any], clients: dict[str, Client], state: str
	) -> None:
		freeze(documents, state)
		doc = documents["Annual Summary"]
		before = factories.stored(doc)
		for user in (REPORTER, APPROVER, ADMINISTRATOR):
			row_endpoints(clients[user], doc, "Summary Section", doc.sections[0].name)
			clients[user].resource("DELETE", "Summary Section", doc.sections[0].name)
			assert same(doc, before)

	@pytest.mark.parametrize("state", ["Awaiting Seal", "Sent", "Accepted"])
	def test_nothing_joins_it_leaves_it_or_moves_in_it(
		self, documents: dict[str, Any], clients: dict[str, Client], state: str
	) -> None:
		freeze(documents, state)
		values = {"cycle": YEAR, "county": COUNTY, "topic": "workers", "title": "新", "text": "文"}
		response = clients[REPORTER].resource("POST", "Typical Case", json=values)
		assert error_type(response) == "FrozenError"
		for doctype in ("Annual Summary", "Typical Case", "Speaker Nominee"):
			doc = documents[doctype]
			before = factories.stored(doc)
			for user in (APPROVER, ADMINISTRATOR):
				act(clients[user], (doctype, doc.name), "Reopen", "改")
				clients[user].resource("DELETE", doctype, doc.name)
				assert same(doc, before)

	def test_a_locked_cycle_is_frozen(self, documents: dict[str, Any], clients: dict[str, Client]) -> None:
		freeze(documents, "Collecting")
		frappe.db.set_value("Reporting Cycle", YEAR, "status", "Locked")
		frappe.db.commit()
		try:
			for doctype, values in FROZEN.items():
				doc = documents[doctype]
				before = factories.stored(doc)
				for user in (REPORTER, APPROVER, ADMINISTRATOR):
					for endpoint, change in CHANGES.items():
						change(clients[user], doctype, doc.name, values)
						assert same(doc, before), f"{user} changed a {doctype} by {endpoint}"
		finally:
			frappe.db.set_value("Reporting Cycle", YEAR, "status", "Open")
			frappe.db.commit()


def freeze(documents: dict[str, Any], state: str) -> None:
	"""Put the submission into a state, and what it holds into the state that goes with it."""
	factories.force_state(documents["Provincial Submission"], state)
	accepted = {"Speaker Nominee": "Awaiting Appointment"}
	held = {"Annual Summary": "Approved", "Typical Case": "Selected", "Speaker Nominee": "Nominated"}
	for doctype, ordinary in held.items():
		final = accepted.get(doctype, "Accepted")
		factories.force_state(documents[doctype], final if state == "Accepted" else ordinary)


def contents(doc: Any) -> dict[str, Any]:
	"""Return what is stored, without the time of a save that changed nothing."""
	frappe.db.rollback()
	record = json.loads(factories.stored(doc))
	return {field: value for field, value in record.items() if field not in ("modified", "modified_by")}
