"""Lists hold fields, and rows stay with their documents: what a request puts in their place is refused."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.factories import APPROVER, COUNTY, FOREIGN, FOREIGN_APPROVER, HOME, NEIGHBOUR, REPORTER, World

YEAR = "2062"
SignIn = Callable[[str], Client]
SECRET = "13987654321"


@pytest.fixture(scope="module")
def world(places: None) -> Iterator[World]:
	world = factories.begin(YEAR)
	nominee = factories.make_nominee(YEAR, factories.FOREIGN_COUNTY, user=FOREIGN_APPROVER)
	frappe.db.set_value("Speaker Nominee", nominee.name, "phone", SECRET)
	frappe.db.commit()
	yield world
	frappe.db.delete("Speaker Nominee", {"name": nominee.name})
	factories.end(YEAR)
	factories.remove_standards()


QUERY = "select phone from `tabSpeaker Nominee` where phone like '139%' and 1*1"
EXPRESSIONS = (
	f"trim(({QUERY}))",
	f"({QUERY})",
	f"max(({QUERY}))",
	f"trim(({QUERY})) as t",
	"(select count(*) from `tabSpeaker Nominee`)",
	"sleep(1*0)",
	"group_concat(name)",
	"name, (select 1)",
	"concat(name, 1*1)",
	"if(1*1, name, 0)",
)


def calls(expression: str) -> Iterator[tuple[str, dict[str, Any]]]:
	"""Every listed method of Frappe that hands a field of the request to a list."""
	yield "frappe.desk.query_report.get_data_for_custom_field", {"doctype": "County", "field": expression}
	fields = {"start": "creation", "end": "modified", "title": expression}
	dates = {"doctype": "County", "start": "2000-01-01", "end": "2090-01-01"}
	yield "frappe.desk.calendar.get_events", {**dates, "field_map": json.dumps(fields)}
	yield (
		"frappe.desk.calendar.get_events",
		{**dates, "field_map": json.dumps({**fields, "title": "name"}), "fields": json.dumps([expression])},
	)
	card = {"document_type": "County", "function": "Maximum", "type": "Document Type", "filters_json": "[]"}
	card["aggregate_function_based_on"] = expression
	yield "frappe.desk.doctype.number_card.number_card.get_result", {"doc": json.dumps(card), "filters": "[]"}
	chart = {
		"chart_name": "x",
		"document_type": "County",
		"filters_json": "[]",
		"chart_type": "Group By",
		"group_by_type": "Sum",
	}
	chart |= {"group_by_based_on": "province", "aggregate_function_based_on": expression}
	yield "frappe.desk.doctype.dashboard_chart.dashboard_chart.get", {"chart": json.dumps(chart)}
	yield "frappe.client.get_list", {"doctype": "County", "fields": json.dumps([expression])}
	yield (
		"frappe.client.get_value",
		{"doctype": "County", "fieldname": json.dumps([expression]), "filters": "{}"},
	)
	yield "frappe.desk.reportview.get", {"doctype": "County", "fields": json.dumps([expression])}
	condition = json.dumps([["County", f"ifnull({expression}, '')", "=", SECRET]])
	yield "frappe.client.get_list", {"doctype": "County", "filters": condition}
	yield "frappe.client.get_list", {"doctype": "County", "filters": json.dumps([f"{expression} = 1"])}


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("user", [REPORTER, APPROVER])
def test_a_field_is_a_field(world: World, sign_in: SignIn, user: str, expression: str) -> None:
	client = sign_in(user)
	for method, arguments in calls(expression):
		answer = client.call(method, **arguments)
		assert SECRET not in answer.text, method
		assert not answer.ok or not answer.json().get("message"), f"{method}: {answer.text[:300]}"


@pytest.mark.parametrize(
	"expression",
	["(select max(name) from tabUser)", "ifnull((select max(name) from `tabUser`), 1)", "sleep(1)"],
)
def test_an_expression_is_not_smuggled_past_the_permissions(
	world: World, sign_in: SignIn, expression: str
) -> None:
	"""Where Frappe asks by itself, with a part of the expression from the request."""
	client = sign_in(APPROVER)
	events = [["Event", f"ifnull({expression}, '')", "!=", "x"]]
	heat = {"chart_name": "x", "document_type": "County", "filters_json": "[]", "type": "Heatmap"}
	heat |= {"chart_type": "Sum", "based_on": "creation", "value_based_on": f"ifnull({expression}, 1)"}
	span = {"start": "2020-01-01", "end": "2030-01-01"}
	for answer in (
		client.call("frappe.desk.doctype.event.event.get_events", filters=json.dumps(events), **span),
		client.call(
			"frappe.desk.doctype.dashboard_chart.dashboard_chart.get",
			chart=json.dumps(heat),
			heatmap_year=2026,
		),
	):
		assert answer.status_code == 403, answer.text[:300]


def test_events_and_heatmaps_are_answered(world: World, sign_in: SignIn) -> None:
	"""Without this the test above could not fail."""
	client = sign_in(APPROVER)
	events = [["Event", "subject", "like", "%select; -- x%"]]
	span = {"start": "2020-01-01", "end": "2030-01-01"}
	path = "frappe.desk.doctype.event.event.get_events"
	assert client.call(path, filters=json.dumps(events), **span).ok
	heat = {"chart_name": "x", "document_type": "County", "filters_json": "[]", "type": "Heatmap"}
	heat |= {"chart_type": "Sum", "based_on": "creation", "value_based_on": "idx"}
	path = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
	answer = client.call(path, chart=json.dumps(heat), heatmap_year=2026)
	assert answer.ok, answer.text[:300]


@pytest.mark.parametrize(
	"field",
	[
		"name",
		"`tabCounty`.`county_name`",
		"count(name) as number",
		"max(modified) as latest",
		"province as value",
		"province.province_name as province_province_name",
	],
)
def test_plain_fields_and_counts_are_answered(world: World, sign_in: SignIn, field: str) -> None:
	answer = sign_in(APPROVER).call("frappe.client.get_list", doctype="County", fields=json.dumps([field]))
	assert answer.ok, answer.text


@pytest.mark.parametrize(
	"doctype", ["Has Role", "DefaultValue", "User Social Login", "User Email", "Block Module"]
)
@pytest.mark.parametrize("parent", ["User", "Report", "Dashboard Chart"])
def test_rows_of_frappe_s_own_tables_are_nobody_s(
	world: World, sign_in: SignIn, doctype: str, parent: str
) -> None:
	client = sign_in(REPORTER)
	asked = {"doctype": doctype, "parent": parent, "fields": json.dumps(["name", "parent"])}
	assert not client.call("frappe.client.get_list", **asked).ok
	assert not client.resource("GET", doctype, params={"parent": parent}).ok
	condition = json.dumps([[doctype, "parent", "like", "%"]])
	assert not client.call("frappe.client.get_list", doctype="User", filters=condition).ok


def test_a_row_of_somebody_else_s_account_stays_his(world: World, sign_in: SignIn) -> None:
	other = frappe.get_doc("User", factories.reporter(NEIGHBOUR))
	row = other.append("social_logins", {"provider": "frappe", "userid": "unverändert"})
	row.db_insert()
	frappe.db.commit()
	client = sign_in(REPORTER)
	rows = [{"name": row.name, "provider": "frappe", "userid": "deadbeef"}]
	client.call("frappe.client.set_value", doctype="User", name=REPORTER, fieldname={"social_logins": rows})
	frappe.db.rollback()
	stored = frappe.db.get_value("User Social Login", row.name, ["parent", "userid"])
	assert stored == (other.name, "unverändert")
	frappe.db.delete("User Social Login", {"name": row.name})
	frappe.db.commit()


def test_a_row_of_another_province_s_standard_stays_there(world: World, sign_in: SignIn) -> None:
	own, foreign = factories.make_standard(HOME, "甲"), factories.make_standard(FOREIGN, "乙")
	frappe.db.commit()
	row = frappe.get_doc("Evaluation Standard", foreign).criteria[0]
	rows = [{"name": row.name, "number": 1, "criterion_group": "条件", "title": "stolen"}]
	answer = sign_in(APPROVER).resource("PUT", "Evaluation Standard", own, json={"criteria": rows})
	assert answer.status_code == 403
	frappe.db.rollback()
	assert frappe.db.get_value("Standard Criterion", row.name, ["parent", "title"]) == (foreign, "阵地建设")


def test_a_section_of_another_county_stays_there(world: World, sign_in: SignIn) -> None:
	row = frappe.get_doc("Annual Summary", world.summary(NEIGHBOUR)).sections[0]
	rows = [{"name": row.name, "heading": "stolen", "text": "stolen"}]
	answer = sign_in(REPORTER).resource("PUT", "Annual Summary", world.summary(), json={"sections": rows})
	assert answer.status_code == 403
	frappe.db.rollback()
	assert frappe.db.get_value("Summary Section", row.name, "parent") == world.summary(NEIGHBOUR)


@pytest.mark.parametrize(
	("doctype", "name"),
	[
		("Reporting Cycle", YEAR),
		("User", APPROVER),
		("Kepu Settings", "Kepu Settings"),
		("County", "999999"),
		("Receipt List", "nosuch1234"),
		("Reporting Cycle", "2999"),
	],
)
def test_files_are_attached_to_what_one_may_change(
	world: World, sign_in: SignIn, doctype: str, name: str
) -> None:
	client = sign_in(REPORTER)
	data = {"doctype": doctype, "docname": name, "is_private": 1}
	answer = client.request(
		"POST", "/api/method/upload_file", data=data, files={"file": ("a.txt", "说明".encode())}
	)
	assert answer.status_code == 403, answer.text[:300]
	frappe.db.rollback()
	assert not frappe.db.exists(
		"File", {"attached_to_doctype": doctype, "attached_to_name": name, "owner": REPORTER}
	)


def test_open_counts_are_of_what_one_may_list(world: World, sign_in: SignIn) -> None:
	items = json.dumps(["Speaker Nominee", "Annual Summary", "Review Entry"])
	answer = sign_in(REPORTER).get(
		"frappe.desk.notifications.get_open_count", doctype="Reporting Cycle", name=YEAR, items=items
	)
	counts = {
		each["doctype"]: each["count"] for each in answer.json()["message"]["count"]["external_links_found"]
	}
	assert counts["Speaker Nominee"] == 0
	assert counts["Annual Summary"] <= 1


def test_a_province_s_people_are_not_shown_to_its_counties(world: World, sign_in: SignIn) -> None:
	answer = sign_in(REPORTER).resource("GET", "Province", HOME)
	assert answer.ok
	assert APPROVER not in answer.text
	assert not frappe.db.exists("County User", {"parent": COUNTY, "user": APPROVER})


@pytest.mark.parametrize("typed", ["肥", "吉'阳", 'a"b', "a\\b", "a_", ""])
def test_a_link_field_offers_what_fits(world: World, sign_in: SignIn, typed: str) -> None:
	"""Frappe sorts the offer by an expression of its own, in which the typed text is a literal."""
	answer = sign_in(APPROVER).call("frappe.desk.search.search_link", doctype="County", txt=typed)
	assert answer.ok, answer.text
