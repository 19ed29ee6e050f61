"""What is not on the list is refused by every way in: to people of the app, guests and users of other apps."""

import json
from collections.abc import Callable

import frappe
import pytest
import requests

from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import APPROVER, FOREIGN_COUNTY, REPORTER, STRANGER, World
from tests.site.ways_in import refused, ways

SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> World:
	factories.handed_in_summary(world, FOREIGN_COUNTY)
	frappe.db.commit()
	return world


# ---------------------------------------------------------------------- ways in


@pytest.mark.parametrize(
	"cmd",
	[
		"frappe.model.mapper.map_docs",
		"frappe.desk.treeview.get_all_nodes",
		"frappe.core.doctype.user.user.get_all_roles",
		"frappe.utils.file_manager.add_attachments",
		"frappe.workflow.doctype.workflow_action.workflow_action.apply_workflow",
		"frappe.desk.form.load.get_docinfo.x",
		"no.such.method",
		"uploadfile",
	],
)
def test_what_is_not_on_the_list_is_refused_by_every_way_in(
	url: str, world: World, sign_in: SignIn, cmd: str
) -> None:
	for way, response in ways(url, sign_in(REPORTER), cmd).items():
		assert refused(response), f"{way}: {said(response)}"


def test_the_way_by_doctype_of_rest_2_is_no_other(client: Client) -> None:
	for path in ("User/get_all_roles", "File/unzip_file", "No Such DocType/x"):
		assert refused(client.request("POST", f"/api/v2/method/{path}")), path


def test_no_method_of_a_document_runs(client: Client, world: World) -> None:
	named = {"doctype": "Annual Summary", "name": world.summary()}
	path = "Annual Summary/" + world.summary()

	def run(runner: str, **arguments: str) -> requests.Response:
		return client.request("POST", f"/api/method/{runner}", json=arguments)

	for response in (
		run("run_doc_method", docs=json.dumps(named), method="submit"),
		run("runserverobj", dt=named["doctype"], dn=named["name"], method="submit"),
		run("frappe.handler.run_doc_method", dt=named["doctype"], dn=named["name"], method="submit"),
		client.request("POST", "/api/v2/method/run_doc_method", json={"document": named, "method": "submit"}),
		client.request("POST", f"/api/v2/document/{path}/method/submit/"),
		client.request("GET", f"/api/resource/{path}", params={"run_method": "submit"}),
		client.request("POST", f"/api/resource/{path}", json={"run_method": "submit"}),
	):
		assert refused(response), said(response)


def test_the_query_of_a_link_search_is_on_the_list_too(client: Client) -> None:
	for query in (
		"frappe.client.get_count",
		"frappe.core.doctype.role.role.role_query",
		"frappe.client.get_list",
	):
		for endpoint in ("search_link", "search_widget"):
			arguments = {"doctype": "County", "txt": "", "query": query}
			response = client.call(f"frappe.desk.search.{endpoint}", **arguments)
			assert refused(response), said(response)


def test_nothing_is_asked_or_set_in_the_name_of_somebody_else(client: Client, world: World) -> None:
	follow = {"doctype": "Annual Summary", "doc_name": world.summary()}
	notices = "frappe.desk.doctype.notification_settings.notification_settings.set_seen_value"
	settings = "frappe.desk.doctype.dashboard_settings.dashboard_settings.create_dashboard_settings"
	for path, arguments in {
		"frappe.desk.doctype.event.event.get_events": factories.this_year(),
		notices: {"value": 1},
		settings: {},
		"frappe.desk.form.document_follow.follow_document": follow,
		"frappe.desk.form.document_follow.unfollow_document": follow,
	}.items():
		assert refused(client.call(path, **arguments, user=APPROVER)), path
	assert not frappe.db.exists("Dashboard Settings", APPROVER)
	assert client.call(settings, user=REPORTER).ok


def test_an_upload_calls_nothing(client: Client) -> None:
	data = {"method": "frappe.core.doctype.user.user.get_all_roles"}
	response = client.request("POST", "/api/method/upload_file", data=data, files={"file": ("x.txt", b"x")})
	assert refused(response), said(response)


def test_what_later_versions_add_to_reading_is_closed(client: Client, world: World) -> None:
	for options in ({"expand_links": 1}, {"expand": '["county"]'}):
		path = f"/api/resource/Annual Summary/{world.summary()}"
		assert refused(client.request("GET", path, params=options))
		assert refused(client.request("GET", "/api/v2/document/Annual Summary", params=options))
	assert refused(client.request("GET", f"/api/v2/document/Annual Summary/{world.summary()}/copy"))


def test_a_document_does_not_become_another_one(client: Client, world: World) -> None:
	values = {"doctype": "Workspace", "name": "Kepu"}
	for response in (
		client.resource("PUT", "Annual Summary", world.summary(), json=values),
		client.call(
			"frappe.client.set_value", doctype="Annual Summary", name=world.summary(), fieldname=values
		),
	):
		assert refused(response), said(response)


@pytest.mark.parametrize("doctype", ["Sessions", "DocType", "Role", "Server Script", "Workspace", "Version"])
def test_a_doctype_that_is_not_on_the_list_is_closed(client: Client, doctype: str) -> None:
	for response in (
		client.resource("GET", doctype),
		client.resource("POST", doctype, json={}),
		client.request("GET", f"/api/v2/document/{doctype}"),
		client.request("GET", f"/api/v2/doctype/{doctype}/count"),
		client.request("GET", f"/api/v2/doctype/{doctype}/meta"),
		client.call("frappe.desk.reportview.get", doctype=doctype, fields='["name"]'),
		client.call("frappe.desk.form.load.getdoctype", doctype=doctype),
	):
		assert refused(response), said(response)


# ---------------------------------------------------------------------- guests


def test_a_guest_signs_in_and_does_nothing_else(url: str, world: World) -> None:
	for path in ("/login", "/api/method/ping", "/api/method/frappe.realtime.get_user_info", "/app"):
		assert requests.get(url + path, timeout=60).ok, path
	for path in (
		"/api/method/frappe.client.get_list",
		"/api/method/frappe.www.list.get",
		"/api/method/upload_file",
		"/api/method/frappe.website.doctype.web_form.web_form.accept",
		"/api/resource/County",
		"/api/v2/document/County",
		"/list?doctype=County",
		"/backups/x",
		f"/printview?doctype=County&name={FOREIGN_COUNTY}",
	):
		answer = requests.get(url + path, timeout=60)
		# Frappe 16 has no lists for guests.
		assert answer.status_code == 403 or (answer.status_code == 404 and path.startswith("/list")), path


@pytest.mark.parametrize("doctype", ["annual summary", "ANNUAL SUMMARY", "Annual Summary ", "Annual Súmmary"])
def test_a_doctype_has_one_name(client: Client, world: World, doctype: str) -> None:
	"""To the database letters of either case, accents and blanks at the end are alike."""
	name = world.summary()
	for response in (
		client.call("frappe.client.get_list", doctype=doctype),
		client.call("frappe.client.get", doctype=doctype, name=name),
		client.call("frappe.desk.form.load.getdoc", doctype=doctype, name=name),
		client.get("frappe.desk.reportview.get_count", doctype=doctype),
		client.resource("GET", doctype, name),
		client.resource("GET", doctype),
	):
		assert refused(response), said(response)


# ---------------------------------------------------------------------- users of other apps


def test_users_of_other_apps_go_on_as_before(world: World, sign_in: SignIn) -> None:
	client = sign_in(STRANGER)
	assert client.resource("GET", "Note").ok
	assert client.get("frappe.core.doctype.user.user.get_timezones").ok
	assert client.request("GET", "/me").ok


def test_a_user_of_another_app_who_names_the_app_s_documents_is_held_to_the_list(
	world: World, sign_in: SignIn
) -> None:
	client, name = sign_in(STRANGER), world.summary(FOREIGN_COUNTY)
	for path, arguments in {
		"frappe.desk.form.linked_with.get_submitted_linked_docs": {"doctype": "Annual Summary", "name": name},
		"frappe.desk.treeview.get_all_nodes": {"doctype": "Annual Summary", "tree_method": "x", "label": ""},
		"frappe.core.doctype.submission_queue.submission_queue.get_latest_submissions": {
			"doctype": "Annual Summary",
			"docname": name,
		},
		"frappe.utils.goal.get_monthly_goal_graph_data": {"goal_doctype": "Annual Summary"},
		"frappe.desk.like.toggle_like": {"doctype": "Annual Summary", "name": name},
	}.items():
		assert refused(client.call(path, **arguments)), path
