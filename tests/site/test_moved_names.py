"""Programs outside go on by the names that endpoints had before: each answers as the one of now, to whoever asks."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
import requests

from kepu_app import hooks
from kepu_app.access import resolved
from kepu_app.access.allowed import METHODS
from kepu_app.access.moved import MOVED
from kepu_app.patches.v0_3 import endpoints_by_feature
from tests.site import sweep
from tests.site.client import Client
from tests.site.endpoints import error_type, said
from tests.site.factories import APPROVER, COUNTY, HOME, REPORTER, STRANGER, World
from tests.site.ways_in import refused, ways
from tests.years import year_of

YEAR = year_of(__file__)
SUMMARY = "Annual Summary"
SignIn = Callable[[str], Client]

_DOCUMENT = {"doctype": SUMMARY, "name": f"{YEAR}-{COUNTY}"}
_SUBMISSION = {"submission": f"{YEAR}-{HOME}"}
GIVEN: dict[str, dict[str, Any]] = {
	"desk.api.find": {"text": "埇桥"},
	"desk.api.get_workspace_page": {"page": json.dumps({"name": "Kepu", "title": "Kepu", "public": 1})},
	"packages.api.preview_mail": _SUBMISSION,
	"packages.api.send": _SUBMISSION,
	"printing.api.make_copy": {"paper": "x"},
	"printing.api.numbered_lines": {"doctype": SUMMARY, "cycle": YEAR, "texts": "[]"},
	"printing.api.download_word": {"paper": SUMMARY, "name": f"{YEAR}-{COUNTY}"},
	"printing.api.download_word_template": {"paper": SUMMARY},
	"reminders.api.remind_counties": {"names": "[]"},
	"reports.api.deadline_events": {"start": "2026-01-01", "end": "2026-12-31"},
	"reports.api.report_to_pdf": {"html": "<p>x</p>"},
	"review.api.apply_workflow": {"doc": json.dumps(_DOCUMENT), "action": "x"},
	"review.api.bulk_result": {"key": "x"},
	"review.api.bulk_workflow_approval": {"docnames": "[]", "doctype": SUMMARY, "action": "x"},
	"review.api.get_common_transition_actions": {"docs": json.dumps([_DOCUMENT]), "doctype": SUMMARY},
	"review.api.start_bulk": {"doctype": SUMMARY, "names": "[]", "action": "x"},
	"review.api.cycle_facts": {"cycle": YEAR},
	"review.api.form_facts": _DOCUMENT,
	"review.api.missing_for_next_step": _DOCUMENT,
	"review.api.submission_content": {"name": f"{YEAR}-{HOME}"},
	"review.api.undecided": {"submissions": json.dumps([f"{YEAR}-{HOME}"])},
	"review.api.changes_since_return": _DOCUMENT,
	"review.api.compare_with": {**_DOCUMENT, "content": "{}"},
	"review.api.history": _DOCUMENT,
	"review.api.add_remark": {**_DOCUMENT, "part": 0, "quote": "x", "remark": "x"},
	"review.api.open_remarks": {"doctype": SUMMARY, "names": json.dumps([f"{YEAR}-{COUNTY}"])},
	"review.api.set_remark_done": {**_DOCUMENT, "remark": 0, "done": 1},
	"review.api.withdraw_remark": {**_DOCUMENT, "remark": 0},
}
"""Arguments with which nothing is changed; what is not here takes none."""

CLOSED = sorted(old for old, new in MOVED.items() if new not in METHODS)
"""What takes the place of Frappe's own is called by the name that Frappe gave it, and by no name of the app's."""


def shown(response: requests.Response) -> tuple[int, str, str, Any]:
	"""Return what an answer says, but for the hours that go by meanwhile."""
	kind = response.headers["Content-Type"]
	body = response.json().get("message") if "json" in kind else len(response.content)
	for part in (body, body.get("history")) if isinstance(body, dict) else ():
		if isinstance(part, dict):
			part.pop("current", None)
			part.pop("totals", None)
	return response.status_code, error_type(response), kind, body


def test_frappe_finds_the_endpoint_of_now() -> None:
	for old, new in MOVED.items():
		function = resolved._function_named(old)
		assert function is frappe.get_attr(new), old
		assert resolved.name_of(function) == new


def test_frappe_is_led_to_endpoints_alone() -> None:
	"""It goes one step: a name that leads to an old name, or to a function behind an endpoint, would lead nowhere."""
	endpoints = {path for path, _parameters in sweep.whitelisted_methods("kepu_app")}
	assert set(hooks.override_whitelisted_methods.values()) - endpoints == set()


@pytest.mark.parametrize("user", [REPORTER, APPROVER, STRANGER])
def test_each_old_name_answers_as_the_new_one(world: World, sign_in: SignIn, user: str) -> None:
	client, answered = sign_in(user), 0
	for old, new in MOVED.items():
		arguments = GIVEN.get(new.removeprefix("kepu_app."), {})
		for call in (client.get, client.call):
			before, now = call(old, **arguments), call(new, **arguments)
			assert shown(before) == shown(now), f"{old}: {said(before)}, but {said(now)}"
			answered += now.ok
			if old in CLOSED and user != STRANGER:  # who is held to no list
				assert refused(before), old
	assert answered


def test_a_guest_is_answered_by_none(url: str) -> None:
	for old in MOVED:
		assert requests.post(f"{url}/api/method/{old}", json={}, timeout=60).status_code == 403, old


def test_every_way_in_knows_the_old_names(url: str, world: World, sign_in: SignIn) -> None:
	old = "kepu_app.reports.selection.current_cycle"
	before, now = (ways(url, sign_in(REPORTER), name) for name in (old, MOVED[old]))
	assert {way: each.status_code for way, each in before.items()} == {
		way: each.status_code for way, each in now.items()
	}
	assert before["method"].json()["message"] == now["method"].json()["message"]


def test_no_way_in_is_open_by_an_old_name(url: str, world: World, sign_in: SignIn) -> None:
	for old in CLOSED:
		for way, response in ways(url, sign_in(REPORTER), old).items():
			assert refused(response), f"{old}, {way}: {said(response)}"


def test_what_an_administrator_has_opened_stays_open() -> None:
	old, own = "kepu_app.reports.export.export_list", "kepu_app.reports.export.of_mine"
	settings = frappe.get_doc("Kepu Settings")
	for target in (old, own):
		settings.append("allowed_calls", {"kind": "Method", "target": target})
	settings.save()
	endpoints_by_feature.execute()
	rows = frappe.get_cached_doc("Kepu Settings").allowed_calls
	assert [row.target for row in rows][-2:] == [MOVED[old], own]
	frappe.clear_document_cache("Kepu Settings", "Kepu Settings")
