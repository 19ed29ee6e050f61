"""What stands on the three papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kepu_app.core.defaults import find_province
from kepu_app.core.model import County, SummarySection
from kepu_app.core.printing.paper_models import (
	case_book_paper,
	full_place,
	nominee_list_paper,
	printed_date,
	summary_paper,
)
from kepu_app.core.printing.prose import Level
from tests.unit.factories import COUNTIES, make_case, make_nominee, make_submission, make_summary


def test_place_of_a_county() -> None:
	anhui, beijing, hubei = (find_province(name) for name in ("安徽", "北京", "湖北"))
	assert full_place(anhui, COUNTIES[0]) == "安徽省宿州市埇桥区"
	assert full_place(beijing, County(code="110108", name="海淀区")) == "北京市海淀区"
	assert full_place(beijing, County(code="110108", name="海淀区", city="北京市")) == "北京市海淀区"
	assert full_place(hubei, County(code="429004", name="仙桃市")) == "湖北省仙桃市"


def test_date_has_no_leading_zeros() -> None:
	assert printed_date(date(2025, 1, 6)) == "2025年1月6日"
	assert printed_date(None) == ""


def test_summary() -> None:
	submission = make_submission()
	paper = summary_paper(submission.cycle, submission.province, COUNTIES[0], make_summary())
	assert [each.heading for each in paper.sections] == [each.text for each in submission.cycle.headings]
	assert (paper.year, paper.signature, paper.date) == (2024, "埇桥区科学技术协会", "2025年1月20日")
	assert paper.sections[0].paragraphs[0].lead == "（一）主要情况。"


def test_an_optional_section_without_a_text_is_left_out() -> None:
	submission = make_submission()
	headings = submission.cycle.headings
	fixed = replace(submission.cycle, headings_adjustable=False)
	cycle = replace(fixed, headings=(headings[0], replace(headings[1], required=False)))
	blank = tuple(SummarySection(each.text, "") for each in headings[:2])
	paper = summary_paper(cycle, submission.province, COUNTIES[0], make_summary(sections=blank))
	assert [each.heading for each in paper.sections] == [headings[0].text]


def test_cases_come_in_their_order_with_county_and_topic() -> None:
	cases = (
		make_case(2, order=1),
		make_case(1, order=2),
		make_case(3, county_code="340421", topic="另议", order=3),
	)
	paper = case_book_paper(make_submission(cases=cases))
	assert [each.heading for each in paper.cases] == [
		"一、湾沚区（服务科技工作者）",
		"二、埇桥区（科普资源建设）",
		"三、340421（另议）",
	]
	assert (paper.signature, paper.date) == ("安徽省科协", "2025年2月10日")


def test_nominees() -> None:
	nominees = (
		make_nominee(2, rank=2, birth_month="1985-11"),
		make_nominee(1, rank=1, reasons=("1.经验丰富", "（2）善于表达", "3.5万人听过", " ")),
	)
	paper = nominee_list_paper(make_submission(nominees=nominees))
	assert [(each.number, each.name) for each in paper.nominees] == [("1", "赵静宜"), ("2", "钱志远")]
	assert paper.nominees[0].reasons == ("经验丰富", "善于表达", "3.5万人听过")
	assert [each.birth_month for each in paper.nominees] == ["1979年6月", "1985年11月"]
	assert paper.nominees[0].duty == "埇桥区科学技术协会副主席"
	assert paper.contact == "程晓岚 0551-62670123"


def test_an_administrators_fields_are_text_by_label() -> None:
	county = replace(COUNTIES[0], extra={"人口": Decimal("180.50"), "备注": "县的"})
	extra = {"分管领导": " 副区长 ", "审核": date(2025, 1, 6), "首次": False, "得分": 9.0, "备注": None}
	submission = make_submission(
		cases=(make_case(1, extra={"首次": True}),), nominees=(make_nominee(1, extra={"工龄": 18}),)
	)
	paper = summary_paper(submission.cycle, submission.province, county, make_summary(extra=extra))
	assert paper.extra == {
		"人口": "180.5",
		"备注": "",
		"分管领导": "副区长",
		"审核": "2025年1月6日",
		"首次": "否",
		"得分": "9",
	}
	assert case_book_paper(submission).cases[0].extra == {"首次": "是"}
	assert nominee_list_paper(submission).nominees[0].extra == {"工龄": "18"}


def test_contact_without_telephone_leaves_no_gap() -> None:
	submission = make_submission()
	province = replace(submission.province, contact_phone="")
	assert nominee_list_paper(replace(submission, province=province)).contact == "程晓岚"


CASE = "一、主要做法\n（一）组织\n一是。\n二、成效。全县受益。\n三、经验"


def test_case_with_levels_of_its_own_is_below_its_part() -> None:
	[case] = case_book_paper(make_submission(cases=(make_case(text=CASE),))).cases
	assert case.heading.startswith("一、")
	levels = [each.level for each in case.paragraphs]
	assert levels == [Level.SECOND, Level.THIRD, Level.BODY, Level.SECOND, Level.SECOND]
	assert "\n".join(each.text for each in case.paragraphs) == CASE


@pytest.mark.parametrize(
	("text", "levels"),
	[
		("（一）做法\n1.机制", [Level.SECOND, Level.THIRD]),
		("1.机制\n（1）会议", [Level.THIRD, Level.FOURTH]),
		("一、甲\n二、乙\n三、丙", [Level.SECOND] * 3),
		("正文。\n一、甲\n（1）乙", [Level.BODY, Level.SECOND, Level.FOURTH]),
		("一、二、三产业融合", [Level.BODY]),
		("（一）甲\n一、乙", [Level.THIRD, Level.SECOND]),
	],
)
def test_levels_of_a_case(text: str, levels: list[Level]) -> None:
	[case] = case_book_paper(make_submission(cases=(make_case(text=text),))).cases
	assert [each.level for each in case.paragraphs] == levels


def test_part_with_levels_of_its_own_is_below_its_heading() -> None:
	submission = make_submission()
	heading = submission.cycle.headings[0].text
	summary = make_summary(sections=(SummarySection(heading, "一、领导重视\n正文。\n二、制度健全\n正文。"),))
	paper = summary_paper(submission.cycle, submission.province, COUNTIES[0], summary)
	assert [each.level for each in paper.sections[0].paragraphs][::2] == [Level.SECOND] * 2


@pytest.mark.parametrize(
	"first",
	[
		"一、党委和政府重视公民科学素质建设情况",
		"党委和政府重视公民科学素质建设情况",
		"（一）党委和政府重视公民科学素质建设情况：",
		"1.党委和政府重视公民科学素质建设情况。",
		"\n\u3000一、 党委和政府 重视公民科学素质建设情况\n\n",
		"一、党委和政府重视公民科学素质建设情况\n一、党委和政府重视公民科学素质建设情况",
	],
)
def test_heading_that_was_pasted_with_its_part_is_printed_once(first: str) -> None:
	submission = make_submission()
	heading = submission.cycle.headings[0].text
	summary = make_summary(sections=(SummarySection(heading, f"{first}\n全县高度重视。"),))
	[section] = summary_paper(submission.cycle, submission.province, COUNTIES[0], summary).sections
	assert section.heading == heading
	assert [each.text for each in section.paragraphs] == ["全县高度重视。"]


@pytest.mark.parametrize(
	"first", ["第1个案例的标题", "一、埇桥区（科普资源建设）", "埇桥区（科普资源建设）\n第1个案例的标题"]
)
def test_heading_that_was_pasted_with_its_case_is_printed_once(first: str) -> None:
	[case] = case_book_paper(make_submission(cases=(make_case(text=f"{first}\n思路清楚。"),))).cases
	assert [each.text for each in case.paragraphs] == ["思路清楚。"]


@pytest.mark.parametrize(
	"entry",
	[
		"1.政治素质过硬。\n2.经验丰富。\n3.善于表达。",
		"1.政治素质过硬。\r\n2.经验丰富。\r\n3.善于表达。",
		"1、政治素质过硬。\n2、经验丰富。\n3、善于表达。",
		"（1）政治素质过硬。\n（2）经验丰富。\n（3）善于表达。",
		"政治素质过硬。\n经验丰富。\n善于表达。",
		"1.政治素质过硬。2.经验丰富。3.善于表达。",
		"①政治素质过硬。②经验丰富。③善于表达。",
		"（一）政治素质过硬。（二）经验丰富。（三）善于表达。",
		"推荐理由：1.政治素质过硬。2.经验丰富。3.善于表达。",
		"1．政治素质过硬。 2．经验丰富。 3．善于表达。",
	],
)
def test_reasons_in_one_field_are_printed_apart(entry: str) -> None:
	[nominee] = nominee_list_paper(make_submission(nominees=(make_nominee(reasons=(entry,)),))).nominees
	assert nominee.reasons == ("政治素质过硬。", "经验丰富。", "善于表达。")


@pytest.mark.parametrize(
	("entry", "reasons"),
	[
		("①热爱科普②善于表达③作风扎实", ("热爱科普", "善于表达", "作风扎实")),
		("1.政治过硬，2.经验丰富，3.善讲", ("政治过硬，", "经验丰富，", "善讲")),
		("1.2005年入职，2.善讲", ("2005年入职，", "善讲")),
		("主要理由：（一）热爱（二）善讲", ("热爱", "善讲")),
		("1.获国家奖2项，2.5万人听讲", ("获国家奖2项，2.5万人听讲",)),
		("主持（1）班、（2）班教学", ("主持（1）班、（2）班教学",)),
	],
)
def test_reasons_in_one_line(entry: str, reasons: tuple[str, ...]) -> None:
	[nominee] = nominee_list_paper(make_submission(nominees=(make_nominee(reasons=(entry,)),))).nominees
	assert nominee.reasons == reasons
