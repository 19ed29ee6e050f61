"""The tours of the forms: who is given which, what is kept, and what an administrator's change does."""

from collections.abc import Callable
from typing import Any

import frappe
import pytest

from kepu_app.desk import tours
from kepu_app.patches.v0_3 import form_tours
from kepu_app.utils.doctypes import SUMMARY
from tests.site.client import Client
from tests.site.endpoints import error_type
from tests.site.factories import APPROVER, REPORTER, STRANGER, acting_as

SignIn = Callable[[str], Client]
TITLE = "填写年度工作总结"
TOUR, SEEN = "kepu_app.desk.api.form_tour", "kepu_app.desk.api.tour_seen"


@pytest.fixture(autouse=True)
def unseen(places: None) -> None:
	for user in (REPORTER, APPROVER):  # who may have called everything in another test
		frappe.defaults.clear_user_default(tours.SEEN, user)
	frappe.db.commit()


def test_every_step_stands_at_a_field_that_is_shown() -> None:
	found = frappe.get_all("Form Tour", {"module": "Kepu"}, ["name", "reference_doctype"])
	assert {each.reference_doctype for each in found} == {
		SUMMARY,
		"Typical Case",
		"Speaker Nominee",
		"Provincial Submission",
	}
	for each in found:
		meta = frappe.get_meta(each.reference_doctype)
		for row in frappe.get_doc("Form Tour", each.name).steps:
			assert not meta.get_field(row.fieldname).hidden, row.fieldname


def test_the_steps_come_in_their_order(sign_in: SignIn) -> None:
	message = sign_in(REPORTER).get(TOUR, doctype=SUMMARY).json()["message"]
	assert message["title"] == TITLE
	assert [each["fieldname"] for each in message["steps"]][:3] == ["county", "sections", "on_behalf_of"]
	assert set(message["steps"][0]) == {"fieldname", "title", "description", "position"}


def test_what_an_administrator_writes_is_shown_and_stays(sign_in: SignIn) -> None:
	tour = frappe.get_doc("Form Tour", TITLE)
	kept = tour.steps[0].description
	tour.steps[0].description = "请先核对县名。"
	tour.save()
	frappe.db.commit()
	try:
		form_tours.execute()
		message = sign_in(REPORTER).get(TOUR, doctype=SUMMARY).json()["message"]
		assert message["steps"][0]["description"] == "请先核对县名。"
	finally:
		tour.reload()
		tour.steps[0].description = kept
		tour.save()
		frappe.db.commit()


def test_it_is_new_until_it_was_seen(sign_in: SignIn) -> None:
	client = sign_in(REPORTER)
	assert SUMMARY in _new(REPORTER)
	for _time in range(2):
		assert client.call(SEEN, doctype=SUMMARY).ok
	assert SUMMARY not in _new(REPORTER)
	assert "Typical Case" in _new(REPORTER)
	assert SUMMARY in _new(APPROVER)


def test_others_are_told_nothing(sign_in: SignIn) -> None:
	assert error_type(sign_in(STRANGER).get(TOUR, doctype=SUMMARY)) == "PermissionError"
	assert error_type(sign_in(REPORTER).get(TOUR, doctype="Server Script")) == "PermissionError"
	assert sign_in(REPORTER).get(TOUR, doctype="User").json()["message"]["steps"] == []
	assert error_type(sign_in(REPORTER).get(SEEN, doctype=SUMMARY)) == "PermissionError"


def _new(user: str) -> list[str]:
	frappe.db.rollback()
	bootinfo: Any = frappe._dict()
	frappe.clear_cache(user=user)
	with acting_as(user):
		tours.name_tours(bootinfo)
	return bootinfo.kepu_tours["new"]
