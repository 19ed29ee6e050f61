"""Whom one knows, and that it is only by name: attacks on other people's accounts, by users of the app."""

import json
import time
from collections.abc import Callable
from typing import Any

import frappe
import pytest
import requests

from tests.site import factories
from tests.site.client import Client
from tests.site.compat import check_link, linked_name
from tests.site.endpoints import acted, error_type, messages, said
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	FOREIGN_DEPUTY,
	FOREIGN_REPORTER,
	KEEPER,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY,
	OTHER_CITY_REVIEWER,
	REPORTER,
	STRANGER,
	World,
	reporter,
)
from tests.site.mails import outgoing_account
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]

SECRETS = {
	"mobile_no": "13900001234",
	"phone": "0551-1234567",
	"birth_date": "1971-02-03",
	"location": "金丝雀路",
	"bio": "金丝雀简介",
	"interest": "金丝雀爱好",
	"last_ip": "203.0.113.77",
	"api_key": "canarykey",
	"username": "canaryname",
	"email_signature": "金丝雀签名",
	"time_zone": "Asia/Urumqi",
}
"""What stands in the account of everybody else."""

OTHERS = (NEIGHBOUR, OTHER_CITY, COUNTY)


@pytest.fixture(scope="module")
def world(world: World) -> World:
	people = (APPROVER, CITY, FOREIGN_REPORTER, FOREIGN_APPROVER, STRANGER, reporter(NEIGHBOUR))
	for number, user in enumerate(people):
		values = {**SECRETS, "username": f"canaryname-{user}", "mobile_no": f"{SECRETS['mobile_no']}{number}"}
		values["api_key"] += str(number)
		frappe.db.set_value("User", user, values, update_modified=False)
	frappe.db.commit()
	frappe.clear_cache()
	return world


def test_the_accounts_hold_the_secrets(world: World) -> None:
	stored = frappe.get_all("User", {"name": APPROVER}, list(SECRETS))[0]
	assert [field for field, value in SECRETS.items() if value not in str(stored[field])] == []


def secrets_in(text: str) -> list[str]:
	return [value for value in (*SECRETS.values(), "canaryname") if value in text]


def names_in(response: requests.Response) -> set[str]:
	"""Users of the tests whose names stand in an answer."""
	users = frappe.get_all("User", {"name": ["like", f"%@{factories.DOMAIN}"]}, pluck="name")
	return {user for user in users if f'"{user}"' in response.text}


def users_of(client: Client) -> set[str]:
	response = client.resource("GET", "User", params={"limit_page_length": 0})
	assert response.ok, said(response)
	return {row["name"] for row in response.json()["data"]}


# ---------------------------------------------------------------------- whom one knows


def test_a_reporter_knows_the_county_and_its_reviewers(client: Client) -> None:
	assert users_of(client) == {REPORTER, CITY, APPROVER, DEPUTY}


def test_a_city_reviewer_knows_the_counties_of_the_city(sign_in: SignIn) -> None:
	assert users_of(sign_in(CITY)) == {
		CITY,
		APPROVER,
		DEPUTY,
		*(reporter(code) for code in ("341302", "341321", "341322")),
	}


def test_an_approver_knows_the_province(sign_in: SignIn) -> None:
	home = {reporter(code) for code in factories.HOME_COUNTIES}
	assert users_of(sign_in(APPROVER)) == {APPROVER, DEPUTY, CITY, OTHER_CITY_REVIEWER, *home}


def test_an_officer_knows_whoever_works_with_the_app(sign_in: SignIn) -> None:
	found = users_of(sign_in(OFFICER))
	assert {OFFICER, APPROVER, FOREIGN_APPROVER, FOREIGN_REPORTER, KEEPER} <= found
	assert STRANGER not in found


def test_the_keeper_assigns_anybody(sign_in: SignIn) -> None:
	assert {STRANGER, REPORTER, FOREIGN_DEPUTY} <= users_of(sign_in(KEEPER))


def test_whoever_acted_on_a_document_is_known(world: World, sign_in: SignIn) -> None:
	assert OFFICER not in users_of(sign_in(APPROVER))
	doc = frappe.get_doc("Provincial Submission", world.submission())
	entry = frappe.new_doc("Review Entry")
	entry.update({"reference_doctype": doc.doctype, "reference_name": doc.name, "action": "Return"})
	entry.update({"user": OFFICER, "province": doc.province, "cycle": YEAR, "name": 20830001})
	entry.db_insert()
	frappe.db.commit()
	assert OFFICER in users_of(sign_in(APPROVER))
	assert OFFICER not in users_of(sign_in(REPORTER))


def test_a_recommendation_makes_nobody_known_elsewhere(world: World, sign_in: SignIn) -> None:
	"""The history of a recommended person names who recommended it, to those who see the person."""
	for county in (NEIGHBOUR, factories.FOREIGN_COUNTY):
		factories.recommended_nominee(world, county)
	frappe.db.commit()
	assert not {reporter(NEIGHBOUR), FOREIGN_REPORTER} & users_of(sign_in(REPORTER))
	assert FOREIGN_REPORTER not in users_of(sign_in(CITY)) | users_of(sign_in(OTHER_CITY_REVIEWER))
	assert reporter(NEIGHBOUR) not in users_of(sign_in(OTHER_CITY_REVIEWER))
	told = sign_in(REPORTER).resource("GET", "Review Entry", params={"fields": '["reference_doctype"]'})
	assert "Speaker Nominee" not in told.text


# ---------------------------------------------------------------------- nothing beyond the name


FIELDS = [
	'["*"]',
	'["name", "mobile_no", "phone", "birth_date", "last_ip"]',
	'["mobile_no", "*"]',
	'["mobile_no", "phone", "birth_date", "*", "last_ip", "api_key"]',
	'["name", "`tabHas Role`.role"]',
	'["name", "roles.role"]',
	'["name", "ifnull(full_name, mobile_no) as x"]',
	'["name", "ifnull(full_name, \'\') as y", "max(mobile_no) as x"]',
	'["concat(full_name, mobile_no) as full_name"]',
	'["name", "api_key as full_name"]',
	'["name", "`tabUser`.`mobile_no`"]',
	'["name", "tabUser.mobile_no"]',
]


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("user", [REPORTER, APPROVER, OFFICER, KEEPER])
def test_a_list_of_users_says_their_names(world: World, sign_in: SignIn, user: str, fields: str) -> None:
	client = sign_in(user)
	answers = [
		client.resource("GET", "User", params={"fields": fields, "limit_page_length": 0}),
		client.call("frappe.client.get_list", doctype="User", fields=json.loads(fields), limit_page_length=0),
		client.call("frappe.desk.reportview.get", doctype="User", fields=fields, start=0, page_length=100),
		client.call("frappe.desk.reportview.get_list", doctype="User", fields=fields),
		client.request("GET", "/api/v2/document/User", params={"fields": fields}),
		client.call("frappe.client.get_value", doctype="User", filters={"name": APPROVER}, fieldname=fields),
	]
	for answer in answers:
		assert secrets_in(answer.text) == [], answer.url
		assert "Kepu County Reporter" not in answer.text


FILTERS = [
	[["mobile_no", "like", "139%"]],
	[["User", "mobile_no", "like", "139%"]],
	[["User", "last_ip", "=", "203.0.113.77"]],
	{"birth_date": "1971-02-03"},
	{"mobile_no": ["like", "139%"]},
]


@pytest.mark.parametrize("filters", FILTERS)
def test_the_number_of_users_is_no_oracle(client: Client, filters: Any) -> None:
	"""A search by a number that somebody has and by one that nobody has give the same answer."""
	unlike = json.loads(
		json.dumps(filters).replace("139", "888").replace("203", "888").replace("1971", "1888")
	)
	for ask in (
		lambda each: client.resource("GET", "User", params={"filters": json.dumps(each)}),
		lambda each: client.resource("GET", "User", params={"or_filters": json.dumps(each)}),
		lambda each: client.call("frappe.client.get_count", doctype="User", filters=each),
		lambda each: client.call(
			"frappe.desk.reportview.get_count", doctype="User", filters=json.dumps(each)
		),
		lambda each: client.call("frappe.desk.search.search_link", doctype="User", txt="", filters=each),
		lambda each: client.call("frappe.client.get_value", doctype="User", filters=each, fieldname="name"),
	):
		asked, compared = ask(filters), ask(unlike)
		assert asked.status_code == compared.status_code
		assert len(names_in(asked)) == len(names_in(compared)) or not names_in(asked)


@pytest.mark.parametrize("order", ["mobile_no asc", "`tabUser`.birth_date desc", "last_login desc"])
def test_the_order_of_users_is_no_oracle(client: Client, order: str) -> None:
	assert not client.resource("GET", "User", params={"order_by": order}).ok
	assert not client.resource("GET", "User", params={"group_by": order.split()[0]}).ok


@pytest.mark.parametrize("searchfield", ["mobile_no", "birth_date", "api_key", "last_ip"])
def test_a_search_for_a_user_is_by_name(client: Client, searchfield: str) -> None:
	for text in ("139", "203", "1971", "canary"):
		for method in ("search_link", "search_widget"):
			response = client.call(
				f"frappe.desk.search.{method}", doctype="User", txt=text, searchfield=searchfield
			)
			assert names_in(response) == set()


def test_a_link_leads_to_the_name_alone(client: Client, world: World) -> None:
	"""A list may name fields of what a field points at."""
	todo = frappe.new_doc("ToDo")
	todo.update({"description": "x", "allocated_to": REPORTER, "assigned_by": CITY, "name": "people-todo"})
	todo.db_insert()
	frappe.db.set_value("ToDo", todo.name, "owner", CITY)
	frappe.db.commit()
	fields = '["name", "assigned_by.mobile_no", "assigned_by.phone", "assigned_by.location", "assigned_by.last_ip"]'
	for doctype in ("ToDo", "Review Entry", "Annual Summary"):
		params = {"fields": fields.replace("assigned_by", "user") if doctype == "Review Entry" else fields}
		answer = client.resource("GET", doctype, params=params)
		assert secrets_in(answer.text) == []
	frappe.db.delete("ToDo", {"name": todo.name})
	frappe.db.commit()


def test_nobody_s_rights_are_read(client: Client) -> None:
	for user in (APPROVER, FOREIGN_APPROVER):
		permissions = "frappe.core.doctype.user_permission.user_permission.get_user_permissions"
		for answer in (client.call(permissions, user=user), client.get(permissions, user=user)):
			assert "340000" not in answer.text
			assert "410000" not in answer.text
		assert not client.get("frappe.core.doctype.user.user.get_roles", uid=user).ok
		assert not client.call("frappe.core.doctype.user.user.get_email_awaiting", user=user).ok


def test_one_s_own_rights_are_read(client: Client) -> None:
	permissions = "frappe.core.doctype.user_permission.user_permission.get_user_permissions"
	assert COUNTY in client.get(permissions).text
	roles = client.get("frappe.core.doctype.user.user.get_roles", uid=REPORTER)
	assert "Kepu County Reporter" in roles.text or roles.status_code == 403


def test_the_others_on_a_form(client: Client, world: World, sign_in: SignIn) -> None:
	factories.fill_summary(world.summary())
	frappe.db.commit()
	acted(client, ("Annual Summary", world.summary()), "Submit for Review")
	acted(sign_in(CITY), ("Annual Summary", world.summary()), "Pass City Review")
	answer = client.get("frappe.desk.form.load.getdoc", doctype="Annual Summary", name=world.summary())
	assert answer.ok
	assert CITY in answer.text
	assert secrets_in(answer.text) == []


def test_the_others_who_look_at_a_form(client: Client) -> None:
	everybody = json.dumps([APPROVER, FOREIGN_APPROVER, FOREIGN_REPORTER, STRANGER])
	answer = client.call("frappe.desk.form.load.get_user_info_for_viewers", users=everybody)
	assert names_in(answer) <= {APPROVER}
	assert secrets_in(answer.text) == []


def test_a_title_is_told_of_those_whom_one_knows(client: Client) -> None:
	path = "frappe.desk.search.get_link_title"
	frappe.db.set_value("User", FOREIGN_APPROVER, "full_name", "金丝雀姓名", update_modified=False)
	frappe.db.commit()
	assert client.call(path, doctype="User", docname=FOREIGN_APPROVER).json()["message"] == FOREIGN_APPROVER
	for name in (FOREIGN_APPROVER, "nobody@flow.test"):
		assert not linked_name(check_link(client, "User", name)), name


# ---------------------------------------------------------------------- the Desk


def test_whom_one_mentions(client: Client, sign_in: SignIn) -> None:
	mentions = "frappe.desk.search.get_names_for_mentions"
	for user, known in ((REPORTER, {REPORTER, CITY, APPROVER, DEPUTY}), (FOREIGN_REPORTER, None)):
		answer = sign_in(user).call(mentions, search_term="")
		assert answer.ok, said(answer)
		found = names_in(answer)
		if known:
			assert found == known
		else:
			assert found == {FOREIGN_REPORTER, FOREIGN_APPROVER, FOREIGN_DEPUTY}
	assert names_in(client.call(mentions, search_term="deputy")) == {DEPUTY}
	assert names_in(client.call(mentions, search_term="henan")) == set()


def test_whom_one_assigns_to(client: Client, sign_in: SignIn) -> None:
	for text, expected in (("approver", {APPROVER}), ("city", {CITY}), ("stranger", set())):
		answer = client.call("frappe.desk.search.search_link", doctype="User", txt=text)
		assert names_in(answer) == expected
	assert (
		FOREIGN_APPROVER
		in sign_in(KEEPER).call("frappe.desk.search.search_link", doctype="User", txt="approver-henan").text
	)


@pytest.mark.parametrize("user", [REPORTER, OFFICER, KEEPER])
def test_a_notice_is_read_by_whom_it_is_for(world: World, sign_in: SignIn, user: str) -> None:
	"""Frappe lists it for that user alone, and shows it to whoever knows its name."""
	notice = frappe.new_doc("Notification Log")
	notice.update({"subject": "金丝雀路", "for_user": APPROVER, "from_user": CITY, "name": "people-notice"})
	notice.db_insert()
	frappe.db.set_value("Notification Log", notice.name, "owner", APPROVER)
	frappe.db.commit()
	named = {"doctype": "Notification Log", "name": notice.name}
	client = sign_in(user)
	try:
		for answer in (
			client.resource("GET", "Notification Log", params={"fields": '["*"]', "limit_page_length": 0}),
			client.resource("GET", *named.values()),
			client.get("frappe.desk.form.load.getdoc", **named),
			client.call("frappe.client.get", **named),
		):
			assert "金丝雀路" not in str(answer.json()), answer.url
		assert sign_in(APPROVER).resource("GET", *named.values()).ok
	finally:
		frappe.db.delete("Notification Log", {"name": notice.name})
		frappe.db.commit()


# ---------------------------------------------------------------------- passwords


@pytest.fixture
def guest(url: str) -> Callable[[str], requests.Response]:
	def ask(user: Any) -> requests.Response:
		path = f"{url}/api/method/frappe.core.doctype.user.user.reset_password"
		frappe.cache.delete_keys("rl:*")
		return requests.post(path, json={"user": user}, headers={"Accept": "application/json"}, timeout=60)

	return ask


def test_a_forgotten_password_tells_nobody_who_is_there(
	world: World, guest: Callable[[str], requests.Response]
) -> None:
	frappe.db.set_value("User", FOREIGN_DEPUTY, "enabled", 0)
	frappe.db.commit()
	people = [REPORTER, STRANGER, FOREIGN_DEPUTY, "nobody@flow.test", "Administrator", "Guest", "", "x" * 200]
	try:
		for accounts in (False, True):
			if accounts:
				with outgoing_account():
					frappe.db.commit()
					answers = [guest(each) for each in people]
			else:
				answers = [guest(each) for each in people]
			told = {(each.status_code, tuple(sorted(each.json())), messages(each)) for each in answers}
			assert len(told) == 1, told
	finally:
		frappe.db.set_value("User", FOREIGN_DEPUTY, "enabled", 1)
		frappe.db.commit()


def test_it_takes_the_same_time(world: World, guest: Callable[[str], requests.Response]) -> None:
	def seconds(user: str) -> float:
		started = time.monotonic()
		guest(user)
		return time.monotonic() - started

	with outgoing_account():
		frappe.db.commit()
		guest(REPORTER)
		there, not_there = (sorted(seconds(each) for _ in range(5))[2] for each in (REPORTER, "no@flow.test"))
	assert abs(there - not_there) < 0.1


def test_a_forgotten_password_is_mailed(
	world: World, guest: Callable[[str], requests.Response], finish_jobs: Callable[..., None]
) -> None:
	finish_jobs(400)
	frappe.db.delete("Email Queue")
	frappe.db.delete("Email Queue Recipient")
	with outgoing_account():
		frappe.db.commit()
		assert guest(REPORTER).ok
		finish_jobs(400)
	mails = frappe.get_all("Email Queue Recipient", {"recipient": REPORTER}, pluck="parent")
	assert len(mails) == 1
	assert error_type(guest("x")) in ("", "ValidationError")


@pytest.mark.parametrize("field", ["mobile_no", "last_ip", "api_key"])
def test_nor_does_a_user_of_another_app_read_numbers(world: World, sign_in: SignIn, field: str) -> None:
	frappe.db.set_value("User", REPORTER, field, "15400000077")
	frappe.db.commit()
	client = sign_in(STRANGER)
	for asked in (
		{"fields": json.dumps(["name", field])},
		{"fields": json.dumps([f"max({field}) as found"])},
		{"fields": '["name"]', "filters": json.dumps([[field, "like", "154%"]])},
		{"fields": '["name"]', "or_filters": json.dumps([["User", field, "=", "15400000077"]])},
		{"fields": '["name"]', "order_by": f"{field} desc"},
		{"fields": json.dumps([f"count({field}) as found"]), "group_by": field},
	):
		answer = client.call("frappe.client.get_list", doctype="User", limit_page_length=0, **asked)
		assert "15400000077" not in answer.text
		assert "order_by" not in asked or answer.status_code == 403
		assert "filters" not in str(asked) or answer.status_code == 403
	assert client.call("frappe.client.get_list", doctype="User", fields='["name", "full_name"]').ok
	frappe.db.set_value("User", REPORTER, field, None)
	frappe.db.commit()
