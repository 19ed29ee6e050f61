"""Counties and cities recommend people: who sees them, by every reading way, and how they reach the province."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest

from kepu_app.utils.doctypes import NOMINEE
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import act, acted, error_type, messages, post, put, said
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	FOREIGN_REPORTER,
	HOME,
	KEEPER,
	NEIGHBOUR,
	OFFICER,
	OTHER_CITY_REVIEWER,
	REPORTER,
	STRANGER,
	UNASSIGNED,
	reporter,
	state_of,
)
from tests.years import year_of

YEAR = year_of(__file__)
NAME, PHONE = "于 水清", "13977770001"
SignIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("fresh")

INSIDERS = {"county": REPORTER, "city": CITY, "province": APPROVER, "CAST": OFFICER}
OUTSIDERS = {
	"neighbouring county": reporter(NEIGHBOUR),
	"other city": OTHER_CITY_REVIEWER,
	"other province": FOREIGN_APPROVER,
	"county of another province": FOREIGN_REPORTER,
	"unassigned": UNASSIGNED,
	"stranger": STRANGER,
}


def values(county: str = COUNTY, name: str = NAME) -> dict[str, Any]:
	return {
		"cycle": YEAR,
		"county": county,
		"nominee_name": name,
		"sex": "女",
		"political_status": "中共党员",
		"birth_month": "1980-06",
		"phone": PHONE,
		"organisation": f"{factories.COUNTIES[county][0]}科协",
		"position": "副主席",
		"bio": "从事科普工作十五年。",
		"reasons": [{"reason": "善于面向公众宣讲。"}],
	}


def recommended(sign_in: SignIn, county: str = COUNTY, name: str = NAME) -> tuple[str, str]:
	"""Return a person whom a county has recommended, as ``(doctype, name)``."""
	client = sign_in(reporter(county))
	doc = post(client, NOMINEE, **values(county, name))
	acted(client, (NOMINEE, doc["name"]), "Recommend")
	return NOMINEE, doc["name"]


# ---------------------------------------------------------------------- the way up


def test_a_county_s_person_goes_through_the_city_to_the_province(sign_in: SignIn) -> None:
	named = recommended(sign_in)
	assert state_of(*named) == "Recommended"
	assert not act(sign_in(APPROVER), named, "Propose").ok, "the city reviews first"
	acted(sign_in(CITY), named, "Pass City Review")
	assert state_of(*named) == "Proposed"
	acted(sign_in(APPROVER), named, "Nominate")
	assert state_of(*named) == "Nominated"


def test_without_city_review_the_province_takes_it_up(sign_in: SignIn) -> None:
	named = recommended(sign_in, FOREIGN_COUNTY)
	acted(sign_in(FOREIGN_APPROVER), named, "Propose")
	acted(sign_in(FOREIGN_APPROVER), named, "Nominate")
	assert state_of(*named) == "Nominated"


def test_a_city_recommends_straight_to_its_province(sign_in: SignIn) -> None:
	client = sign_in(CITY)
	doc = post(client, NOMINEE, **values())
	acted(client, (NOMINEE, doc["name"]), "Recommend")
	assert state_of(NOMINEE, doc["name"]) == "Proposed"
	assert sign_in(REPORTER).resource("GET", NOMINEE, doc["name"]).status_code == 403
	acted(client, (NOMINEE, doc["name"]), "Withdraw")


def test_the_city_returns_with_a_reason_and_the_county_recommends_again(sign_in: SignIn) -> None:
	named, client = recommended(sign_in), sign_in(REPORTER)
	assert error_type(act(sign_in(CITY), named, "Return")) == "ReasonMissingError"
	acted(sign_in(CITY), named, "Return", "请补充宣讲经历")
	put(client, *named, bio="从事科普工作十五年，年均宣讲四十场。")
	acted(client, named, "Recommend")
	history = client.get("kepu_app.review.api.history", doctype=NOMINEE, name=named[1]).json()["message"]
	assert [each["action"] for each in history["entries"]] == ["Recommend", "Return", "Recommend"]


def test_the_province_s_own_entry_goes_as_before(sign_in: SignIn) -> None:
	client = sign_in(factories.DEPUTY)
	named = (NOMINEE, post(client, NOMINEE, **values())["name"])
	acted(client, named, "Propose")
	acted(sign_in(APPROVER), named, "Nominate")
	for user in (REPORTER, CITY):
		assert sign_in(user).resource("GET", *named).status_code == 403, user


def test_an_incomplete_person_is_not_recommended(sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	doc = post(client, NOMINEE, **{**values(), "bio": "长" * 201, "reasons": []})
	assert error_type(act(client, (NOMINEE, doc["name"]), "Recommend")) == "BreachError"


def test_the_quota_holds_for_what_came_from_below(sign_in: SignIn) -> None:
	approver, city = sign_in(APPROVER), sign_in(CITY)
	for number in range(4):
		named = recommended(sign_in, name=f"人 选{number}")
		acted(city, named, "Pass City Review")
		response = act(approver, named, "Nominate")
		assert response.ok == (number < 3), said(response)
	assert error_type(response) == "QuotaError"


# ---------------------------------------------------------------------- who may do what


def test_nobody_recommends_for_another_place(sign_in: SignIn) -> None:
	for user, county in ((REPORTER, NEIGHBOUR), (OTHER_CITY_REVIEWER, COUNTY), (REPORTER, FOREIGN_COUNTY)):
		forged = {**values(county), "recommending_county": COUNTY, "province": HOME}
		assert sign_in(user).resource("POST", NOMINEE, json=forged).status_code == 403, user


def test_a_recommended_person_stays_with_its_county(sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	doc = post(client, NOMINEE, **values())
	response = client.resource("PUT", NOMINEE, doc["name"], json={"county": NEIGHBOUR})
	assert not response.ok
	forged = {"recommending_county": NEIGHBOUR, "recommending_city": "x"}
	assert client.resource("PUT", NOMINEE, doc["name"], json=forged).status_code == 403
	frappe.db.rollback()
	assert frappe.db.get_value(NOMINEE, doc["name"], "recommending_county") == COUNTY


def test_a_draft_is_written_by_those_who_recommend(sign_in: SignIn) -> None:
	doc = post(sign_in(REPORTER), NOMINEE, **values())
	for user in (CITY, APPROVER):
		response = sign_in(user).resource("PUT", NOMINEE, doc["name"], json={"position": "主席"})
		assert error_type(response) == "EditRoleError", user
		assert "县级" in messages(response)
		assert not sign_in(user).resource("DELETE", NOMINEE, doc["name"]).ok, user
		assert not act(sign_in(user), (NOMINEE, doc["name"]), "Propose").ok, user
	assert sign_in(REPORTER).resource("DELETE", NOMINEE, doc["name"]).ok


def test_the_county_changes_nothing_once_it_has_recommended(sign_in: SignIn) -> None:
	named, client = recommended(sign_in), sign_in(REPORTER)
	response = client.resource("PUT", *named, json={"bio": "改"})
	assert error_type(response) == "EditRoleError"
	acted(client, named, "Withdraw")
	put(client, *named, position="主席")


def test_the_city_puts_its_counties_people_in_order(sign_in: SignIn) -> None:
	first, second = recommended(sign_in), recommended(sign_in, NEIGHBOUR, "郑 山")
	put(sign_in(CITY), *first, city_rank=2)
	put(sign_in(CITY), *second, city_rank=1)
	listed = sign_in(CITY).resource(
		"GET",
		NOMINEE,
		params={
			"fields": '["nominee_name"]',
			"filters": json.dumps({"cycle": YEAR}),
			"order_by": "city_rank asc",
		},
	)
	assert [each["nominee_name"] for each in listed.json()["data"]] == ["郑 山", NAME]
	acted(sign_in(CITY), first, "Pass City Review")  # ranking has made the city nobody's author
	doc = post(sign_in(REPORTER), NOMINEE, **values(name="冯 川"))
	response = sign_in(REPORTER).resource("PUT", NOMINEE, doc["name"], json={"rank": 1})
	assert error_type(response) == "EditRoleError"
	response = sign_in(REPORTER).resource("PUT", NOMINEE, doc["name"], json={"city_rank": 1})
	assert error_type(response) == "EditRoleError"


# ---------------------------------------------------------------------- who sees it


def readings(client: Client, named: tuple[str, str]) -> dict[str, str]:
	"""Return what each way of reading answers, as text."""
	doctype, name = named
	everything = {"doctype": doctype, "fields": json.dumps(["name", "nominee_name", "phone", "bio"])}
	calls = {
		"get": client.resource("GET", doctype, name),
		"list": client.resource("GET", doctype, params={"fields": '["*"]', "limit_page_length": 0}),
		"count": client.get("frappe.client.get_count", doctype=doctype, filters=json.dumps({"name": name})),
		"value": client.get(
			"frappe.client.get_value", doctype=doctype, filters=name, fieldname='["nominee_name","phone"]'
		),
		"link": client.get("frappe.desk.search.search_link", doctype=doctype, txt=NAME[:1]),
		"title": client.get("frappe.desk.search.get_link_title", doctype=doctype, docname=name),
		"form": client.get("frappe.desk.form.load.getdoc", doctype=doctype, name=name),
		"report": client.get("frappe.desk.reportview.get", **everything),
		"export": client.call("frappe.desk.reportview.export_query", file_format_type="CSV", **everything),
		"info": client.get("frappe.desk.form.load.get_docinfo", doctype=doctype, name=name),
		"versions": client.resource(
			"GET", "Version", params={"filters": json.dumps({"docname": name}), "fields": '["*"]'}
		),
		"entries": client.resource(
			"GET", "Review Entry", params={"filters": json.dumps({"reference_name": name}), "fields": '["*"]'}
		),
		"history": client.get("kepu_app.review.api.history", doctype=doctype, name=name),
		"facts": client.get("kepu_app.review.api.form_facts", doctype=doctype, name=name),
		"print": client.request("GET", "/printview", params={"doctype": doctype, "name": name}),
		"pdf": client.get("frappe.utils.print_format.download_pdf", doctype=doctype, name=name),
		"told": client.resource("GET", "Notification Log", params={"fields": '["*"]'}),
	}
	return {way: response.text if response.ok else "" for way, response in calls.items()}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_sees_a_recommended_person_in_any_way(who: str, sign_in: SignIn) -> None:
	named = recommended(sign_in)
	put(sign_in(CITY), *named, position="主席")
	acted(sign_in(CITY), named, "Return", f"请核对{PHONE}")
	for way, text in readings(sign_in(OUTSIDERS[who]), named).items():
		for secret in (NAME, PHONE, json.dumps(NAME)[1:-1]):
			assert secret not in text, (way, text[:300])
		if way == "count":
			assert json.loads(text or '{"message": 0}')["message"] == 0


@pytest.mark.parametrize("who", INSIDERS)
def test_those_on_the_way_see_it(who: str, sign_in: SignIn) -> None:
	named = recommended(sign_in)
	seen = readings(sign_in(INSIDERS[who]), named)
	for way in ("get", "list", "value", "form", "report"):
		assert PHONE in seen[way], way
	assert json.loads(seen["count"])["message"] == 1
	assert len(json.loads(seen["entries"])["data"]) == 1


def test_the_city_and_then_the_province_are_told(sign_in: SignIn) -> None:
	named = recommended(sign_in)
	about = {"document_name": named[1]}
	frappe.db.rollback()
	assert frappe.get_all("Notification Log", about, pluck="for_user") == [CITY]
	acted(sign_in(CITY), named, "Pass City Review")
	frappe.db.rollback()
	told = set(frappe.get_all("Notification Log", about, pluck="for_user"))
	assert told == {CITY, REPORTER, APPROVER, factories.DEPUTY}
	assert sign_in(KEEPER).resource("GET", *named).ok
