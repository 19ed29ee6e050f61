"""A small request does not keep the site busy, and is never answered with an error of the server. What it costs is
counted in seconds of a processor."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests

from tests.site.client import Client
from tests.site.effort import at_most, spent
from tests.site.endpoints import error_type, messages
from tests.site.factories import COUNTY, REPORTER, World
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
		response = sign_in(REPORTER).call("kepu_app.review.api.compare_with", content=content, **named)
	assert response.ok
	assert response.json()["message"][0]["lines"]


def test_a_draft_longer_than_any_document(world: World, sign_in: SignIn) -> None:
	named = {"doctype": "Annual Summary", "name": world.summary()}
	content = json.dumps({"sections": [{"text": "的" * 300_000}]})
	response = sign_in(REPORTER).call("kepu_app.review.api.compare_with", content=content, **named)
	assert error_type(response) == "ValidationError"


@pytest.mark.parametrize("doctype", ["Annual Summary", "Typical Case", "Speaker Nominee"])
@pytest.mark.parametrize("text", ["一、标题\n" * 60_000, "的" * 200_000, "\n" * 400_000, "典型案例" * 50_000])
def test_a_pasted_text(world: World, sign_in: SignIn, doctype: str, text: str) -> None:
	asked = {"text": text, "doctype": doctype, "cycle": YEAR, "county": COUNTY}
	with at_most(LONGEST):
		response = sign_in(REPORTER).call("kepu_app.intake.api.read_text", **asked)
	assert response.status_code < 500


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
