"""Guarantees for every endpoint: who edits in which state, what nobody brings in, two people at once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import CHANGES, DETOURS, act, acted, error_type, read, row_endpoints, said
from tests.site.factories import APPROVER, CITY, DEPUTY, NEIGHBOUR, REPORTER, World, acting_as, same, state_of
from tests.years import year_of

YEAR = year_of(__file__)
ADMINISTRATOR = "Administrator"
USERS = (REPORTER, CITY, APPROVER, DEPUTY, ADMINISTRATOR)
SignIn = Callable[[str], Client]


# ---------------------------------------------------------------------- who edits in which state


class TestEditing:
	def test_every_endpoint_serves_whoever_may(self, fresh: World, clients: dict[str, Client]) -> None:
		for endpoint, change in CHANGES.items():
			response = change(
				clients[REPORTER], "Annual Summary", fresh.summary(), {"on_behalf_of": endpoint}
			)
			assert response.ok, f"{endpoint}: {said(response)}"
			assert read(clients[REPORTER], "Annual Summary", fresh.summary())["on_behalf_of"] == endpoint

	@pytest.mark.parametrize(
		("state", "user"),
		[
			("Pending City Review", REPORTER),
			("Pending City Review", APPROVER),
			("Pending Provincial Review", REPORTER),
			("Pending Provincial Review", CITY),
			("Approved", REPORTER),
			("Approved", APPROVER),
			("Draft", APPROVER),
			("Returned", CITY),
		],
	)
	def test_no_endpoint_serves_in_a_state_of_others(
		self, fresh: World, clients: dict[str, Client], state: str, user: str
	) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, state)
		before = factories.stored(doc)
		for endpoint, change in {**CHANGES, **DETOURS}.items():
			change(clients[user], doc.doctype, doc.name, {"on_behalf_of": "县政府"})
			assert same(doc, before), f"{user} changed it by {endpoint} in {state}"

	def test_whose_turn_it_is_may_edit(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.fill_summary(fresh.summary())
		for state, user in (("Pending City Review", CITY), ("Pending Provincial Review", APPROVER)):
			factories.force_state(doc, state)
			response = CHANGES["REST"](clients[user], doc.doctype, doc.name, {"on_behalf_of": state})
			assert response.ok, said(response)

	def test_rows_are_changed_in_their_document_only(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.fill_summary(fresh.summary())
		frappe.db.commit()
		before, row = factories.stored(doc), doc.sections[0].name
		new = {"parent": doc.name, "parenttype": doc.doctype, "parentfield": "sections", "heading": "五"}
		for user in (REPORTER, APPROVER, ADMINISTRATOR):
			client = clients[user]
			refused = [
				client.resource("PUT", "Summary Section", row, json={"text": "改"}),
				client.request("PATCH", f"/api/v2/document/Summary Section/{row}/", json={"text": "改"}),
				client.resource("DELETE", "Summary Section", row),
				client.resource("POST", "Summary Section", json=new),
				client.request("POST", "/api/v2/document/Summary Section", json=new),
			]
			assert [error_type(each) for each in refused] == ["PermissionError"] * len(refused)
			assert same(doc, before)

	def test_endpoints_to_rows_ask_the_document(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.fill_summary(fresh.summary())
		factories.force_state(doc, "Pending Provincial Review")
		before, row = factories.stored(doc), doc.sections[0].name
		for user in (REPORTER, CITY):
			refused = row_endpoints(clients[user], doc, "Summary Section", row)
			assert not any(each.ok for each in refused)
			assert same(doc, before)

	def test_what_follows_from_something_else_is_not_taken_from_a_request(
		self, fresh: World, clients: dict[str, Client]
	) -> None:
		doc = factories.fill_summary(fresh.summary())
		frappe.db.commit()
		kept = {field: doc.get(field) for field in SYSTEM_VALUES}
		for day, (endpoint, change) in enumerate(CHANGES.items(), start=1):
			change(
				clients[REPORTER],
				doc.doctype,
				doc.name,
				{**SYSTEM_VALUES, **TRICKS, "dated": f"2025-02-0{day}"},
			)
			frappe.db.rollback()
			now = frappe.get_doc(doc.doctype, doc.name)
			assert {field: now.get(field) for field in kept} == kept, endpoint
			assert now.dated.day == day, endpoint

	def test_counted_figures_of_a_row_are_counted(self, fresh: World, clients: dict[str, Client]) -> None:
		doc = factories.fill_summary(fresh.summary())
		frappe.db.commit()
		sections = [{**row.as_dict(convert_dates_to_str=True), "words": 1} for row in doc.sections]
		CHANGES["REST"](clients[REPORTER], doc.doctype, doc.name, {"sections": sections})
		frappe.db.rollback()
		assert all(row.words > 1 for row in frappe.get_doc(doc.doctype, doc.name).sections)

	def test_an_approved_document_does_not_follow_its_standard(
		self, fresh: World, clients: dict[str, Client]
	) -> None:
		doc = factories.approved_summary(fresh)
		frappe.db.set_value("Standard Criterion", {"parent": doc.standard, "number": 1}, "title", "改了")
		frappe.db.commit()
		frappe.clear_document_cache("Evaluation Standard", doc.standard)
		try:
			response = CHANGES["REST"](clients[REPORTER], doc.doctype, doc.name, {"idx": 0})
			assert response.ok, said(response)
			frappe.db.rollback()
			titles = [row.title for row in frappe.get_doc(doc.doctype, doc.name).assessments]
		finally:
			old = {"parent": doc.standard, "number": 1}
			frappe.db.set_value("Standard Criterion", old, "title", doc.assessments[0].title)
			frappe.db.commit()
			frappe.clear_document_cache("Evaluation Standard", doc.standard)
		assert titles == [row.title for row in doc.assessments]


SYSTEM_VALUES = {
	"writers": "",
	"last_submitted_by": CITY,
	"last_submitted_at": "2025-01-01 00:00:00",
	"first_submitted_at": "2025-01-01 00:00:00",
	"submitted_late": 1,
	"needs_city_review": 0,
	"return_reason": "无",
	"standard": None,
	"title": "别的标题",
	"city": "合肥市",
	"amended_from": f"{YEAR}-{NEIGHBOUR}",
}
"""What a request may try to bring in."""

TRICKS = {
	"COMPUTED_FIELDS": [],
	"flags": {"intent": {"by_system": 1}, "ignore_permissions": 1, "ignore_validate": 1},
	"_doc_before_save": None,
}
"""Names that the server uses for its own ends."""


# ---------------------------------------------------------------------- two people at once


class TestTwoAtOnce:
	def test_the_second_to_save_is_told_and_nothing_is_lost(
		self, fresh: World, clients: dict[str, Client]
	) -> None:
		doc = factories.make_case(YEAR)
		frappe.db.commit()
		one = read(clients[REPORTER], doc.doctype, doc.name)
		two = read(clients[APPROVER], doc.doctype, doc.name)
		save = "frappe.desk.form.save.savedocs"
		first = clients[REPORTER].call(save, doc=json.dumps({**one, "text": "先写的"}), action="Save")
		assert first.ok, said(first)
		second = clients[APPROVER].call(save, doc=json.dumps({**two, "title": "后写的"}), action="Save")
		assert error_type(second) == "TimestampMismatchError"
		now = read(clients[APPROVER], doc.doctype, doc.name)
		assert (now["text"], now["title"]) == ("先写的", one["title"])

	def test_a_step_on_what_somebody_else_has_just_moved_is_refused(
		self, fresh: World, clients: dict[str, Client]
	) -> None:
		doc = factories.proposed_case(fresh)
		frappe.db.commit()
		acted(clients[DEPUTY], (doc.doctype, doc.name), "Return", factories.REASON)
		response = act(clients[APPROVER], (doc.doctype, doc.name), "Select")
		assert error_type(response) == "WorkflowTransitionError"
		assert state_of(doc.doctype, doc.name) == "Returned"


def test_data_import_runs_through_the_same_guard(fresh: World, tmp_path: Any) -> None:
	"""Import is for administrators, so it is tried as Administrator."""
	from frappe.core.doctype.data_import.importer import Importer

	doc = factories.step(factories.proposed_case(fresh), APPROVER, "Select")
	factories.force_state(frappe.get_doc("Provincial Submission", fresh.submission()), "Sent")
	before = factories.stored(doc)
	file = tmp_path / "cases.csv"
	file.write_text(f'"ID","Title"\n"{doc.name}","改"\n', encoding="utf-8")
	data_import = frappe.new_doc("Data Import")
	data_import.update({"reference_doctype": doc.doctype, "import_type": "Update Existing Records"})
	data_import.db_insert()
	with acting_as(ADMINISTRATOR):
		Importer(doc.doctype, file_path=str(file), data_import=data_import, console=True).import_data()
	frappe.db.rollback()
	for report in Path.cwd().glob(f"{doc.doctype}_import_on_*.txt"):
		report.unlink()  # an import from the command line leaves one
	logs = frappe.get_all("Data Import Log", {"data_import": data_import.name}, ["success", "exception"])
	frappe.db.delete("Data Import Log", {"data_import": data_import.name})
	frappe.db.delete("Data Import", {"name": data_import.name})
	assert [log.success for log in logs] == [0]
	assert "FrozenError" in logs[0].exception
	assert factories.stored(doc) == before
