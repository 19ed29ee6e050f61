"""Bad workbooks through the Desk: the core's own words, and nothing is changed."""

from collections.abc import Callable
from dataclasses import replace

import frappe
import pytest
import requests

from kepu_app.core.errors import InputError
from kepu_app.core.workbooks import read_workbook, write_workbook
from kepu_app.mappers.cycle import cycle_model
from kepu_app.workbooks.export import KINDS, custom_columns
from tests.bad_workbooks import BAD_WORKBOOKS, TOO_LARGE, Good
from tests.site import factories, papers
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import APPROVER, REPORTER, World
from tests.unit.factories import make_submission
from tests.unit.workbook_files import without_spare_rows
from tests.years import year_of

YEAR = year_of(__file__)
NAME = "甲.xlsx"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def world(world: World) -> World:
	papers.ready_submission(world)
	return world


@pytest.fixture(scope="module")
def good(world: World) -> Good:
	"""Provide the core's good workbook, of this cycle."""
	written = write_workbook(
		cycle_model(YEAR), submission=replace(make_submission(), cycle=cycle_model(YEAR))
	)
	return Good(written, without_spare_rows(written))


@pytest.fixture(scope="module")
def client(world: World, sign_in: SignIn) -> Client:
	return sign_in(APPROVER)


def everything() -> list[tuple[str, int]]:
	"""Return a checksum of every table of the app and of what Frappe keeps about its documents."""
	frappe.db.rollback()
	doctypes = frappe.get_all("DocType", {"module": "Kepu", "issingle": 0}, pluck="name")
	tables = ", ".join(f"`tab{each}`" for each in (*doctypes, "Version", "File", "Comment"))
	return frappe.db.sql(f"checksum table {tables}")


def send(client: Client, world: World, content: bytes, confirmed: int) -> requests.Response:
	data = {"doctype": "Provincial Submission", "name": world.submission(), "confirmed": confirmed}
	path = "/api/method/kepu_app.workbooks.api.upload"
	return client.request("POST", path, data=data, files={"file": (NAME, content)})


READ_WITH_A_NOTE = {"renamed sheet"}
"""What is no reason to refuse a workbook: it is understood, and said."""


@pytest.mark.parametrize("kind", sorted(set(BAD_WORKBOOKS) - READ_WITH_A_NOTE))
def test_a_bad_workbook_gets_the_cores_words_and_changes_nothing(
	world: World, client: Client, good: Good, kind: str
) -> None:
	content = BAD_WORKBOOKS[kind](good)
	with pytest.raises(InputError) as caught:
		read_workbook(content, cycle_model(YEAR), name=NAME, custom_columns=custom_columns(list(KINDS)))
	problems = getattr(caught.value, "problems", ()) or (caught.value,)
	expected = [each.as_dict() for each in problems]
	before = everything()
	response = send(client, world, content, confirmed=1)
	assert response.ok, said(response)
	assert response.json()["message"] == {"problems": expected}
	assert everything() == before


def test_a_file_above_the_sites_limit_is_not_taken(world: World, client: Client, good: Good) -> None:
	before = everything()
	assert send(client, world, TOO_LARGE(good), 1).status_code == 413
	assert everything() == before


@pytest.mark.parametrize(
	("user", "doctype", "name"),
	[
		(APPROVER, "Provincial Submission", f"{YEAR}-{factories.HOME}"),
		(REPORTER, "Annual Summary", f"{YEAR}-{factories.COUNTY}"),
	],
)
def test_a_workbook_taken_back_unchanged_writes_nothing(
	world: World, sign_in: SignIn, user: str, doctype: str, name: str
) -> None:
	client, place = sign_in(user), {"doctype": doctype, "name": name}
	download = client.get("kepu_app.workbooks.api.download", **place)
	assert download.ok, said(download)
	before = everything()
	answers = [
		client.request(
			"POST",
			"/api/method/kepu_app.workbooks.api.upload",
			data={**place, "confirmed": confirmed},
			files={"file": (NAME, download.content)},
		).json()["message"]
		for confirmed in (0, 1)
	]
	assert answers[0].get("changes") == [], answers[0]
	assert answers[1] == {"written": 0}
	assert everything() == before
