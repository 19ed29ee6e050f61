"""Whoever has lost the last role still has an account: it reaches no more than what is open to everybody."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
import requests
from frappe.utils.password import set_encrypted_password

from tests.site import factories, new_users
from tests.site.client import Client
from tests.site.endpoints import said, upload
from tests.site.factories import APPROVER, DISMISSED, FOREIGN_COUNTY, FOREIGN_REPORTER, HOME, STRANGER, World
from tests.years import year_of

YEAR = year_of(__file__)
MANAGER = f"dismissing@{factories.DOMAIN}"
FILE = "他省佐证.txt"
SECRET = "不给离任者看的一句话"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World, sign_in: SignIn) -> World:
	new_users.make_user(MANAGER, "System Manager")
	summary = frappe.get_doc("Annual Summary", world.summary(FOREIGN_COUNTY))
	frappe.db.set_value("Summary Section", summary.sections[0].name, "text", SECRET)
	frappe.db.commit()
	upload(sign_in(FOREIGN_REPORTER), "Annual Summary", summary.name, FILE, b"x")
	return world


@pytest.fixture(scope="module")
def client(world: World, sign_in: SignIn) -> Client:
	return sign_in(DISMISSED)


def injection(user: str) -> dict[str, Any]:
	"""Frappe 15 takes the function of a graph as it is sent."""
	text = "(select text from `tabSummary Section` where text like '不给%' limit 1)"
	dated = "(select '2026-05-05' as birth_date) `tabUser` -- "
	return {
		"title": "x",
		"doctype": "User",
		"docname": user,
		"goal_value_field": "name",
		"goal_total_field": "name",
		"goal_history_field": "interest",
		"goal_doctype": "User",
		"goal_doctype_link": "owner",
		"goal_field": "name",
		"date_field": "birth_date",
		"filters": "{}",
		"aggregation": f"{text} from {dated}",
	}


@pytest.mark.parametrize("user", [DISMISSED, STRANGER, MANAGER, APPROVER])
def test_a_graph_is_no_way_into_the_database(world: World, sign_in: SignIn, user: str) -> None:
	answer = sign_in(user).call("frappe.utils.goal.get_monthly_goal_graph_data", **injection(user))
	assert answer.status_code == 403, said(answer)
	assert SECRET not in answer.text


def test_a_graph_of_those_that_frappe_has_is_drawn(world: World) -> None:
	from frappe.utils.goal import get_monthly_results

	from kepu_app.overrides import replaced

	replaced.install()
	assert get_monthly_results("User", "enabled", "creation", {}, "count")


def test_nothing_of_anybody_is_told(client: Client, world: World) -> None:
	file = frappe.db.get_value("File", {"file_name": ["like", "他省佐证%"]})
	assert file
	for method, arguments in {
		"frappe.desk.search.get_names_for_mentions": {"search_term": ""},
		"frappe.desk.search.search_link": {"doctype": "User", "txt": ""},
		"frappe.desk.form.load.get_user_info_for_viewers": {"users": json.dumps([FOREIGN_REPORTER])},
		"frappe.core.doctype.user.user.get_all_roles": {},
		"frappe.client.validate_link": {"doctype": "File", "docname": file},
		"frappe.client.get_list": {"doctype": "Annual Summary"},
		"frappe.client.get_count": {"doctype": "User"},
	}.items():
		answer = client.call(method, **arguments)
		told = answer.text
		assert FOREIGN_REPORTER.split("@")[0] not in told, method
		assert not (answer.ok and file in told), method
		assert "Traceback" not in told, method


def test_nothing_of_anybody_is_written(client: Client, world: World) -> None:
	seen = client.call(
		"frappe.desk.doctype.notification_settings.notification_settings.set_seen_value",
		value=1,
		user=FOREIGN_REPORTER,
	)
	assert seen.status_code == 403
	made = upload(client, "", "", "x.txt", b"x", is_private=0).json()["message"]
	assert made["file_url"].startswith("/private/"), made
	assert not client.call("upload_file", is_private=0, file_url="http://127.0.0.1:9/x", file_name="x").ok
	assert not client.resource("POST", "Event", json={"subject": "x", "starts_on": "2026-01-01"}).ok
	frappe.db.rollback()
	assert set(frappe.get_all("File", {"owner": DISMISSED}, pluck="is_private")) == {1}


def test_the_own_account_is_at_hand(client: Client) -> None:
	assert client.get("frappe.auth.get_logged_user").json()["message"] == DISMISSED
	assert client.request("GET", "/update-password").ok
	assert client.call("logout").ok


@pytest.mark.parametrize("user", [factories.REPORTER, APPROVER, STRANGER])
def test_a_disabled_account_is_disabled_for_its_keys_too(world: World, url: str, user: str) -> None:
	key, secret = frappe.generate_hash(length=15), frappe.generate_hash(length=15)
	frappe.db.set_value("User", user, "api_key", key)
	set_encrypted_password("User", user, secret, "api_secret")
	headers = {"Authorization": f"token {key}:{secret}"}
	address = f"{url}/api/method/frappe.auth.get_logged_user"
	for enabled, status in ((1, 200), (0, 401), (1, 200)):
		frappe.db.set_value("User", user, "enabled", enabled)
		frappe.db.commit()
		assert requests.get(address, headers=headers, timeout=60).status_code == status
	frappe.db.set_value("User", user, "api_key", None)
	frappe.db.commit()


def test_who_is_taken_from_a_round_is_held_at_once(world: World, sign_in: SignIn) -> None:
	from tests.site import assessments

	expert = f"expert@{factories.DOMAIN}"
	new_users.make_user(expert)
	doc = assessments.make_round(YEAR, HOME, [(expert, ""), (factories.ASSESSOR, "")])
	frappe.db.commit()
	client = sign_in(expert)
	doc.assessors = doc.assessors[1:]
	with factories.acting_as(APPROVER):
		doc.save()
	frappe.db.commit()
	assert "Kepu Assessor" not in frappe.get_roles(expert)
	answer = client.call("frappe.utils.goal.get_monthly_goal_graph_data", **injection(expert))
	assert answer.status_code == 403
	assessments.end(YEAR)
