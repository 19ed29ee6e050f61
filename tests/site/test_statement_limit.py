"""A statement that nobody has thought of is given up after seconds, and so is waiting for a lock."""

import json
import time
from collections.abc import Callable, Iterator

import frappe
import pytest
from frappe.installer import update_site_config

from tests.site.client import Client
from tests.site.compat import let_config_be_read
from tests.site.effort import at_most
from tests.site.endpoints import messages
from tests.site.factories import REPORTER, STRANGER, World

SignIn = Callable[[str], Client]
SHORT = 2
"""Seconds that a statement may take on the site of the tests."""

LONG = "a" * 500_000 + "b"


@pytest.fixture(scope="module", autouse=True)
def short_statements(_site_connection: None) -> Iterator[None]:
	update_site_config("kepu_statement_seconds", SHORT, validate=False)
	let_config_be_read()
	yield
	update_site_config("kepu_statement_seconds", "None", validate=False)


@pytest.fixture(scope="module")
def long_texts(_site_connection: None) -> Iterator[None]:
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
def test_one_text_in_another(world: World, sign_in: SignIn, long_texts: None, asked: dict[str, str]) -> None:
	"""The database cannot be interrupted within a row, so both have not to be long. By a user of another app, who
	is not held to the list."""
	client = sign_in(STRANGER)
	with at_most(SHORT):
		response = client.call("frappe.client.get_list", doctype="ToDo", **{"fields": '["name"]', **asked})
	assert response.status_code in (403, 413, 417), response.text[:500]


def test_a_statement_that_lasts_is_given_up(world: World, sign_in: SignIn, long_texts: None) -> None:
	"""By what is allowed, and texts that are not long."""
	client = sign_in(STRANGER)
	searched = json.dumps([["description", "like", f"%{'a' * 250}b%"]])
	with at_most(SHORT + 8):
		response = client.call("frappe.client.get_list", doctype="ToDo", fields='["name"]', filters=searched)
	assert response.status_code == 503, response.text[:500]
	assert "占用数据库的时间过长" in messages(response)


def test_whoever_waits_for_a_lock_is_told(world: World, sign_in: SignIn) -> None:
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
