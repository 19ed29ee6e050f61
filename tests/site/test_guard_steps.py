"""Guarantees for every endpoint: a document moves by its workflow alone, with a reason for every return. Nobody
approves his own, and the history is nobody's to write."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.compat import IS_16
from tests.site.endpoints import CHANGES, MOVES, act, acted, error_type, post, read, said, version_of
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	DEPUTY,
	FOREIGN_COUNTY,
	HOME,
	KEEPER,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
	SECOND_OFFICER,
	World,
	same,
	state_of,
)
from tests.years import year_of

YEAR = year_of(__file__)
ADMINISTRATOR = "Administrator"
USERS = (REPORTER, CITY, APPROVER, DEPUTY, OFFICER, KEEPER, ADMINISTRATOR)
SignIn = Callable[[str], Client]


# ---------------------------------------------------------------------- a reason for every return


class TestReasons:
	@pytest.mark.parametrize("endpoint", MOVES)
	def test_nothing_is_returned_without_a_reason(
		self, fresh: World, clients: dict[str, Client], endpoint: str
	) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, "Pending Provincial Review")
		before = factories.stored(doc)
		MOVES[endpoint](clients[APPROVER], doc.doctype, doc.name, "Return", "Returned")
		assert same(doc, before)
		assert not factories.entries(doc)

	@pytest.mark.parametrize("blank", ["", " ", "　\n\t"])
	def test_blanks_are_no_reason(self, fresh: World, clients: dict[str, Client], blank: str) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, "Pending City Review")
		response = act(clients[CITY], (doc.doctype, doc.name), "Return", blank)
		assert error_type(response) == "ReasonMissingError"

	def test_the_reason_is_kept_where_the_county_reads_it(
		self, fresh: World, clients: dict[str, Client]
	) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, "Pending City Review")
		acted(clients[CITY], (doc.doctype, doc.name), "Return", factories.REASON)
		assert read(clients[REPORTER], doc.doctype, doc.name)["return_reason"] == factories.REASON
		filters = json.dumps([["reference_name", "=", doc.name]])
		options = {"params": {"filters": filters, "fields": '["reason", "action", "user"]'}}
		rows = clients[REPORTER].resource("GET", "Review Entry", **options).json()["data"]
		assert rows == [{"reason": factories.REASON, "action": "Return", "user": CITY}]

	def test_a_reason_may_come_in_the_document_itself(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, "Pending City Review")
		seen = version_of(clients[CITY], doc.doctype, doc.name)["modified"]
		values = {"workflow_state": "Returned", "return_reason": factories.REASON, "modified": seen}
		assert CHANGES["REST"](clients[CITY], doc.doctype, doc.name, values).ok
		assert [entry.reason for entry in factories.entries(doc)] == [factories.REASON]

	def test_the_reason_is_gone_when_the_document_is_handed_in_again(self, fresh: World) -> None:
		doc = factories.step(factories.handed_in_summary(fresh), CITY, "Return", factories.REASON)
		assert doc.return_reason == factories.REASON
		assert not factories.step(doc, REPORTER, "Submit for Review").return_reason


# ---------------------------------------------------------------------- nobody approves his own


class TestSelfApproval:
	@pytest.mark.parametrize("endpoint", MOVES)
	def test_a_writer_does_not_approve(self, fresh: World, clients: dict[str, Client], endpoint: str) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, "Pending Provincial Review")
		response = CHANGES["REST"](clients[APPROVER], doc.doctype, doc.name, {"on_behalf_of": "县科协"})
		assert response.ok, said(response)
		MOVES[endpoint](clients[APPROVER], doc.doctype, doc.name, "Approve", "Approved")
		assert state_of(doc.doctype, doc.name) == "Pending Provincial Review"
		acted(clients[DEPUTY], (doc.doctype, doc.name), "Approve")

	@pytest.mark.parametrize("endpoint", MOVES)
	def test_not_even_administrator(self, fresh: World, clients: dict[str, Client], endpoint: str) -> None:
		doc = factories.fill_summary(fresh.summary(), ADMINISTRATOR)
		factories.force_state(doc, "Pending Provincial Review")
		MOVES[endpoint](clients[ADMINISTRATOR], doc.doctype, doc.name, "Approve", "Approved")
		assert state_of(doc.doctype, doc.name) == "Pending Provincial Review"

	@pytest.mark.parametrize("endpoint", MOVES)
	def test_every_endpoint_serves_somebody_else(
		self, fresh: World, clients: dict[str, Client], endpoint: str
	) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, "Pending Provincial Review")
		response = MOVES[endpoint](clients[APPROVER], doc.doctype, doc.name, "Approve", "Approved")
		assert state_of(doc.doctype, doc.name) == "Approved", said(response)
		assert [entry.action for entry in factories.entries(doc)] == ["Approve"]

	def test_nobody_writes_and_approves_at_once(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, "Pending Provincial Review")
		before = factories.stored(doc)
		seen = version_of(clients[APPROVER], doc.doctype, doc.name)["modified"]
		values = {"workflow_state": "Approved", "on_behalf_of": "县科协", "modified": seen}
		response = CHANGES["REST"](clients[APPROVER], doc.doctype, doc.name, values)
		assert error_type(response) == "SelfApprovalError"
		assert same(doc, before)

	def test_whoever_handed_in_does_not_pick(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.make_case(YEAR)
		doc = factories.step(doc, DEPUTY, "Propose")
		frappe.db.commit()
		response = act(clients[DEPUTY], (doc.doctype, doc.name), "Select")
		assert error_type(response) == "SelfApprovalError"
		acted(clients[APPROVER], (doc.doctype, doc.name), "Select")

	def test_cast_does_not_accept_what_an_officer_sent(self, fresh: World) -> None:
		doc = frappe.get_doc("Provincial Submission", fresh.submission())
		factories.force_state(doc, "Sent")
		frappe.db.set_value(doc.doctype, doc.name, "last_submitted_by", OFFICER)
		with pytest.raises(frappe.PermissionError):
			factories.step(doc, OFFICER, "Accept")
		assert factories.step(doc, SECOND_OFFICER, "Accept").workflow_state == "Accepted"


# ---------------------------------------------------------------------- by the workflow and in no other way


class TestWorkflow:
	@pytest.mark.parametrize("state", ["Collecting", "Awaiting Seal", "Sent", "Returned by CAST"])
	@pytest.mark.parametrize("user", [OFFICER, ADMINISTRATOR])
	def test_a_submission_is_not_submitted_past_its_workflow(
		self, fresh: World, clients: dict[str, Client], user: str, state: str
	) -> None:
		doc = frappe.get_doc("Provincial Submission", fresh.submission())
		factories.force_state(doc, state)
		before, client = factories.stored(doc), clients[user]
		seen = read(client, doc.doctype, doc.name)
		client.call("frappe.client.submit", doc=seen)
		client.resource("PUT", doc.doctype, doc.name, json={"docstatus": 1})
		client.call("frappe.desk.form.save.savedocs", doc=json.dumps(seen), action="Submit")
		named = {"dt": doc.doctype, "dn": doc.name, "method": "submit"}
		client.request("POST", "/api/method/run_doc_method", json=named)
		client.request("POST", f"/api/v2/document/{doc.doctype}/{doc.name}/method/submit/")
		MOVES["list edit"](client, doc.doctype, doc.name, "", "Accepted") if state != "Sent" else None
		client.call(
			"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
			doctype=doc.doctype,
			docnames=json.dumps([doc.name]),
			action="submit",
		)
		assert same(doc, before)

	@pytest.mark.skipif(not IS_16, reason="Frappe 15 discards no draft")
	def test_a_draft_is_not_discarded(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = frappe.get_doc("Annual Summary", fresh.summary())
		before, named = factories.stored(doc), {"doctype": doc.doctype, "name": doc.name}
		for user, error in ((REPORTER, "PermissionError"), (ADMINISTRATOR, "FrozenError")):
			response = clients[user].call("frappe.desk.form.save.discard", **named)
			assert error_type(response) == error, user
		assert same(doc, before)

	def test_a_step_does_not_carry_another_docstatus(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = frappe.get_doc("Provincial Submission", fresh.submission())
		factories.force_state(doc, "Sent")
		before = factories.stored(doc)
		values = {"workflow_state": "Returned by CAST", "docstatus": 1, "return_reason": "缺页"}
		response = CHANGES["REST"](clients[OFFICER], doc.doctype, doc.name, values)
		assert error_type(response) == "FrozenError"
		assert same(doc, before)

	def test_nothing_is_made_in_a_later_state(self, fresh: World, clients: dict[str, Client]) -> None:
		values = {"cycle": YEAR, "county": COUNTY, "topic": "resources", "title": "新", "text": "文"}
		for state in ("Proposed", "Selected", "Accepted"):
			response = clients[REPORTER].resource(
				"POST", "Typical Case", json={**values, "workflow_state": state}
			)
			assert error_type(response) == "WorkflowPermissionError"
		response = clients[ADMINISTRATOR].resource("POST", "Typical Case", json={**values, "docstatus": 1})
		assert not response.ok
		assert not frappe.db.exists("Typical Case", {"cycle": YEAR})

	@pytest.mark.parametrize("user", [REPORTER, APPROVER, OFFICER, ADMINISTRATOR])
	def test_nothing_is_renamed_or_merged(self, fresh: World, clients: dict[str, Client], user: str) -> None:
		other = fresh.summary(NEIGHBOUR)
		for merge, new in ((0, f"{YEAR}-999999"), (1, other)):
			arguments = {"doctype": "Annual Summary", "old": fresh.summary(), "new": new, "merge": merge}
			response = clients[user].call("frappe.rename_doc", **arguments, force=1)
			assert error_type(response) == "PermissionError"
		assert frappe.db.exists("Annual Summary", fresh.summary())
		assert frappe.db.exists("Annual Summary", other)

	def test_nothing_is_cancelled_or_amended(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.make_case(YEAR)
		factories.force_state(doc, "Accepted")
		before, client = factories.stored(doc), clients[ADMINISTRATOR]
		client.call("frappe.client.cancel", doctype=doc.doctype, name=doc.name)
		client.call("frappe.desk.form.save.cancel", doctype=doc.doctype, name=doc.name)
		client.resource("PUT", doc.doctype, doc.name, json={"docstatus": 2})
		docs = json.dumps([{"doctype": doc.doctype, "name": doc.name, "docstatus": 1}])
		client.call("frappe.desk.form.linked_with.cancel_all_linked_docs", docs=docs)
		assert same(doc, before)
		values = {"cycle": YEAR, "county": COUNTY, "topic": "resources", "title": "新", "text": "文"}
		made = post(clients[REPORTER], "Typical Case", **values, amended_from=doc.name)
		assert not made.get("amended_from")

	def test_what_has_a_history_is_not_deleted(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.step(factories.make_case(fresh.year), REPORTER, "Propose")
		doc = factories.step(doc, REPORTER, "Withdraw")
		frappe.db.commit()
		for user in (REPORTER, APPROVER, ADMINISTRATOR):
			client = clients[user]
			client.resource("DELETE", doc.doctype, doc.name)
			client.call("frappe.client.delete", doctype=doc.doctype, name=doc.name)
			items = {"doctype": doc.doctype, "items": json.dumps([doc.name])}
			client.call("frappe.desk.reportview.delete_items", **items)
			frappe.db.rollback()
			assert frappe.db.exists(doc.doctype, doc.name)

	def test_a_workflow_that_is_switched_off_moves_nothing(
		self, fresh: World, clients: dict[str, Client]
	) -> None:
		doc = factories.fill_summary(fresh.summary())
		frappe.get_doc("Workflow", "Annual Summary Review").db_set("is_active", 0)
		frappe.cache.hdel("workflow", doc.doctype)
		frappe.clear_cache(doctype=doc.doctype)
		frappe.db.commit()
		try:
			CHANGES["REST"](clients[REPORTER], doc.doctype, doc.name, {"workflow_state": "Approved"})
			assert state_of(doc.doctype, doc.name) == "Draft"
		finally:
			frappe.get_doc("Workflow", "Annual Summary Review").db_set("is_active", 1)
			frappe.cache.hdel("workflow", doc.doctype)
			frappe.clear_cache(doctype=doc.doctype)
			frappe.db.commit()

	def test_a_case_stays_in_its_province(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.make_case(YEAR)
		frappe.db.commit()
		before = factories.stored(doc)
		for user in (REPORTER, APPROVER, ADMINISTRATOR):
			response = CHANGES["REST"](clients[user], doc.doctype, doc.name, {"county": FOREIGN_COUNTY})
			assert not response.ok
			assert same(doc, before)

	def test_a_selected_case_keeps_what_it_was_selected_for(
		self, fresh: World, clients: dict[str, Client]
	) -> None:
		doc = factories.step(factories.proposed_case(fresh), APPROVER, "Select")
		frappe.db.commit()
		before = factories.stored(doc)
		for values in ({"topic": "workers"}, {"county": NEIGHBOUR}):
			response = CHANGES["REST"](clients[ADMINISTRATOR], doc.doctype, doc.name, values)
			assert not response.ok
			assert same(doc, before)

	def test_nothing_is_made_before_the_cycle_is_opened(self, world: World) -> None:
		year = year_of(__file__, 1)
		factories.end(year)
		factories.make_cycle(year)
		try:
			with pytest.raises(frappe.ValidationError, match=year):
				factories.make_case(year)
		finally:
			factories.end(year)


# ---------------------------------------------------------------------- the history


class TestReviewEntry:
	@pytest.mark.parametrize("user", [REPORTER, APPROVER, OFFICER, KEEPER, ADMINISTRATOR])
	def test_nobody_writes_or_changes_one(self, fresh: World, clients: dict[str, Client], user: str) -> None:
		doc = factories.proposed_case(fresh)
		frappe.db.commit()
		entry = frappe._dict(doctype="Review Entry", name=factories.entries(doc)[0].name)
		before, client = factories.stored(entry), clients[user]
		number = frappe.db.count("Review Entry")
		new = {"reference_doctype": doc.doctype, "reference_name": doc.name, "action": "Select"}
		refused = [
			client.resource("POST", "Review Entry", json=new),
			client.call("frappe.client.insert", doc={"doctype": "Review Entry", **new}),
			client.call(
				"frappe.client.insert",
				doc={"doctype": "Review Entry", **new, "flags": {"from_transition": 1}},
			),
			*(
				change(client, "Review Entry", str(entry.name), {"reason": "改"})
				for change in CHANGES.values()
			),
			client.resource("DELETE", "Review Entry", str(entry.name)),
			client.call("frappe.client.delete", doctype="Review Entry", name=entry.name),
			client.call(
				"frappe.desk.reportview.delete_items", doctype="Review Entry", items=json.dumps([entry.name])
			),
			client.call("frappe.rename_doc", doctype="Review Entry", old=str(entry.name), new="999", force=1),
		]
		assert not any(each.ok for each in refused[:3])
		frappe.db.rollback()
		assert factories.stored(entry) == before
		assert frappe.db.count("Review Entry") == number

	def test_one_for_each_step_with_who_what_and_how_long(self, fresh: World) -> None:
		doc = factories.fill_summary(fresh.summary())
		since = frappe.utils.add_to_date(frappe.utils.now_datetime(), hours=-5)
		frappe.db.set_value(doc.doctype, doc.name, "state_since", since, update_modified=False)
		factories.step(doc, REPORTER, "Submit for Review")
		(entry,) = factories.entries(doc)
		assert (entry.action, entry.from_state, entry.to_state) == (
			"Submit for Review",
			"Draft",
			"Pending City Review",
		)
		assert (entry.user, entry.role) == (REPORTER, "Kepu County Reporter")
		assert (entry.cycle, entry.province, entry.county) == (YEAR, HOME, COUNTY)
		assert entry.hours_in_state == pytest.approx(5, abs=0.1)

	def test_a_nominee_s_history_is_not_the_county_s(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.proposed_nominee(fresh)
		frappe.db.commit()
		(entry,) = factories.entries(doc)
		assert not entry.county
		assert not clients[REPORTER].resource("GET", "Review Entry", str(entry.name)).ok
		assert clients[APPROVER].resource("GET", "Review Entry", str(entry.name)).ok


# ---------------------------------------------------------------------- two people at once


def test_a_submission_is_not_finalised_on_an_old_reading(fresh: World) -> None:
	"""What somebody changes while the submission is being finalised is seen, or the step is refused."""
	from kepu_app.exceptions import StaleReadingError

	doc = factories.approved_summary(fresh)
	frappe.db.commit()
	frappe.db.get_value(doc.doctype, doc.name, "workflow_state")  # the reading begins
	_change_in_another_transaction(doc)
	with pytest.raises(StaleReadingError):
		factories.step(frappe.get_doc("Provincial Submission", fresh.submission()), APPROVER, "Finalise")


def _change_in_another_transaction(doc: Any) -> None:
	from frappe.database import get_db

	other = get_db(
		host=frappe.conf.db_host,
		port=frappe.conf.db_port,
		user=frappe.conf.db_name,
		password=frappe.conf.db_password,
		cur_db_name=frappe.conf.db_name,
	)
	other.connect()
	other.sql("update `tabAnnual Summary` set modified = now(6) where name = %s", doc.name)
	other.commit()
	other.close()
