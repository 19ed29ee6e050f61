"""Discussions, comments and likes stay within reach and in one's own name; folders of the server stay untold."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.site.client import Client
from tests.site.endpoints import messages, said
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN_COUNTY,
	HOME,
	KEEPER,
	OFFICER,
	REPORTER,
	World,
)
from tests.years import year_of

YEAR = year_of(__file__)
SUBMIT = "frappe.website.doctype.discussion_topic.discussion_topic.submit_discussion"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> Iterator[World]:
	yield world
	frappe.db.delete("Discussion Reply")
	frappe.db.delete("Discussion Topic")
	frappe.db.commit()


def topic_about(doctype: str, name: str, owner: str) -> tuple[str, str]:
	"""Return a discussion with one reply, as another user has begun it."""
	topic = frappe.new_doc("Discussion Topic")
	topic.update({"title": "题", "reference_doctype": doctype, "reference_docname": name})
	topic.insert()
	reply = frappe.new_doc("Discussion Reply")
	reply.update({"topic": topic.name, "reply": "原话"})
	reply.insert()
	for each in (topic, reply):
		each.db_set("owner", owner)
	frappe.db.commit()
	return topic.name, reply.name


def test_a_discussion_about_a_foreign_document(client: Client, world: World) -> None:
	named = {"doctype": "Annual Summary", "docname": world.summary(FOREIGN_COUNTY)}
	before = frappe.db.count("Discussion Topic")
	assert not client.call(SUBMIT, **named, reply="x", title="x").ok
	frappe.db.rollback()
	assert frappe.db.count("Discussion Topic") == before


def test_a_reply_in_a_foreign_discussion(client: Client, world: World) -> None:
	topic, reply = topic_about("Annual Summary", world.summary(FOREIGN_COUNTY), CITY)
	named = {"doctype": "Annual Summary", "docname": world.summary(), "title": "x"}
	assert not client.call(SUBMIT, **named, reply="x", topic_name=topic).ok
	assert not client.call(SUBMIT, **named, reply="x", reply_name=reply).ok
	frappe.db.rollback()
	assert frappe.db.get_value("Discussion Reply", reply, "reply") == "原话"
	assert frappe.db.count("Discussion Reply", {"topic": topic}) == 1


def test_somebody_else_s_words_are_not_changed(client: Client, world: World) -> None:
	_topic, reply = topic_about("Annual Summary", world.summary(), CITY)
	named = {"doctype": "Annual Summary", "docname": world.summary(), "title": "x"}
	assert not client.call(SUBMIT, **named, reply="改", reply_name=reply).ok
	frappe.db.rollback()
	assert frappe.db.get_value("Discussion Reply", reply, "reply") == "原话"


def test_a_comment_in_another_name(client: Client, world: World) -> None:
	about = {"reference_doctype": "Annual Summary", "reference_name": world.summary()}
	told = {"content": "请看", "comment_email": CITY, "comment_by": "王芳"}
	response = client.call("frappe.desk.form.utils.add_comment", **about, **told)
	assert response.ok, said(response)
	made = response.json()["message"]
	assert made["comment_email"] == REPORTER
	assert made["comment_by"] != "王芳"


@pytest.mark.parametrize("way", ["add_comment", "likes", "comments", "toggle_like"])
def test_a_word_about_a_foreign_document(client: Client, world: World, way: str) -> None:
	about = {"reference_doctype": "Annual Summary", "reference_name": world.summary(FOREIGN_COUNTY)}
	told = {
		"content": "x",
		"comment": "x",
		"comment_email": REPORTER,
		"comment_by": "x",
		"route": "x",
		"like": 1,
	}
	methods = {
		"add_comment": ("frappe.desk.form.utils.add_comment", {**about, **told}),
		"likes": ("frappe.templates.includes.likes.likes.like", {**about, "like": "true"}),
		"comments": ("frappe.templates.includes.comments.comments.add_comment", {**about, **told}),
		"toggle_like": (
			"frappe.desk.like.toggle_like",
			{"doctype": about["reference_doctype"], "name": about["reference_name"], "add": "Yes"},
		),
	}
	before = frappe.db.count("Comment", about)
	path, arguments = methods[way]
	client.call(path, **arguments)
	frappe.db.rollback()
	assert frappe.db.count("Comment", about) == before


def test_folders_of_the_server_stay_untold(sign_in: SignIn, world: World) -> None:
	"""One that is there, one that is not and one that may not be read are refused in the same words."""
	keeper = sign_in(KEEPER)

	def told(folder: str) -> str:
		values: dict[str, Any] = {"font_folders": folder}
		response = keeper.resource("PUT", "Kepu Settings", "Kepu Settings", json=values)
		assert response.status_code == 417, said(response)
		return json.dumps(messages(response), ensure_ascii=False).replace(folder, "")

	assert (
		len({told(each) for each in ("/etc", "/nowhere", "/root/.ssh", "/etc/passwd", "/proc/1/root")}) == 1
	)


def test_a_county_s_name_has_a_length(sign_in: SignIn, world: World) -> None:
	keeper = sign_in(KEEPER)
	for values in ({"county_name": "埇" * 31}, {"city": "宿" * 31}, {"county_name": "埇" * 139}):
		response = keeper.resource("PUT", "County", "341302", json=values)
		assert response.status_code == 417, said(response)
		assert "30" in messages(response)


HUNG_ON: dict[str, Callable[[Client, str, str], Any]] = {
	"comment": lambda client, doctype, name: client.call("frappe.desk.form.utils.add_comment", reference_doctype=doctype, reference_name=name, content="各位县里的同事", comment_email=client.user, comment_by="x"),
	"like": lambda client, doctype, name: client.call("frappe.desk.like.toggle_like", doctype=doctype, name=name, add="Yes"),
	"assignment": lambda client, doctype, name: client.call("frappe.desk.form.assign_to.add", doctype=doctype, name=name, assign_to=json.dumps([client.user])),
	"task": lambda client, doctype, name: client.resource("POST", "ToDo", json={"description": "x", "allocated_to": client.user, "reference_type": doctype, "reference_name": name}),
}  # fmt: skip


@pytest.mark.parametrize("way", HUNG_ON)
@pytest.mark.parametrize("doctype", ["Reporting Cycle", "Province", "Evaluation Standard"])
def test_what_many_places_read_is_written_on_by_who_may_change_it(
	client: Client, world: World, sign_in: SignIn, doctype: str, way: str
) -> None:
	"""Else each county would be told the names of the others' people, and whatever they write."""
	name = {"Reporting Cycle": YEAR, "Province": HOME}.get(doctype) or frappe.get_all(
		"Evaluation Standard", {"province": ["is", "not set"]}, pluck="name", limit=1
	)[0]
	for writer in (client, sign_in(CITY), sign_in(APPROVER)):
		response = HUNG_ON[way](writer, doctype, name)
		assert response.status_code == 403, said(response)
	frappe.db.rollback()
	named = [REPORTER, CITY, APPROVER]
	assert not frappe.db.exists("Comment", {"reference_name": name, "owner": ["in", named]})
	assert not frappe.db.exists("ToDo", {"reference_name": name, "owner": ["in", named]})
	assert REPORTER not in (frappe.db.get_value(doctype, name, "_liked_by") or "")


@pytest.mark.parametrize("way", HUNG_ON)
def test_whoever_may_change_it_writes_on_it(client: Client, world: World, sign_in: SignIn, way: str) -> None:
	for writer, doctype, name in (
		(sign_in(KEEPER), "Reporting Cycle", YEAR),
		(sign_in(OFFICER), "Reporting Cycle", YEAR),
		(client, "Annual Summary", world.summary()),
		(client, "County", COUNTY),
	):
		response = HUNG_ON[way](writer, doctype, name)
		assert response.ok, said(response)
	frappe.db.rollback()
	for record in ("Comment", "ToDo"):
		frappe.db.delete(record, {"owner": ["in", [KEEPER, OFFICER, REPORTER]]})
	frappe.db.commit()
