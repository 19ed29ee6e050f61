"""A small request does not keep the site busy, and is never answered with an error of the server. What it costs is
counted in seconds of a processor."""

import json
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests
from frappe.installer import update_site_config

from tests.site.client import Client
from tests.site.compat import CONFIG_KEPT
from tests.site.effort import at_most, spent
from tests.site.endpoints import error_type, messages
from tests.site.factories import COUNTY, REPORTER, STRANGER, World
from tests.years import year_of

YEAR = year_of(__file__)
LONGEST = 8
"""Seconds; the limits of the child that reads texts from outside are five."""
SignIn = Callable[[str], Client]


def lists() -> Iterator[Any]:
	for name, text in {
		"tables": "tab," * 4_000,
		"names": "`tab" * 4_000,
		"quotes": "'" * 9_000,
		"words": "a" * 40_000,
		"dots": "tabCounty." * 4_000,
	}.items():
		for argument in ("order_by", "group_by"):
			yield pytest.param({argument: text}, id=f"{argument} of {name}")
	yield pytest.param({"fields": json.dumps(["name"] * 5_000)}, id="columns")
	yield pytest.param({"fields": json.dumps([f"tab{'County' * 3_000}"])}, id="a long column")
	yield pytest.param({"filters": json.dumps([["name", "=", "x"]] * 20_000)}, id="conditions")


def test_what_a_request_costs_is_counted(world: World, sign_in: SignIn) -> None:
	"""Without this the tests below could not fail."""
	client, before = sign_in(REPORTER), spent()
	for _time in range(20):
		assert client.call("frappe.client.get_list", doctype="County").ok
	assert spent() > before


@pytest.mark.parametrize("asked", list(lists()))
@pytest.mark.parametrize("method", ["frappe.client.get_list", "frappe.desk.reportview.get"])
def test_a_list(world: World, sign_in: SignIn, method: str, asked: dict[str, str]) -> None:
	with at_most(LONGEST):
		response = sign_in(REPORTER).call(method, doctype="County", **{"fields": '["name"]', **asked})
	assert response.status_code < 500


@pytest.mark.parametrize(
	"text", ["的" * 9_000, "的了" * 4_000, "的\n" * 9_000, "".join(map(chr, range(0x4E00, 0x9000)))]
)
def test_a_draft_beside_what_is_stored(world: World, sign_in: SignIn, text: str) -> None:
	name = world.summary()
	doc = frappe.get_doc("Annual Summary", name)
	rows = [row.as_dict(no_nulls=True) for row in doc.sections]
	frappe.db.set_value(
		"Summary Section", doc.sections[0].name, "text", text[:-7] + "末", update_modified=False
	)
	frappe.db.commit()
	rows[0]["text"] = "始" + text
	content = json.dumps({"sections": rows}, default=str)
	named = {"doctype": "Annual Summary", "name": name}
	with at_most(LONGEST):
		response = sign_in(REPORTER).call("kepu_app.review.history.compare_with", content=content, **named)
	assert response.ok
	assert response.json()["message"][0]["lines"]


def test_a_draft_longer_than_any_document(world: World, sign_in: SignIn) -> None:
	named = {"doctype": "Annual Summary", "name": world.summary()}
	content = json.dumps({"sections": [{"text": "的" * 300_000}]})
	response = sign_in(REPORTER).call("kepu_app.review.history.compare_with", content=content, **named)
	assert error_type(response) == "ValidationError"


@pytest.mark.parametrize("doctype", ["Annual Summary", "Typical Case", "Speaker Nominee"])
@pytest.mark.parametrize("text", ["一、标题\n" * 60_000, "的" * 200_000, "\n" * 400_000, "典型案例" * 50_000])
def test_a_pasted_text(world: World, sign_in: SignIn, doctype: str, text: str) -> None:
	asked = {"text": text, "doctype": doctype, "cycle": YEAR, "county": COUNTY}
	with at_most(LONGEST):
		response = sign_in(REPORTER).call("kepu_app.intake.api.read_text", **asked)
	assert response.status_code < 500


# ---------------------------------------------------------------------- what nobody has thought of


SHORT = 2
"""Seconds that a statement may take on the site of the tests."""


@pytest.fixture
def short_statements() -> Iterator[None]:
	update_site_config("kepu_statement_seconds", SHORT, validate=False)
	time.sleep(CONFIG_KEPT)
	yield
	update_site_config("kepu_statement_seconds", "None", validate=False)


@pytest.fixture
def long_texts() -> Iterator[None]:
	"""Two of a user of another app; one is searched for in itself."""
	made = []
	for _number in range(12):
		todo = frappe.new_doc("ToDo")
		todo.update({"allocated_to": STRANGER, "owner": STRANGER, "description": "a" * 1_000_000})
		todo.name = frappe.generate_hash(length=10)
		todo.db_insert()
		frappe.db.set_value("ToDo", todo.name, "owner", STRANGER, update_modified=False)
		made.append(todo.name)
	frappe.db.commit()
	yield
	frappe.db.delete("ToDo", {"name": ["in", made]})
	frappe.db.commit()


LONG = "a" * 500_000 + "b"


@pytest.mark.parametrize(
	"asked",
	[
		{"order_by": "locate(lpad('b',200000,'a'),lpad(name,400000,'a'))"},
		{"order_by": f"locate('{LONG}', description)"},
		{"fields": json.dumps([f"locate('{LONG}', description) as at"])},
		{"filters": json.dumps([["description", "like", f"%{LONG}%"]])},
		{"filters": json.dumps({"description": ["not like", f"%{LONG}%"]})},
		{"or_filters": json.dumps([["ToDo", "description", "LIKE ", f"{LONG}%"]])},
	],
)
def test_one_text_in_another(
	world: World, sign_in: SignIn, short_statements: None, long_texts: None, asked: dict[str, str]
) -> None:
	"""The database cannot be interrupted within a row, so both have not to be long. By a user of another app, who
	is not held to the list."""
	client = sign_in(STRANGER)
	with at_most(SHORT):
		response = client.call("frappe.client.get_list", doctype="ToDo", **{"fields": '["name"]', **asked})
	assert response.status_code in (403, 413, 417), response.text[:500]


def test_a_statement_that_lasts_is_given_up(
	world: World, sign_in: SignIn, short_statements: None, long_texts: None
) -> None:
	"""By what is allowed, and texts that are not long."""
	client = sign_in(STRANGER)
	searched = json.dumps([["description", "like", f"%{'a' * 250}b%"]])
	with at_most(SHORT + LONGEST):
		response = client.call("frappe.client.get_list", doctype="ToDo", fields='["name"]', filters=searched)
	assert response.status_code == 503, response.text[:500]
	assert "占用数据库的时间过长" in messages(response)


def test_whoever_waits_for_a_lock_is_told(world: World, sign_in: SignIn, short_statements: None) -> None:
	"""Instead of keeping a worker for the fifty seconds of the database."""
	name, client = world.summary(), sign_in(REPORTER)
	doc = client.resource("GET", "Annual Summary", name).json()["data"]
	frappe.db.get_value("Annual Summary", name, for_update=True)
	begun = time.monotonic()
	response = client.resource(
		"PUT", "Annual Summary", name, json={"on_behalf_of": "县科协", "modified": doc["modified"]}
	)
	assert time.monotonic() - begun < 30
	assert response.status_code == 503, response.text[:500]
	assert "过几分钟再试" in messages(response)
	frappe.db.rollback()
	again = client.resource("PUT", "Annual Summary", name, json={"on_behalf_of": "县科协"})
	assert again.status_code != 503, messages(again)


@pytest.mark.parametrize("length", [128, 100_000])
def test_the_strength_of_a_password_that_a_guest_sends(url: str, length: int) -> None:
	"""Signs that may each stand for a letter are the worst there are."""
	chance = random.Random(4)
	password = "".join(chance.choice("4@8({[69!1|7+$50%2") for _number in range(length))
	path = "/api/method/frappe.core.doctype.user.user.test_password_strength"
	with at_most(4):
		response = requests.post(f"{url}{path}", json={"new_password": password}, timeout=60)
	assert response.status_code < 500, response.text[:500]
	assert response.json()["message"]["score"] == 4


def test_a_guest_s_text_that_is_no_html(url: str) -> None:
	path = "/api/method/frappe.core.doctype.user.user.test_password_strength"
	response = requests.post(f"{url}{path}", json={"new_password": "<![7"}, timeout=60)
	if response.status_code == 200:  # Frappe 16 does not read a password as HTML
		assert response.json()["message"]["score"] < 2
	else:
		assert (response.status_code, messages(response)) == (417, "请求中的一段文字无法读取：标签不完整。")
