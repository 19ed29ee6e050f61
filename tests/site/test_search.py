"""The search at the top finds counties, reports and cases, and of others' nothing."""

from collections.abc import Callable
from typing import Any

import frappe
import pytest

from tests.site import factories
from tests.site.client import Client
from tests.site.factories import (
	APPROVER,
	COUNTY,
	FOREIGN,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	MARKS,
	OFFICER,
	REPORTER,
	STRANGER,
	World,
)
from tests.years import year_of

YEAR = year_of(__file__)


@pytest.fixture(scope="module")
def world(world: World) -> World:
	for county in (COUNTY, FOREIGN_COUNTY):
		factories.fill_summary(world.summary(county))
		factories.make_case(YEAR, county)
	factories.make_nominee(YEAR)
	frappe.db.commit()
	return world


def found(client: Client, text: str) -> list[dict[str, Any]]:
	response = client.get("kepu_app.desk.api.find", text=text)
	assert response.ok, response.text[:500]
	return response.json()["message"]


def kinds(client: Client, text: str) -> set[str]:
	return {row["doctype"] for row in found(client, text)}


def test_counties_reports_and_cases_are_found(world: World, sign_in: Callable[[str], Client]) -> None:
	approver = sign_in(APPROVER)
	assert {"County", "Annual Summary"} <= kinds(approver, "埇桥")
	assert "Typical Case" in kinds(approver, "以赛促学")
	assert "Annual Summary" in kinds(approver, "覆盖全县各乡镇")
	assert "Speaker Nominee" in kinds(approver, "张 敏")
	assert "Provincial Submission" in kinds(approver, f"安徽省{YEAR}年")
	assert found(sign_in(REPORTER), COUNTY)[0]["title"] == "埇桥区"


def test_nobody_finds_what_is_anothers(world: World, sign_in: Callable[[str], Client]) -> None:
	for user in (APPROVER, REPORTER):
		assert found(sign_in(user), MARKS[FOREIGN]) == []
		assert found(sign_in(user), "瀍河") == []
	assert found(sign_in(FOREIGN_REPORTER), "张 敏") == []
	assert found(sign_in(REPORTER), "张 敏") == []
	assert {row["doctype"] for row in found(sign_in(OFFICER), "瀍河")} >= {"County", "Annual Summary"}


def test_a_stranger_finds_nothing(world: World, sign_in: Callable[[str], Client]) -> None:
	response = sign_in(STRANGER).get("kepu_app.desk.api.find", text="埇桥")
	assert not response.ok or response.json()["message"] == []


def test_signs_of_patterns_are_signs(world: World, sign_in: Callable[[str], Client]) -> None:
	approver = sign_in(APPROVER)
	for text in ("%%", "__", "埇_", "\\\\", "' or 1=1 --", "科"):
		assert found(approver, text) == []
