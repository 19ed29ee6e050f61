"""The exact ends of each rule: the last value that is allowed, the first that is not, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kepu_app.core.breaches import Breach, Severity
from kepu_app.core.cycle import Quotas
from kepu_app.core.model import (
	AnnualSummary,
	Assessment,
	County,
	MissingCounty,
	RecordKind,
	Submission,
	SummarySection,
)
from kepu_app.core.rules import (
	check_assessments,
	check_case,
	check_case_quotas,
	check_counties,
	check_county,
	check_figures,
	check_missing,
	check_nominee,
	check_nominee_quota,
	check_printable,
	check_province,
	check_submission,
	check_summary,
	check_summary_counties,
	has_errors,
)
from tests.unit.factories import (
	COUNTIES,
	make_case,
	make_cycle,
	make_nominee,
	make_province,
	make_submission,
	make_summary,
)

CYCLE = make_cycle()


def only(breaches: list[Breach], code: str) -> Breach:
	"""The one breach there is; it has the code."""
	assert [each.code for each in breaches] == [code]
	return breaches[0]


def sizes(breach: Breach) -> tuple[str, str]:
	return breach.value, breach.limit


class TestSubmission:
	@pytest.mark.parametrize(
		("change", "kind"),
		[
			(lambda whole: {"summaries": with_last(whole.summaries, dated=None)}, RecordKind.SUMMARY),
			(
				lambda whole: {"summaries": with_last(whole.summaries, assessments=())},
				RecordKind.ASSESSMENT,
			),
			(lambda whole: {"cases": with_last(whole.cases, text="")}, RecordKind.CASE),
			(lambda whole: {"nominees": with_last(whole.nominees, bio="")}, RecordKind.NOMINEE),
		],
	)
	def test_every_record_is_checked_and_counted_from_0(
		self, change: Callable[[Submission], dict[str, tuple]], kind: RecordKind
	) -> None:
		whole = make_submission()
		changed = change(whole)
		(breach,) = check_submission(replace(whole, **changed))
		((records),) = changed.values()
		assert (breach.place.kind, breach.place.index) == (kind, len(records) - 1)

	def test_a_warning_does_not_stop_a_package_and_an_error_does(self) -> None:
		warned = check_submission(make_submission(cases=()))
		assert [each.severity for each in warned] == [Severity.WARNING]
		assert not has_errors(warned)
		assert has_errors([*warned, *check_submission(make_submission(counties=()))])
		assert not has_errors([])

	def test_characters_are_checked_only_against_fonts(self) -> None:
		whole = make_submission(province=make_province(contact_name="〓"))
		assert check_submission(whole) == []
		breaches = check_submission(whole, uncovered=lambda text: ["〓"] if "〓" in text else [])
		assert only(breaches, "text.no_font").place.kind is RecordKind.SUBMISSION


def with_last(records: tuple, **changes: object) -> tuple:
	return (*records[:-1], replace(records[-1], **changes))


@pytest.mark.parametrize(
	"check",
	[
		lambda: check_summary(CYCLE, make_summary(dated=None)),
		lambda: check_assessments(CYCLE, make_summary(assessments=())),
		lambda: check_figures({"4.1": "许多"}),
		lambda: check_case(CYCLE, make_case(text=""), COUNTIES[0]),
		lambda: check_nominee(CYCLE, make_nominee(bio=""), COUNTIES[0]),
		lambda: check_county(make_province(), County(code="341302", name="")),
		lambda: check_province(make_submission(province=make_province(contact_name=""))),
		lambda: check_province(make_submission(counties=())),
		lambda: check_case_quotas(make_submission(cases=())),
		lambda: check_nominee_quota(make_submission(nominees=())),
		lambda: check_printable(
			make_submission(counties=(), summaries=(), cases=(), nominees=()), lambda text: ["〓"]
		),
	],
)
def test_a_record_by_itself_is_the_first(check: Callable[[], list[Breach]]) -> None:
	assert {each.place.index for each in check()} == {0}


class TestLengths:
	"""Five times a limit, in characters, is the most that is taken at all."""

	@pytest.mark.parametrize(("length", "codes"), [(2500, []), (2501, ["text.far_too_long"])])
	def test_case(self, length: int, codes: list[str]) -> None:
		text = "a" * (length - 1) + "字"  # two words for the limit of 500
		assert [each.code for each in check_case(CYCLE, make_case(text=text), COUNTIES[0])] == codes

	@pytest.mark.parametrize(("length", "codes"), [(1000, []), (1001, ["text.far_too_long"])])
	def test_bio_and_every_text_without_a_limit_of_its_own(self, length: int, codes: list[str]) -> None:
		text = "a" * length
		for breaches, field in (
			(check_case(CYCLE, make_case(title=text), COUNTIES[0]), "title"),
			(check_nominee(CYCLE, make_nominee(bio=text), COUNTIES[0]), "bio"),
			(check_nominee(CYCLE, make_nominee(organisation=text), COUNTIES[0]), "organisation"),
			(check_nominee(CYCLE, make_nominee(reasons=("好。", text)), COUNTIES[0]), "reasons"),
			(check_summary(CYCLE, make_summary(on_behalf_of=text), COUNTIES[0]), "on_behalf_of"),
		):
			assert [(each.code, each.place.field) for each in breaches] == [(code, field) for code in codes]

	def test_heading_of_a_part(self) -> None:
		def breaches(length: int) -> list[Breach]:
			extra = SummarySection("a" * length, "内容。")
			return check_summary(CYCLE, make_summary(sections=(*make_summary().sections, extra)), COUNTIES[0])

		assert breaches(1000) == []
		breach = only(breaches(1001), "text.far_too_long")
		assert breach.place.part == 4
		assert "第5部分的标题" in breach.message
		assert sizes(breach) == ("1001", "1000")

	def test_whole_summary(self) -> None:
		heading = CYCLE.headings[0].text
		rest = 15_000 - len(heading) - 1
		for length, codes in ((rest, []), (rest + 1, ["text.far_too_long"])):
			summary = make_summary(sections=(SummarySection(heading, "a" * length),))
			breaches = check_summary(CYCLE, summary, COUNTIES[0])
			assert [each.code for each in breaches if each.severity is Severity.ERROR] == codes

	def test_what_is_far_too_long_is_not_called_too_long_besides(self) -> None:
		summary = make_summary(sections=(SummarySection(CYCLE.headings[0].text, "字" * 15_000),))
		breaches = check_summary(CYCLE, summary, COUNTIES[0])
		assert [each.code for each in breaches if each.severity is Severity.ERROR] == ["text.far_too_long"]


class TestSummaries:
	def test_limit_is_3000_with_the_headings(self) -> None:
		rest = CYCLE.limits.summary - len(CYCLE.headings[0].text)
		optional = make_cycle(headings=(CYCLE.headings[0],))
		sections = (SummarySection(CYCLE.headings[0].text, "字" * rest),)
		assert check_summary(optional, make_summary(sections=sections), COUNTIES[0]) == []
		longer = (SummarySection(CYCLE.headings[0].text, "字" * (rest + 2)),)
		breach = only(check_summary(optional, make_summary(sections=longer), COUNTIES[0]), "summary.too_long")
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
		assert sizes(breaches[0]) == ("341302", "1")
		assert "同一个县有2份" in breaches[0].message

	def test_of_a_county_that_is_not_in_the_list_at_its_row(self) -> None:
		strange = make_submission(summaries=(make_summary(), make_summary("340421")))
		assert only(check_summary_counties(strange), "summary.unknown_county").place.index == 1

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
		breach = only(
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
		assert only(breaches, "summary.section_missing").message.endswith(f"：{said}")

	def test_a_part_in_place_of_an_optional_one_is_pointed_out_too(self) -> None:
		headings = (*CYCLE.headings[:3], replace(CYCLE.headings[3], required=False))
		sections = (*make_summary().sections[:3], SummarySection("四、下一步打算", "内容。"))
		breaches = check_summary(make_cycle(headings=headings), make_summary(sections=sections), COUNTIES[0])
		assert only(breaches, "summary.heading_adjusted").place.part == 3


class TestCases:
	def test_limit_is_500(self) -> None:
		assert check_case(CYCLE, make_case(text="字" * 500), COUNTIES[0]) == []
		breach = only(check_case(CYCLE, make_case(text="字" * 502), COUNTIES[0]), "case.too_long")
		assert breach.message.endswith("：502字，超过500字的上限2字。")

	def test_five_of_a_province(self) -> None:
		six = tuple(replace(make_case(1), county_code=each.code, topic="") for each in COUNTIES)
		assert check_case_quotas(make_submission(cases=six[:5])) == []
		breach = only(check_case_quotas(make_submission(cases=six)), "cases.too_many")
		assert (sizes(breach), breach.place.index) == (("6", "5"), 5)
		assert "共推荐6个案例（6个县）" in breach.message

	def test_a_topic_as_often_as_the_cycle_allows(self) -> None:
		three = tuple(make_case(number, topic="workers") for number in (1, 2, 3))
		cycle = make_cycle(quotas=Quotas(cases=5, nominees=3, cases_per_topic=2))
		assert check_case_quotas(make_submission(cycle=cycle, cases=three[:2])) == []
		breaches = check_case_quotas(make_submission(cycle=cycle, cases=three))
		assert [(each.code, *sizes(each)) for each in breaches] == [("cases.topic_repeated", "3", "2")] * 3

	def test_a_county_as_often_as_the_cycle_allows(self) -> None:
		three = tuple(make_case(number, county_code="341302") for number in (1, 2, 3))
		cycle = make_cycle(quotas=Quotas(cases=5, nominees=3, cases_per_county=2))
		assert check_case_quotas(make_submission(cycle=cycle, cases=three[:2])) == []
		breaches = check_case_quotas(make_submission(cycle=cycle, cases=three))
		assert [(each.code, *sizes(each)) for each in breaches] == [("cases.county_repeated", "3", "2")] * 3

	def test_blank_counties_and_topics_are_not_repeated(self) -> None:
		blank = make_case(county_code=" ", topic=" ")
		assert check_case_quotas(make_submission(cases=(blank, blank))) == []

	def test_none_at_all(self) -> None:
		breach = only(check_case_quotas(make_submission(cases=())), "cases.none")
		assert sizes(breach) == ("0", "5")
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
		assert only(check_case(CYCLE, make_case()), "case.unknown_county").value == "341302"


class TestNominees:
	def test_limit_is_200(self) -> None:
		assert check_nominee(CYCLE, make_nominee(bio="字" * 200), COUNTIES[0]) == []
		breach = only(check_nominee(CYCLE, make_nominee(bio="字" * 202), COUNTIES[0]), "nominee.bio_too_long")
		assert breach.message.endswith("：202字，超过200字的上限2字。")

	def test_three_of_a_province(self) -> None:
		four = tuple(make_nominee(number) for number in range(1, 5))
		assert check_nominee_quota(make_submission(nominees=four[:3])) == []
		breach = only(check_nominee_quota(make_submission(nominees=four)), "nominees.too_many")
		assert (sizes(breach), breach.place.index) == (("4", "3"), 3)

	def test_none_at_all(self) -> None:
		breach = only(check_nominee_quota(make_submission(nominees=())), "nominees.none")
		assert sizes(breach) == ("0", "3")
		assert check_nominee_quota(make_submission(counties=(), nominees=())) == []

	def test_nobody_twice_but_two_of_one_name_from_two_counties(self) -> None:
		namesakes = (make_nominee(1), make_nominee(2, name="赵静宜"))
		assert check_nominee_quota(make_submission(nominees=namesakes)) == []
		twice = (make_nominee(2), make_nominee(1), make_nominee(1, name=" 赵静宜 "))
		breaches = check_nominee_quota(make_submission(nominees=twice))
		assert [(each.code, each.place.index, *sizes(each)) for each in breaches] == [
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
		breach = only(check_nominee(CYCLE, make_nominee()), "nominee.not_demonstration_county")
		assert breach.value == "341302"

	def test_without_a_name_the_county_says_who_is_meant(self) -> None:
		breach = only(check_nominee(CYCLE, make_nominee(name=""), COUNTIES[0]), "nominee.blank")
		assert breach.place.label == "宣讲团人选 · 埇桥区 · 姓名"


class TestCounties:
	@pytest.mark.parametrize("field", ["name", "city"])
	def test_30_characters_of_a_name(self, field: str) -> None:
		def breaches(length: int) -> list[Breach]:
			county = replace(County(code="349999", name="新设县"), **{field: "县" * length})
			return check_county(make_province(), county)

		assert "county.name_too_long" not in [each.code for each in breaches(30)]
		breach = next(each for each in breaches(31) if each.code == "county.name_too_long")
		assert sizes(breach) == (f"{'县' * 30}…", "30")
		assert breach.place.field == field
		assert "有31个字符" in breach.message

	@pytest.mark.parametrize("code", ["34130", "3413022", "34130a", "３４１３０２", "34130²"])
	def test_a_code_has_six_digits(self, code: str) -> None:
		breach = only(check_county(make_province(), County(code=code, name="某县")), "county.code_malformed")
		assert sizes(breach) == (code, "6位数字")

	def test_a_code_begins_as_the_provinces(self) -> None:
		strange = County(code="411502", name="浉河区")
		assert check_county(make_province(), COUNTIES[0]) == []
		for prefixes in ((), ("34",)):
			province = make_province(code_prefixes=prefixes)
			breach = only(check_county(province, strange), "county.code_other_province")
			assert breach.limit == "34"
			assert "应以34开头" in breach.message

	def test_without_a_name_the_standards_is_not_asked_for(self) -> None:
		breach = only(check_county(make_province(), County(code="341302", name=" ")), "county.blank")
		assert breach.place.field == "name"

	def test_without_a_code_only_that_is_said(self) -> None:
		breach = only(check_county(make_province(), County(code=" ", name="某县")), "county.blank")
		assert breach.place.field == "code"

	def test_a_code_once(self) -> None:
		assert check_counties(make_submission()) == []
		breaches = check_counties(make_submission(counties=(COUNTIES[1], COUNTIES[0], COUNTIES[0])))
		assert [(each.code, each.place.index) for each in breaches] == [
			("county.code_duplicate", 1),
			("county.code_duplicate", 2),
		]
		assert "出现了2次" in breaches[0].message

	def test_blank_codes_are_not_repeated(self) -> None:
		nameless = County(code=" ", name="某县")
		breaches = check_counties(make_submission(counties=(nameless, nameless)))
		assert [(each.code, each.place.index) for each in breaches] == [
			("county.blank", 0),
			("county.blank", 1),
		]

	def test_a_summary_or_a_reason_of_each(self) -> None:
		assert check_missing(make_submission()) == []
		unfiled = make_submission(summaries=make_submission().summaries[:-1])
		breach = only(check_missing(unfiled), "county.missing_without_reason")
		assert breach.place.index == 5
		assert "也没有说明原因" in breach.message
		blank = replace(unfiled, missing=(MissingCounty(COUNTIES[5].code, " "),))
		assert only(check_missing(blank), "county.missing_without_reason").place.index == 5
		explained = replace(unfiled, missing=(MissingCounty(COUNTIES[5].code, "机构调整"),))
		assert check_missing(explained) == []

	def test_not_both(self) -> None:
		both = make_submission(missing=(MissingCounty(COUNTIES[2].code, "机构调整"),))
		breach = only(check_missing(both), "county.reason_though_filed")
		assert (breach.place.index, breach.value) == (2, "机构调整")

	def test_how_far_a_summary_is_that_is_under_way(self) -> None:
		unfiled = make_submission(
			summaries=make_submission().summaries[:-1], under_way={COUNTIES[5].code: "待省级审核"}
		)
		breach = only(check_missing(unfiled), "county.missing_without_reason")
		assert breach.message.endswith("：工作总结待省级审核，尚未审核通过。")

	def test_a_reason_of_a_county_that_is_not_in_the_list_at_its_row(self) -> None:
		known, strange = MissingCounty(COUNTIES[0].code, ""), MissingCounty("340421", "机构调整")
		breach = only(check_missing(make_submission(missing=(known, strange))), "missing.unknown_county")
		assert breach.place.index == 1

	def test_a_list_has_one_at_least(self) -> None:
		breach = only(check_province(make_submission(counties=())), "counties.none")
		assert sizes(breach) == ("0", "至少1个")
		assert check_province(make_submission(counties=COUNTIES[:1])) == []


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
		breach = only(self.breaches(code, value), "assessment.impossible_value")
		assert breach.message.endswith(f"：{said}。")

	def test_figures_and_criteria_that_the_standard_has_not(self) -> None:
		strange = Assessment(4, values={"4.1": Decimal(50), "4.9": Decimal(1)})
		others = tuple(each for each in make_summary().assessments if each.criterion != 4)
		summary = make_summary(assessments=(*others, strange, Assessment(13, met=True)))
		breaches = check_assessments(CYCLE, summary, COUNTIES[0])
		assert [(each.code, *sizes(each)) for each in breaches] == [
			("assessment.unknown_indicator", "1", ""),
			("assessment.unknown_criterion", "13", "12"),
		]
		assert [each.place.label.rsplit(" · ", 1)[1] for each in breaches] == ["4.9", "第13项"]

	def test_a_statement_that_says_neither_is_none(self) -> None:
		stated = (*make_summary().assessments[1:], Assessment(1, met=None))
		breach = only(
			check_assessments(CYCLE, make_summary(assessments=stated), COUNTIES[0]), "assessment.incomplete"
		)
		assert sizes(breach) == ("1", "12")

	def test_one_that_is_denied_is_stated(self) -> None:
		stated = (*make_summary().assessments[1:], Assessment(1, met=False))
		assert check_assessments(CYCLE, make_summary(assessments=stated), COUNTIES[0]) == []

	def test_what_is_no_figure(self) -> None:
		breach = only(check_figures({"4.1": "约五成"}, COUNTIES[0], 3), "assessment.not_a_number")
		assert (breach.value, breach.place.index, breach.place.part) == ("约五成", 3, "4.1")


class TestTables:
	@pytest.mark.parametrize(
		("line", "shown"),
		[
			("甲\t" + "乙" * 18, "甲 " + "乙" * 18),
			("甲\t" + "乙" * 19, "甲 " + "乙" * 17 + "…"),
		],
	)
	def test_shown_are_20_characters_of_the_first_line(self, line: str, shown: str) -> None:
		text = f"前文。\n{line}\n丙\t丁\n戊\t己"
		breach = only(check_case(CYCLE, make_case(text=text), COUNTIES[0]), "case.table")
		assert breach.value == shown
		assert f"有3行像是从表格粘贴的（“{shown}”等）" in breach.message


class TestRecords:
	@pytest.mark.parametrize(
		("phone", "said"),
		[
			("62670123", "“62670123”缺少区号"),
			("电话62670123", "“电话62670123”不能作为联系电话：“62670123”缺少区号"),
			(
				"13800138000、62670123",
				"“13800138000、62670123”不能作为联系电话：“62670123”缺少区号",
			),
			("见附件", "“见附件”不能作为联系电话：其中没有电话号码"),
		],
	)
	def test_the_whole_entry_is_named_once(self, phone: str, said: str) -> None:
		breach = only(check_nominee(CYCLE, make_nominee(phone=phone), COUNTIES[0]), "nominee.phone")
		assert breach.message == f"宣讲团人选 · 赵静宜 · 联系方式：{said}。"
		assert breach.limit == "手机或固定电话"

	def test_a_part_is_labelled_by_its_own_name(self) -> None:
		sections = (*make_summary().sections[:2], *make_summary().sections[3:])
		breach = only(
			check_summary(CYCLE, make_summary(sections=sections), COUNTIES[0], 4), "summary.section_missing"
		)
		assert breach.place.label == f"工作总结 · 埇桥区 · {CYCLE.headings[2].text}"
		assert (breach.place.index, breach.place.part) == (4, 2)

	@pytest.mark.parametrize(
		("county", "code", "name"),
		[
			(COUNTIES[0], "341302", "埇桥区"),
			(None, "341302", "341302"),
			(County(code="341302", name=""), "341302", "341302"),
			(None, "", "（未填县区）"),
		],
	)
	def test_a_county_by_its_name_or_its_code(self, county: County | None, code: str, name: str) -> None:
		(breach,) = [
			each
			for each in check_summary(CYCLE, make_summary(code, dated=None), county)
			if each.code == "summary.blank"
		]
		assert breach.place.label == f"工作总结 · {name} · 落款日期"

	@pytest.mark.parametrize(
		("reasons", "codes"),
		[((), ["nominee.blank"]), (("", " \n"), ["nominee.blank"]), (("", "好。"), [])],
	)
	def test_one_reason_is_enough(self, reasons: tuple[str, ...], codes: list[str]) -> None:
		breaches = check_nominee(CYCLE, make_nominee(reasons=reasons), COUNTIES[0])
		assert [each.code for each in breaches] == codes


class TestPrintable:
	@staticmethod
	def places(submission: Submission) -> list[tuple[RecordKind, int, str, object]]:
		breaches = check_printable(submission, lambda text: ["〓"] if "〓" in text else [])
		return [(each.place.kind, each.place.index, each.place.field, each.place.part) for each in breaches]

	def test_place_of_what_cannot_be_printed(self) -> None:
		sections = (SummarySection("〓", "正文"), SummarySection("", "〓"), SummarySection("标题", "正文"))
		whole = make_submission(
			counties=(COUNTIES[0], replace(COUNTIES[1], name="〓", city="〓"), *COUNTIES[2:]),
			summaries=(make_summary(), AnnualSummary("340210", sections, on_behalf_of="〓")),
			cases=(make_case(1), make_case(2, title="〓", text="〓")),
			nominees=(make_nominee(1), make_nominee(2, bio="〓", reasons=("好。", "〓"))),
		)
		assert self.places(whole) == [
			(RecordKind.COUNTY, 1, "name", None),
			(RecordKind.COUNTY, 1, "city", None),
			(RecordKind.SUMMARY, 1, "on_behalf_of", None),
			(RecordKind.SUMMARY, 1, "sections", 0),
			(RecordKind.SUMMARY, 1, "sections", 1),
			(RecordKind.CASE, 1, "title", None),
			(RecordKind.CASE, 1, "text", None),
			(RecordKind.NOMINEE, 1, "bio", None),
			(RecordKind.NOMINEE, 1, "reasons", 1),
		]

	def test_parts_and_reasons_are_counted_from_1_for_readers(self) -> None:
		whole = make_submission(
			summaries=(AnnualSummary("341302", (SummarySection("", "〓"),)),),
			nominees=(make_nominee(1, reasons=("好。", "〓")),),
		)
		breaches = check_printable(whole, lambda text: ["〓"] if "〓" in text else [])
		assert [each.place.label for each in breaches] == [
			"工作总结 · 埇桥区 · 第1部分",
			"宣讲团人选 · 赵静宜（埇桥区） · 推荐理由2",
		]
