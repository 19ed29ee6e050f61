"""A row in the table of users on County or Province gives access, and taking it away takes the access at once."""

import json
from collections.abc import Callable, Iterator

import frappe
import pytest

from kepu_app.access.assignments import sync_access
from kepu_app.access.policies import may_see
from kepu_app.access.roles import CITY_REVIEWER, COUNTY_REPORTER, PROVINCIAL_APPROVER
from kepu_app.access.scopes import Scope, forget_scopes, scope_of
from kepu_app.utils.doctypes import WORKFLOW_DOCTYPES
from tests.site import factories, new_users
from tests.site.client import Client
from tests.site.endpoints import acted, error_type, put, read, said, upload
from tests.site.factories import (
	APPROVER,
	COUNTIES,
	COUNTY,
	DEPUTY,
	FOREIGN,
	FOREIGN_COUNTY,
	HOME,
	HOME_COUNTIES,
	KEEPER,
	NEIGHBOUR,
	OTHER_APPS_ROLE,
	OTHER_CITY,
	STRANGER,
	UNASSIGNED,
	World,
)
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _assignments(world: World) -> Iterator[None]:
	"""Whoever is assigned in a test is not any more afterwards."""
	yield
	factories.start_anew()
	for table, names in (("Province User", (HOME, FOREIGN)), ("County User", tuple(COUNTIES))):
		frappe.db.delete(table, {"user": STRANGER, "parent": ["in", names]})
	sync_access([STRANGER])
	frappe.db.commit()


@pytest.fixture
def keeper(sign_in: SignIn) -> Client:
	return sign_in(KEEPER)


def give(keeper: Client, doctype: str, name: str, **row: str) -> None:
	"""Add a row to the table as the administrator, and do nothing else."""
	users = read(keeper, doctype, name)["users"]
	put(keeper, doctype, name, users=[*users, {"user": STRANGER, **row}])


def take(keeper: Client, doctype: str, name: str) -> None:
	users = read(keeper, doctype, name)["users"]
	put(keeper, doctype, name, users=[row for row in users if row["user"] != STRANGER])


def listed(client: Client, doctype: str = "Annual Summary") -> set[str]:
	options = {"params": {"filters": json.dumps([["cycle", "=", YEAR]]), "limit_page_length": 0}}
	response = client.resource("GET", doctype, **options)
	return {row["name"] for row in response.json()["data"]} if response.ok else set()


def roles() -> set[str]:
	"""Those of the app, as stored; this process remembers what it read before."""
	held = frappe.get_all("Has Role", {"parent": STRANGER, "parenttype": "User"}, pluck="role")
	return set(held) - {OTHER_APPS_ROLE}


ASSIGNMENTS = {
	"county": ("County", COUNTY, {}, {COUNTY}, COUNTY_REPORTER),
	"city": (
		"Province",
		HOME,
		{"role": CITY_REVIEWER, "city": "宿州市"},
		{code for code in HOME_COUNTIES if COUNTIES[code][2] == "宿州市"},
		CITY_REVIEWER,
	),
	"province": ("Province", HOME, {"role": PROVINCIAL_APPROVER}, set(HOME_COUNTIES), PROVINCIAL_APPROVER),
}


@pytest.mark.parametrize("place", ASSIGNMENTS)
def test_a_row_gives_access_and_taking_it_away_takes_it_in_the_same_session(
	world: World, keeper: Client, sign_in: SignIn, place: str
) -> None:
	doctype, name, row, counties, role = ASSIGNMENTS[place]
	client = sign_in(STRANGER)
	assert listed(client) == set()
	give(keeper, doctype, name, **row)
	assert listed(client) == {world.summary(county) for county in counties}
	assert read(client, "Annual Summary", world.summary())["county"] == COUNTY
	frappe.db.rollback()
	assert roles() == {role}
	take(keeper, doctype, name)
	assert listed(client) == set()
	assert error_type(client.resource("GET", "Annual Summary", world.summary())) == "PermissionError"
	assert not client.resource("PUT", "Annual Summary", world.summary(), json={"on_behalf_of": "x"}).ok
	frappe.db.rollback()
	assert roles() == set()
	assert not frappe.db.exists("User Permission", {"user": STRANGER})


def test_what_somebody_made_himself_is_gone_with_his_row(
	world: World, keeper: Client, sign_in: SignIn
) -> None:
	"""Frappe lets the owner of a file have it whatever becomes of his rights."""
	client, own = sign_in(STRANGER), ("Annual Summary", world.summary())
	give(keeper, "County", COUNTY)
	response = upload(client, *own, "旧件.txt", "旧的附件".encode())
	assert response.ok, said(response)
	url = response.json()["message"]["file_url"]
	assert client.request("GET", url).ok
	take(keeper, "County", COUNTY)
	assert not client.request("GET", url).ok
	for path in ("frappe.core.doctype.file.file.download_file", "frappe.handler.download_file"):
		assert not client.get(path, file_url=url).ok
	files = json.dumps([response.json()["message"]["name"]])
	zipped = client.call("frappe.core.api.file.zip_files", files=files)
	assert "旧件".encode() not in zipped.content
	assert "旧件" not in client.resource("GET", "File", params={"fields": '["*"]'}).text


def test_whoever_followed_a_document_is_not_mailed_any_more(
	world: World, keeper: Client, sign_in: SignIn
) -> None:
	frappe.db.set_value("User", STRANGER, "document_follow_notify", 1)
	client = sign_in(STRANGER)
	give(keeper, "County", COUNTY)
	follow = {"doctype": "Annual Summary", "doc_name": world.summary(), "user": STRANGER}
	assert client.call("frappe.desk.form.document_follow.follow_document", **follow).ok
	frappe.db.rollback()
	assert frappe.db.exists("Document Follow", {"user": STRANGER})
	take(keeper, "County", COUNTY)
	frappe.db.rollback()
	assert not frappe.db.exists("Document Follow", {"user": STRANGER})
	frappe.db.set_value("User", STRANGER, "document_follow_notify", 0)


def test_a_role_without_a_row_sees_nothing(world: World, sign_in: SignIn) -> None:
	client = sign_in(UNASSIGNED)
	for doctype in WORKFLOW_DOCTYPES:
		assert listed(client, doctype) == set()
	for doctype in ("County", "Province", "Evaluation Standard", "Review Entry"):
		assert client.resource("GET", doctype).json()["data"] == []


def test_a_row_without_its_role_gives_nothing(world: World, keeper: Client, sign_in: SignIn) -> None:
	"""Somebody took the role away by hand."""
	give(keeper, "Province", HOME, role=PROVINCIAL_APPROVER)
	frappe.db.rollback()
	frappe.db.delete("Has Role", {"parent": STRANGER, "role": PROVINCIAL_APPROVER})
	frappe.db.commit()  # a job that asks for the roles meanwhile would keep the old ones
	frappe.clear_cache(user=STRANGER)
	assert listed(sign_in(STRANGER)) == set()


def test_rows_add_up(world: World, keeper: Client, sign_in: SignIn) -> None:
	give(keeper, "Province", FOREIGN, role=PROVINCIAL_APPROVER)
	give(keeper, "County", COUNTY)
	client = sign_in(STRANGER)
	assert {world.summary(COUNTY), world.summary(FOREIGN_COUNTY)} <= listed(client)
	assert world.summary(NEIGHBOUR) not in listed(client)
	assert listed(client, "Provincial Submission") == {world.submission(FOREIGN)}
	take(keeper, "Province", FOREIGN)
	assert listed(client) == {world.summary(COUNTY)}
	frappe.db.rollback()
	assert roles() == {COUNTY_REPORTER}


def test_a_city_s_reviewer_follows_its_counties(world: World, keeper: Client, sign_in: SignIn) -> None:
	give(keeper, "Province", HOME, role=CITY_REVIEWER, city="宿州市")
	client = sign_in(STRANGER)
	assert world.summary(OTHER_CITY) not in listed(client)
	try:
		put(keeper, "County", OTHER_CITY, city="宿州市")
		assert world.summary(OTHER_CITY) in listed(client)
	finally:
		put(keeper, "County", OTHER_CITY, city="合肥市")
	assert world.summary(OTHER_CITY) not in listed(client)


@pytest.mark.parametrize("user", ["Guest", "Administrator"])
def test_nobody_s_and_everybody_s_account_is_not_assigned(keeper: Client, user: str) -> None:
	users = read(keeper, "County", COUNTY)["users"]
	response = keeper.resource("PUT", "County", COUNTY, json={"users": [*users, {"user": user}]})
	assert response.status_code == 417


def test_nobody_is_assigned_twice(keeper: Client) -> None:
	users = read(keeper, "County", COUNTY)["users"]
	response = keeper.resource("PUT", "County", COUNTY, json={"users": [*users, {"user": users[0]["user"]}]})
	assert response.status_code == 417


def test_no_role_comes_along_that_nobody_gave(keeper: Client) -> None:
	give(keeper, "County", COUNTY)
	frappe.db.rollback()
	assert roles() == {COUNTY_REPORTER}


@pytest.mark.parametrize("user", [APPROVER, UNASSIGNED, STRANGER])
def test_nobody_assigns_himself(sign_in: SignIn, user: str) -> None:
	client = sign_in(user)
	row = {"user": user, "role": PROVINCIAL_APPROVER, "parent": FOREIGN, "parenttype": "Province"}
	row |= {"parentfield": "users"}
	refused = [
		client.resource("PUT", "Province", FOREIGN, json={"users": [row]}),
		client.resource("PUT", "County", FOREIGN_COUNTY, json={"users": [{"user": user}]}),
		client.resource("POST", "Province User", json=row),
		client.call("frappe.client.insert", doc={"doctype": "Province User", **row}),
		client.resource("PUT", "User", user, json={"roles": [{"role": "Kepu National Officer"}]}),
	]
	frappe.db.rollback()
	assert not any(each.ok for each in refused[:4])
	assert not frappe.db.exists("Province User", {"user": user, "parent": FOREIGN})
	assert "Kepu National Officer" not in frappe.get_roles(user)


def test_whoever_is_deleted_is_assigned_to_nothing(world: World, keeper: Client) -> None:
	new_users.make_user(f"manager@{factories.DOMAIN}", "System Manager")  # without whom Frappe lets nobody go
	leaver = new_users.make_user(f"leaver@{factories.DOMAIN}")
	frappe.db.commit()
	users = read(keeper, "County", COUNTY)["users"]
	put(keeper, "County", COUNTY, users=[*users, {"user": leaver}])
	frappe.db.rollback()
	frappe.delete_doc("User", leaver, force=True)
	frappe.db.delete("Has Role", {"parent": f"manager@{factories.DOMAIN}"})
	frappe.db.delete("User", {"name": f"manager@{factories.DOMAIN}"})
	frappe.db.commit()
	assert not frappe.db.exists("County User", {"user": leaver})
	assert read(keeper, "County", COUNTY)["users"]


def test_reach_is_read_once_and_forgotten_with_a_change(world: World) -> None:
	forget_scopes()
	assert scope_of(STRANGER) == Scope(user=STRANGER)
	county = frappe.get_doc("County", COUNTY)
	county.append("users", {"user": STRANGER})
	county.save()
	assert scope_of(STRANGER).counties == {COUNTY}
	assert may_see("Annual Summary", world.summary(), STRANGER)
	assert not may_see("Annual Summary", world.summary(NEIGHBOUR), STRANGER)


def test_drafts_go_the_new_way_when_review_by_cities_is_switched(
	world: World, keeper: Client, sign_in: SignIn
) -> None:
	factories.fill_summary(world.summary())
	frappe.db.commit()
	put(keeper, "Province", HOME, city_review=0)
	try:
		moved = acted(sign_in(factories.REPORTER), ("Annual Summary", world.summary()), "Submit for Review")
		assert moved["workflow_state"] == "Pending Provincial Review"
	finally:
		put(keeper, "Province", HOME, city_review=1)
	frappe.db.rollback()
	drafts = {"cycle": YEAR, "province": HOME, "workflow_state": "Draft"}
	assert set(frappe.get_all("Annual Summary", drafts, pluck="needs_city_review")) == {1}
	on_its_way = frappe.db.get_value("Annual Summary", world.summary(), "needs_city_review")
	assert on_its_way == 0


def test_counties_and_provinces_keep_their_codes(keeper: Client, sign_in: SignIn) -> None:
	"""Frappe renames whatever a request names, when it says force."""
	for doctype, name in (("County", COUNTY), ("Province", HOME), ("Reporting Cycle", YEAR)):
		response = keeper.call("frappe.rename_doc", doctype=doctype, old=name, new="999999", force=1)
		assert error_type(response) == "PermissionError"
		response = sign_in(DEPUTY).call("frappe.rename_doc", doctype=doctype, old=name, new="999999", force=1)
		assert not response.ok
		assert frappe.db.exists(doctype, name)
