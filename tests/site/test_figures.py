"""Figures of the self-assessment are read as people write them, and nothing that was typed is lost."""

import json
from pathlib import Path
from typing import Any

import frappe
import pytest

from kepu_app.kepu.doctype.annual_summary import annual_summary
from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import act, messages, read, save_form
from tests.site.factories import COUNTY, World

VECTORS = Path(__file__).parents[1] / "unit" / "data" / "attainment-vectors.json"


@pytest.mark.parametrize(
	("typed", "kept", "met"),
	[("60%", "60", "Met"), ("４９．５％", "49.5", "Not Met"), ("约60", "60", "Met"), ("六十", "六十", None)],
)
def test_read_or_kept_as_typed(world: World, client: Client, typed: str, kept: str, met: str | None) -> None:
	name = factories.fill_summary(world.summary(COUNTY)).name
	frappe.db.commit()
	doc = read(client, SUMMARY, name)
	row = next(each for each in doc["assessments"] if each.get("unit") == "%")
	row["value"] = typed
	doc["sections"][0]["text"] = f"同时修改的正文（{typed}）。"
	response = save_form(client, doc)
	assert response.ok, response.text[:500]
	assert (f"“{typed}”不是可识别的数值" in messages(response)) is (met is None)
	stored = read(client, SUMMARY, name)
	found = next(each for each in stored["assessments"] if each["name"] == row["name"])
	assert (found["value"], found.get("met")) == (kept, met)
	assert stored["sections"][0]["text"] == f"同时修改的正文（{typed}）。"


@pytest.mark.parametrize(
	"vector", json.loads(VECTORS.read_text(encoding="utf-8")), ids=lambda vector: vector["rule"]
)
def test_a_row_is_met_or_not_as_the_core_and_the_desk_say(vector: dict[str, Any]) -> None:
	given = {each: vector[each] for each in ("unit", "comparison", "threshold")}
	row = frappe._dict(given, indicator_code="1.1", value=vector["entry"], met="Met")
	annual_summary._decide(row)
	assert row.met == {True: "Met", False: "Not Met", None: None}[vector["met"]]


def test_what_cannot_be_read_is_not_handed_in(world: World, client: Client) -> None:
	name = factories.fill_summary(world.summary(COUNTY)).name
	frappe.db.commit()
	doc = read(client, SUMMARY, name)
	row = next(each for each in doc["assessments"] if each.get("unit") == "%")
	row["value"] = "一半以上"
	assert save_form(client, doc).ok
	response = act(client, (SUMMARY, name), "Submit for Review")
	assert not response.ok
	assert "“一半以上”不是可识别的数值，请只填数字" in messages(response)
	row["value"], doc["modified"] = "50%", read(client, SUMMARY, name)["modified"]
	assert save_form(client, doc).ok
	assert act(client, (SUMMARY, name), "Submit for Review").ok
