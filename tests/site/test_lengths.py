"""What a request asks by is measured before it is taken apart; what somebody writes before it is cleaned."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest

from kepu_app.overrides.markup import count_tags
from tests.site.client import Client
from tests.site.effort import at_most
from tests.site.endpoints import said
from tests.site.factories import REPORTER, STRANGER, World

LONGEST = 4
"""Seconds, also on a machine that is busy with other things."""

GET_LIST = "frappe.client.get_list"
CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
EVENTS = "frappe.desk.doctype.event.event.get_events"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def stranger(world: World, sign_in: SignIn) -> Client:
	return sign_in(STRANGER)


def chart(begin: str, end: str, interval: str = "Daily", **values: Any) -> dict[str, Any]:
	drawn = {
		"chart_type": "Count",
		"document_type": "ToDo",
		"based_on": "creation",
		"timespan": "Select Date Range",
		"time_interval": interval,
		"type": "Line",
		"filters_json": "[]",
		"value_based_on": "",
		**values,
	}
	sent = {"from_date": begin, "to_date": end, "timespan": "Select Date Range", "time_interval": interval}
	return {"chart": json.dumps(drawn), "filters": "[]", **sent}


def searches(number: int, length: int) -> str:
	return json.dumps([["ToDo", "description", "like", f"%{'a' * length}b%"]] * number)


DEAR = {
	"a day's points of a thousand years": (CHART, chart("1500-01-01", "2500-01-01")),
	"a week's points of two thousand years": (CHART, chart("1000-01-01", "3000-01-01", "Weekly")),
	"days of the chart itself": (
		CHART,
		{"chart": chart("", "", from_date="1500-01-01", to_date="2500-01-01")["chart"], "filters": "[]"},
	),
	"events of sixty years": (EVENTS, {"start": "1900-01-01", "end": "1960-01-01"}),
	"the calendar of sixty years": (
		"frappe.desk.calendar.get_events",
		{"doctype": "ToDo", "start": "1900-01-01 00:00:00", "end": "1960-01-01 00:00:00"},
	),
	"ten long searches": (GET_LIST, {"doctype": "ToDo", "or_filters": searches(10, 280)}),
	"hundreds of short searches": (GET_LIST, {"doctype": "ToDo", "filters": searches(300, 20)}),
	"searches in a dictionary": (
		GET_LIST,
		{"doctype": "ToDo", "filters": json.dumps({f"f{each}": ["like", "a" * 200] for each in range(9)})},
	),
	"a day of many digits": (
		GET_LIST,
		{"doctype": "ToDo", "filters": json.dumps([["modified", "between", ["1" * 600_000, "2"]]])},
	),
	"a deadline of many digits": (
		"kepu_app.reports.api.deadline_events",
		{"start": "1" * 600_000, "end": "2"},
	),
	"a reminder at many digits": (
		"frappe.automation.doctype.reminder.reminder.create_new_reminder",
		{"remind_at": "1" * 600_000, "description": "x"},
	),
	"many brackets": (GET_LIST, {"doctype": "ToDo", "fields": json.dumps(["(" * 150_000])}),
	"blanks in a field": (GET_LIST, {"doctype": "ToDo", "fields": json.dumps([f"count({' ' * 150_000}x"])}),
	"an endless order": (GET_LIST, {"doctype": "ToDo", "order_by": "name," * 50_000}),
	"names within a list": (
		GET_LIST,
		{"doctype": "ToDo", "filters": json.dumps([["name", "in", [f"n{each}" for each in range(200_000)]]])},
	),
	"commas": (GET_LIST, {"doctype": "ToDo", "filters": json.dumps([["name", "not in", "," * 200_000]])}),
	"a long text to find": (
		"frappe.desk.search.search_link",
		{"doctype": "County", "txt": "的" * 100_000},
	),
	"another argument of Frappe's": (
		"frappe.desk.reportview.get_count",
		{"doctype": "ToDo", "filters": "[]", "distinct": "1" * 200_000},
	),
}


@pytest.mark.parametrize("what", DEAR)
def test_what_would_take_long_is_refused_at_once(client: Client, what: str) -> None:
	method, asked = DEAR[what]
	with at_most(LONGEST):
		response = client.call(method, **asked)
	assert response.status_code in (403, 413, 417), said(response)
	assert "_server_messages" in response.json(), what


@pytest.mark.parametrize("what", [each for each in DEAR if DEAR[each][0] in (GET_LIST, CHART, EVENTS)])
def test_users_of_other_apps_are_refused_it_too(stranger: Client, what: str) -> None:
	method, asked = DEAR[what]
	with at_most(LONGEST):
		response = stranger.call(method, **asked)
	assert response.status_code in (403, 413, 417), said(response)


@pytest.mark.parametrize(
	("method", "asked"),
	[
		(CHART, chart("2024-01-01", "2026-09-01")),
		(CHART, chart("1950-01-01", "2026-01-01", "Yearly")),
		(EVENTS, {"start": "2026-01-01", "end": "2026-12-31"}),
		(GET_LIST, {"doctype": "ToDo", "filters": searches(2, 100)}),
		(
			GET_LIST,
			{"doctype": "ToDo", "filters": json.dumps([["name", "in", [f"n{each}" for each in range(400)]]])},
		),
		(
			GET_LIST,
			{
				"doctype": "ToDo",
				"filters": json.dumps([["modified", "between", ["2026-01-01", "2026-02-01"]]]),
			},
		),
		("frappe.desk.search.search_link", {"doctype": "County", "txt": "埇桥"}),
	],
)
def test_what_the_desk_asks_is_answered(client: Client, method: str, asked: dict[str, Any]) -> None:
	response = client.call(method, **asked)
	assert response.ok, said(response)


def open_tags(number: int) -> str:
	return "".join(f"<b id={each}>" for each in range(number)) + "<p>x" * number


COMPLICATED = {
	"open tags": open_tags(4_000),
	"links around blocks": "<a href=/x><div>" * 3_200,
	"ends of others": "<b></x>" * 4_000,
	"tags that seem to end": "<b/><i/>" * 4_000,
	"many paragraphs": "<p>a</p>" * 50_000,
}


@pytest.mark.parametrize("text", COMPLICATED.values(), ids=COMPLICATED)
@pytest.mark.parametrize("doctype", ["List Filter", "ToDo"])
def test_a_layout_that_would_take_long_to_clean_is_refused(client: Client, doctype: str, text: str) -> None:
	values = {"List Filter": {"filter_name": "t", "reference_doctype": "ToDo", "filters": text}}
	doc = {"doctype": doctype, **values.get(doctype, {"allocated_to": REPORTER, "description": text})}
	with at_most(LONGEST):
		response = client.call("frappe.client.insert", doc=doc)
	assert response.status_code == 417, said(response)


def test_a_text_of_frappe_s_own_documents_has_a_bound(client: Client) -> None:
	"""Others' lists search it."""
	doc = {"doctype": "ToDo", "allocated_to": REPORTER, "description": "的" * 20_001}
	response = client.call("frappe.client.insert", doc=doc)
	assert response.status_code == 417
	assert "20000" in response.text
	response = client.call("frappe.client.insert", doc={**doc, "description": "<p>的</p>" * 100})
	assert response.ok, said(response)
	frappe.db.delete("ToDo", {"name": response.json()["message"]["name"]})
	frappe.db.commit()


def test_values_that_are_set_are_something_written(client: Client) -> None:
	doc = {"doctype": "ToDo", "allocated_to": REPORTER, "description": "的"}
	name = client.call("frappe.client.insert", doc=doc).json()["message"]["name"]
	values = {"description": "的" * 15_000}
	response = client.call("frappe.client.set_value", doctype="ToDo", name=name, fieldname=values)
	assert response.ok, said(response)
	frappe.db.delete("ToDo", {"name": name})
	frappe.db.commit()


def test_a_comment_with_open_tags_is_answered_in_time(client: Client, world: World) -> None:
	with at_most(LONGEST):
		response = client.call(
			"frappe.desk.form.utils.add_comment",
			reference_doctype="Annual Summary",
			reference_name=world.summary(),
			content="<b><p>x" * 2_800,
			comment_email=REPORTER,
			comment_by="x",
		)
	assert response.status_code < 500, said(response)


@pytest.mark.parametrize(
	("html", "expected"),
	[
		("<p>a</p>", (2, 1)),
		("<br><br><img src=x>", (3, 0)),
		("<b><i>x</i></b>", (4, 2)),
		("<b></x><b></x>", (4, 2)),
		("<B></b>", (2, 1)),
		("<b/><b/>", (2, 2)),
		("1 < 2 > 0", (0, 0)),
		("</p></p><p>", (3, 1)),
	],
)
def test_tags_are_counted_as_a_parser_has_them_open(html: str, expected: tuple[int, int]) -> None:
	assert count_tags(html) == expected


def test_one_text_is_not_searched_for_in_another(stranger: Client) -> None:
	"""By no function that a user of another app may name."""
	for field in (
		"locate(concat(description,'b'),concat(description,description)) as q",
		"instr(description, description) as q",
		"substring_index(description, description, 3) as q",
		"description like description",
	):
		response = stranger.call(GET_LIST, doctype="ToDo", fields=json.dumps([field]))
		assert response.status_code in (403, 417), field
