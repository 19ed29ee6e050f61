"""What the forms show beside a document: its history, what changed, what is missing, until when."""

from typing import Any

import frappe
import pytest
from frappe.utils import add_days, getdate, nowdate

from kepu_app.review import forms, history
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.site import factories
from tests.site.factories import (
	APPROVER,
	CITY,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	FOREIGN_REPORTER,
	HOME,
	NEIGHBOUR,
	OFFICER,
	REASON,
	REPORTER,
	World,
	acting_as,
)
from tests.site.queries import statements
from tests.years import year_of

YEAR = year_of(__file__)


@pytest.fixture
def returned(world: World) -> Any:
	"""Provide the county's summary, returned once by the city."""
	return factories.step(factories.handed_in_summary(world), CITY, "Return", REASON)


def _as(user: str, function: Any, *arguments: Any) -> Any:
	with acting_as(user):
		return function(*arguments)


def _missing(user: str, doctype: str, name: str) -> dict[str, dict[str, Any]]:
	return {each["message"]: each for each in _as(user, forms.missing_for_next_step, doctype, name)}


# ---------------------------------------------------------------------- history


def test_history_lists_each_step_with_names_and_hours(world: World, returned: Any) -> None:
	found = _as(REPORTER, history.history, SUMMARY, returned.name)
	steps = [(each.action, each.from_state, each.to_state, each.user) for each in found["entries"]]
	assert steps == [
		("Submit for Review", "Draft", "Pending City Review", REPORTER),
		("Return", "Pending City Review", "Returned", CITY),
	]
	assert found["entries"][1].reason == REASON
	assert found["entries"][1]["full_name"] == CITY
	assert found["current"]["state"] == "Returned"
	assert [each["state"] for each in found["totals"]] == ["Draft", "Pending City Review", "Returned"]


def test_hours_in_a_state_add_up_over_several_visits(world: World, returned: Any) -> None:
	frappe.db.set_value("Review Entry", {"reference_name": returned.name}, "hours_in_state", 30)
	frappe.db.set_value(SUMMARY, returned.name, "state_since", add_days(frappe.utils.now(), -2))
	doc = factories.step(returned, REPORTER, "Submit for Review")
	found = _as(REPORTER, history.history, SUMMARY, doc.name)
	hours = {each["state"]: round(each["hours"]) for each in found["totals"]}
	assert hours == {"Draft": 30, "Pending City Review": 30, "Returned": 48}


@pytest.mark.parametrize("user", [FOREIGN_REPORTER, FOREIGN_APPROVER, factories.reporter(NEIGHBOUR)])
@pytest.mark.parametrize(
	"function",
	[history.history, history.changes_since_return, forms.form_facts, forms.missing_for_next_step],
)
def test_nobody_else_reads_it(world: World, returned: Any, function: Any, user: str) -> None:
	with pytest.raises(frappe.PermissionError):
		_as(user, function, SUMMARY, returned.name)
	with pytest.raises(frappe.PermissionError):
		_as(user, history.compare_with, SUMMARY, returned.name, "{}")


def test_history_of_nominees_is_not_the_countys(world: World) -> None:
	doc = factories.proposed_nominee(world)
	doc = factories.step(doc, APPROVER, "Return", REASON)
	assert len(_as(OFFICER, history.history, doc.doctype, doc.name)["entries"]) == 2
	with pytest.raises(frappe.PermissionError):
		_as(REPORTER, history.history, doc.doctype, doc.name)
	with acting_as(REPORTER):
		assert not frappe.get_list("Review Entry", {"reference_name": doc.name}, ["content"])


def test_other_doctypes_have_no_history(world: World) -> None:
	with pytest.raises(frappe.ValidationError, match=frappe._("County")), acting_as("Administrator"):
		history.history("County", COUNTY)


# ---------------------------------------------------------------------- what changed


def test_nothing_to_compare_before_a_return(world: World) -> None:
	name = world.summary(NEIGHBOUR)
	assert _as(APPROVER, history.changes_since_return, SUMMARY, name) is None


def test_changes_since_the_last_return(world: World, returned: Any) -> None:
	with acting_as(REPORTER):
		doc = frappe.get_doc(SUMMARY, returned.name)
		doc.sections[1].text = doc.sections[1].text.replace("全年举办", "今年举办") + "\n新写的一段。"
		doc.sections[3].heading = "四、工作建议"
		doc.dated = add_days(nowdate(), 1)
		doc.save()
	found = _as(CITY, history.changes_since_return, SUMMARY, returned.name)
	assert (found["reason"], found["full_name"]) == (REASON, CITY)
	lines = {field["label"]: _changes(field) for field in found["fields"]}
	assert set(lines) == {frappe._("Sections", context=SUMMARY), frappe._("Dated", context=SUMMARY)}
	assert lines[frappe._("Sections", context=SUMMARY)] == [
		("changed", "全", "今"),
		("added", "", "新写的一段。"),
		("changed", "有关", ""),
	]


def _changes(field: dict[str, Any]) -> list[tuple[str, str, str]]:
	return [
		(line["kind"], _marked(line["before"]), _marked(line["after"]))
		for line in field["lines"]
		if line["kind"] != "same"
	]


def _marked(parts: list[tuple[str, bool]] | None) -> str:
	return "".join(text for text, differs in parts or [] if differs)


def test_second_return_is_the_one_compared_with(world: World, returned: Any) -> None:
	with acting_as(REPORTER):
		doc = frappe.get_doc(SUMMARY, returned.name)
		doc.sections[0].text += "\n第一次修改。"
		doc.save()
	doc = factories.step(doc, REPORTER, "Submit for Review")
	doc = factories.step(doc, CITY, "Return", "再改。")
	found = _as(CITY, history.changes_since_return, SUMMARY, doc.name)
	assert (found["reason"], found["fields"]) == ("再改。", [])


def test_typed_text_is_compared_with_what_is_stored(world: World, returned: Any) -> None:
	typed = frappe.as_json({"on_behalf_of": "宿州市埇桥区人民政府", "unknown": "x"})
	fields = _as(REPORTER, history.compare_with, SUMMARY, returned.name, typed)
	assert [each["label"] for each in fields] == [frappe._("In the Name of", context=SUMMARY)]


# ---------------------------------------------------------------------- what is missing, until when


def test_missing_points_name_their_place(world: World) -> None:
	found = _missing(factories.reporter(NEIGHBOUR), SUMMARY, world.summary(NEIGHBOUR))
	errors = {(each["fieldname"], each["row"]) for each in found.values() if each["is_error"]}
	assert errors == {("on_behalf_of", None), ("dated", None), ("sections", None)}
	assert not any(" · " in message for message in found)


def test_missing_points_of_a_submission_lead_to_the_documents(world: World) -> None:
	doc = factories.approved_summary(world, "340102")
	frappe.db.set_value(SUMMARY, doc.name, "on_behalf_of", None)
	case = factories.step(factories.proposed_case(world, "340123"), APPROVER, "Select")
	frappe.db.set_value(case.doctype, case.name, "text", None)
	found = _as(APPROVER, forms.missing_for_next_step, SUBMISSION, world.submission())
	places = {(each["doctype"], each["name"], each["fieldname"], each["row"]) for each in found}
	assert (SUMMARY, doc.name, None, None) in places
	assert (case.doctype, case.name, None, None) in places
	assert (None, None, "missing", NEIGHBOUR) in places


def test_nothing_is_missing_where_nothing_can_be_done(world: World) -> None:
	name = world.summary(NEIGHBOUR)
	factories.force_state(frappe.get_doc(SUBMISSION, world.submission()), "Awaiting Seal")
	facts = _as(factories.reporter(NEIGHBOUR), forms.form_facts, SUMMARY, name)
	factories.force_state(frappe.get_doc(SUBMISSION, world.submission()), "Collecting")
	assert facts["missing"] == []
	assert frappe._("Awaiting Seal") in facts["closed"]
	assert _as(factories.reporter(NEIGHBOUR), forms.form_facts, SUMMARY, name)["closed"] is None


def test_what_a_form_shows_reads_the_document_once(world: World) -> None:
	name = world.summary(NEIGHBOUR)
	with statements() as asked:
		_as(factories.reporter(NEIGHBOUR), forms.form_facts, SUMMARY, name)
	assert sum("SELECT * FROM `tabSummary Section`" in query for query in asked) == 1


def test_deadline_is_the_provinces_own_for_counties_and_the_national_one_for_provinces(world: World) -> None:
	frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", add_days(nowdate(), 5))
	own = forms.deadline_of(frappe.get_doc(SUMMARY, world.summary(NEIGHBOUR)))
	assert own == {"date": getdate(add_days(nowdate(), 5)), "days": 5, "is_late": False, "is_due": True}
	assert forms.deadline_of(frappe.get_doc(SUBMISSION, world.submission()))["days"] == 30
	frappe.db.set_value(SUBMISSION, world.submission(), "county_deadline", add_days(nowdate(), -2))
	assert forms.deadline_of(frappe.get_doc(SUMMARY, world.summary(NEIGHBOUR)))["days"] == -2


def test_lateness_is_told_after_handing_in_and_punctuality_is_not(world: World, returned: Any) -> None:
	assert forms.deadline_of(returned) is None
	frappe.db.set_value(SUMMARY, returned.name, "submitted_late", 1)
	late = forms.deadline_of(frappe.get_doc(SUMMARY, returned.name))
	assert (late["is_late"], late["is_due"]) == (True, False)


def test_cycle_facts_are_the_administrators_numbers(world: World) -> None:
	frappe.get_doc("Reporting Cycle", YEAR).db_set({"summary_limit": 2500, "headings_adjustable": 0})
	facts = _as(REPORTER, forms.cycle_facts, YEAR)
	frappe.clear_document_cache("Reporting Cycle", YEAR)
	assert facts["limits"] == {SUMMARY: 2500, "Typical Case": 500, "Speaker Nominee": 200}
	assert facts["headings_adjustable"] is False
	assert [each["value"] for each in facts["topics"]] == list(factories.TOPICS)
	with pytest.raises(frappe.PermissionError):
		_as(factories.STRANGER, forms.cycle_facts, YEAR)


def test_phrases_are_the_lines_of_the_settings(world: World) -> None:
	frappe.db.set_single_value("Kepu Settings", "return_phrases", " 超过字数上限。 \n\n请补充数据。")
	frappe.clear_document_cache("Kepu Settings", "Kepu Settings")
	assert _as(APPROVER, forms.return_phrases) == ["超过字数上限。", "请补充数据。"]
	frappe.db.rollback()
	frappe.clear_document_cache("Kepu Settings", "Kepu Settings")


def test_content_of_a_submission_counts_its_province_alone(world: World) -> None:
	content = _as(DEPUTY, forms.submission_content, world.submission())
	assert content["counties"] == len(frappe.get_all("County", {"province": HOME, "active": 1}))
	by_type = {each["doctype"]: each for each in content["documents"]}
	total = sum(row["count"] for row in by_type[SUMMARY]["states"])
	assert total == frappe.db.count(SUMMARY, {"cycle": YEAR, "province": HOME})
	assert (by_type["Typical Case"]["quota"], by_type["Speaker Nominee"]["quota"]) == (5, 3)
	with pytest.raises(frappe.PermissionError):
		_as(FOREIGN_APPROVER, forms.submission_content, world.submission())
