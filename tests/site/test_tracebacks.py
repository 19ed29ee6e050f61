"""An error of the program is told plainly, in the user's language, without a traceback; the Error Log has it."""

from collections.abc import Callable
from typing import Any

import frappe
import requests
from frappe.deferred_insert import queue_prefix, save_to_db

from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import REPORTER, STRANGER, World
from tests.site.ways_in import messages_without_ids

SIGNS = ("Traceback", "traceback", "apps/frappe", "site-packages", ".py", "line ")
SignIn = Callable[[str], Client]


def failures(client: Any) -> dict[str, requests.Response]:
	"""Request that end in an error of the program: Frappe takes a half text for JSON."""
	broken = {"doctype": "Annual Summary", "fields": '["name"'}
	view = "/api/method/frappe.desk.reportview.get"
	return {
		"REST 1": client.request("POST", view, json=broken),
		"REST 2": client.request("POST", "/api/v2/method/frappe.desk.reportview.get", json=broken),
		"page": client.request("GET", view, params=broken, headers={"Accept": "text/html"}),
	}


def test_an_app_user_gets_a_sentence_and_no_traceback(world: World, sign_in: SignIn) -> None:
	for endpoint, response in failures(sign_in(REPORTER)).items():
		assert response.status_code == 500, f"{endpoint}: {said(response)}"
		text = response.text.encode().decode("unicode_escape", "ignore") + response.text
		assert not [sign for sign in SIGNS if sign in text and endpoint != "page"], endpoint
		assert "Traceback" not in text, endpoint
		assert "错误已经记录" in _shown(response), endpoint


def _shown(response: requests.Response) -> str:
	if "json" not in response.headers["Content-Type"]:
		return response.text
	return messages_without_ids(response)


def write_kept_errors() -> None:
	"""Frappe keeps errors in Redis for a while, and writes some hundred of them at a time."""
	while frappe.cache.llen(f"{queue_prefix}Error Log"):
		save_to_db()


def test_the_error_log_has_it(world: World, sign_in: SignIn) -> None:
	write_kept_errors()
	frappe.db.delete("Error Log")
	frappe.db.commit()
	failures(sign_in(REPORTER))
	write_kept_errors()
	errors = frappe.get_all("Error Log", pluck="error")
	assert len(errors) == 3
	assert all("Traceback" in each for each in errors)


def test_a_refusal_carries_no_traceback_either(world: World, sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	own = world.summary()
	for response in (
		client.resource("PUT", "Annual Summary", own, json={"workflow_state": "Approved"}),
		client.resource("POST", "Annual Summary", json={}),
		client.call("frappe.client.get_list", doctype="Annual Summary", fields='["sleep(1)"]'),
	):
		assert not response.ok
		assert "exc" not in response.json(), said(response)
		assert "Traceback" not in response.text
	page = {"headers": {"Accept": "text/html"}, "json": {"workflow_state": "Approved"}}
	response = client.request("PUT", f"/api/resource/Annual Summary/{own}", **page)
	assert "text/html" in response.headers["Content-Type"]
	assert not [sign for sign in SIGNS[:4] if sign in response.text], response.text


def test_a_guest_gets_none(url: str, world: World) -> None:
	for path in (
		"/api/method/login?usr[]=1",
		"/api/method/frappe.twofactor.get_qr_svg_code",
		"/login?redirect-to[]=x",
	):
		response = requests.get(f"{url}{path}", timeout=60, headers={"Accept": "text/html"})
		assert "Traceback" not in response.text, path
		response = requests.post(f"{url}{path}", json={"usr": ["x"], "pwd": {}}, timeout=60)
		assert "Traceback" not in response.text, path


def test_administrators_and_users_of_other_apps_see_what_frappe_shows(world: World, sign_in: SignIn) -> None:
	for user in ("Administrator", STRANGER):
		response = sign_in(user).call("frappe.desk.form.utils.get_next", doctype="Note", value="x", prev="y", filters="{", sort_order="x", sort_field="y")  # fmt: skip
		assert "Traceback" in response.text, said(response)


def test_whoever_asks_too_often_is_told(url: str) -> None:
	"""A browser with a link to sign in that is none: Frappe gives no answer from the sixth time on."""
	asked = {"cmd": "frappe.www.login.login_via_key", "key": "none"}
	frappe.cache.delete_keys("rl:*")
	try:
		answers = [
			requests.get(url, params=asked, headers={"Accept": "text/html"}, timeout=60) for _time in range(7)
		]
	finally:
		frappe.cache.delete_keys("rl:*")
	assert {each.status_code for each in answers} == {403, 429}
	assert "请稍后再试" in answers[-1].text
	assert "Traceback" not in answers[-1].text
