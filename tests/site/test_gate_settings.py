"""What an administrator adds to the list of what is open, and what the log tells him of what was refused."""

from collections.abc import Callable, Iterator

import frappe
import pytest

from kepu_app.access.roles import COUNTY_REPORTER
from tests.site.client import Client
from tests.site.endpoints import error_type, messages, said
from tests.site.factories import COUNTY, KEEPER, REPORTER, World
from tests.site.ways_in import refused

CLOSED = "frappe.model.mapper.map_docs"
SignIn = Callable[[str], Client]


# ---------------------------------------------------------------------- what an administrator adds


@pytest.fixture
def script(world: World) -> Iterator[str]:
	"""Yield a Server Script that an administrator has written."""
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
		client.call("kepu_app.review.api.form_facts", **named),
		client.get("frappe.utils.print_format.download_pdf", **named, format="Annual Summary"),
		client.resource("GET", "County", COUNTY),
	):
		assert response.ok, said(response)
