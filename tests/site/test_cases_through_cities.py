"""Cases go through the city where cities review: it ranks them, passes them on or returns them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from frappe.modules.patch_handler import get_patches_from_app

from kepu_app.patches.v0_3 import cases_through_cities
from kepu_app.review.workflows import fingerprint
from kepu_app.utils.doctypes import CASE
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import act, acted, error_type, put
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	FOREIGN_COUNTY,
	HOME,
	NEIGHBOUR,
	OTHER_CITY_REVIEWER,
	REPORTER,
	TOPICS,
	World,
	reporter,
	state_of,
)
from tests.years import year_of

YEAR = year_of(__file__)
WORKFLOW = "Typical Case Selection"
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _as_before(world: World) -> Iterator[None]:
	yield
	frappe.db.rollback()
	frappe.clear_document_cache("Workflow", WORKFLOW)
	factories.renew_documents(world)


def draft(county: str = COUNTY, topic: str = TOPICS[0]) -> tuple[str, str]:
	named = CASE, factories.make_case(YEAR, county, topic).name
	frappe.db.commit()
	return named


# ---------------------------------------------------------------------- the way


def test_a_case_goes_through_the_city(sign_in: SignIn) -> None:
	named, county, city = draft(), sign_in(REPORTER), sign_in(CITY)
	acted(county, named, "Propose")
	assert state_of(*named) == "Pending City Review"
	assert not act(sign_in(APPROVER), named, "Select").ok
	assert error_type(act(city, named, "Return")) == "ReasonMissingError"
	acted(city, named, "Return", "请补充成效")
	acted(county, named, "Propose")
	acted(county, named, "Withdraw")
	acted(county, named, "Propose")
	acted(city, named, "Pass City Review")
	assert not act(county, named, "Withdraw").ok, "what the city has passed on is returned by the province"
	acted(sign_in(APPROVER), named, "Select")


def test_without_city_review_it_goes_to_the_province(sign_in: SignIn) -> None:
	named = draft(FOREIGN_COUNTY)
	acted(sign_in(reporter(FOREIGN_COUNTY)), named, "Propose")
	assert state_of(*named) == "Proposed"
	acted(sign_in(FOREIGN_APPROVER), named, "Select")


def test_the_province_s_own_case_needs_no_city(sign_in: SignIn) -> None:
	named = CASE, factories.make_case(YEAR, COUNTY, TOPICS[0], DEPUTY).name
	frappe.db.commit()
	acted(sign_in(DEPUTY), named, "Propose")
	assert state_of(*named) == "Proposed"
	acted(sign_in(APPROVER), named, "Select")


def test_a_draft_follows_the_province_s_setting(sign_in: SignIn) -> None:
	named = draft()
	for city_review, ends in ((0, "Proposed"), (1, "Pending City Review")):
		province = frappe.get_doc("Province", HOME)
		province.city_review = city_review
		province.save()
		frappe.db.commit()
		acted(sign_in(REPORTER), named, "Propose")
		assert state_of(*named) == ends
		factories.force_state(frappe.get_doc(*named), "Draft")
		frappe.db.commit()


# ---------------------------------------------------------------------- the city's order


def test_the_city_ranks_what_its_counties_propose(sign_in: SignIn) -> None:
	first, second = draft(), draft(NEIGHBOUR, TOPICS[1])
	for named, county in ((first, COUNTY), (second, NEIGHBOUR)):
		acted(sign_in(reporter(county)), named, "Propose")
	city = sign_in(CITY)
	put(city, *first, city_rank=2)
	put(city, *second, city_rank=1)
	listed = city.resource(
		"GET", CASE, params={"filters": json.dumps({"cycle": YEAR}), "order_by": "city_rank asc"}
	).json()["data"]
	assert [each["name"] for each in listed] == [second[1], first[1]]
	acted(city, first, "Pass City Review")  # ranking has made the city nobody's author
	assert error_type(city.resource("PUT", *first, json={"city_rank": 3})) == "EditRoleError"


def test_nobody_else_ranks(sign_in: SignIn) -> None:
	named = draft()
	for user in (REPORTER, APPROVER):
		response = sign_in(user).resource("PUT", *named, json={"city_rank": 1})
		assert error_type(response) == "EditRoleError", user
	acted(sign_in(REPORTER), named, "Propose")
	for values in ({"city_rank": 1}, {"workflow_state": "Proposed"}):
		assert sign_in(OTHER_CITY_REVIEWER).resource("PUT", *named, json=values).status_code in (403, 404)
	assert not act(sign_in(OTHER_CITY_REVIEWER), named, "Pass City Review").ok
	assert state_of(*named) == "Pending City Review"


# ---------------------------------------------------------------------- existing sites


def before_cities() -> Any:
	"""Return the workflow as the version before shipped it."""
	workflow = frappe.get_doc("Workflow", WORKFLOW)
	workflow.states = [row for row in workflow.states if row.state != "Pending City Review"]
	for row in list(workflow.transitions):
		if "Pending City Review" in (row.state, row.next_state):
			workflow.remove(row)
		row.condition = None
	return workflow.save()


def test_migrating_brings_it_to_the_workflow_of_the_version_before() -> None:
	assert cases_through_cities.__name__ in get_patches_from_app("kepu_app")
	seeded = fingerprint(frappe.get_doc("Workflow", WORKFLOW))
	assert fingerprint(before_cities()) == cases_through_cities.SHIPPED
	cases_through_cities.execute()
	assert fingerprint(frappe.get_doc("Workflow", WORKFLOW)) == seeded


EDITS: dict[str, Callable[[Any], Any]] = {
	"check": lambda workflow: workflow.transitions[0].update({"allow_self_approval": 0}),
	"condition": lambda workflow: workflow.transitions[0].update({"condition": "doc.title"}),
	"editing role": lambda workflow: workflow.states[0].update({"allow_edit": "Kepu Administrator"}),
	"fewer transitions": lambda workflow: workflow.transitions.pop(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_administrator_s_workflow_is_left_alone(edit: Callable[[Any], Any]) -> None:
	workflow = before_cities()
	edit(workflow)
	changed = fingerprint(workflow.save())
	cases_through_cities.execute()
	assert fingerprint(frappe.get_doc("Workflow", WORKFLOW)) == changed


def test_a_workflow_that_is_gone_stays_gone() -> None:
	frappe.delete_doc("Workflow", WORKFLOW, force=True)
	cases_through_cities.execute()
	assert not frappe.db.exists("Workflow", WORKFLOW)


def test_drafts_of_the_version_before_are_told_their_way(world: World) -> None:
	waiting, on_its_way = factories.make_case(YEAR), factories.proposed_case(world, NEIGHBOUR, TOPICS[1])
	for case in (waiting, on_its_way):
		old = {"city": None, "needs_city_review": 0}
		frappe.db.set_value(CASE, case.name, old, update_modified=False)
	cases_through_cities.execute()
	found = [
		frappe.db.get_value(CASE, each.name, ["city", "needs_city_review"]) for each in (waiting, on_its_way)
	]
	assert found == [("宿州市", 1), ("宿州市", 0)]
