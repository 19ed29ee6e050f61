"""Figures of the self-assessment are read as people write them, and nothing that was typed is lost."""

import frappe
import pytest

from kepu_app.utils.doctypes import SUMMARY
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import act, messages, read, save_form
from tests.site.factories import COUNTY, World


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
