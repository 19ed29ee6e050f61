"""Lists hold fields, and rows stay with their documents: what a request puts in their place is refused."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.site import factories, records
from tests.site.client import Client
from tests.site.compat import HAS_HEATMAPS, IS_16, REFUSED, expression
from tests.site.factories import (
	APPROVER,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	HOME,
	NEIGHBOUR,
	REPORTER,
	STRANGER,
	World,
)
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]
SECRET = "13987654321"


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	nominee = factories.make_nominee(YEAR, factories.FOREIGN_COUNTY, user=FOREIGN_APPROVER)
	frappe.db.set_value("Speaker Nominee", nominee.name, "phone", SECRET)
	frappe.db.commit()
	yield world
	frappe.db.delete("Speaker Nominee", {"name": nominee.name})
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
	dates = {"doctype": "County", **factories.this_year()}
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
	span = factories.this_year()
	for answer in (
		client.call("frappe.desk.doctype.event.event.get_events", filters=json.dumps(events), **span),
		client.call(
			"frappe.desk.doctype.dashboard_chart.dashboard_chart.get",
			chart=json.dumps(heat),
			heatmap_year=2026,
		),
	):
		assert answer.status_code in REFUSED, answer.text[:300]


def test_events_and_heatmaps_are_answered(world: World, sign_in: SignIn) -> None:
	"""Without this the test above could not fail."""
	client = sign_in(APPROVER)
	# With a per cent sign the events of Frappe 16 end in an error.
	events = [["Event", "subject", "=", "select; -- x"]]
	span = factories.this_year()
	path = "frappe.desk.doctype.event.event.get_events"
	assert client.call(path, filters=json.dumps(events), **span).ok
	heat = {"chart_name": "x", "document_type": "County", "filters_json": "[]", "type": "Heatmap"}
	heat |= {"chart_type": "Sum", "based_on": "creation", "value_based_on": "idx"}
	path = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
	answer = client.call(path, chart=json.dumps(heat), heatmap_year=2026)
	assert answer.ok or not HAS_HEATMAPS, answer.text[:300]


@pytest.mark.parametrize(
	"field",
	[
		"name",
		"`tabCounty`.`county_name`",
		expression("count", "name", "number"),
		expression("max", "modified", "latest"),
		"province as value",
		"province.province_name as province_province_name",
	],
)
def test_plain_fields_and_counts_are_answered(world: World, sign_in: SignIn, field: Any) -> None:
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
	own, foreign = records.make_standard(HOME, "甲"), records.make_standard(FOREIGN, "乙")
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


# ---------------------------------------------------------------------- what stands around fields and conditions

HIDDEN = "name union select name, phone as 'x"
FRAMES = (
	{"group_by": HIDDEN, "order_by": "' from `tabSpeaker Nominee`"},
	{"group_by": "name union select 1 as `x", "order_by": "` from `tabSpeaker Nominee`"},
	{"group_by": 'name union select name, phone as "x', "order_by": '" from `tabSpeaker Nominee`'},
	{"order_by": "name /*", "group_by": "name */ union select name, phone from `tabSpeaker Nominee`"},
	{"order_by": "(select phone from `tabSpeaker Nominee` limit 1)"},
	{"order_by": "if(substr(phone, 1, 1) = 1, name, code)"},
	{"order_by": "name limit 0 union all (table `tabSpeaker Nominee`)"},
	{"order_by": "name into outfile '/tmp/kepu'"},
	{"order_by": "name procedure analyse()"},
	{"order_by": "name, 1-sleep(9)"},
	{"order_by": "(select sleep(9))"},
	{"group_by": "1-benchmark(90000000,md5(1))"},
	{"group_by": "name having sleep(9)"},
	{"group_by": "name with rollup"},
	{"order_by": "name #"},
	{"order_by": "name;"},
)
LISTS = (
	*("frappe.client.get_list", "frappe.desk.reportview.get", "frappe.desk.reportview.get_list"),
	*("frappe.desk.reportview.export_query", "frappe.desk.reportview.get_count", "frappe.client.get_value"),
)
LONGEST_ANSWER = 5
"""Seconds; each of the functions that wait would take longer."""


def asked(client: Client, frame: dict[str, str]) -> Iterator[tuple[str, Any]]:
	"""Yield the answers of every way to a list."""
	fields = {"fields": '["name", "code"]', **frame}
	for method in LISTS:
		more = {"file_format_type": "CSV", "title": "x", "fieldname": "name"}
		yield method, client.call(method, doctype="County", **more, **fields)
	for path in ("/api/resource/County", "/api/v1/resource/County", "/api/v2/document/County"):
		yield path, client.request("GET", path, params=fields)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: " ".join(frame.values()))
@pytest.mark.parametrize("user", [REPORTER, APPROVER])
def test_nothing_is_hidden_in_the_order_or_the_groups(
	world: World, sign_in: SignIn, user: str, frame: dict[str, str]
) -> None:
	for endpoint, answer in asked(sign_in(user), frame):
		assert SECRET not in answer.text, endpoint
		ignores_order = endpoint.endswith(("get_count", "get_value"))
		assert not answer.ok or ignores_order, f"{endpoint}: {answer.text[:300]}"
		assert answer.elapsed.total_seconds() < LONGEST_ANSWER, endpoint


@pytest.mark.parametrize(
	"frame",
	[
		{"order_by": "`tabCounty`.`modified` desc"},
		{"order_by": "code asc, name DESC"},
		{"order_by": "`tabCounty`.`code` asc, `tabCounty`.modified desc"},
		{"group_by": "province"},
		{"group_by": "`tabCounty`.`province`", "order_by": "province" if IS_16 else "count(name) desc"},
	],
)
def test_columns_and_counts_order_a_list(world: World, sign_in: SignIn, frame: dict[str, str]) -> None:
	answer = sign_in(REPORTER).call("frappe.client.get_list", doctype="County", fields='["name"]', **frame)
	assert answer.ok, answer.text
	assert answer.json()["message"]


@pytest.mark.parametrize("user", [REPORTER, STRANGER])
def test_a_backslash_does_not_end_the_text_that_it_stands_in(
	world: World, sign_in: SignIn, user: str
) -> None:
	client, doctype = sign_in(user), "ToDo" if user == STRANGER else "County"
	for value in ("\\' or 1=1) p -- ", "\\' or 1=1 -- ", "\\"):
		filters = json.dumps([[doctype, "name", "=", value]])
		for endpoint in ("frappe.client.get_count", "frappe.desk.reportview.get_count"):
			answer = client.call(endpoint, doctype=doctype, filters=filters)
			assert (answer.status_code, answer.json()["message"]) == (200, 0), answer.text[:300]
		dates = factories.this_year()
		events = json.dumps([["Event", "subject", "=", value]])
		path = "frappe.desk.doctype.event.event.get_events"
		answer = client.call(path, filters=events, **dates)
		assert (answer.status_code, answer.json()["message"]) == (200, []), answer.text[:300]


@pytest.mark.parametrize("argument", ["debug", "ignore_ddl", "join", "run"])
def test_how_a_list_is_asked_for_is_not_told(world: World, sign_in: SignIn, argument: str) -> None:
	for method in ("frappe.client.get_list", "frappe.desk.reportview.get", "frappe.desk.reportview.get_list"):
		answer = sign_in(REPORTER).call(method, doctype="County", fields='["name"]', **{argument: 0})
		assert answer.status_code == 403, f"{method}: {answer.text[:300]}"


@pytest.mark.parametrize(
	"asked",
	[
		{"fields": '["max((select sid from tabSessions limit 1)) as x"]'},
		{"fields": '["ifnull((select/**/sid from tabSessions limit 1), 1) as x"]'},
		{"fields": '["name"]', "order_by": "(select sid from tabSessions limit 1)"},
		{"fields": '["name"]', "group_by": "(select sid from tabSessions limit 1)"},
		{"fields": '["name"]', "filters": '[["(select sid from tabSessions limit 1)", "like", "a%"]]'},
		{"fields": '["sid from tabSessions"]'},
		{"fields": '["group_concat(name) from tabSessions join tabUser where 1<>\\""]', "order_by": '"'},
		{"fields": '["group_concat(sid) from `tabSessions` where 1<>\'"]', "order_by": "'"},
		{"fields": '["name", "sid from tabSessions #"]'},
		{"fields": '["name"]', "order_by": "name asc limit 1 into outfile 'x'"},
		{"fields": '["name"]', "order_by": "name procedure analyse(1)"},
		{"fields": '["name"]', "group_by": "name having 1 = 1"},
		{"fields": '["load_file(name)"]'},
		{"fields": '["name"]', "filters": '["1=1) or exists(select 1 from tabSessions) or (1=1"]'},
		{"fields": '["name"]', "filters": '[["ToDo", "name from tabSessions where name", "=", "a"]]'},
	],
)
def test_a_user_of_another_app_reaches_no_other_table(
	world: World, sign_in: SignIn, asked: dict[str, str]
) -> None:
	client = sign_in(STRANGER)
	for method in ("frappe.client.get_list", "frappe.desk.reportview.get"):
		fields = json.dumps(["name", expression("count", "name", "number")])
		assert client.call(method, doctype="ToDo", fields=fields).ok
		answer = client.call(method, doctype="ToDo", **asked)
		assert 400 <= answer.status_code < 500, answer.text[-1500:]


@pytest.mark.skipif(not HAS_HEATMAPS, reason="Frappe draws no heatmap")
def test_nor_where_frappe_asks_past_the_permissions(world: World, sign_in: SignIn) -> None:
	client = sign_in(STRANGER)
	heat = {"chart_name": "x", "document_type": "ToDo", "filters_json": "[]", "type": "Heatmap"}
	heat |= {"chart_type": "Sum", "based_on": "creation"}

	def ask(field: str) -> int:
		chart = json.dumps({**heat, "value_based_on": field})
		path = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
		return client.call(path, chart=chart, heatmap_year=2026).status_code

	assert ask("idx") == 200
	assert ask("ifnull((select max(creation) from tabUser), 1)") in REFUSED
	assert ask("idx) from tabUser where 1<>(1") in REFUSED
