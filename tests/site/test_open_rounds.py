"""A round that is open goes on, whatever becomes of its people and of what is assessed in it."""

import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import frappe
import pytest
import requests
from frappe.utils import add_days, nowdate
from openpyxl import load_workbook
from pypdf import PdfReader

from kepu_app.access.assignments import sync_access
from kepu_app.assessment import choices, rounds
from kepu_app.assessment.assessors import ASSESSMENT, MARK
from kepu_app.kepu.report.assessment_ranking.assessment_ranking import execute
from kepu_app.patches.v0_3 import rounds_to_their_end
from tests.site import assessments, factories
from tests.site.assessments import answered, answered_data, call, give, move, own, refused, words
from tests.site.client import Client
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	COUNTY,
	DEPUTY,
	FOREIGN_APPROVER,
	HOME,
	NEIGHBOUR,
	OFFICER,
	REPORTER,
	World,
	acting_as,
)
from tests.years import year_of

YEAR = year_of(__file__)
API = "kepu_app.assessment.api"
SECOND, THIRD = (f"{each}-open-rounds@{factories.DOMAIN}" for each in ("second", "third"))
TITLE = "科普大集、“流动”科技馆，进村入户"
"""Of a case; it has separators of the table of assessors in it."""

SignIn = Callable[[str], Client]


@pytest.fixture(scope="module", autouse=True)
def world(world: World) -> World:
	for user in (SECOND, THIRD):
		factories.make_user(user)
	for county in (COUNTY, NEIGHBOUR):
		factories.approved_summary(world, county)
	frappe.db.commit()
	return world


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
	yield
	assessments.end(YEAR)
	frappe.db.delete("Typical Case", {"cycle": YEAR})
	frappe.db.delete("Speaker Nominee", {"cycle": YEAR})
	frappe.db.set_value("User", {"name": ["in", [ASSESSOR, SECOND, THIRD]]}, "enabled", 1)
	for user in (ASSESSOR, SECOND, THIRD):
		frappe.db.set_value("User", user, "email", user)
		frappe.clear_cache(user=user)
	frappe.db.commit()


@pytest.fixture
def cases() -> list[Any]:
	"""Two that the province has, of two counties."""
	found = []
	for county, title in ((COUNTY, TITLE), (NEIGHBOUR, "科普小院")):
		case = factories.make_case(YEAR, county)
		case.db_set("title", title)
		found.append(factories.propose(case))
	frappe.db.commit()
	return found


def new_deadline(client: Client, name: str, days: int = 30) -> None:
	answered_data(
		client.resource("PUT", "Assessment Round", name, json={"deadline": add_days(nowdate(), days)})
	)


def subjects(round_name: str, user: str) -> dict[str, str]:
	"""States of somebody's assessments, by subject."""
	frappe.db.rollback()
	mine = {"round": round_name, "assessor": user}
	return dict(frappe.get_all(ASSESSMENT, mine, ["subject", "status"], as_list=True))


def table(round_name: str) -> list[dict[str, str]]:
	frappe.db.rollback()
	rows = frappe.get_doc("Assessment Round", round_name).assessors
	return [{field: row.get(field) for field in ("email", "full_name", "subjects")} for row in rows]


# ---------------------------------------------------------------------- what is named stays named


def goes_back(case: Any) -> None:
	move(case, "Returned")


def is_retitled(case: Any) -> None:
	frappe.db.set_value("Typical Case", case.name, "title", "另起一个题目")
	frappe.db.commit()


def is_deleted(case: Any) -> None:
	frappe.db.delete("Typical Case", case.name)
	frappe.db.commit()


@pytest.mark.parametrize("happens", [goes_back, is_retitled, is_deleted])
def test_a_case_that_was_named_stays_named(
	sign_in: SignIn, cases: list[Any], happens: Callable[[Any], None]
) -> None:
	first, second = cases
	people = [(ASSESSOR, f"科普小院、{TITLE}"), (SECOND, first.name), (THIRD, second.name)]
	doc = assessments.opened_round(YEAR, HOME, people, about="Typical Cases")
	assert subjects(doc.name, ASSESSOR).keys() == {first.name, second.name}
	give(sign_in(ASSESSOR), own(sign_in(ASSESSOR), doc.name)[second.name], 1, 2, 3)
	happens(first)
	approver = sign_in(APPROVER)
	new_deadline(approver, doc.name)
	assert subjects(doc.name, ASSESSOR).keys() == {first.name, second.name}
	blank = [
		{**row, "subjects": "" if row["email"] == ASSESSOR else row["subjects"]} for row in table(doc.name)
	]
	answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": blank}))
	assert subjects(doc.name, ASSESSOR).keys() == {first.name, second.name}
	call(approver, "release", round_name=doc.name, assessor=SECOND)
	assert subjects(doc.name, SECOND) == {}
	call(approver, "close_round", round_name=doc.name)


def test_a_county_that_was_named_stays_named(sign_in: SignIn) -> None:
	people = [(ASSESSOR, f"埇桥区、{NEIGHBOUR}"), (SECOND, "宿州市埇桥区")]
	doc = assessments.opened_round(YEAR, HOME, people)
	client, approver = sign_in(ASSESSOR), sign_in(APPROVER)
	give(client, own(client, doc.name)[COUNTY], 1, 2, 3)
	call(client, "submit", assessment=own(client, doc.name)[COUNTY])
	frappe.db.set_value("County", COUNTY, {"active": 0, "county_name": "改名区"})
	frappe.db.commit()
	try:
		new_deadline(approver, doc.name)
		assert set(subjects(doc.name, SECOND)) == {COUNTY}
		more = [*table(doc.name), {"email": THIRD, "full_name": "新来的", "subjects": COUNTY}]
		more[1]["subjects"] += "、砀山县"
		answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": more}))
		assert set(subjects(doc.name, SECOND)) == {COUNTY, NEIGHBOUR}
		assert set(subjects(doc.name, THIRD)) == {COUNTY}
		call(approver, "release", round_name=doc.name, assessor=ASSESSOR)
		assert subjects(doc.name, ASSESSOR) == {COUNTY: "Submitted"}
		call(approver, "close_round", round_name=doc.name)
	finally:
		frappe.db.set_value("County", COUNTY, {"active": 1, "county_name": "埇桥区"})
		frappe.db.commit()


def test_what_is_newly_typed_is_checked(sign_in: SignIn, cases: list[Any]) -> None:
	first, second = cases
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, second.name)], about="Typical Cases")
	approver = sign_in(APPROVER)
	for typed in ("没有的案例", f"{TITLE}、没有的案例"):
		wrong = [{**table(doc.name)[0], "subjects": typed}]
		response = approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": wrong})
		assert (response.status_code, "没有的案例" in words(response)) == (417, True)
	right = [{**table(doc.name)[0], "subjects": f"{TITLE}，科普小院"}]
	answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": right}))
	assert set(subjects(doc.name, ASSESSOR)) == {first.name, second.name}
	fewer = [{**table(doc.name)[0], "subjects": TITLE}]
	answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": fewer}))
	assert set(subjects(doc.name, ASSESSOR)) == {first.name}


def test_a_draft_is_opened_with_what_can_be_assessed_then(sign_in: SignIn, cases: list[Any]) -> None:
	first, _second = cases
	doc = assessments.make_round(YEAR, HOME, [(ASSESSOR, TITLE)], about="Typical Cases")
	frappe.db.commit()
	goes_back(first)
	approver = sign_in(APPROVER)
	new_deadline(approver, doc.name)
	assert "第1行" in words(refused(approver, "open_round", round_name=doc.name))


def test_who_comes_to_work_for_a_county_keeps_what_he_had_and_gets_no_more(
	sign_in: SignIn, cases: list[Any]
) -> None:
	"""Nor does it keep the province from saving the round."""
	first, second = cases
	move(second, "Returned")
	doc = assessments.opened_round(YEAR, HOME, [(SECOND, "")], about="Typical Cases")
	for county in (COUNTY, NEIGHBOUR):
		row = {"parent": county, "parenttype": "County", "parentfield": "users", "user": SECOND}
		frappe.get_doc({"doctype": "County User", **row}).db_insert()
	sync_access([SECOND])
	frappe.db.commit()
	try:
		move(second, "Proposed")
		new_deadline(sign_in(APPROVER), doc.name)
		assert set(subjects(doc.name, SECOND)) == {first.name}
		call(sign_in(APPROVER), "close_round", round_name=doc.name)
	finally:
		frappe.db.delete("County User", {"user": SECOND})
		sync_access([SECOND])
		frappe.db.commit()


def test_what_is_awaited_stays_awaited_whoever_saves(sign_in: SignIn, cases: list[Any]) -> None:
	first, second = cases
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, ""), (SECOND, second.name)], about="Typical Cases")
	goes_back(first)
	new_deadline(sign_in(APPROVER), doc.name)
	assert subjects(doc.name, ASSESSOR) == {first.name: "Awaited", second.name: "To Do"}
	offered = answered(sign_in(APPROVER).get(f"{API}.subjects_of_round", round_name=doc.name))
	assert {each["key"] for each in offered} == {first.name, second.name}
	call(sign_in(APPROVER), "close_round", round_name=doc.name)
	frappe.db.rollback()
	assert TITLE in frappe.db.get_value("Assessment Round", doc.name, "not_filed")


# ---------------------------------------------------------------------- accounts


def is_disabled(user: str) -> None:
	frappe.db.set_value("User", user, "enabled", 0)


def has_another_address(user: str) -> None:
	frappe.db.set_value("User", user, "email", f"moved.{user}")


@pytest.mark.parametrize("happens", [is_disabled, has_another_address])
def test_an_assessor_stays_whatever_becomes_of_the_account(
	sign_in: SignIn, happens: Callable[[str], None]
) -> None:
	people = [(each, f"{COUNTY}、{NEIGHBOUR}") for each in (ASSESSOR, SECOND, DEPUTY)]
	doc = assessments.opened_round(YEAR, HOME, people)
	for user in (SECOND, ASSESSOR):
		happens(user)
	frappe.db.commit()
	accounts = frappe.db.count("User")
	approver = sign_in(APPROVER)
	new_deadline(approver, doc.name)
	call(approver, "release", round_name=doc.name, assessor=SECOND)
	assert subjects(doc.name, SECOND) == {}
	assert set(subjects(doc.name, ASSESSOR)) == {COUNTY, NEIGHBOUR}
	call(approver, "close_round", round_name=doc.name)
	frappe.db.rollback()
	assert frappe.db.count("User") == accounts


def test_one_account_is_named_once_by_whichever_address(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(SECOND, COUNTY)])
	has_another_address(SECOND)
	frappe.db.commit()
	approver, (row,) = sign_in(APPROVER), table(doc.name)
	moved = {**row, "email": f"moved.{SECOND}"}
	twice = [row, {**moved, "full_name": "另一个"}]
	response = approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": twice})
	assert (response.status_code, "第2行" in words(response)) == (417, True)
	answered_data(approver.resource("PUT", "Assessment Round", doc.name, json={"assessors": [moved]}))
	assert set(subjects(doc.name, SECOND)) == {COUNTY}


def test_a_round_is_not_opened_with_an_account_that_is_disabled(sign_in: SignIn) -> None:
	doc = assessments.make_round(YEAR, HOME, [(SECOND, COUNTY), (ASSESSOR, COUNTY)])
	is_disabled(SECOND)
	frappe.db.commit()
	new_deadline(sign_in(APPROVER), doc.name)
	assert "第1行" in words(refused(sign_in(APPROVER), "open_round", round_name=doc.name))


# ---------------------------------------------------------------------- the sheet


def meanwhile(step: Callable[[], requests.Response]) -> Callable[[], requests.Response]:
	"""Begins a request that waits for what this transaction holds; gives what waits for its answer."""
	answers: list[requests.Response] = []
	thread = threading.Thread(target=lambda: answers.append(step()))
	thread.start()
	thread.join(2)
	assert thread.is_alive(), "the request did not wait"

	def answer() -> requests.Response:
		thread.join(60)
		return answers[0]

	return answer


ITEMS = [{"item": f"第{number}项", "full_marks": "10", "weight": "10"} for number in range(1, 6)]


def test_a_sheet_is_not_changed_while_a_round_is_opened_by_it(sign_in: SignIn) -> None:
	doc, client = assessments.make_round(YEAR, HOME, [(SECOND, COUNTY)]), sign_in(APPROVER)
	frappe.db.commit()
	with acting_as(APPROVER):
		rounds.open_round(frappe.get_doc("Assessment Round", doc.name))
		answer = meanwhile(lambda: client.resource("PUT", "Scoring Sheet", doc.sheet, json={"items": ITEMS}))
		frappe.db.commit()
	assert (answer().status_code, "新版" in words(answer())) == (417, True)
	assert len(call(sign_in(SECOND), "form", assessment=assessments.of(doc.name, COUNTY))["items"]) == 3


def test_a_round_is_opened_with_the_sheet_as_it_was_changed_meanwhile(sign_in: SignIn) -> None:
	doc, client = assessments.make_round(YEAR, HOME, [(SECOND, COUNTY)]), sign_in(APPROVER)
	frappe.db.commit()
	with acting_as(APPROVER):
		sheet = frappe.get_doc("Scoring Sheet", doc.sheet)
		sheet.set("items", ITEMS)
		sheet.save()
		answer = meanwhile(lambda: client.call("kepu_app.assessment.api.open_round", round_name=doc.name))
		frappe.db.commit()
	assert answer().ok, words(answer())
	name = assessments.of(doc.name, COUNTY)
	assert len(call(sign_in(SECOND), "form", assessment=name)["items"]) == 5
	for number in range(1, 6):
		call(sign_in(SECOND), "save_mark", assessment=name, number=number, value="5")
	call(sign_in(SECOND), "submit", assessment=name)


def test_a_mark_without_a_row_is_refused(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(SECOND, COUNTY)])
	name = assessments.of(doc.name, COUNTY)
	frappe.db.delete(MARK, {"parent": name, "number": 3})
	frappe.db.commit()
	assert "第3项" in words(refused(sign_in(SECOND), "save_mark", assessment=name, number=3, value="5"))


def test_two_who_open_a_round_at_once(sign_in: SignIn) -> None:
	doc, client = assessments.make_round(YEAR, HOME, [(SECOND, COUNTY)]), sign_in(APPROVER)
	frappe.db.commit()
	with acting_as(APPROVER):
		rounds.open_round(frappe.get_doc("Assessment Round", doc.name))
		answer = meanwhile(lambda: client.call("kepu_app.assessment.api.open_round", round_name=doc.name))
		frappe.db.commit()
	assert (answer().status_code, "评分中" in words(answer())) == (417, True), words(answer())


# ---------------------------------------------------------------------- a text that changes


def submit_marks(client: Client, round_name: str, subject: str) -> str:
	name = own(client, round_name)[subject]
	give(client, name, 10, 20, 30)
	call(client, "submit", assessment=name)
	return name


def edited(doc: Any, **values: Any) -> None:
	frappe.db.rollback()
	found = frappe.get_doc(doc.doctype, doc.name)
	found.flags.by_system = True
	found.update(values)
	found.save(ignore_permissions=True)
	frappe.db.commit()


def table_of_marks(client: Client, round_name: str) -> tuple[str, dict[str, list[list[Any]]]]:
	"""Text of the PDF, and by sheet the cells of the Excel file."""
	asked = "kepu_app.assessment.api.download_table", {"round_name": round_name}
	pdf = client.get(asked[0], **asked[1], file_type="pdf").content
	text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")
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
		found.flags.by_system = True
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


def test_two_who_propose_a_case_at_once(sign_in: SignIn) -> None:
	doc, topic = assessments.revealed_round(YEAR, HOME, COUNTY), factories.TOPICS[2]
	case = factories.make_case(YEAR, COUNTY, topic)
	frappe.db.commit()
	client, given = sign_in(DEPUTY), {"round_name": doc.name, "county": COUNTY, "topic": topic}
	with acting_as(APPROVER):
		choices.propose(frappe.get_doc("Assessment Round", doc.name), COUNTY, topic, "")
		answer = meanwhile(lambda: client.call("kepu_app.assessment.api.propose", **given))
		frappe.db.commit()
	assert answer().ok, words(answer())
	assert answer().json()["message"]["case"] == case.name


STEPS: dict[str, dict[str, str]] = {
	"open_round": {},
	"close_round": {},
	"release": {"assessor": ASSESSOR},
	"propose": {"county": COUNTY, "topic": factories.TOPICS[0], "reason": "代为选择"},
}


@pytest.mark.parametrize("step", STEPS)
def test_cast_does_nothing_in_a_round_of_a_province(sign_in: SignIn, step: str) -> None:
	make = {"open_round": assessments.make_round, "propose": None}.get(step, assessments.opened_round)
	people = [(ASSESSOR, COUNTY)]
	doc = make(YEAR, HOME, people) if make else assessments.revealed_round(YEAR, HOME, COUNTY)
	frappe.db.commit()
	for user in (OFFICER, FOREIGN_APPROVER, REPORTER, ASSESSOR):
		response = sign_in(user).call(f"kepu_app.assessment.api.{step}", round_name=doc.name, **STEPS[step])
		assert response.status_code in (403, 404), (user, words(response))
	frappe.db.rollback()
	assert not frappe.db.exists("Round Choice", {"parent": doc.name})
	assert frappe.db.get_value("Assessment Round", doc.name, "status") == doc.status
