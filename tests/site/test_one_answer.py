"""What is not there and what is somebody else's get one answer, after the same time, also where a request writes.

Every DocType that people of the app may write, by every field that names something, and every method that takes
a name. ``test_gate.py`` has the reading ones.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests

from kepu_app.access.links import VOCABULARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import CHANGES, said, upload
from tests.site.factories import (
	APPROVER,
	COUNTY,
	FOREIGN,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	REPORTER,
	World,
)
from tests.site.ways_in import answer
from tests.years import year_of

YEAR = year_of(__file__)
NOTHING = {
	"Annual Summary": "2099-999999",
	"County": "999999",
	"Province": "99",
	"User": "nobody-there@flow.test",
	"file": "/private/files/nothing-of-this-name-0123456789.txt",
}
SignIn = Callable[[str], Client]
Asking = Callable[[Client, str], requests.Response]


@pytest.fixture(scope="module")
def foreign(world: World, sign_in: SignIn) -> dict[str, str]:
	"""By kind: what is there, and not within reach."""
	summary = world.summary(FOREIGN_COUNTY)
	response = upload(sign_in(FOREIGN_REPORTER), "Annual Summary", summary, "他县.txt", b"x")
	assert response.ok, said(response)
	return {
		"Annual Summary": summary,
		"County": FOREIGN_COUNTY,
		"Province": FOREIGN,
		"User": FOREIGN_APPROVER,
		"file": response.json()["message"]["file_url"],
	}


def posted(doctype: str, **values: Any) -> Asking:
	"""Return a new document in which ``NAME`` stands for the name."""

	def ask(client: Client, name: str) -> requests.Response:
		return client.resource("POST", doctype, json=_filled(values, name))

	return ask


def called(method: str, **values: Any) -> Asking:
	def ask(client: Client, name: str) -> requests.Response:
		return client.call(method, **_filled(values, name))

	return ask


def _filled(value: Any, name: str) -> Any:
	return json.loads(json.dumps(value).replace("NAME", name))


NEW_TASK = {"doctype": "ToDo", "description": "x"}
ABOUT = {"reference_type": "Annual Summary", "reference_name": "NAME"}
WRITES: dict[str, tuple[str, Asking]] = {
	"task about": ("Annual Summary", posted("ToDo", description="x", **ABOUT)),
	"task for": ("User", posted("ToDo", description="x", allocated_to="NAME")),
	"task by": ("User", posted("ToDo", description="x", assigned_by="NAME")),
	"task by insert": ("Annual Summary", called("frappe.client.insert", doc={**NEW_TASK, **ABOUT})),
	"task by form": ("User", called("frappe.desk.form.save.savedocs", doc={**NEW_TASK, "allocated_to": "NAME", "__islocal": 1, "name": "new-todo-x"}, action="Save")),
	"filter for": ("User", posted("List Filter", filter_name="x", reference_doctype="Annual Summary", for_user="NAME", filters="[]")),
	"case of a county": ("County", posted("Typical Case", cycle=YEAR, county="NAME", case_title="x")),
	"case of a province": ("Province", posted("Typical Case", cycle=YEAR, county=COUNTY, province="NAME", case_title="x")),
	"file": ("file", posted("File", file_url="NAME", is_private=1)),
	"file, REST 2": ("file", lambda client, name: client.request("POST", "/api/v2/document/File", json={"file_url": name, "is_private": 1})),
	"file attached to": ("Annual Summary", posted("File", file_name="x.txt", content="x", is_private=1, attached_to_doctype="Annual Summary", attached_to_name="NAME")),
	"upload of an address": ("file", called("upload_file", file_url="NAME", is_private=1)),
	"upload from the library": ("file", called("upload_file", library_file_name="NAME", is_private=1)),
	"own picture": ("file", lambda client, name: client.resource("PUT", "User", client.user, json={"user_image": name})),
	"assign": ("User", called("frappe.desk.form.assign_to.add", doctype="Annual Summary", name=f"{YEAR}-{COUNTY}", assign_to='["NAME"]')),
	"unassign": ("User", called("frappe.desk.form.assign_to.remove", doctype="Annual Summary", name=f"{YEAR}-{COUNTY}", assign_to="NAME")),
	"comment": ("Annual Summary", called("frappe.desk.form.utils.add_comment", reference_doctype="Annual Summary", reference_name="NAME", content="x", comment_email="x", comment_by="x")),
	"like": ("Annual Summary", called("frappe.desk.like.toggle_like", doctype="Annual Summary", name="NAME", add="Yes")),
	"tag": ("Annual Summary", called("frappe.desk.doctype.tag.tag.add_tag", tag="x", dt="Annual Summary", dn="NAME")),
	"follow": ("Annual Summary", called("frappe.desk.form.document_follow.follow_document", doctype="Annual Summary", doc_name="NAME", user=REPORTER)),
	"remind": ("Annual Summary", called("frappe.automation.doctype.reminder.reminder.create_new_reminder", remind_at="2099-01-01 00:00:00", description="x", reminder_doctype="Annual Summary", reminder_docname="NAME")),
	"mail": ("Annual Summary", called("frappe.core.doctype.communication.email.make", doctype="Annual Summary", name="NAME", content="x", recipients="x@flow.test")),
	"delete": ("Annual Summary", called("frappe.client.delete", doctype="Annual Summary", name="NAME")),
	"step": ("Annual Summary", called("frappe.model.workflow.apply_workflow", doc={"doctype": "Annual Summary", "name": "NAME", "modified": "2024-01-01"}, action="Submit for Review")),
	"workbook": ("Annual Summary", called("kepu_app.workbooks.api.upload", doctype="Annual Summary", name="NAME")),
	"notice": ("Annual Summary", called("frappe.desk.doctype.notification_log.notification_log.mark_as_read", docname="NAME")),
}  # fmt: skip
"""By what is done: the kind of what is named, and the request."""


@pytest.mark.parametrize("endpoint", WRITES)
def test_a_write_tells_nothing_of_what_is_not_within_reach(
	foreign: dict[str, str], sign_in: SignIn, endpoint: str
) -> None:
	kind, ask = WRITES[endpoint]
	client = sign_in(REPORTER)
	there, missing = ask(client, foreign[kind]), ask(client, NOTHING[kind])
	assert not there.ok, said(there)
	assert answer(there, foreign[kind]) == answer(missing, NOTHING[kind])
	record = frappe.db.get_value("File", {"file_url": foreign["file"]}, "name")
	assert record not in there.text


@pytest.mark.parametrize("endpoint", CHANGES)
@pytest.mark.parametrize("field", ["county", "entered_by"])
def test_a_change_tells_nothing_either(
	world: World, foreign: dict[str, str], sign_in: SignIn, endpoint: str, field: str
) -> None:
	kind = {"county": "County", "entered_by": "User"}[field]
	client, own = sign_in(REPORTER), world.summary()
	answers = [
		answer(CHANGES[endpoint](client, "Annual Summary", own, {field: name}), name)
		for name in (foreign[kind], NOTHING[kind])
	]
	assert answers[0] == answers[1]
	assert answers[0][0] == 403


def test_every_field_that_names_something_is_asked_about(
	world: World, foreign: dict[str, str], sign_in: SignIn
) -> None:
	"""Of all DocTypes that a reporter may make; none is named here, so that later ones are held to it, too."""
	client = sign_in(REPORTER)
	for doctype in ("Typical Case", "ToDo", "List Filter", "Tag", "File"):
		for field in frappe.get_meta(doctype).get_link_fields():
			if field.options in VOCABULARY or field.options not in (*foreign, "File"):
				continue
			there = foreign.get(field.options) or foreign["file"]
			missing = NOTHING.get(field.options) or NOTHING["file"]
			answers = [
				answer(client.resource("POST", doctype, json={field.fieldname: each}), each)
				for each in (there, missing)
			]
			assert answers[0] == answers[1], f"{doctype}.{field.fieldname}"
			assert answers[0][0] == 403, f"{doctype}.{field.fieldname}"


def test_what_is_within_reach_is_written(world: World, sign_in: SignIn) -> None:
	"""Without this the tests above could not fail."""
	client = sign_in(REPORTER)
	task = {"description": "x", "reference_type": "Annual Summary", "reference_name": world.summary()}
	for person in (REPORTER, APPROVER):
		values = {**task, "allocated_to": person, "assigned_by": REPORTER}
		response = client.resource("POST", "ToDo", json=values)
		assert response.ok, said(response)
		name = response.json()["data"]["name"]
		changed = client.resource("PUT", "ToDo", name, json={"reference_name": world.summary()})
		assert changed.ok, said(changed)
	response = upload(client, "Annual Summary", world.summary(), "y.txt", b"y")
	assert response.ok, said(response)
	mine = response.json()["message"]["file_url"]
	assert client.call("frappe.desk.form.assign_to.add", doctype="Annual Summary", name=world.summary(), assign_to=f'["{APPROVER}"]').ok  # fmt: skip
	assert client.request("GET", mine).ok


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("doctype", ["Annual Summary", "Typical Case"])
def test_a_form_gives_no_name_of_another_document(
	world: World, foreign: dict[str, str], sign_in: SignIn, doctype: str, is_new: bool
) -> None:
	"""Frappe's forms send the name that a new document is to have, and it saves what has that name."""
	client = sign_in(REPORTER)
	case = factories.make_case(YEAR)
	there, missing = foreign["Annual Summary"], NOTHING["Annual Summary"]
	if doctype == "Typical Case":
		there, missing = (
			factories.make_case(YEAR, FOREIGN_COUNTY, user=FOREIGN_REPORTER).name,
			f"CASE-{YEAR}-99999",
		)
	frappe.db.commit()
	own = world.summary() if doctype == "Annual Summary" else case.name
	doc = client.resource("GET", doctype, own).json()["data"]
	if is_new:
		doc |= {"name": f"new-{frappe.scrub(doctype).replace('_', '-')}-x", "__islocal": 1}
	number = frappe.db.count(doctype)
	answers = []
	for name in (there, missing):
		sent = json.dumps({**doc, "__newname": name})
		answers.append(answer(client.call("frappe.desk.form.save.savedocs", doc=sent, action="Save"), name))
	assert answers[0] == answers[1]
	assert answers[0][0] == 403
	frappe.db.rollback()
	assert frappe.db.count(doctype) == number


def test_what_people_name_themselves_is_named_in_a_form(sign_in: SignIn) -> None:
	client, name = sign_in(REPORTER), "起名的标签"
	doc = {"doctype": "Tag", "name": "new-tag-x", "__islocal": 1, "__newname": name}
	response = client.call("frappe.desk.form.save.savedocs", doc=json.dumps(doc), action="Save")
	assert response.ok, said(response)
	frappe.db.rollback()
	assert frappe.db.exists("Tag", name)
	frappe.delete_doc("Tag", name)
	frappe.db.commit()


# ---------------------------------------------------------------------- time

ROUNDS, ATTEMPTS = 30, 3
MOST_APART = 0.25
"""By how much of the shorter one the medians may differ; a document that is loaded or not is twice the time."""

TIMED: dict[str, tuple[str, Asking]] = {
	**{each: WRITES[each] for each in ("task about", "task for", "file", "comment")},
	"task": ("ToDo", lambda client, name: client.resource("GET", "ToDo", name)),
	"notice": ("Notification Log", called("frappe.desk.doctype.notification_log.notification_log.mark_as_read", docname="NAME")),
	"summary": ("Annual Summary", lambda client, name: client.resource("GET", "Annual Summary", name)),
	"person": ("User", lambda client, name: client.resource("GET", "User", name)),
	"private file": ("file", lambda client, name: client.request("GET", name)),
}  # fmt: skip


@pytest.fixture(scope="module")
def timed(foreign: dict[str, str]) -> Iterator[dict[str, str]]:
	"""Also a foreign task and a foreign notice."""
	named = {"reference_type": "Annual Summary", "reference_name": foreign["Annual Summary"]}
	task = frappe.get_doc({"doctype": "ToDo", "description": "x", "allocated_to": FOREIGN_REPORTER, **named})
	task.insert()
	notice = frappe.new_doc("Notification Log")
	notice.update({"name": "kepu-notice", "subject": "x", "for_user": FOREIGN_REPORTER})
	notice.db_insert()
	frappe.db.commit()
	yield {**foreign, "ToDo": task.name, "Notification Log": notice.name}
	factories.start_anew()
	frappe.delete_doc("ToDo", task.name)
	frappe.delete_doc("Notification Log", notice.name)
	frappe.db.commit()


@pytest.mark.parametrize("endpoint", TIMED)
def test_it_takes_as_long(timed: dict[str, str], sign_in: SignIn, endpoint: str) -> None:
	"""A difference that is there is seen each time; what else the machine does, now and then."""
	kind, ask = TIMED[endpoint]
	client = sign_in(REPORTER)
	named = (timed[kind], NOTHING.get(kind, "zzzzzzzzzz"))
	measured = []
	for _attempt in range(ATTEMPTS):
		there, missing = medians(client, ask, named)
		measured.append(f"{there * 1000:.1f} and {missing * 1000:.1f} ms")
		if abs(there - missing) <= MOST_APART * min(there, missing):
			return
	raise AssertionError(f"there and not there: {measured}")


def medians(client: Client, ask: Asking, named: tuple[str, str]) -> tuple[float, float]:
	"""Seconds of each, asked by turns, so that whatever else the machine does slows both."""
	taken: list[list[float]] = [[], []]
	for _round in range(ROUNDS):
		for case, name in enumerate(named):
			started = time.perf_counter()
			assert not ask(client, name).ok
			taken[case].append(time.perf_counter() - started)
	return statistics.median(taken[0]), statistics.median(taken[1])
