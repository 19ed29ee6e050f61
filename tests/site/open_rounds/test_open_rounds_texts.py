"""A round that is open goes on to its end, whatever becomes of the texts that are assessed in it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import frappe
import pytest
from frappe.utils import add_to_date, now_datetime
from openpyxl import load_workbook

from kepu_app.assessment.assessors import ASSESSMENT
from kepu_app.controllers.intent import intend
from kepu_app.kepu.report.assessment_ranking.assessment_ranking import execute
from kepu_app.patches.v0_3 import rounds_to_their_end
from tests.site import assessments, factories
from tests.site.assessments import call, give, move, own, refused
from tests.site.client import Client
from tests.site.factories import APPROVER, ASSESSOR, COUNTY, HOME, NEIGHBOUR, acting_as
from tests.site.open_rounds.rounds import SECOND, subjects
from tests.site.prints import text_of
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


# ---------------------------------------------------------------------- a text that changes


def submit_marks(client: Client, round_name: str, subject: str) -> str:
	name = own(client, round_name)[subject]
	give(client, name, 10, 20, 30)
	call(client, "submit", assessment=name)
	return name


def edited(doc: Any, **values: Any) -> None:
	frappe.db.rollback()
	found = frappe.get_doc(doc.doctype, doc.name)
	intend(found, by_system=True)
	found.update(values)
	found.save(ignore_permissions=True)
	frappe.db.commit()


def table_of_marks(client: Client, round_name: str) -> tuple[str, dict[str, list[list[Any]]]]:
	"""Text of the PDF, and by sheet the cells of the Excel file."""
	asked = "kepu_app.assessment.api.download_table", {"round_name": round_name}
	pdf = client.get(asked[0], **asked[1], file_type="pdf").content
	text = text_of(pdf).replace("\n", "")
	book = load_workbook(BytesIO(client.get(asked[0], **asked[1], file_type="xlsx").content))
	return text, {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_marks_of_an_earlier_text_are_pointed_out(sign_in: SignIn, cases: list[Any]) -> None:
	first, second = cases
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, ""), (SECOND, "")], about="Typical Cases")
	names = [submit_marks(sign_in(ASSESSOR), doc.name, each.name) for each in cases]
	for case in cases:
		move(case, "Returned")
	edited(first, title="全新的案例", text="完全不同的正文。")
	assert "全新" not in call(sign_in(ASSESSOR), "form", assessment=names[0])["assessment"]["subject_name"]
	move(first, "Proposed")
	late = submit_marks(sign_in(SECOND), doc.name, first.name)
	notices = [call(sign_in(ASSESSOR), "form", assessment=each)["notice"] for each in names]
	assert ["有修改" in notices[0], "退回修改" in notices[1]] == [True, True]
	assert call(sign_in(SECOND), "form", assessment=late)["notice"] == ""
	assert subjects(doc.name, ASSESSOR) == {first.name: "Submitted", second.name: "Submitted"}
	approver = sign_in(APPROVER)
	call(approver, "close_round", round_name=doc.name)
	with acting_as(APPROVER):
		rows = {row["subject"]: row for row in execute({"round": doc.name})[1]}
	assert "《全新的案例》" in rows[first.name]["subject_name"]
	assert [rows[each.name]["note"] for each in cases] == ["评分后修改过", "评分后退回修改"]
	text, sheets = table_of_marks(approver, doc.name)
	assert "评分后修改过的有1个" in text
	assert "评分后退回修改的有1个" in text
	assert {row[-1] for row in sheets["评分汇总"]} >= {"备注", "评分后修改过", "评分后退回修改"}


def test_what_comes_back_as_it_was_is_not_pointed_out(sign_in: SignIn, cases: list[Any]) -> None:
	first, _second = cases
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, "")], about="Typical Cases")
	name = submit_marks(sign_in(ASSESSOR), doc.name, first.name)
	move(first, "Returned")
	move(first, "Proposed")
	assert call(sign_in(ASSESSOR), "form", assessment=name)["notice"] == ""


def test_a_summary_that_is_changed_after_its_marks(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, f"{COUNTY}、{NEIGHBOUR}")])
	name = submit_marks(sign_in(ASSESSOR), doc.name, COUNTY)
	summary = frappe.get_doc("Annual Summary", {"cycle": YEAR, "county": COUNTY})
	before = summary.sections[0].text
	move(summary, "Returned")
	try:
		found = frappe.get_doc(summary.doctype, summary.name)
		found.sections[0].text = f"{before}后来又写了一段。"
		intend(found, by_system=True)
		found.save(ignore_permissions=True)
		frappe.db.commit()
		assert "退回修改" in call(sign_in(ASSESSOR), "form", assessment=name)["notice"]
		move(summary, "Approved")
		assert "有修改" in call(sign_in(ASSESSOR), "form", assessment=name)["notice"]
	finally:
		move(summary, "Approved")


@pytest.mark.parametrize("about", ["Typical Cases", "Speaker Nominees"])
def test_what_has_gone_back_is_not_read_nor_marked(sign_in: SignIn, cases: list[Any], about: str) -> None:
	world, secret = factories.World(YEAR), "还没有写完的草稿"
	subject = cases[0] if about == "Typical Cases" else factories.proposed_nominee(world)
	frappe.db.commit()
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, ""), (SECOND, "")], about=about)
	client, names = sign_in(ASSESSOR), own(sign_in(ASSESSOR), doc.name)
	call(client, "save_mark", assessment=names[subject.name], number=1, value="5")
	submitted = submit_marks(sign_in(SECOND), doc.name, subject.name)
	move(subject, "Returned")
	edited(subject, **({"text": secret} if about == "Typical Cases" else {"bio": secret}))
	for user, name in ((ASSESSOR, names[subject.name]), (SECOND, submitted)):
		shown = call(sign_in(user), "form", assessment=name)
		assert (shown["content"]["sections"], shown["is_open"]) == ([], False)
		assert "已退回修改" in shown["content"]["note"]
	for step in ({"number": 1, "value": "6"}, {"number": 2, "remark": "看了草稿"}):
		refused(client, "save_mark", assessment=names[subject.name], **step)
	refused(client, "submit", assessment=names[subject.name])
	move(subject, "Proposed")
	shown = call(client, "form", assessment=names[subject.name])
	assert (shown["is_open"], shown["items"][0]["value"]) == (True, "5")
	assert secret in str(shown["content"])


# ---------------------------------------------------------------------- the end


def test_names_of_what_was_never_handed_in_are_counted(sign_in: SignIn, cases: list[Any]) -> None:
	first, second = cases
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, "")], about="Typical Cases")
	submit_marks(sign_in(ASSESSOR), doc.name, second.name)
	move(first, "Returned")
	call(sign_in(APPROVER), "close_round", round_name=doc.name)
	text, _sheets = table_of_marks(sign_in(APPROVER), doc.name)
	assert "未参加评审的有1个" in text
	stored = frappe.db.get_value("Assessment Round", doc.name, "not_filed")
	frappe.db.set_value("Assessment Round", doc.name, "not_filed", f"{stored}、砀山县《科普小院》")
	for _time in range(2):
		rounds_to_their_end.execute()
		assert frappe.get_doc("Assessment Round", doc.name).not_filed == f"{stored}\n砀山县《科普小院》"


def test_what_can_no_longer_be_done_is_not_to_do(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, f"{COUNTY}、{NEIGHBOUR}")])
	submit_marks(sign_in(ASSESSOR), doc.name, COUNTY)
	call(sign_in(APPROVER), "close_round", round_name=doc.name)
	assert subjects(doc.name, ASSESSOR) == {COUNTY: "Submitted", NEIGHBOUR: "Missed"}
	shown = call(sign_in(ASSESSOR), "form", assessment=assessments.of(doc.name, NEIGHBOUR))
	assert (shown["left"], shown["is_open"], shown["may_recuse"]) == (0, False, False)
	found = call(sign_in(APPROVER), "progress", round_name=doc.name)["assessors"][0]
	assert (found["submitted"], found["to_do"]) == (1, 1)
	frappe.db.set_value(ASSESSMENT, {"round": doc.name, "subject": NEIGHBOUR}, "status", "To Do")
	for _time in range(2):
		rounds_to_their_end.execute()
		assert subjects_now(doc.name) == {COUNTY: "Submitted", NEIGHBOUR: "Missed"}


def test_open_rounds_of_the_version_before_note_what_came_back_after_the_marks(
	sign_in: SignIn, cases: list[Any]
) -> None:
	"""It did not note it when it happened; it knows when a document was last handed in."""
	again, gone_back = cases
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, ""), (SECOND, "")], about="Typical Cases")
	for case in cases:
		submit_marks(sign_in(ASSESSOR), doc.name, case.name)
	move(gone_back, "Returned")
	later = add_to_date(now_datetime(), minutes=5)
	frappe.db.set_value("Typical Case", again.name, "last_submitted_at", later, update_modified=False)
	frappe.db.set_value(ASSESSMENT, {"round": doc.name}, {"changed": 0, "returned": 0})
	own_marks = {"round": doc.name, "assessor": ASSESSOR}
	for _time in range(2):
		rounds_to_their_end.execute()
		found = frappe.get_all(ASSESSMENT, own_marks, ["subject", "changed", "returned"], as_list=True)
		assert set(found) == {(again.name, 1, 0), (gone_back.name, 0, 1)}


def subjects_now(round_name: str) -> dict[str, str]:
	return dict(frappe.get_all(ASSESSMENT, {"round": round_name}, ["subject", "status"], as_list=True))


# ---------------------------------------------------------------------- cases from the ranking


def test_a_county_that_was_not_assessed_is_chosen_with_a_reason(sign_in: SignIn) -> None:
	doc, topic = assessments.revealed_round(YEAR, HOME, COUNTY), factories.TOPICS[2]
	case = factories.proposed_case(factories.World(YEAR), NEIGHBOUR, topic)
	frappe.db.commit()
	approver = sign_in(APPROVER)
	offered = call(approver, "counties", round_name=doc.name)
	assert offered[0] == {"value": COUNTY, "label": "1 埇桥区"}
	assert {"value": NEIGHBOUR, "label": "— 砀山县（未参加评审）"} in offered
	assert not any(each["value"] == factories.FOREIGN_COUNTY for each in offered)
	given = {"round_name": doc.name, "county": NEIGHBOUR, "reason": "有特色"}
	refused(approver, "propose", **given, topic="没有的专题")
	refused(approver, "propose", **{**given, "county": factories.FOREIGN_COUNTY}, topic=topic)
	found = call(approver, "propose", **given, topic=topic)
	assert (found["case"], found["passed_over"]) == (case.name, ["埇桥区"])
	frappe.db.rollback()
	(row,) = frappe.get_doc("Assessment Round", doc.name).choices
	assert (row.subject_name, row.rank, row.reason) == ("砀山县", 0, "有特色")
	with acting_as(APPROVER):
		rows = execute({"round": doc.name, "view": "Cases by Topic"})[1]
	told = "".join(each["cases"] for each in rows)
	assert "砀山县（—）" in told
	assert NEIGHBOUR not in told
