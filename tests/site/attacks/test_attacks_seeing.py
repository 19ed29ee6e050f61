"""What somebody may try who knows Frappe: to see another province, by whatever lists, counts or opens documents.

``Province`` is what such a user would like to see.
"""

import json
from typing import Any

import frappe
import pytest

from kepu_app import hooks
from kepu_app.access.allowed import METHODS
from kepu_app.access.personal import PERSONAL
from kepu_app.access.policies import POLICIES, RECORDS, ROWS
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.site import factories, sweep
from tests.site.attacks.attack_endpoints import CHART, COUNTS, lists_of, numbers_in, openings
from tests.site.attacks.foreign_province import MARK, Province, SignIn
from tests.site.client import Client
from tests.site.compat import HAS_HEATMAPS, IS_16
from tests.site.endpoints import said
from tests.site.factories import (
	APPROVER,
	CITY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	OFFICER,
	OTHER_CITY_REVIEWER,
	REPORTER,
	STRANGER,
	UNASSIGNED,
	World,
	records_here,
)
from tests.site.live_updates import live_updates
from tests.years import year_of

YEAR = year_of(__file__)
USERS = (REPORTER, CITY, APPROVER, UNASSIGNED, STRANGER, OFFICER, FOREIGN_APPROVER)


# ---------------------------------------------------------------------- seeing another province


@pytest.mark.parametrize("user", [REPORTER, APPROVER, UNASSIGNED])
@pytest.mark.parametrize("doctype", [*POLICIES, *ROWS])
def test_no_endpoint_lists_another_province(
	province: Province, clients: dict[str, Client], user: str, doctype: str
) -> None:
	for endpoint, response in lists_of(clients[user], doctype).items():
		assert not province.seen_in(response.text), f"{endpoint}: {response.text[:300]}"


@pytest.mark.parametrize("user", [REPORTER, APPROVER])
@pytest.mark.parametrize("record", sorted(RECORDS))
def test_no_endpoint_lists_records_about_another_province(
	province: Province, clients: dict[str, Client], user: str, record: str
) -> None:
	for endpoint, response in lists_of(clients[user], record).items():
		assert not province.seen_in(response.text), f"{endpoint}: {response.text[:300]}"


def test_every_listing_endpoint_lists_for_whoever_may(province: Province, clients: dict[str, Client]) -> None:
	"""Without this the tests above could not fail."""
	name = province.names["Typical Case"]
	answers = lists_of(clients[FOREIGN_APPROVER], "Typical Case")
	silent = {endpoint for endpoint, response in answers.items() if name not in response.text}
	# get_value gives one record, of which the newest may be another one.
	closed = {"data export", "import template", "tagged", "web list"}
	assert all(answers[endpoint].status_code == 403 for endpoint in closed)
	assert silent - {"get_value"} == {"group by", "group by assigned", *closed, *DRAWN}
	# By a field of every DocType Frappe 16 groups lists, and no charts.
	for endpoint in ("group by", "group by assigned", *(() if IS_16 else ("chart",))):
		assert province.seen_in(answers[endpoint].text), endpoint
	for endpoint in ("heatmap", "line", "card"):
		assert answers[endpoint].ok or (endpoint == "heatmap" and not HAS_HEATMAPS), said(answers[endpoint])


DRAWN = ("chart", "heatmap", "line", "card")


@pytest.mark.parametrize("endpoint", COUNTS)
@pytest.mark.parametrize("doctype", WORKFLOW_DOCTYPES)
def test_no_endpoint_counts_another_province(
	province: Province, clients: dict[str, Client], endpoint: str, doctype: str
) -> None:
	filters = json.dumps([[doctype, "province", "=", FOREIGN], [doctype, "cycle", "=", YEAR]])
	for user in (REPORTER, CITY, APPROVER, UNASSIGNED):
		response = COUNTS[endpoint](clients[user], doctype, filters)
		assert not numbers_in(response), f"{user} counts {numbers_in(response)}: {response.text[:200]}"


def test_every_counting_endpoint_counts_for_whoever_may(
	province: Province, clients: dict[str, Client]
) -> None:
	"""Without this the test above could not fail."""
	doctype = "Annual Summary"
	filters = json.dumps([[doctype, "province", "=", FOREIGN], [doctype, "cycle", "=", YEAR]])
	for endpoint, count in COUNTS.items():
		response = count(clients[FOREIGN_APPROVER], doctype, filters)
		if endpoint in ("goal", "filter dashboard", "stats"):
			assert response.status_code == 403, endpoint
		elif endpoint != "heatmap" or HAS_HEATMAPS:
			assert response.ok, f"{endpoint}: {said(response)}"
			assert numbers_in(response), f"{endpoint}: {response.text[:200]}"


@pytest.mark.parametrize("user", [REPORTER, APPROVER, STRANGER])
def test_no_endpoint_opens_a_document_of_another_province(
	province: Province, clients: dict[str, Client], user: str
) -> None:
	client = clients[user]
	for doctype, name in {**province.names, "County": FOREIGN_COUNTY, "Province": FOREIGN}.items():
		for endpoint, response in openings(client, doctype, name, YEAR).items():
			asked = [doctype, name, FOREIGN_COUNTY]
			assert not province.seen_in(response.text, asked), f"{endpoint}: {response.text[:300]}"


@pytest.mark.parametrize("user", [REPORTER, APPROVER, STRANGER])
def test_no_file_of_another_province_is_handed_out(
	province: Province, clients: dict[str, Client], user: str
) -> None:
	client = clients[user]
	for url in province.files.values():
		assert not client.request("GET", url).ok
		assert not client.get("frappe.core.doctype.file.file.download_file", file_url=url).ok
		assert not client.get("frappe.handler.download_file", file_url=url).ok
	assert clients[FOREIGN_APPROVER].request("GET", province.files["Typical Case"]).ok


def test_global_search_finds_what_one_may_see(
	province: Province, clients: dict[str, Client], world: World
) -> None:
	"""An administrator may have the app's documents searched."""
	settings = frappe.get_doc("Global Search Settings")
	before = [row.document_type for row in settings.allowed_in_global_search]
	own = factories.make_case(YEAR)
	content = "标题：双语科普展演"
	frappe.get_doc("Global Search Settings").append(
		"allowed_in_global_search", {"document_type": "Typical Case"}
	).db_insert()
	frappe.cache.hdel("global_search", "search_priorities")
	for name in (own.name, province.names["Typical Case"]):
		frappe.db.sql(
			"insert into __global_search (doctype, name, content, published, title, route) values (%s, %s, %s, 0, '', '')",
			("Typical Case", name, content),
		)
	frappe.db.commit()
	try:
		found = clients[REPORTER].call("frappe.utils.global_search.search", text="双语科普展演", limit=50)
		assert found.ok, said(found)
		assert {each["name"] for each in found.json()["message"]} <= {own.name}
	finally:
		frappe.db.delete("__global_search", {"doctype": "Typical Case"})
		frappe.db.delete(
			"Global Search DocType", {"document_type": ["not in", before], "parent": "Global Search Settings"}
		)
		frappe.cache.hdel("global_search", "search_priorities")
		frappe.db.commit()


def test_a_chart_is_drawn_for_who_looks(province: Province, clients: dict[str, Client]) -> None:
	"""Frappe keeps one picture of a stored chart for all."""
	chart = frappe.new_doc("Dashboard Chart")
	chart.update({"chart_name": f"各省案例{YEAR}", "chart_type": "Group By", "document_type": "Typical Case"})
	chart.update({"group_by_type": "Count", "group_by_based_on": "province", "is_public": 1, "type": "Bar"})
	chart.update({"filters_json": json.dumps([["Typical Case", "cycle", "=", YEAR, False]])})
	chart.insert()
	frappe.db.commit()
	try:
		everywhere = clients[OFFICER].call(CHART, chart_name=chart.name).json()["message"]
		# Frappe 15 shows codes, 16 names.
		foreign = {FOREIGN, frappe.db.get_value("Province", FOREIGN, "province_name")}
		assert foreign & set(everywhere["labels"])
		for user in (REPORTER, APPROVER):
			seen = clients[user].call(CHART, chart_name=chart.name).json().get("message")
			assert not foreign & set((seen or {}).get("labels", []))
	finally:
		chart.delete()
		frappe.db.commit()


def test_a_report_by_mail_is_the_reader_s(province: Province) -> None:
	"""An Auto Email Report, made by whoever may, is filled with what its user may list."""
	report = frappe.new_doc("Report")
	report.update(
		{"report_name": f"案例{YEAR}", "ref_doctype": "Typical Case", "report_type": "Report Builder"}
	)
	report.update(
		{"is_standard": "No", "json": json.dumps({"fields": [["name", "Typical Case"]], "filters": []})}
	)
	report.insert()
	mail = frappe.new_doc("Auto Email Report")
	mail.update({"report": report.name, "user": APPROVER, "email_to": APPROVER, "format": "HTML"})
	mail.update({"frequency": "Daily", "filters": "{}", "no_of_rows": 100})
	factories.make_case(YEAR)
	content = mail.get_report_content() or ""
	assert province.names["Typical Case"] not in content
	mail.user = FOREIGN_APPROVER
	assert province.names["Typical Case"] in mail.get_report_content()


def test_a_list_that_is_open_is_not_told_of_others(province: Province, clients: dict[str, Client]) -> None:
	"""Frappe tells every open list of a DocType which document somebody has just changed."""
	with live_updates() as told:
		made = [
			factories.make_case(YEAR, FOREIGN_COUNTY),
			frappe.new_doc("ToDo", description="过程").insert(),
		]
		frappe.db.commit()
		lists = {each["message"].get("doctype") for each in told() if each["event"] == "list_update"}
	for doc in made:
		frappe.delete_doc(doc.doctype, doc.name, force=True)
	frappe.db.commit()
	assert "ToDo" in lists
	assert "Typical Case" not in lists


# ---------------------------------------------------------------------- every method there is


def methods() -> list[tuple[str, list[str]]]:
	found = [each for app in ("frappe", "kepu_app") for each in sweep.whitelisted_methods(app)]
	return [each for each in found if each[0] not in sweep.LEFT_OUT and "setup_wizard" not in each[0]]


@pytest.mark.slow
@pytest.mark.parametrize("doctype", ["Annual Summary", "Speaker Nominee"])
def test_no_method_shows_or_changes_another_province(
	province: Province, sign_in: SignIn, doctype: str
) -> None:
	"""Whatever Frappe and the app hand out, asked as a provincial approver about another province."""
	before, client, name = province.everything(), sign_in(APPROVER), province.names[doctype]
	tried = 0
	for path, parameters in methods():
		arguments = sweep.guessed_arguments(parameters, doctype, name, MARK)
		if arguments is None:
			continue
		response = client.call(path, **arguments)
		tried += 1
		assert not province.seen_in(response.text, arguments), f"{path}: {response.text[:300]}"
	assert tried > 150
	assert client.get("frappe.auth.get_logged_user").json().get("message") == APPROVER
	assert province.everything() == before


# ---------------------------------------------------------------------- the closing of the endpoints is complete


def test_every_table_and_document_has_a_condition() -> None:
	doctypes = frappe.get_all("DocType", {"module": "Kepu", "issingle": 0}, pluck="name")
	free = {
		"Reporting Cycle",
		"Cycle Heading",
		"Cycle Topic",
		"Sent Reminder",
		"Allowed Call",
		"Refused Call",
		"Outgoing Message",
		"Review Remark",  # no role reads it as a document; the form's facts bring it, to who reads the history
	}
	assert not frappe.get_all("DocPerm", {"parent": "Review Remark"})
	assert {*POLICIES, *ROWS} == set(doctypes) - free
	assert set(hooks.permission_query_conditions) == {*POLICIES, *ROWS, *RECORDS, *PERSONAL, "User"}


def test_every_record_about_a_document_that_others_may_list_is_held_to_it(clients: dict[str, Client]) -> None:
	"""DocTypes of Frappe with a field for a DocType and one for a name in it, readable by any desk user."""
	open_to_all = {"All", "Desk User", "Guest"}
	readable = frappe.get_all("DocPerm", {"role": ["in", sorted(open_to_all)], "read": 1}, pluck="parent")
	pointing = frappe.get_all(
		"DocField", {"fieldtype": "Dynamic Link", "parent": ["in", readable]}, pluck="parent"
	)
	navigation = {"Workspace", "Desktop Icon"}  # of Frappe 16: links to lists and pages, not to a document
	assert set(pointing) - navigation <= set(RECORDS)


def test_records_are_named_by_fields_that_exist() -> None:
	for record, fields in records_here().items():
		assert set(fields) <= set(frappe.db.get_table_columns(record)), record
	assert set(RECORDS) - set(records_here()) <= {"Event", "Energy Point Log"}


def test_no_other_path_leads_to_what_was_replaced() -> None:
	"""A function can be called by the name of every module that imports it."""
	import inspect
	import sys

	replaced = {value for path in hooks.override_whitelisted_methods if (value := _attribute(path))}
	paths = {
		f"{name}.{attribute}"
		for name, module in list(sys.modules.items())
		if name.startswith("frappe")
		for attribute, value in list(vars(module).items())
		if inspect.isfunction(value) and value in replaced
	}
	harmless = {
		"frappe.workflow.doctype.workflow_action.workflow_action.apply_workflow",
		# Of Frappe 16; the gate knows this name of the list of workspaces for nobody of the app.
		"frappe.desk.doctype.workspace.workspace.get_workspace_sidebar_items",
	}
	assert not harmless & set(METHODS)
	assert paths - harmless <= set(hooks.override_whitelisted_methods)


def _attribute(path: str) -> Any:
	"""Return what a path leads to; nothing where this version of Frappe does not have it."""
	module, _, name = path.rpartition(".")
	return getattr(frappe.get_module(module), name, None)


def test_other_cities_are_out_of_reach(world: World, sign_in: SignIn) -> None:
	client = sign_in(OTHER_CITY_REVIEWER)
	assert not client.resource("GET", "Annual Summary", world.summary()).ok
	response = client.resource("GET", "Annual Summary", params={"limit_page_length": 500})
	assert world.summary() not in response.text
