"""What stands on a permission level that a user does not hold is not told by any list, nor by a form's history."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

from tests.site.client import Client
from tests.site.compat import REFUSED, expression
from tests.site.endpoints import said
from tests.site.factories import APPROVER, CITY, COUNTY, HOME, REPORTER

SECRET = "13987650001"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module", autouse=True)
def _secret(places: None) -> Iterator[None]:
	"""Yield the telephone number of the province's approver, entered on the form; and a county's city, hidden
	by the administrator without code."""
	province = frappe.get_doc("Province", HOME)
	before = province.users[0].phone
	province.users[0].phone = SECRET
	province.save()
	setter = make_property_setter("County", "batch", "permlevel", 3, "Int")
	frappe.db.set_value("County", COUNTY, "batch", SECRET)
	frappe.db.commit()
	yield
	setter.delete()
	frappe.db.set_value("Province User", province.users[0].name, "phone", before)
	frappe.db.set_value("County", COUNTY, "batch", None)
	frappe.clear_cache(doctype="County")
	frappe.db.commit()


def _json(**arguments: Any) -> dict[str, Any]:
	return {key: json.dumps(value) if isinstance(value, list) else value for key, value in arguments.items()}


def _where(doctype: str, condition: list[str]) -> dict[str, Any]:
	return _json(doctype=doctype, fields=["name"], filters=[condition])


LIKE = f"{SECRET[:4]}%"
ROWS = {"doctype": "Province User", "parent_doctype": "Province", "parent": "Province"}
ASKED: dict[str, dict[str, Any]] = {
	"rows of the table": _json(**ROWS, fields=["name", "phone"]),
	"names of the rows": _json(**ROWS, fields=["name"]),
	"everything of the rows": _json(**ROWS, fields=["*"]),
	"order of the rows": _json(**ROWS, fields=["parent"], order_by="phone asc"),
	"field of a row": _json(doctype="Province", fields=["name", "users.phone"]),
	"field of a row by its table": _json(doctype="Province", fields=["`tabProvince User`.`phone`"]),
	"all of a row by its table": _json(doctype="Province", fields=["`tabProvince User`.*"]),
	"longest of the rows": _json(
		doctype="Province", fields=[expression("max", "`tabProvince User`.phone", "x")]
	),
	"condition on a row": _where("Province", ["Province User", "phone", "like", LIKE]),
	"condition found in the table": _where("Province", ["phone", "like", LIKE]),
	"condition by or": _json(
		doctype="Province", fields=["name"], or_filters=[["Province User", "phone", "like", LIKE]]
	),
	"condition on a hidden field": _where("County", ["batch", "like", LIKE]),
	"condition computed": _where("County", ["County", "ifnull(`tabCounty`.`batch`, '')", "like", LIKE]),
	"order by a hidden field": _json(doctype="County", fields=["name"], order_by="batch asc"),
	"order by its table": _json(doctype="County", fields=["name"], order_by="`tabCounty`.`batch` desc"),
	"order by an alias of a hidden field": _json(
		doctype="County", fields=["name", "batch as batch"], order_by="batch asc"
	),
	"groups of a hidden field": _json(
		doctype="County", fields=[expression("count", "name", "n")], group_by="batch"
	),
}
METHODS = ("frappe.client.get_list", "frappe.desk.reportview.get")


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("user", [REPORTER, CITY])
def test_a_list_neither_shows_nor_searches_what_is_hidden(sign_in: SignIn, user: str, asked: str) -> None:
	client = _client(sign_in, user)
	for method in METHODS:
		asked_for = {
			key: value for key, value in ASKED[asked].items() if key != "parent" or method in METHODS[:1]
		}
		answer = client.call(method, **asked_for)
		assert answer.status_code in (403, 404, 417), (method, said(answer))
		assert SECRET not in answer.text


def test_a_hidden_column_of_the_list_itself_is_left_out(sign_in: SignIn) -> None:
	for fields in (
		["name", "batch"],
		["*"],
		["name", expression("max", "batch", "x")],
		["name", "county.batch"],
	):
		doctype = "Annual Summary" if "county.batch" in fields else "County"
		answer = _client(sign_in, REPORTER).call(METHODS[0], **_json(doctype=doctype, fields=fields))
		assert SECRET not in answer.text
		assert answer.status_code in (200, 403), said(answer)


def test_one_value_and_a_count_are_no_way_round(sign_in: SignIn) -> None:
	client = _client(sign_in, REPORTER)
	asked = {**ROWS, "fieldname": "phone", "filters": json.dumps({"parent": HOME})}
	assert SECRET not in client.get("frappe.client.get_value", **asked).text
	counted = client.call(
		"frappe.desk.reportview.get_count", doctype="Province", filters=json.dumps([["phone", "like", LIKE]])
	)
	assert counted.status_code in (403, 417)


@pytest.mark.parametrize("kind", ["Heatmap", "Line"])
@pytest.mark.parametrize(
	("document_type", "value", "condition"),
	[
		("User", "mobile_no", []),
		("User", "", ["User", "mobile_no", "like", LIKE]),
		("User", "", ["User", "reset_password_key", "is", "set"]),
		("County", "batch", []),
		("County", "", ["County", "batch", "like", LIKE]),
		("Province", "", ["Province User", "phone", "like", LIKE]),
	],
)
def test_a_chart_counts_by_nothing_that_is_hidden(
	sign_in: SignIn, kind: str, document_type: str, value: str, condition: list[str]
) -> None:
	chart = {"doctype": "Dashboard Chart", "chart_name": "x", "type": kind, "document_type": document_type}
	chart |= {"chart_type": "Sum" if value else "Count", "value_based_on": value, "based_on": "creation"}
	chart |= {"timeseries": 1, "timespan": "Last Year", "time_interval": "Monthly"}
	chart["filters_json"] = json.dumps([condition] if condition else [])
	answer = _client(sign_in, REPORTER).call(
		"frappe.desk.doctype.dashboard_chart.dashboard_chart.get",
		chart=json.dumps(chart),
		no_cache=1,
		heatmap_year=frappe.utils.getdate().year,
	)
	assert answer.status_code in REFUSED, said(answer)


def test_who_holds_the_level_asks_as_ever(sign_in: SignIn) -> None:
	client = _client(sign_in, APPROVER)
	for asked in ("rows of the table", "field of a row", "order of the rows"):
		answer = client.call(METHODS[0], **ASKED[asked])
		assert answer.ok, answer.text
	assert SECRET in client.call(METHODS[0], **ASKED["field of a row"]).text
	assert client.call(METHODS[0], **ASKED["condition on a row"]).json()["message"] == [{"name": HOME}]


@pytest.mark.parametrize(("user", "is_told"), [(REPORTER, False), (CITY, False), (APPROVER, True)])
def test_the_history_of_a_form_names_what_its_reader_may_see(
	sign_in: SignIn, user: str, is_told: bool
) -> None:
	client = _client(sign_in, user)
	for method in ("getdoc", "get_docinfo"):
		answer = client.get(f"frappe.desk.form.load.{method}", doctype="Province", name=HOME)
		assert answer.ok, answer.text
		assert (SECRET in answer.text) is is_told, method


_CLIENTS: dict[str, Client] = {}


def _client(sign_in: SignIn, user: str) -> Client:
	if user not in _CLIENTS:
		_CLIENTS[user] = sign_in(user)
	return _CLIENTS[user]
