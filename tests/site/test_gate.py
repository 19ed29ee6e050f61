"""What somebody tries who knows Frappe's methods: what is not on the list is refused, attack by attack."""

import json
from collections.abc import Callable

import frappe
import pytest

from tests.site import factories, new_users
from tests.site.client import Client
from tests.site.compat import check_link, linked_name, may_listen
from tests.site.endpoints import messages, said
from tests.site.factories import (
	APPROVER,
	CITY,
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
from tests.site.ways_in import answer, readings, refused
from tests.years import year_of

YEAR = year_of(__file__)
MARK = MARKS[FOREIGN]
MANAGER = f"gate-manager@{factories.DOMAIN}"
NOBODY = f"{YEAR}-999999"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> World:
	factories.handed_in_summary(world, FOREIGN_COUNTY)
	new_users.make_user(MANAGER, "System Manager")
	frappe.db.commit()
	return world


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
