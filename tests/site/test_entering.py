"""代录: who may enter a summary in place of its county, what it is marked with, and who approves it."""

from collections.abc import Callable, Iterator

import frappe
import pytest
from frappe.modules.patch_handler import run_single

from kepu_app.exceptions import EditRoleError, SelfApprovalError
from kepu_app.patches.v0_2 import enter_for_counties
from kepu_app.review.workflows import fingerprint
from tests.site import factories
from tests.site.client import Client
from tests.site.endpoints import messages
from tests.site.factories import (
	APPROVER,
	CITY,
	DEPUTY,
	FOREIGN_APPROVER,
	HOME,
	OTHER_CITY_REVIEWER,
	REPORTER,
	World,
	acting_as,
	fill_summary,
	step,
)

WORKFLOW = "Annual Summary Review"
SignIn = Callable[[str], Client]


@pytest.fixture
def fresh(world: World) -> Iterator[World]:
	yield world
	_allow(0)
	factories.renew_documents(world)


def _allow(value: int) -> None:
	factories.start_anew()
	province = frappe.get_doc("Province", HOME)
	province.enters_for_counties = value
	province.save()
	frappe.db.commit()


@pytest.mark.parametrize("user", [APPROVER, CITY])
def test_without_the_setting_a_draft_stays_with_its_county(fresh: World, user: str) -> None:
	with pytest.raises(EditRoleError, match="没有启用代录"):
		fill_summary(fresh.summary(), user)


@pytest.mark.parametrize("user", [APPROVER, CITY])
def test_an_entered_summary_is_marked_with_who_entered_it(fresh: World, user: str) -> None:
	_allow(1)
	doc = fill_summary(fresh.summary(), user)
	assert doc.entered_by == user
	doc = step(doc, user, "Submit for Review")
	assert (doc.workflow_state, doc.entered_by) == ("Pending Provincial Review", user)
	assert [(each.user, each.role) for each in factories.entries(doc)] == [
		(user, "Kepu City Reviewer" if user == CITY else "Kepu Provincial Approver")
	]


def test_somebody_else_approves_what_was_entered(fresh: World) -> None:
	_allow(1)
	doc = step(fill_summary(fresh.summary(), APPROVER), APPROVER, "Submit for Review")
	with pytest.raises(SelfApprovalError):
		step(doc, APPROVER, "Approve")
	frappe.db.rollback()
	_allow(1)
	doc = step(fill_summary(fresh.summary(), APPROVER), APPROVER, "Submit for Review")
	assert step(doc, DEPUTY, "Approve").entered_by == APPROVER


@pytest.mark.parametrize("user", [FOREIGN_APPROVER, OTHER_CITY_REVIEWER])
def test_nobody_enters_for_counties_of_others(fresh: World, user: str) -> None:
	_allow(1)
	with pytest.raises(frappe.PermissionError):
		fill_summary(fresh.summary(), user)


def test_the_setting_of_one_province_is_not_another_s(fresh: World) -> None:
	_allow(1)
	with pytest.raises(EditRoleError):
		fill_summary(fresh.summary(factories.FOREIGN_COUNTY), FOREIGN_APPROVER)


def test_a_county_that_hands_in_what_was_entered_makes_it_its_own(fresh: World) -> None:
	_allow(1)
	doc = fill_summary(fresh.summary(), APPROVER)
	doc = step(doc, REPORTER, "Submit for Review")
	assert (doc.workflow_state, doc.entered_by) == ("Pending City Review", None)


def test_wording_changed_in_review_is_not_entering(fresh: World) -> None:
	_allow(1)
	doc = factories.handed_in_summary(fresh)
	doc = step(doc, CITY, "Pass City Review")
	with acting_as(APPROVER):
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.sections[0].text += "补充一句。"
		doc.save()
	assert doc.entered_by is None


def test_the_mark_is_nobody_s_to_write(fresh: World, sign_in: SignIn) -> None:
	_allow(1)
	client = sign_in(REPORTER)
	answer = client.resource(
		"PUT", "Annual Summary", fresh.summary(), json={"entered_by": CITY, "dated": "2064-03-01"}
	)
	assert answer.ok, answer.text
	assert answer.json()["data"].get("entered_by") is None


@pytest.mark.parametrize("user", [APPROVER, CITY])
def test_by_rest_a_draft_is_closed_to_the_province_too(fresh: World, sign_in: SignIn, user: str) -> None:
	answer = sign_in(user).resource("PUT", "Annual Summary", fresh.summary(), json={"dated": "2064-03-01"})
	assert answer.status_code == 403
	assert "没有启用代录" in messages(answer)


def test_the_form_of_a_draft_is_closed_for_those_who_may_not_enter(fresh: World, sign_in: SignIn) -> None:
	facts = {"doctype": "Annual Summary", "name": fresh.summary()}
	method = "kepu_app.review.api.form_facts"
	assert sign_in(APPROVER).get(method, **facts).json()["message"]["is_another_s"]
	assert not sign_in(REPORTER).get(method, **facts).json()["message"]["is_another_s"]
	_allow(1)
	assert not sign_in(APPROVER).get(method, **facts).json()["message"]["is_another_s"]


# ---------------------------------------------------------------------- the patch


def _as_shipped_before() -> frappe.model.document.Document:
	workflow = frappe.get_doc("Workflow", WORKFLOW)
	added = {(each["state"], each["allowed"]) for each in enter_for_counties.TRANSITIONS}
	workflow.transitions = [row for row in workflow.transitions if (row.state, row.allowed) not in added]
	workflow.states = [row for row in workflow.states if (row.state, row.allow_edit) not in added]
	workflow.save()
	return workflow


def test_the_patch_does_what_a_new_site_is_given() -> None:
	seeded = fingerprint(frappe.get_doc("Workflow", WORKFLOW))
	assert fingerprint(_as_shipped_before()) == enter_for_counties.SHIPPED
	assert run_single(patchmodule="kepu_app.patches.v0_2.enter_for_counties", force=True)
	assert fingerprint(frappe.get_doc("Workflow", WORKFLOW)) == seeded
	enter_for_counties.execute()
	assert fingerprint(frappe.get_doc("Workflow", WORKFLOW)) == seeded


def test_the_patch_leaves_local_edits_alone() -> None:
	workflow = _as_shipped_before()
	workflow.transitions[0].allow_self_approval = 0
	workflow.save()
	edited = fingerprint(workflow)
	enter_for_counties.execute()
	assert fingerprint(frappe.get_doc("Workflow", WORKFLOW)) == edited
