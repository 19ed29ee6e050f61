"""综合评估: nobody sees another's marks before the end, nor marks for another."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from kepu_app.assessment.assessors import ASSESSMENT, MARK
from tests.site import factories
from tests.site.assessments import answered, call, give, own, refused
from tests.site.client import Client
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	OFFICER,
	REPORTER,
)
from tests.site.thirteen_counties import SECOND
from tests.years import year_of

YEAR = year_of(__file__)
SECRET = "只给自己看的评语"

SignIn = Callable[[str], Client]


ENDPOINTS: dict[str, Callable[[Client, str], requests.Response]] = {
	"document": lambda client, name: client.resource("GET", ASSESSMENT, name),
	"form": lambda client, name: client.call("frappe.desk.form.load.getdoc", doctype=ASSESSMENT, name=name),
	"own form": lambda client, name: client.call("kepu_app.assessment.api.form", assessment=name),
	"list": lambda client, name: client.call(
		"frappe.desk.reportview.get",
		doctype=ASSESSMENT,
		fields=json.dumps(["name", "total", "status", "reason", "assessor"]),
		filters=json.dumps([["name", "=", name]]),
	),
	"get_list": lambda client, name: client.get(
		"frappe.client.get_list", doctype=ASSESSMENT, fields='["*"]', filters=json.dumps({"name": name})
	),
	"rows": lambda client, name: client.get(
		"frappe.client.get_list",
		doctype=MARK,
		parent=ASSESSMENT,
		fields='["*"]',
		filters=json.dumps({"parent": name}),
	),
	"rows through the parent": lambda client, name: client.call(
		"frappe.desk.reportview.get",
		doctype=ASSESSMENT,
		fields=json.dumps(["name", f"`tab{MARK}`.`remark`"]),
		filters=json.dumps([["name", "=", name]]),
	),
	"value": lambda client, name: client.get(
		"frappe.client.get_value", doctype=ASSESSMENT, fieldname="total", filters=name
	),
	"export": lambda client, name: client.call(
		"frappe.desk.reportview.export_query",
		doctype=ASSESSMENT,
		file_format_type="CSV",
		title="x",
		fields=json.dumps([f"`tab{ASSESSMENT}`.`total`", f"`tab{MARK}`.`remark`"]),
		filters=json.dumps([[ASSESSMENT, "name", "=", name]]),
	),
	"print": lambda client, name: client.get(
		"frappe.www.printview.get_html_and_style", doc=ASSESSMENT, name=name, print_format="Standard"
	),
	"search": lambda client, name: client.call(
		"frappe.desk.search.search_link", doctype=ASSESSMENT, txt=SECRET
	),
	"global search": lambda client, name: client.get("frappe.utils.global_search.search", text=SECRET),
	"docinfo": lambda client, name: client.call(
		"frappe.desk.form.load.get_docinfo", doctype=ASSESSMENT, name=name
	),
	"comments": lambda client, name: client.resource(
		"GET",
		"Comment",
		params={"filters": json.dumps({"reference_name": name}), "fields": '["content"]'},
	),
	"versions": lambda client, name: client.resource(
		"GET", "Version", params={"filters": json.dumps({"docname": name}), "fields": '["data"]'}
	),
}


@pytest.fixture
def marked(sign_in: SignIn, round_doc: Any) -> str:
	"""Provide a submitted assessment with a remark and a comment that nobody else may see yet."""
	client = sign_in(SECOND)
	name = own(client, round_doc.name)[COUNTY]
	give(client, name, 17, 27, 47, remark=SECRET)
	call(client, "submit", assessment=name)
	client.call(
		"frappe.desk.form.utils.add_comment",
		reference_doctype=ASSESSMENT,
		reference_name=name,
		content=SECRET,
		comment_email=SECOND,
		comment_by=SECOND,
	)
	return name


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nothing_of_another_s_marks_before_the_end(sign_in: SignIn, marked: str, endpoint: str) -> None:
	"""Neither to assessors, nor to the province, nor to CAST and the app's administrator."""
	for user in (ASSESSOR, DEPUTY, APPROVER, OFFICER, factories.KEEPER, FOREIGN_APPROVER, REPORTER):
		answer = ENDPOINTS[endpoint](sign_in(user), marked)
		told = (
			json.dumps(answer.json(), ensure_ascii=False)
			if "json" in answer.headers["Content-Type"]
			else answer.text
		)
		assert SECRET not in told.replace(f'"{SECRET}"}}', ""), (user, endpoint)
		assert "91.00" not in answer.text, (user, endpoint)


def test_nothing_is_counted_before_the_end(sign_in: SignIn, marked: str) -> None:
	for user, number in ((APPROVER, 0), (OFFICER, 0), (ASSESSOR, 0), (SECOND, 1)):
		response = sign_in(user).get(
			"frappe.desk.reportview.get_count",
			doctype=ASSESSMENT,
			filters=json.dumps([[ASSESSMENT, "total", "=", "91.00"]]),
		)
		assert answered(response) == number, user


def test_nobody_marks_for_another(sign_in: SignIn, round_doc: Any, marked: str) -> None:
	for user in (ASSESSOR, DEPUTY, APPROVER, OFFICER):
		client = sign_in(user)
		for method, arguments in (
			("save_mark", {"number": 1, "value": "1"}),
			("submit", {}),
			("recuse", {"reason": "代他人回避"}),
		):
			refused(client, method, assessment=marked, **arguments)
