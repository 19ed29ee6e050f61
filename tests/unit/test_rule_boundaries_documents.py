"""The exact ends of each rule: the last value that is allowed, the first that is not, and what is said of it.

Of the single documents: summary, self-assessment, case and nominee.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kepu_app.core.breaches import Breach
from kepu_app.core.cycle import Quotas
from kepu_app.core.model import Assessment, SummarySection
from kepu_app.core.rules import (
	check_assessments,
	check_case,
	check_case_quotas,
	check_figures,
	check_nominee,
	check_nominee_quota,
	check_summary,
	check_summary_counties,
)
from tests.unit.breaches import limits_of, the_only
from tests.unit.factories import COUNTIES, make_case, make_cycle, make_nominee, make_submission, make_summary

CYCLE = make_cycle()


class TestSummaries:
	def test_limit_is_3000_with_the_headings(self) -> None:
		rest = CYCLE.limits.summary - len(CYCLE.headings[0].text)
		optional = make_cycle(headings=(CYCLE.headings[0],))
		sections = (SummarySection(CYCLE.headings[0].text, "字" * rest),)
		assert check_summary(optional, make_summary(sections=sections), COUNTIES[0]) == []
		longer = (SummarySection(CYCLE.headings[0].text, "字" * (rest + 2)),)
		breach = the_only(
			check_summary(optional, make_summary(sections=longer), COUNTIES[0]), "summary.too_long"
		)
		assert breach.message.endswith("：全文3002字，超过3000字的上限2字。")

	@pytest.mark.parametrize(
		("dated", "codes"),
		[
			(date(2025, 1, 15), ["summary.dated_early"]),
			(date(2025, 1, 16), []),
			(date(2025, 2, 19), []),
			(date(2025, 2, 20), ["summary.dated_late"]),
		],
	)
	def test_dated_from_the_notice_to_the_deadline(self, dated: date, codes: list[str]) -> None:
		breaches = check_summary(CYCLE, make_summary(dated=dated), COUNTIES[0])
		assert [each.code for each in breaches] == codes

	def test_one_of_a_county(self) -> None:
		assert check_summary_counties(make_submission()) == []
		twice = make_submission(summaries=(make_summary("340210"), make_summary(), make_summary()))
		breaches = check_summary_counties(twice)
		assert [(each.code, each.place.index) for each in breaches] == [
			("summary.duplicate", 1),
			("summary.duplicate", 2),
		]
		assert limits_of(breaches[0]) == ("341302", "1")
		assert "同一个县有2份" in breaches[0].message

	def test_of_a_county_that_is_not_in_the_list_at_its_row(self) -> None:
		strange = make_submission(summaries=(make_summary(), make_summary("340421")))
		assert the_only(check_summary_counties(strange), "summary.unknown_county").place.index == 1

	def test_a_part_without_a_heading_is_counted_from_1(self) -> None:
		sections = (*make_summary().sections, SummarySection(" ", "甲\t1\n乙\t2"))
		breaches = check_summary(CYCLE, make_summary(sections=sections), COUNTIES[0])
		assert [each.code for each in breaches] == ["summary.table", "summary.heading_blank"]
		assert all(each.place.label.endswith("第5部分") for each in breaches)

	def test_an_empty_part_without_a_heading_is_nothing(self) -> None:
		sections = (*make_summary().sections, SummarySection("", ""), SummarySection("五、其他", ""))
		assert check_summary(CYCLE, make_summary(sections=sections), COUNTIES[0]) == []

	def test_of_two_parts_with_one_heading_one_needs_a_text(self) -> None:
		sections = make_summary().sections
		twice = (SummarySection(sections[0].heading, ""), *sections)
		assert check_summary(CYCLE, make_summary(sections=twice), COUNTIES[0]) == []

	def test_a_part_that_need_not_be_there_may_be_empty(self) -> None:
		headings = (*CYCLE.headings[:3], replace(CYCLE.headings[3], required=False))
		sections = (*make_summary().sections[:3], SummarySection(headings[3].text, ""))
		assert (
			check_summary(make_cycle(headings=headings), make_summary(sections=sections), COUNTIES[0]) == []
		)

	def test_a_part_of_ones_own_without_a_text_replaces_nothing(self) -> None:
		sections = (*make_summary().sections[:3], SummarySection("四、下一步打算", ""))
		breach = the_only(
			check_summary(CYCLE, make_summary(sections=sections), COUNTIES[0]), "summary.section_missing"
		)
		assert breach.place.part == 3

	@pytest.mark.parametrize(
		("adjustable", "said"),
		[(True, "缺少这一部分（内容可以根据工作情况调整，请确认）。"), (False, "缺少这一部分。")],
	)
	def test_only_where_parts_may_be_adjusted_this_is_said(self, adjustable: bool, said: str) -> None:
		cycle = make_cycle(headings_adjustable=adjustable)
		breaches = check_summary(cycle, make_summary(sections=make_summary().sections[:3]), COUNTIES[0])
		assert the_only(breaches, "summary.section_missing").message.endswith(f"：{said}")

	def test_a_part_in_place_of_an_optional_one_is_pointed_out_too(self) -> None:
		headings = (*CYCLE.headings[:3], replace(CYCLE.headings[3], required=False))
		sections = (*make_summary().sections[:3], SummarySection("四、下一步打算", "内容。"))
		breaches = check_summary(make_cycle(headings=headings), make_summary(sections=sections), COUNTIES[0])
		assert the_only(breaches, "summary.heading_adjusted").place.part == 3


class TestCases:
	def test_limit_is_500(self) -> None:
		assert check_case(CYCLE, make_case(text="字" * 500), COUNTIES[0]) == []
		breach = the_only(check_case(CYCLE, make_case(text="字" * 502), COUNTIES[0]), "case.too_long")
		assert breach.message.endswith("：502字，超过500字的上限2字。")

	def test_five_of_a_province(self) -> None:
		six = tuple(replace(make_case(1), county_code=each.code, topic="") for each in COUNTIES)
		assert check_case_quotas(make_submission(cases=six[:5])) == []
		breach = the_only(check_case_quotas(make_submission(cases=six)), "cases.too_many")
		assert (limits_of(breach), breach.place.index) == (("6", "5"), 5)
		assert "共推荐6个案例（6个县）" in breach.message

	def test_a_topic_as_often_as_the_cycle_allows(self) -> None:
		three = tuple(make_case(number, topic="workers") for number in (1, 2, 3))
		cycle = make_cycle(quotas=Quotas(cases=5, nominees=3, cases_per_topic=2))
		assert check_case_quotas(make_submission(cycle=cycle, cases=three[:2])) == []
		breaches = check_case_quotas(make_submission(cycle=cycle, cases=three))
		assert [(each.code, *limits_of(each)) for each in breaches] == [
			("cases.topic_repeated", "3", "2")
		] * 3

	def test_a_county_as_often_as_the_cycle_allows(self) -> None:
		three = tuple(make_case(number, county_code="341302") for number in (1, 2, 3))
		cycle = make_cycle(quotas=Quotas(cases=5, nominees=3, cases_per_county=2))
		assert check_case_quotas(make_submission(cycle=cycle, cases=three[:2])) == []
		breaches = check_case_quotas(make_submission(cycle=cycle, cases=three))
		assert [(each.code, *limits_of(each)) for each in breaches] == [
			("cases.county_repeated", "3", "2")
		] * 3

	def test_blank_counties_and_topics_are_not_repeated(self) -> None:
		blank = make_case(county_code=" ", topic=" ")
		assert check_case_quotas(make_submission(cases=(blank, blank))) == []

	def test_none_at_all(self) -> None:
		breach = the_only(check_case_quotas(make_submission(cases=())), "cases.none")
		assert limits_of(breach) == ("0", "5")
		assert check_case_quotas(make_submission(counties=(), cases=())) == []

	def test_of_a_blank_county_and_topic_only_that_is_said(self) -> None:
		breaches = check_case(CYCLE, make_case(county_code=" ", topic=" "))
		assert [(each.code, each.place.field) for each in breaches] == [
			("case.blank", "county_code"),
			("case.blank", "topic"),
		]

	@pytest.mark.parametrize("topic", ["workers", "服务科技工作者", " workers "])
	def test_a_topic_by_code_or_name(self, topic: str) -> None:
		assert check_case(CYCLE, make_case(topic=topic), COUNTIES[0]) == []

	def test_a_county_of_the_list_is_needed(self) -> None:
		assert the_only(check_case(CYCLE, make_case()), "case.unknown_county").value == "341302"


class TestNominees:
	def test_limit_is_200(self) -> None:
		assert check_nominee(CYCLE, make_nominee(bio="字" * 200), COUNTIES[0]) == []
		breach = the_only(
			check_nominee(CYCLE, make_nominee(bio="字" * 202), COUNTIES[0]), "nominee.bio_too_long"
		)
		assert breach.message.endswith("：202字，超过200字的上限2字。")

	def test_three_of_a_province(self) -> None:
		four = tuple(make_nominee(number) for number in range(1, 5))
		assert check_nominee_quota(make_submission(nominees=four[:3])) == []
		breach = the_only(check_nominee_quota(make_submission(nominees=four)), "nominees.too_many")
		assert (limits_of(breach), breach.place.index) == (("4", "3"), 3)

	def test_none_at_all(self) -> None:
		breach = the_only(check_nominee_quota(make_submission(nominees=())), "nominees.none")
		assert limits_of(breach) == ("0", "3")
		assert check_nominee_quota(make_submission(counties=(), nominees=())) == []

	def test_nobody_twice_but_two_of_one_name_from_two_counties(self) -> None:
		namesakes = (make_nominee(1), make_nominee(2, name="赵静宜"))
		assert check_nominee_quota(make_submission(nominees=namesakes)) == []
		twice = (make_nominee(2), make_nominee(1), make_nominee(1, name=" 赵静宜 "))
		breaches = check_nominee_quota(make_submission(nominees=twice))
		assert [(each.code, each.place.index, *limits_of(each)) for each in breaches] == [
			("nominees.repeated", 1, "2", "1"),
			("nominees.repeated", 2, "2", "1"),
		]

	def test_two_without_a_name_are_not_one_twice(self) -> None:
		nameless = make_nominee(name=" ")
		assert check_nominee_quota(make_submission(nominees=(nameless, nameless))) == []

	@pytest.mark.parametrize(
		("born", "plausible"),
		[("2007-02", True), ("2007-03", False), ("1949-03", True), ("1949-02", False)],
	)
	def test_between_18_and_75_on_the_day_of_the_deadline(self, born: str, plausible: bool) -> None:
		breaches = check_nominee(CYCLE, make_nominee(birth_month=born), COUNTIES[0])
		assert [each.code for each in breaches] == ([] if plausible else ["nominee.birth_month_implausible"])

	def test_of_a_blank_field_only_that_is_said(self) -> None:
		blank = make_nominee(county_code=" ", sex=" ", political_status=" ", birth_month=" ", phone=" ")
		breaches = check_nominee(CYCLE, blank)
		assert {each.code for each in breaches} == {"nominee.blank"}
		assert [each.place.field for each in breaches] == [
			"county_code",
			"sex",
			"political_status",
			"birth_month",
			"phone",
		]

	def test_a_county_of_the_list_is_needed(self) -> None:
		breach = the_only(check_nominee(CYCLE, make_nominee()), "nominee.not_demonstration_county")
		assert breach.value == "341302"

	def test_without_a_name_the_county_says_who_is_meant(self) -> None:
		breach = the_only(check_nominee(CYCLE, make_nominee(name=""), COUNTIES[0]), "nominee.blank")
		assert breach.place.label == "宣讲团人选 · 埇桥区 · 姓名"


class TestAssessments:
	@staticmethod
	def breaches(code: str, value: str) -> list[Breach]:
		number = int(code.split(".")[0])
		others = tuple(each for each in make_summary().assessments if each.criterion != number)
		stated = Assessment(number, values={code: Decimal(value)})
		return check_assessments(CYCLE, make_summary(assessments=(*others, stated)), COUNTIES[0])

	@pytest.mark.parametrize(
		("code", "value"), [("4.1", "0"), ("4.1", "100"), ("4.2", "0"), ("4.2", "101"), ("7.1", "1000000")]
	)
	def test_possible(self, code: str, value: str) -> None:
		assert self.breaches(code, value) == []

	@pytest.mark.parametrize(
		("code", "value", "said"),
		[
			("4.1", "-0.1", "-0.1%不是可能的数值（应在0-100）"),
			("4.1", "100.1", "100.1%不是可能的数值（应在0-100）"),
			("4.2", "-1", "-1个不是可能的数值（应不小于0）"),
			("4.2", "Infinity", "Infinity个不是可能的数值（应不小于0）"),
		],
	)
	def test_impossible(self, code: str, value: str, said: str) -> None:
		breach = the_only(self.breaches(code, value), "assessment.impossible_value")
		assert breach.message.endswith(f"：{said}。")

	def test_figures_and_criteria_that_the_standard_has_not(self) -> None:
		strange = Assessment(4, values={"4.1": Decimal(50), "4.9": Decimal(1)})
		others = tuple(each for each in make_summary().assessments if each.criterion != 4)
		summary = make_summary(assessments=(*others, strange, Assessment(13, met=True)))
		breaches = check_assessments(CYCLE, summary, COUNTIES[0])
		assert [(each.code, *limits_of(each)) for each in breaches] == [
			("assessment.unknown_indicator", "1", ""),
			("assessment.unknown_criterion", "13", "12"),
		]
		assert [each.place.label.rsplit(" · ", 1)[1] for each in breaches] == ["4.9", "第13项"]

	def test_a_statement_that_says_neither_is_none(self) -> None:
		stated = (*make_summary().assessments[1:], Assessment(1, met=None))
		breach = the_only(
			check_assessments(CYCLE, make_summary(assessments=stated), COUNTIES[0]), "assessment.incomplete"
		)
		assert limits_of(breach) == ("1", "12")

	def test_one_that_is_denied_is_stated(self) -> None:
		stated = (*make_summary().assessments[1:], Assessment(1, met=False))
		assert check_assessments(CYCLE, make_summary(assessments=stated), COUNTIES[0]) == []

	def test_what_is_no_figure(self) -> None:
		breach = the_only(check_figures({"4.1": "约五成"}, COUNTIES[0], 3), "assessment.not_a_number")
		assert (breach.value, breach.place.index, breach.place.part) == ("约五成", 3, "4.1")
