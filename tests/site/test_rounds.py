"""Sheets and rounds as they are made: what is there from the start, who gets an account and when, what is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests
from frappe.utils import add_days, nowdate

from kepu_app.assessment import choices, rounds
from kepu_app.assessment.assessors import ASSESSMENT, MARK
from kepu_app.assessment.results import results_of
from kepu_app.assessment.subjects import subjects_of
from kepu_app.patches.v0_3 import far_shares_in_percent, topics_of_choices
from tests.site import assessments, factories
from tests.site.assessments import answered_data, call, give, own, refused, words
from tests.site.client import Client
from tests.site.endpoints import said
from tests.site.factories import (
	APPROVER,
	ASSESSOR,
	COUNTY,
	DEPUTY,
	FOREIGN,
	FOREIGN_APPROVER,
	HOME,
	NEIGHBOUR,
	OFFICER,
	World,
)
from tests.years import year_of

YEAR = year_of(__file__)
NEW = [f"new-{number}@{factories.DOMAIN}" for number in (1, 2)]
TWINS = {"340891": "合肥市", "340892": "安庆市", "340893": "安庆市"}
"""Counties of one name."""

SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def places(places: None) -> Iterator[None]:
	for code, city in TWINS.items():
		factories.make_county(code, "鼓楼区", HOME, city)
	frappe.db.commit()
	yield
	frappe.db.delete("County", {"name": ["in", list(TWINS)]})
	frappe.db.commit()


@pytest.fixture(scope="module", autouse=True)
def world(world: World) -> World:
	for county in (COUNTY, NEIGHBOUR):
		factories.approved_summary(world, county)
	frappe.db.commit()
	return world


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
	yield
	_end()


def _end() -> None:
	assessments.end(YEAR)
	frappe.db.delete("Has Role", {"parent": ["in", NEW]})
	frappe.db.delete("User", {"name": ["in", NEW]})
	for user in NEW:
		frappe.clear_cache(user=user)
	frappe.db.commit()


def posted(client: Client, *people: dict[str, str], **values: Any) -> requests.Response:
	"""Return a draft that somebody makes by REST."""
	sheet = values.pop("sheet", None) or assessments.make_sheet(HOME).name
	frappe.db.commit()
	given = {"cycle": YEAR, "province": HOME, "sheet": sheet, "deadline": add_days(nowdate(), 9)}
	return client.resource("POST", "Assessment Round", json={**given, "assessors": list(people), **values})


def person(email: str, name: str, subjects: str = "埇桥区") -> dict[str, str]:
	return {"email": email, "full_name": name, "subjects": subjects}


# ---------------------------------------------------------------------- what is there from the start


def test_a_new_one_has_the_own_province_and_the_open_cycle(sign_in: SignIn) -> None:
	found = sign_in(APPROVER).get("kepu_app.assessment.api.presets").json()["message"]
	assert (found["province"], frappe.db.get_value("Reporting Cycle", found["cycle"], "status")) == (
		HOME,
		"Open",
	)
	assert sign_in(OFFICER).get("kepu_app.assessment.api.presets").json()["message"]["province"] == ""
	assert sign_in(ASSESSOR).get("kepu_app.assessment.api.presets").status_code == 403


def test_items_come_from_the_standard_in_use_where_none_is_chosen(sign_in: SignIn) -> None:
	answer = sign_in(APPROVER).get("kepu_app.assessment.api.ready_made_items", about="County Reports")
	found = answer.json()["message"]
	assert len(found["items"]) == 12
	assert frappe.db.exists("Evaluation Standard", found["standard"])
	assert found["rules"]["outlier_share"] == "20"


def test_a_choice_is_told_by_its_title_and_version(sign_in: SignIn) -> None:
	sheet = assessments.make_sheet(HOME)
	frappe.db.commit()
	client = sign_in(APPROVER)
	found = client.call("frappe.desk.search.search_link", doctype="Scoring Sheet", txt="评分表").json()[
		"message"
	]
	shown = next(each for each in found if each["value"] == sheet.name)
	assert (shown["label"], shown["description"]) == (sheet.title, "第1版")
	found = client.call("frappe.desk.search.search_link", doctype="County", txt="埇桥").json()["message"]
	assert "宿州市" in found[0]["description"]


def test_two_rounds_of_the_same_have_two_titles(sign_in: SignIn) -> None:
	first, second = (answered_data(posted(sign_in(APPROVER))) for _number in range(2))
	assert second["title"] == f"{first['title']}（第2次）"
	again = sign_in(APPROVER).resource("PUT", "Assessment Round", first["name"], json={"title": "另一个"})
	assert answered_data(again)["title"] == first["title"]


# ---------------------------------------------------------------------- accounts


def test_accounts_are_made_when_the_round_is_opened(sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	made = posted(client, person(NEW[0], "程立文"), person(NEW[1], "吴秀兰"), person(DEPUTY, "副手"))
	name = answered_data(made)["name"]
	frappe.db.rollback()
	assert not frappe.db.exists("User", {"name": ["in", NEW]})
	opened = client.call("kepu_app.assessment.api.open_round", round_name=name)
	assert (opened.ok, words(opened)) == (True, "")
	frappe.db.rollback()
	rows = frappe.get_all("Round Assessor", {"parent": name}, pluck="user", order_by="idx")
	assert rows == [*NEW, DEPUTY]
	assert "Kepu Assessor" in frappe.get_roles(NEW[0])
	assert set(frappe.get_all(ASSESSMENT, {"round": name}, pluck="assessor")) == {*NEW, DEPUTY}


def test_who_joins_an_open_round_gets_one_at_once_and_nobody_by_what_is_refused(sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	name = answered_data(posted(client, person(DEPUTY, "副手")))["name"]
	call(client, "open_round", round_name=name)
	wrong = [person(DEPUTY, "副手"), person(NEW[0], "程立文", "没有的县")]
	response = client.resource("PUT", "Assessment Round", name, json={"assessors": wrong})
	assert (response.status_code, "欢迎" in words(response)) == (417, False)
	frappe.db.rollback()
	assert not frappe.db.exists("User", NEW[0])
	right = [person(DEPUTY, "副手"), person(NEW[0], "副 手")]
	saved = client.resource("PUT", "Assessment Round", name, json={"assessors": right})
	assert (saved.ok, words(saved)) == (True, "")
	frappe.db.rollback()
	assert frappe.db.exists(ASSESSMENT, {"round": name, "assessor": NEW[0]})


def test_more_are_named_than_frappe_lets_anybody_make_in_an_hour(sign_in: SignIn) -> None:
	made = posted(sign_in(APPROVER), *(person(each, each) for each in NEW))
	name = answered_data(made)["name"]
	limit = frappe.local.conf.pop("throttle_user_limit", None)
	frappe.local.conf.throttle_user_limit = -1
	try:
		with factories.acting_as(APPROVER):
			rounds.open_round(frappe.get_doc("Assessment Round", name))
	finally:
		frappe.local.conf.pop("throttle_user_limit")
		if limit is not None:
			frappe.local.conf.throttle_user_limit = limit
	assert frappe.db.count("User", {"name": ["in", NEW]}) == 2


def test_a_draft_of_before_that_made_its_accounts_is_opened_as_ever(sign_in: SignIn) -> None:
	client = sign_in(APPROVER)
	name = answered_data(posted(client, person(DEPUTY, "程立文"), person(ASSESSOR, "吴秀兰")))["name"]
	frappe.db.set_value("Round Assessor", {"parent": name}, "full_name", "同一个名字")
	frappe.db.commit()
	call(client, "open_round", round_name=name)
	frappe.db.rollback()
	doc = frappe.get_doc("Assessment Round", name)
	assert {"Kepu Assessor"} <= set(frappe.get_roles(ASSESSOR))
	names = results_of(doc).names
	assert names == {DEPUTY: f"同一个名字（{DEPUTY}）", ASSESSOR: f"同一个名字（{ASSESSOR}）"}


# ---------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
	("names", "told"),
	[(("程立文", "程 立文"), ""), (("程立文", " 程立文 "), "第2行"), (("<b>程立文</b>", "吴秀兰"), "第1行")],
)
def test_assessors_are_told_apart_by_their_names(sign_in: SignIn, names: tuple[str, str], told: str) -> None:
	response = posted(sign_in(APPROVER), *(person(each, name) for each, name in zip(NEW, names, strict=True)))
	assert response.status_code == (417 if told else 200)
	assert told in words(response)
	assert "<b>" not in words(response)


@pytest.mark.parametrize("deadline", ["2026-13-45", "明天", "0000-00-00", "12"])
def test_a_date_that_is_none_is_refused_by_its_field(sign_in: SignIn, deadline: str) -> None:
	response = posted(sign_in(APPROVER), deadline=deadline)
	assert response.status_code == 417, said(response)
	assert f"截止日期：“{deadline}”不是日期" in words(response)


def test_a_date_as_people_write_it_is_kept_as_a_day(sign_in: SignIn) -> None:
	assert answered_data(posted(sign_in(APPROVER), deadline="2099年3月5日"))["deadline"] == "2099-03-05"


def test_a_deadline_that_is_past_is_pointed_out(sign_in: SignIn) -> None:
	response = posted(sign_in(APPROVER), deadline=add_days(nowdate(), -1))
	assert response.ok
	assert "已经过去" in words(response)
	again = sign_in(APPROVER).resource("PUT", "Assessment Round", answered_data(response)["name"], json={})
	assert "已经过去" not in words(again)


@pytest.mark.parametrize(
	("values", "told"),
	[
		({"digits": 20}, "小数位数不能超过6"),
		({"outlier_share": "2000"}, "不能超过满分的100%"),
		({"trim_from": -1}, "不能小于0"),
		({"scale": "一百"}, "总分满分：请填写数字"),
		({"outlier_share": "很多"}, "分歧提示比例（%）：请填写数字"),
		({"items": [{"item": "一", "full_marks": "10", "weight": "30%"}]}, "第1行：权重：请填写数字"),
	],
)
def test_a_sheet_is_refused_in_chinese(sign_in: SignIn, values: dict[str, Any], told: str) -> None:
	items = [{"item": "一", "full_marks": "10", "weight": "1"}]
	given = {"title": "坏表", "province": HOME, "items": items, **values}
	response = sign_in(APPROVER).resource("POST", "Scoring Sheet", json=given)
	assert response.status_code == 417, said(response)
	assert told in words(response)
	for english in ("Weight", "Highest", "Standard", "Province"):
		assert english not in words(response)


@pytest.mark.parametrize(
	("values", "told"),
	[({"province": FOREIGN}, f"省份 {FOREIGN} 不存在"), ({"standard": "没有的"}, "测评标准 没有的 不存在")],
)
def test_what_is_out_of_reach_is_named_in_chinese(sign_in: SignIn, values: dict[str, str], told: str) -> None:
	items = [{"item": "一", "full_marks": "10", "weight": "1"}]
	given = {"title": "坏表", "province": HOME, "items": items, **values}
	response = sign_in(APPROVER).resource("POST", "Scoring Sheet", json=given)
	assert (response.status_code, told in words(response)) == (403, True), said(response)


def test_full_width_numbers_of_a_sheet_are_taken(sign_in: SignIn) -> None:
	items = [{"item": "一", "full_marks": "１０", "weight": "２．５"}]
	given = {"title": "全角", "province": HOME, "items": items, "outlier_share": "１５"}
	made = answered_data(sign_in(APPROVER).resource("POST", "Scoring Sheet", json=given))
	assert (made["items"][0]["full_marks"], made["items"][0]["weight"]) == ("10", "2.5")
	assert made["outlier_share"] == "15"


def test_shares_of_before_become_percent_once() -> None:
	stored = {"0.2": "20", "0.125": "12.5", "1": "100", "20": "20", "0": "0"}
	names = {share: assessments.make_sheet(HOME, title=f"表{share}").name for share in stored}
	for share, name in names.items():
		frappe.db.set_value("Scoring Sheet", name, {"outlier_share": share, "title": f"我的表{share}"})
	for _time in range(2):
		far_shares_in_percent.execute()
		for share, name in names.items():
			found = frappe.db.get_value("Scoring Sheet", name, ["outlier_share", "title"])
			assert found == (stored[share], f"我的表{share}")


# ---------------------------------------------------------------------- counties of one name


def test_counties_of_one_name_are_told_apart(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, "340891、鼓楼区（340893）"), (DEPUTY, COUNTY)])
	names = {each.key: each.name for each in subjects_of(doc)}
	assert [names[each] for each in (*TWINS, COUNTY)] == [
		"鼓楼区（合肥市）",
		"鼓楼区（340892）",
		"鼓楼区（340893）",
		"埇桥区",
	]
	shown = frappe.get_all(ASSESSMENT, {"round": doc.name, "assessor": ASSESSOR}, pluck="subject_name")
	assert set(shown) == {"鼓楼区（合肥市）", "鼓楼区（340893）"}


# ---------------------------------------------------------------------- an assessor


def test_what_was_not_handed_in_cannot_be_marked(sign_in: SignIn) -> None:
	late = factories.OTHER_CITY
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, f"{COUNTY}、{late}")])
	client, name = sign_in(ASSESSOR), assessments.of(doc.name, late, ASSESSOR)
	assert "还没有报送" in words(refused(client, "save_mark", assessment=name, number=1, value="9"))
	assert "还没有报送" in words(refused(client, "submit", assessment=name))
	shown = call(client, "form", assessment=name)
	assert (shown["is_open"], shown["may_recuse"]) == (False, True)
	call(client, "recuse", assessment=name, reason="亲属在该县任职")
	assert shown["round"] == {"title": doc.title, "deadline": str(doc.deadline)}


def test_an_assessor_is_called_by_name_and_marks_are_kept_plainly(sign_in: SignIn) -> None:
	doc = assessments.make_round(YEAR, HOME, [(ASSESSOR, COUNTY)])
	doc.assessors[0].full_name = "程立文"
	with factories.acting_as(APPROVER):
		doc.save()
	frappe.db.commit()
	call(sign_in(APPROVER), "open_round", round_name=doc.name)
	client = sign_in(ASSESSOR)
	name = own(client, doc.name)[COUNTY]
	for typed, value in (
		("5.", "5"),
		(".5", "0.5"),
		("5.0000", "5"),
		("９．５", "9.5"),
		("-0", "0"),
		("10", "10"),
	):
		assert call(client, "save_mark", assessment=name, number=1, value=typed)["value"] == value
	told = words(refused(client, "submit", assessment=name))
	assert "评审专家“程立文” · 第2项" in told
	assert ASSESSOR not in told
	refused(client, "recuse", assessment=name, reason="长" * 201)


def test_the_standard_s_own_words_stand_beside_its_items(sign_in: SignIn) -> None:
	standard = frappe.db.get_value("Reporting Cycle", YEAR, "standard")
	client = sign_in(APPROVER)
	ready = client.get("kepu_app.assessment.api.ready_made_items", about="County Reports", standard=standard)
	found = ready.json()["message"]
	found["items"][1]["item"] = "省里自己的一项"
	values = {
		"title": "按标准",
		"province": HOME,
		"standard": standard,
		"items": found["items"],
		**found["rules"],
	}
	sheet = answered_data(client.resource("POST", "Scoring Sheet", json=values))["name"]
	name = answered_data(posted(client, person(ASSESSOR, "程立文"), sheet=sheet))["name"]
	call(client, "open_round", round_name=name)
	items = call(sign_in(ASSESSOR), "form", assessment=own(sign_in(ASSESSOR), name)[COUNTY])["items"]
	criterion = {"parent": standard, "number": 1}
	assert items[0]["text"] == frappe.db.get_value("Standard Criterion", criterion, "text") != ""
	assert items[1]["text"] == ""


# ---------------------------------------------------------------------- who cannot go on


def test_who_cannot_go_on_is_taken_out_and_what_was_submitted_stays(sign_in: SignIn) -> None:
	doc = assessments.opened_round(
		YEAR, HOME, [(each, f"{COUNTY}、{NEIGHBOUR}") for each in (ASSESSOR, DEPUTY)]
	)
	client, mine = sign_in(ASSESSOR), own(sign_in(ASSESSOR), doc.name)
	give(client, mine[COUNTY], 1, 2, 3)
	call(client, "submit", assessment=mine[COUNTY])
	call(client, "save_mark", assessment=mine[NEIGHBOUR], number=1, value="5")
	approver = sign_in(APPROVER)
	for user in (ASSESSOR, FOREIGN_APPROVER, OFFICER):
		refused(sign_in(user), "release", round_name=doc.name, assessor=ASSESSOR)
	refused(approver, "release", round_name=doc.name, assessor=NEW[0])
	call(approver, "release", round_name=doc.name, assessor=ASSESSOR)
	frappe.db.rollback()
	left = frappe.get_all(ASSESSMENT, {"round": doc.name, "assessor": ASSESSOR}, ["subject", "status"])
	assert [(each.subject, each.status) for each in left] == [(COUNTY, "Submitted")]
	assert frappe.db.count(MARK, {"parent": mine[NEIGHBOUR]}) == 0
	call(approver, "release", round_name=doc.name, assessor=DEPUTY)
	frappe.db.rollback()
	doc.reload()
	assert ([row.email for row in doc.assessors], doc.revealed) == ([ASSESSOR], 1)
	refused(approver, "release", round_name=doc.name, assessor=ASSESSOR)


# ---------------------------------------------------------------------- choices


def test_who_only_looks_at_a_new_case_leaves_no_trace(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, f"{COUNTY}、{NEIGHBOUR}")])
	client = sign_in(ASSESSOR)
	approver = sign_in(APPROVER)
	asked = {"round_name": doc.name, "county": COUNTY}
	assert approver.get("kepu_app.assessment.api.passed_over", **asked).status_code == 417
	for county, name in own(client, doc.name).items():
		give(client, name, *((1, 2, 3) if county == COUNTY else (10, 20, 30)))
		call(client, "submit", assessment=name)
	answer = approver.get("kepu_app.assessment.api.passed_over", **asked)
	assert answer.json()["message"] == ["砀山县"]
	found = call(approver, "propose", **asked, topic=factories.TOPICS[0])
	assert (found["case"], found["passed_over"]) == (None, ["砀山县"])
	frappe.db.rollback()
	assert not frappe.db.exists("Round Choice", {"parent": doc.name})
	call(approver, "propose", **asked, topic=factories.TOPICS[0], reason="有特色")
	frappe.db.rollback()
	assert frappe.db.count("Round Choice", {"parent": doc.name}) == 1


def test_a_reason_that_comes_later_is_put_to_the_choice(sign_in: SignIn) -> None:
	doc = assessments.opened_round(YEAR, HOME, [(ASSESSOR, COUNTY)])
	client = sign_in(ASSESSOR)
	give(client, own(client, doc.name)[COUNTY], 1, 2, 3)
	call(client, "submit", assessment=own(client, doc.name)[COUNTY])
	frappe.db.rollback()
	doc.reload()
	with factories.acting_as(APPROVER):
		results = results_of(doc)
		for reason in ("", "有特色", "", "有特色"):
			choices._note(doc, results, COUNTY, factories.TOPICS[0], 1, reason)
	assert frappe.db.get_value("Round Choice", {"parent": doc.name}, "topic_name")
	name = frappe.db.get_value("Cycle Topic", {"parent": YEAR, "code": factories.TOPICS[0]}, "topic_name")
	frappe.db.set_value("Round Choice", {"parent": doc.name}, "topic_name", None)
	topics_of_choices.execute()
	rows = frappe.get_all("Round Choice", {"parent": doc.name}, ["topic", "topic_name", "reason"])
	assert [(each.topic, each.topic_name, each.reason) for each in rows] == [
		(factories.TOPICS[0], name, "有特色")
	]
