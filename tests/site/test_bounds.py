"""What one small request may name: it is counted before anything is looked at. Each thing is looked at once, and many
cost no more queries than a few."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from frappe.database.database import Database
from frappe.model.document import Document

from kepu_app.utils.doctypes import SUMMARY
from tests.site.client import Client
from tests.site.endpoints import error_type, said
from tests.site.factories import APPROVER, COUNTY, FOREIGN_COUNTY, HOME_COUNTIES, OFFICER, REPORTER, World
from tests.site.in_process import Site
from tests.site.prints import text_of
from tests.years import year_of

YEAR = year_of(__file__)
TAG = "frappe.desk.doctype.tag.tag"
SignIn = Callable[[str], Client]
Cost = Callable[..., tuple[str, int, int]]


@pytest.fixture
def cost(site: str, world: World, monkeypatch: pytest.MonkeyPatch) -> Cost:
	"""Provide the answer to a request, how many queries it took, and how many documents were loaded."""
	counted = {"sql": 0, "load_from_db": 0}

	def counting(holder: type, name: str) -> None:
		original = getattr(holder, name)

		def count(*arguments: Any, **named: Any) -> Any:
			counted[name] += 1
			return original(*arguments, **named)

		monkeypatch.setattr(holder, name, count)

	counting(Database, "sql")
	counting(Document, "load_from_db")
	asked = Site(site, [REPORTER, APPROVER, OFFICER])

	def cost(user: str, method: str, **arguments: Any) -> tuple[str, int, int]:
		with ThreadPoolExecutor(1) as worker:  # a thread of its own, as the web server's
			worker.submit(
				asked.ask, user, "POST", f"/api/method/{method}", arguments
			).result()  # what is cached is
			counted.update(sql=0, load_from_db=0)
			answer = worker.submit(asked.ask, user, "POST", f"/api/method/{method}", arguments).result()
		return answer, counted["sql"], counted["load_from_db"]

	return cost


def names(number: int) -> list[str]:
	return [f"{YEAR}-{each}" for each in range(number)]


MANY: dict[str, tuple[str, dict[str, Any]]] = {
	"names": ("frappe.client.has_permission", {"doctype": SUMMARY, "docname": names(3000), "perm_type": "read"}),
	"the same name": ("frappe.client.has_permission", {"doctype": SUMMARY, "docname": [f"{YEAR}-1"] * 3000, "perm_type": "read"}),
	"documents": ("frappe.client.is_document_amended", {"doctype": SUMMARY, "docname": f"{YEAR}-{COUNTY}", "docs": [{"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}"}] * 200}),
	"rows": ("frappe.client.save", {"doc": {"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}", "sections": [{"heading": "x"}] * 3000}}),
	"rows as JSON": ("frappe.client.save", {"doc": json.dumps({"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}", "sections": [{"heading": "x"}] * 3000})}),
	"values": ("frappe.client.set_value", {"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}", "fieldname": [{"county": COUNTY}] * 200}),
	"people": ("frappe.desk.form.load.get_user_info_for_viewers", {"users": json.dumps([f"a{each}" for each in range(2000)])}),
	"people to do it": ("frappe.desk.form.assign_to.add", {"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}", "assign_to": [REPORTER] * 30}),
	"tags": (f"{TAG}.add_tags", {"dt": SUMMARY, "docs": [f"{YEAR}-{COUNTY}"], "tags": names(40)}),
	"prints": ("frappe.utils.print_format.download_multi_pdf", {"doctype": SUMMARY, "name": json.dumps([f"{YEAR}-{COUNTY}"] * 30)}),
	"counts": ("frappe.desk.notifications.get_open_count", {"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}", "items": ["Review Entry"] * 400}),
	"columns": ("frappe.desk.reportview.get_sidebar_stats", {"doctype": SUMMARY, "stats": json.dumps(["_user_tags"] * 400)}),
	"words": ("frappe.utils.global_search.search", {"text": "&".join(names(400))}),
	"recipients": ("frappe.core.doctype.communication.email.make", {"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}", "recipients": ",".join([REPORTER] * 400)}),
	"defaults": ("frappe.core.doctype.session_default_settings.session_default_settings.set_session_default_values", {"default_values": dict.fromkeys(names(400), "x")}),
	"columns of a report": ("frappe.desk.query_report.run", {"report_name": "x", "custom_columns": [{"fieldname": "x"}] * 400}),
	"texts": ("kepu_app.printing.api.numbered_lines", {"doctype": SUMMARY, "cycle": YEAR, "texts": [{"text": ""}] * 3000}),
}  # fmt: skip


@pytest.mark.parametrize("what", MANY)
def test_too_many_are_refused_before_anything_is_looked_at(cost: Cost, world: World, what: str) -> None:
	method, arguments = MANY[what]
	answer, queries, documents = cost(REPORTER, method, **arguments)
	assert answer.startswith("417"), answer[:300]
	assert "TooManyNamedError" in answer
	told = json.loads(json.loads(json.loads(answer.rpartition("\r\n\r\n ")[2])["_server_messages"])[0])[
		"message"
	]
	assert told.startswith("一次最多可处理")
	assert queries <= 15
	assert documents <= 3


def test_by_rest_too(client: Client) -> None:
	values = [{"doctype": SUMMARY, "county": COUNTY}] * 200
	many = {"doctype": SUMMARY, "sections": [{"heading": "x"}] * 3000}
	assert error_type(client.resource("POST", SUMMARY, json=many)) == "TooManyNamedError"
	assert error_type(client.resource("POST", SUMMARY, json=values)) == "TooManyNamedError"
	assert (
		error_type(client.resource("POST", SUMMARY, json={"data": json.dumps(values)})) == "TooManyNamedError"
	)


def test_many_names_cost_no_more_queries_than_two(cost: Cost, world: World) -> None:
	own = [world.summary(county) for county in HOME_COUNTIES]
	asked = {"doctype": SUMMARY, "action": "x", "perm_type": "read"}
	two = cost(APPROVER, "frappe.client.has_permission", docname=own[:2], **asked)
	all_of_them = cost(APPROVER, "frappe.client.has_permission", docname=own, **asked)
	assert two[1:] == all_of_them[1:]


@pytest.mark.parametrize(
	"other", [f"{YEAR}-{FOREIGN_COUNTY}", f"{YEAR}-999999", "", None, True, {"name": "x"}, ["x"]]
)
def test_among_many_each_has_to_be_within_reach(world: World, sign_in: SignIn, other: Any) -> None:
	own = [world.summary(county) for county in HOME_COUNTIES]
	asked = {"doctype": SUMMARY, "docnames": [*own, other]}
	response = sign_in(APPROVER).call("frappe.desk.form.load.get_communications", name=own[0], **asked)
	assert response.status_code == 403, said(response)


def test_the_own_methods_take_all_rows_of_a_list(world: World, sign_in: SignIn) -> None:
	officer = sign_in(OFFICER)
	many = [*names(4900), world.summary()]
	assert officer.call("kepu_app.review.api.open_remarks", doctype=SUMMARY, names=many).ok
	rows = [{"name": each, "doctype_of": SUMMARY} for each in many]
	assert officer.call("frappe.model.workflow.get_common_transition_actions", doctype=SUMMARY, docs=rows).ok
	book = officer.call("kepu_app.library.api.book", cases=json.dumps(names(1000)))
	assert error_type(book) == "PermissionError", said(book)  # none of them is in the library
	reminded = officer.call("kepu_app.reminders.api.remind_counties", names=names(1000))
	assert error_type(reminded) == "PermissionError", said(reminded)
	started = sign_in(APPROVER).call(
		"kepu_app.review.api.start_bulk", doctype=SUMMARY, names=many, action="Return", reason="x", seen={}
	)
	assert error_type(started) == "VersionMissingError", said(started)


def test_of_many_people_one_is_told_of_those_whom_one_knows_by_few_queries(cost: Cost) -> None:
	asked = "frappe.desk.form.load.get_user_info_for_viewers"
	few = cost(REPORTER, asked, users=json.dumps([REPORTER, APPROVER]))
	many = cost(REPORTER, asked, users=json.dumps([REPORTER, APPROVER, *(f"a{each}" for each in range(400))]))
	assert many[1] == few[1]
	assert REPORTER in many[0]
	assert APPROVER in many[0]
	assert "a17" not in many[0]


def test_links_of_a_document_are_looked_up_together(cost: Cost, world: World) -> None:
	counties = list(HOME_COUNTIES)
	asked = {"doctype": "Provincial Submission", "name": world.submission()}
	method = "frappe.model.workflow.get_transitions"
	one = cost(APPROVER, method, doc={**asked, "missing": [{"county": each} for each in counties[:2]]})
	many = cost(APPROVER, method, doc={**asked, "missing": [{"county": each} for each in counties * 20]})
	assert one[0].startswith("200"), one[0][:500]
	assert one[1:] == many[1:]


def test_each_document_is_printed_once(world: World, sign_in: SignIn) -> None:
	name = world.summary()
	response = sign_in(REPORTER).get(
		"frappe.utils.print_format.download_multi_pdf", doctype=SUMMARY, name=json.dumps([name, name, name])
	)
	assert response.ok, said(response)
	assert text_of(response.content).count("附件2") == 1
