"""综合评估: a province names assessors, who mark thirteen counties, by HTTP as each of them."""

import json
import random
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.utils import add_days, getdate, nowdate

from kepu_app.assessment.assessors import ASSESSMENT
from kepu_app.reminders.assessors import due_assessments
from tests.site import assessments, factories
from tests.site.assessments import ITEMS, answered, answered_data, call, give, own, refused, words
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
	acting_as,
)
from tests.site.thirteen_counties import MORE, SECOND
from tests.years import year_of

YEAR = year_of(__file__)
SignIn = Callable[[str], Client]


# ---------------------------------------------------------------------- naming assessors


def test_a_province_names_assessors_in_one_table(sign_in: SignIn) -> None:
	sheet, client = assessments.make_sheet(HOME), sign_in(APPROVER)
	new = f"new-assessor@{factories.DOMAIN}"
	answer = client.resource(
		"POST",
		"Assessment Round",
		json={
			"cycle": YEAR,
			"province": HOME,
			"sheet": sheet.name,
			"deadline": add_days(nowdate(), 9),
			"assessors": [
				{"email": new, "full_name": "赵 研", "subjects": "埇桥区、341321"},
				{"email": DEPUTY, "full_name": "副手"},
			],
		},
	)
	name = answered_data(answer)["name"]
	call(client, "open_round", round_name=name)
	frappe.db.rollback()
	assert frappe.db.get_value("User", new, "full_name") == "赵 研"
	assert frappe.get_roles(new) == ["All", "Guest", "Kepu Assessor"] or "Kepu Assessor" in frappe.get_roles(
		new
	)
	assert "System Manager" not in frappe.get_roles(new)
	assert own_pairs(name, new) == {COUNTY, NEIGHBOUR}
	assert len(own_pairs(name, DEPUTY)) == 13
	assert {"Kepu Provincial Approver", "Kepu Assessor"} <= set(frappe.get_roles(DEPUTY))
	assessments.end(YEAR)


def own_pairs(round_name: str, user: str) -> set[str]:
	return set(frappe.get_all(ASSESSMENT, {"round": round_name, "assessor": user}, pluck="subject"))


@pytest.mark.parametrize(
	("rows", "told"),
	[
		([{"email": "不是地址", "full_name": "甲"}], "第1行"),
		([{"email": ASSESSOR, "full_name": "甲"}, {"email": ASSESSOR, "full_name": "乙"}], "第2行"),
		([{"email": ASSESSOR, "full_name": "甲", "subjects": "瀍河回族区"}], "瀍河回族区"),
		([{"email": ASSESSOR, "full_name": "甲"}, {"email": SECOND, "full_name": "甲"}], "第2行"),
		([{"email": "Administrator", "full_name": "甲"}], "第1行"),
	],
)
def test_a_row_that_cannot_be_is_refused_by_its_number(
	sign_in: SignIn, rows: list[dict[str, str]], told: str
) -> None:
	sheet = assessments.make_sheet(HOME)
	frappe.db.commit()
	values = {"cycle": YEAR, "province": HOME, "sheet": sheet.name, "deadline": nowdate(), "assessors": rows}
	response = sign_in(APPROVER).resource("POST", "Assessment Round", json=values)
	assert response.status_code == 417
	assert told in words(response)


@pytest.mark.parametrize(
	"user",
	[
		FOREIGN_APPROVER,
		factories.FOREIGN_REPORTER,
		OFFICER,
		factories.KEEPER,
		factories.UNASSIGNED,
		factories.STRANGER,
	],
)
def test_a_province_gives_no_right_to_the_accounts_of_others(sign_in: SignIn, user: str) -> None:
	sheet, roles = assessments.make_sheet(HOME), frappe.get_roles(user)
	frappe.db.commit()
	values = {"cycle": YEAR, "province": HOME, "sheet": sheet.name, "deadline": nowdate()}
	values["assessors"] = [{"email": user, "full_name": "某"}]
	response = sign_in(APPROVER).resource("POST", "Assessment Round", json=values)
	assert response.status_code == 417
	assert "其他单位的账号" in words(response)
	frappe.db.rollback()
	assert frappe.get_roles(user) == roles


def test_whoever_has_begun_stays_named(sign_in: SignIn, round_doc: Any) -> None:
	second = sign_in(SECOND)
	give(second, own(second, round_doc.name)[COUNTY], 10, 20, 30)
	client = sign_in(APPROVER)
	stays = [{"email": each, "full_name": each} for each in (ASSESSOR, SECOND)]
	answered_data(client.resource("PUT", "Assessment Round", round_doc.name, json={"assessors": stays}))
	frappe.db.rollback()
	assert own_pairs(round_doc.name, DEPUTY) == set()
	response = client.resource("PUT", "Assessment Round", round_doc.name, json={"assessors": stays[:1]})
	assert response.status_code == 417
	assert len(own_pairs(round_doc.name, SECOND)) == 13


def test_a_round_belongs_to_its_province(sign_in: SignIn, round_doc: Any) -> None:
	for user in (FOREIGN_APPROVER, OFFICER, REPORTER, ASSESSOR):
		client = sign_in(user)
		response = client.resource("PUT", "Assessment Round", round_doc.name, json={"deadline": nowdate()})
		assert response.status_code in (403, 404), user
		refused(client, "close_round", round_name=round_doc.name)
		refused(client, "new_version", sheet=round_doc.sheet)


# ---------------------------------------------------------------------- a year of it


def test_three_assessors_mark_thirteen_counties(sign_in: SignIn, round_doc: Any) -> None:
	"""One recuses from a county, one is late with two; the totals equal an independent recount."""
	chance = random.Random(14)
	clients = {user: sign_in(user) for user in (ASSESSOR, SECOND, DEPUTY)}
	given: dict[tuple[str, str], tuple[int, ...]] = {}
	for user, client in clients.items():
		for subject, name in own(client, round_doc.name).items():
			if (user, subject) == (SECOND, COUNTY):
				call(client, "recuse", assessment=name, reason="曾在该县任职")
			elif user == DEPUTY and subject in list(MORE)[:2]:
				continue
			else:
				given[user, subject] = tuple(
					chance.randrange(int(full) + 1) for *_item, full, _weight in ITEMS
				)
				give(client, name, *given[user, subject])
				call(client, "submit", assessment=name)
	nothing_is_told(sign_in(APPROVER), round_doc.name)
	call(sign_in(APPROVER), "close_round", round_name=round_doc.name)
	frappe.db.rollback()
	rows = frappe.get_all(
		ASSESSMENT, {"round": round_doc.name}, ["assessor", "subject", "status", "total", "revealed"]
	)
	totals = {(row.assessor, row.subject): row.total for row in rows if row.status == "Submitted"}
	assert totals == {pair: f"{sum(marks)}.00" for pair, marks in given.items()}
	assert {row.revealed for row in rows} == {"Yes"}
	assert sorted(row.status for row in rows if row.status != "Submitted") == ["Missed", "Missed", "Recused"]


def nothing_is_told(client: Client, round_name: str) -> None:
	assert own(client, round_name) == {}


def test_marks_are_shown_once_all_are_in(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, COUNTY), (DEPUTY, COUNTY)])
	first, second, approver = sign_in(ASSESSOR), sign_in(DEPUTY), sign_in(APPROVER)
	give(first, own(first, doc.name)[COUNTY], 20, 30, 50)
	call(first, "submit", assessment=own(first, doc.name)[COUNTY])
	nothing_is_told(approver, doc.name)
	name = assessments.of(doc.name, COUNTY, DEPUTY)
	give(second, name, 1, 2, 3)
	call(second, "submit", assessment=name)
	shown = approver.resource(
		"GET", ASSESSMENT, params={"filters": json.dumps({"round": doc.name}), "fields": '["total"]'}
	)
	assert sorted(each["total"] for each in shown.json()["data"]) == ["100.00", "6.00"]
	assert set(own(first, doc.name)) == {COUNTY}, "an assessor goes on seeing his own alone"
	assessments.end(YEAR)


# ---------------------------------------------------------------------- an assessor


def test_what_is_submitted_is_fixed(sign_in: SignIn, round_doc: Any) -> None:
	client = sign_in(SECOND)
	name = own(client, round_doc.name)[COUNTY]
	assert "还没有评分" in words(refused(client, "submit", assessment=name))
	give(client, name, 1, 2, 3)
	call(client, "submit", assessment=name)
	for method, arguments in (
		("save_mark", {"number": 1, "value": "2"}),
		("submit", {}),
		("recuse", {"reason": "改主意了"}),
		("take_back_recusal", {}),
	):
		refused(client, method, assessment=name, **arguments)
	for verb, values in (("PUT", {"total": "100"}), ("DELETE", None)):
		assert client.resource(verb, ASSESSMENT, name, json=values).status_code == 403
	frappe.db.rollback()
	assert frappe.db.get_value(ASSESSMENT, name, ["status", "total"]) == ("Submitted", "6.00")


@pytest.mark.parametrize("value", ["20.01", "21", "-1", "十", "1e3", "1e1", "1_0", "٤", "NaN", "0.55"])
def test_a_mark_that_breaks_the_sheet_is_refused(sign_in: SignIn, round_doc: Any, value: str) -> None:
	client = sign_in(SECOND)
	name = own(client, round_doc.name)[COUNTY]
	response = refused(client, "save_mark", assessment=name, number=1, value=value)
	assert "组织领导" in words(response)


def test_a_recusal_needs_a_reason_and_hides_the_subject(sign_in: SignIn, round_doc: Any) -> None:
	client = sign_in(SECOND)
	name = own(client, round_doc.name)[COUNTY]
	give(client, name, 1, 2, 3)
	refused(client, "recuse", assessment=name, reason="  ")
	call(client, "recuse", assessment=name, reason="亲属在该县科协工作")
	shown = call(client, "form", assessment=name)
	assert (shown["content"], {row["value"] for row in shown["items"]}) == (None, {None})
	call(client, "take_back_recusal", assessment=name)
	assert call(client, "form", assessment=name)["content"]["sections"]


def test_an_assessor_reads_the_report_beside_the_sheet(sign_in: SignIn, round_doc: Any) -> None:
	client = sign_in(SECOND)
	mine = own(client, round_doc.name)
	shown = call(client, "form", assessment=mine[COUNTY])
	assert factories.MARKS[HOME] in json.dumps(shown, ensure_ascii=False)
	assert len(shown["content"]["figures"]) > 3
	assert (shown["left"], len(shown["items"])) == (13, 3)


def test_an_assessor_reads_nothing_else(sign_in: SignIn, round_doc: Any) -> None:
	client = sign_in(SECOND)
	for doctype, name in (
		("Annual Summary", f"{YEAR}-{COUNTY}"),
		("County", COUNTY),
		("Province", HOME),
		("Provincial Submission", f"{YEAR}-{HOME}"),
		("Assessment Round", round_doc.name),
		("Scoring Sheet", round_doc.sheet),
	):
		assert client.resource("GET", doctype, name).status_code in (403, 404), doctype
		listed = client.resource("GET", doctype)
		assert listed.status_code == 403 or listed.json()["data"] == [], doctype


def test_speakers_are_assessed_without_their_telephone(sign_in: SignIn) -> None:
	factories.proposed_nominee(factories.World(YEAR))
	frappe.db.commit()
	doc = assessments.opened_round(YEAR, HOME, [(SECOND, "")], about="Speaker Nominees")
	client = sign_in(SECOND)
	(name,) = own(client, doc.name).values()
	answer = client.call("kepu_app.assessment.api.form", assessment=name).text
	assert "张 敏" in json.loads(answer)["message"]["assessment"]["subject_name"]
	assert "13800138000" not in answer
	assert "1980-06" not in answer
	assessments.end(YEAR)


# ---------------------------------------------------------------------- sheets


def test_a_sheet_that_marks_are_given_by_stays_as_it_is(sign_in: SignIn, round_doc: Any) -> None:
	client = sign_in(APPROVER)
	changed = {"items": [{"number": 1, "item": "另一项", "full_marks": "100", "weight": "100"}]}
	assert client.resource("PUT", "Scoring Sheet", round_doc.sheet, json=changed).status_code == 417
	newer = call(client, "new_version", sheet=round_doc.sheet)
	answered_data(client.resource("PUT", "Scoring Sheet", newer, json=changed))
	frappe.db.rollback()
	assert frappe.db.get_value("Scoring Sheet", newer, ["version", "follows"]) == (2, round_doc.sheet)
	assert len(frappe.get_doc("Scoring Sheet", round_doc.sheet).get("items")) == 3
	assert frappe.db.get_value("Scoring Sheet", round_doc.sheet, "active") == 0


def test_ready_made_sheets(sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	standard = frappe.db.get_value("Reporting Cycle", YEAR, "standard")
	arguments = {"about": "County Reports", "standard": standard}
	criteria = answered(client.get("kepu_app.assessment.api.ready_made_items", **arguments))
	qualities = answered(client.get("kepu_app.assessment.api.ready_made_items", about="Speaker Nominees"))
	assert (len(criteria["items"]), len(qualities["items"])) == (12, 5)
	values = {"title": "五项素质", "about": "Speaker Nominees", "province": HOME}
	made = {**values, "items": qualities["items"], **qualities["rules"]}
	answered_data(client.resource("POST", "Scoring Sheet", json=made))


@pytest.mark.parametrize(
	("item", "told"),
	[
		({"full_marks": "很多", "weight": "1"}, "第1行"),
		({"full_marks": "1e20000000", "weight": "1"}, "第1行"),
		({"full_marks": "10", "weight": "1e20000000"}, "第1行"),
		({"full_marks": "0", "weight": "1"}, "满分"),
		({"full_marks": "10", "weight": "-1"}, "权重"),
	],
)
def test_a_sheet_that_cannot_be_counted_by_is_refused(
	sign_in: SignIn, item: dict[str, str], told: str
) -> None:
	values = {"title": "坏表", "province": HOME, "items": [{"number": 1, "item": "一", **item}]}
	response = sign_in(APPROVER).resource("POST", "Scoring Sheet", json=values)
	assert response.status_code == 417
	assert told in words(response)


# ---------------------------------------------------------------------- reminders


def test_assessors_are_reminded_of_what_is_left(round_doc: Any) -> None:
	"""Once for each round, by its deadline, until nothing is left."""
	frappe.db.set_value("Assessment Round", round_doc.name, "deadline", add_days(nowdate(), 3))
	frappe.db.set_value("Reporting Cycle", YEAR, "reminder_days", "3")
	done = {"round": round_doc.name, "assessor": SECOND}
	frappe.db.set_value(ASSESSMENT, done, "status", "Submitted")
	today = getdate()
	found = due_assessments(getdate(add_days(nowdate(), -1)), today)
	mine = {user: items for user, items in found.items() if items[0].title.startswith(round_doc.title)}
	assert set(mine) == {ASSESSOR, DEPUTY}
	assert "13" in mine[ASSESSOR][0].title
	with acting_as(ASSESSOR):
		assert frappe.has_permission(ASSESSMENT, "read", mine[ASSESSOR][0].name)
	assert due_assessments(today, today) == {}
