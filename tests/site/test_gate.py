"""What somebody tries who knows Frappe's methods: whatever is not on the list is refused, by every way in."""

import json
from collections.abc import Callable, Iterator

import frappe
import pytest
import requests

from kepu_app.access.roles import COUNTY_REPORTER
from tests.site import factories
from tests.site.client import Client
from tests.site.compat import check_link, linked_name, may_listen
from tests.site.endpoints import error_type, messages, said
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	KEEPER,
	MARKS,
	OFFICER,
	REPORTER,
	STRANGER,
	World,
)
from tests.site.ways_in import answer, readings, ways
from tests.years import year_of

YEAR = year_of(__file__)
MARK = MARKS[FOREIGN]
MANAGER = f"gate-manager@{factories.DOMAIN}"
NOBODY = f"{YEAR}-999999"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> World:
	factories.handed_in_summary(world, FOREIGN_COUNTY)
	factories.make_user(MANAGER, "System Manager")
	frappe.db.commit()
	return world


def refused(response: requests.Response) -> bool:
	return response.status_code == 403


# ---------------------------------------------------------------------- the attacks, by their names


def test_a_tree_does_not_search_another_province(client: Client, world: World) -> None:
	for doctype in ("Annual Summary", "Speaker Nominee", "Review Entry"):
		response = client.call(
			"frappe.desk.treeview.get_all_nodes",
			tree_method="frappe.desk.search.search_widget",
			doctype=doctype,
			label="x",
			parent="",
			txt="",
			ignore_user_permissions=1,
			reference_doctype=doctype,
			filter_fields='["owner"]',
		)
		assert refused(response), said(response)
		assert MARK not in response.text


@pytest.mark.parametrize("dispatcher", ["map_docs", "make_mapped_doc"])
def test_sessions_are_not_counted_sign_by_sign(client: Client, dispatcher: str) -> None:
	arguments = {
		"method": "frappe.client.get_count",
		"source_name": "Sessions",
		"source_names": '["Sessions"]',
		"target_doc": json.dumps({"sid": ["like", "a%"]}),
	}
	response = client.request("POST", f"/api/method/frappe.model.mapper.{dispatcher}", json=arguments)
	assert refused(response), said(response)
	for path in ("frappe.client.get_count", "frappe.desk.reportview.get_count", "frappe.client.get_list"):
		response = client.call(path, doctype="Sessions", filters='{"sid": ["like", "%"]}')
		assert refused(response), said(response)


def test_a_foreign_scan_is_not_attached_through_a_mapper(client: Client, world: World) -> None:
	foreign = frappe.get_all("File", {"attached_to_doctype": ["is", "set"]}, pluck="name", limit=1)
	arguments = {
		"method": "frappe.utils.file_manager.add_attachments",
		"source_names": '["Annual Summary"]',
		"target_doc": world.summary(),
		"args": json.dumps(foreign),
	}
	response = client.request("POST", "/api/method/frappe.model.mapper.map_docs", json=arguments)
	assert refused(response), said(response)


@pytest.mark.parametrize("user", [APPROVER, KEEPER, MANAGER, "Administrator"])
def test_a_link_that_somebody_clicks_does_nothing_that_is_done_by_post(
	world: World, sign_in: SignIn, user: str
) -> None:
	client = sign_in(user)
	for method, name in (
		("kepu_app.cycles.api.lock_cycle", YEAR),
		("kepu_app.packages.api.build", world.submission()),
	):
		for dispatcher in ("make_mapped_doc", "map_docs"):
			named = {
				"method": method,
				"source_name": name,
				"source_names": json.dumps([name]),
				"target_doc": "",
			}
			path = f"/api/method/frappe.model.mapper.{dispatcher}"
			assert refused(client.request("GET", path, params=named)), (user, method)
		assert refused(client.get(method, cycle=YEAR, submission=name)), (user, method)
	frappe.db.rollback()
	assert frappe.db.get_value("Reporting Cycle", YEAR, "status") != "Locked"


def test_a_block_with_a_script_is_not_put_into_a_workspace(client: Client) -> None:
	block = {
		"doctype": "Custom HTML Block",
		"name": "x",
		"html": "<p>x</p>",
		"script": "alert(1)",
		"private": 1,
	}
	page = {"title": "首页", "public": 0, "for_user": KEEPER, "icon": "", "parent_page": ""}
	path = "frappe.desk.doctype.workspace.workspace"
	before = frappe.get_all("Workspace", fields=["*"], order_by="name")
	for response in (
		client.call("frappe.client.insert", doc=block),
		client.resource("POST", "Custom HTML Block", json=block),
		client.call(
			"frappe.desk.form.save.savedocs", doc=json.dumps({**block, "__islocal": 1}), action="Save"
		),
		client.call(f"{path}.new_page", new_page=json.dumps(page)),
		client.call(f"{path}.save_page", title="首页", public=0, new_widgets="{}", blocks="[]"),
		client.call(f"{path}.delete_page", page=json.dumps({"name": "Kepu", "title": "Kepu", "public": 1})),
		client.call(f"{path}.hide_page", page_name="Kepu"),
		client.call(f"{path}.duplicate_page", page_name="Kepu", new_page=json.dumps(page)),
		client.resource("POST", "Workspace", json={"doctype": "Workspace", **page, "label": "x"}),
		client.resource("DELETE", "Workspace", "Kepu"),
		client.resource("PUT", "Workspace", "Kepu", json={"is_hidden": 1}),
	):
		assert refused(response), said(response)
	frappe.db.rollback()
	assert frappe.get_all("Workspace", fields=["*"], order_by="name") == before
	assert not frappe.db.exists("Custom HTML Block", "x")


@pytest.mark.parametrize("user", [REPORTER, CITY, APPROVER, STRANGER])
@pytest.mark.parametrize("doctype", ["File", "Review Entry", "Notification Log", "Comment", "Typical Case"])
def test_no_list_of_all_provinces_is_listened_to(
	world: World, sign_in: SignIn, user: str, doctype: str
) -> None:
	"""The server of the sockets asks this before it lets somebody into the room of a DocType."""
	response = may_listen(sign_in(user), doctype)
	assert refused(response), said(response)


def test_a_foreign_document_is_not_listened_to(client: Client, world: World) -> None:
	assert may_listen(client, "Annual Summary", world.summary()).ok
	assert refused(may_listen(client, "Annual Summary", world.summary(FOREIGN_COUNTY)))


# ---------------------------------------------------------------------- one answer

CLOSED = "frappe.model.mapper.map_docs"


@pytest.mark.parametrize("user", [REPORTER, CITY, APPROVER])
@pytest.mark.parametrize("doctype", ["Annual Summary", "Provincial Submission", "County", "Province"])
def test_what_is_not_there_and_what_is_out_of_reach_get_one_answer(
	world: World, sign_in: SignIn, user: str, doctype: str
) -> None:
	client = sign_in(user)
	foreign = {
		"Annual Summary": world.summary(FOREIGN_COUNTY),
		"Provincial Submission": world.submission(FOREIGN),
		"County": FOREIGN_COUNTY,
		"Province": FOREIGN,
	}[doctype]
	nothing = NOBODY if "-" in foreign else NOBODY[-6:]
	there, missing = readings(client, doctype, foreign), readings(client, doctype, nothing)
	for endpoint, response in there.items():
		assert answer(response, foreign) == answer(missing[endpoint], nothing), endpoint


@pytest.mark.parametrize("user", [REPORTER, APPROVER, OFFICER])
def test_the_states_of_a_filter_are_chosen_by_their_names(user: str, world: World, sign_in: SignIn) -> None:
	"""Frappe gives everybody of the Desk the right to select a state, and not the one to read it."""
	for state, found in (("Returned", "Returned"), ("Nowhere", None)):
		response = check_link(sign_in(user), "Workflow State", state)
		assert linked_name(response) == found


def test_a_telephone_number_is_not_guessed_by_filters(world: World, sign_in: SignIn) -> None:
	"""A document of one's own beside it in the same filter gives nothing away either."""
	client, nominee = (
		sign_in(APPROVER),
		factories.proposed_nominee(world, FOREIGN_COUNTY, "人选", FOREIGN_APPROVER),
	)
	frappe.db.set_value("Speaker Nominee", nominee.name, "phone", "13700001234")
	frappe.db.commit()
	answers = set()
	for digits in ("137%", "138%"):
		for endpoint in ("frappe.client.get", "frappe.client.get_value", "frappe.client.get_count"):
			filters = {"name": nominee.name, "phone": ["like", digits]}
			response = client.call(endpoint, doctype="Speaker Nominee", filters=filters, fieldname="phone")
			answers.add(
				(endpoint, response.status_code, messages(response), str(response.json().get("message")))
			)
	assert len(answers) == 3


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


# ---------------------------------------------------------------------- what an administrator adds


@pytest.fixture
def script(world: World) -> Iterator[str]:
	"""A Server Script that an administrator has written."""
	script = frappe.new_doc("Server Script")
	script.update({"name": "问候", "script_type": "API", "api_method": "kepu_greeting", "allow_guest": 0})
	script.update({"script": "frappe.response['message'] = '你好'"})
	script.db_insert()
	frappe.cache.delete_value("server_script_map")
	frappe.db.commit()
	yield "kepu_greeting"
	frappe.db.delete("Server Script", {"name": script.name})
	frappe.db.delete("Allowed Call")
	frappe.cache.delete_value("server_script_map")
	frappe.clear_document_cache("Kepu Settings")
	frappe.db.commit()


def test_an_administrator_opens_a_script_in_the_settings(client: Client, script: str) -> None:
	assert refused(client.call(script))
	for role, is_open in ((COUNTY_REPORTER, True), ("Kepu City Reviewer", False), (None, True)):
		frappe.db.delete("Allowed Call")
		settings = frappe.get_doc("Kepu Settings")
		settings.set("allowed_calls", [])
		settings.append("allowed_calls", {"kind": "Method", "target": script, "role": role})
		settings.save()
		frappe.db.commit()
		response = client.call(script)
		# Whether the bench lets scripts run at all is asked after the gate.
		assert (error_type(response) != "PermissionError") == is_open, f"{role}: {said(response)}"


def test_the_app_s_administrator_does_not_open_anything_himself(world: World, sign_in: SignIn) -> None:
	row = {"kind": "Method", "target": CLOSED}
	sign_in(KEEPER).resource("PUT", "Kepu Settings", "Kepu Settings", json={"allowed_calls": [row]})
	frappe.db.rollback()
	assert not frappe.db.exists("Allowed Call", {"target": CLOSED})


def test_a_permission_row_for_a_role_opens_a_doctype(client: Client) -> None:
	assert refused(client.resource("GET", "Note"))
	row = frappe.new_doc("Custom DocPerm")
	row.update({"parent": "Note", "role": COUNTY_REPORTER, "read": 1, "permlevel": 0})
	row.insert()
	frappe.clear_cache(doctype="Note")
	frappe.db.commit()
	try:
		assert client.resource("GET", "Note").ok
		assert refused(client.resource("POST", "Note", json={"title": "x"}))
	finally:
		frappe.db.delete("Custom DocPerm", {"parent": "Note"})
		frappe.clear_cache(doctype="Note")
		frappe.db.commit()


# ---------------------------------------------------------------------- the log


def test_what_was_refused_is_told_in_the_user_s_language_and_noted(
	client: Client, world: World, sign_in: SignIn
) -> None:
	frappe.db.delete("Refused Call")
	frappe.db.commit()
	for _time in range(3):
		response = client.call(CLOSED)
	assert error_type(response) == "PermissionError"
	assert "没有开放" in messages(response)
	assert "traceback" not in response.text.lower()
	frappe.db.rollback()
	lines = frappe.get_all("Refused Call", fields=["refused_user", "target", "times", "verb", "reason"])
	assert lines == [
		{"refused_user": REPORTER, "target": CLOSED, "times": 3, "verb": "POST", "reason": "Not on the List"}
	]
	assert sign_in(KEEPER).resource("GET", "Refused Call").ok
	assert refused(client.resource("GET", "Refused Call"))


def test_the_log_is_not_flooded(client: Client) -> None:
	from kepu_app.access import refusals

	frappe.db.delete("Refused Call")
	frappe.db.commit()
	for number in range(refusals.MOST + 5):
		client.get(f"no.such.method_{number}")
	frappe.db.rollback()
	lines = frappe.get_all("Refused Call", {"refused_user": REPORTER}, ["target", "times"])
	assert len(lines) == refusals.MOST + 1
	assert [each.times for each in lines if each.target == refusals.OTHERS] == [5]


def test_a_reporter_s_own_work_is_not_refused(client: Client, world: World) -> None:
	named = {"doctype": "Annual Summary", "name": world.summary()}
	for response in (
		client.call("frappe.desk.form.load.getdoc", **named),
		client.call("frappe.desk.reportview.get", doctype="Annual Summary", fields='["name"]'),
		client.call("frappe.desk.search.search_link", doctype="County", txt=""),
		client.call("kepu_app.review.forms.form_facts", **named),
		client.get("frappe.utils.print_format.download_pdf", **named, format="Annual Summary"),
		client.resource("GET", "County", COUNTY),
	):
		assert response.ok, said(response)
