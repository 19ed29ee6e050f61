"""A small request does not keep the site busy, and breaks nothing: it is answered within seconds, never with an error of
the server."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.doors import error_type
from tests.site.factories import COUNTY, REPORTER, World

YEAR = "2058"
LONGEST = 8
"""Seconds; the limits of the child that reads texts from outside are five."""
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(places: None) -> Iterator[World]:
	yield factories.begin(YEAR)
	factories.end(YEAR)


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


@pytest.mark.parametrize("asked", lists())
@pytest.mark.parametrize("method", ["frappe.client.get_list", "frappe.desk.reportview.get"])
def test_a_list(world: World, sign_in: SignIn, method: str, asked: dict[str, str]) -> None:
	begun = time.monotonic()
	response = sign_in(REPORTER).call(method, doctype="County", **{"fields": '["name"]', **asked})
	assert response.status_code < 500
	assert time.monotonic() - begun < LONGEST


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
	begun = time.monotonic()
	response = sign_in(REPORTER).call("kepu_app.review.history.compare_with", content=content, **named)
	assert response.ok
	assert time.monotonic() - begun < LONGEST
	assert response.json()["message"][0]["lines"]


def test_a_draft_longer_than_any_document(world: World, sign_in: SignIn) -> None:
	named = {"doctype": "Annual Summary", "name": world.summary()}
	content = json.dumps({"sections": [{"text": "的" * 300_000}]})
	response = sign_in(REPORTER).call("kepu_app.review.history.compare_with", content=content, **named)
	assert error_type(response) == "ValidationError"


@pytest.mark.parametrize("doctype", ["Annual Summary", "Typical Case", "Speaker Nominee"])
@pytest.mark.parametrize("text", ["一、标题\n" * 60_000, "的" * 200_000, "\n" * 400_000, "典型案例" * 50_000])
def test_a_pasted_text(world: World, sign_in: SignIn, doctype: str, text: str) -> None:
	begun = time.monotonic()
	asked = {"text": text, "doctype": doctype, "cycle": YEAR, "county": COUNTY}
	response = sign_in(REPORTER).call("kepu_app.intake.api.read_text", **asked)
	assert response.status_code < 500
	assert time.monotonic() - begun < LONGEST
