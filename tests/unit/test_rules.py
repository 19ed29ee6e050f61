"""Each rule of the notice: found when it is broken, at its place, with value and limit; silent when not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu_app.core.breaches import Breach, Severity
from kepu_app.core.choices import POLITICAL_STATUSES, SEXES, settle
from kepu_app.core.cycle import CountingMethod, Heading, Quotas
from kepu_app.core.defaults import find_province
from kepu_app.core.model import (
	AnnualSummary,
	Assessment,
	County,
	MissingCounty,
	RecordKind,
	SpeakerNominee,
	Submission,
	SummarySection,
	TypicalCase,
)
from kepu_app.core.rules import check_county, check_submission, has_errors
from tests.unit.factories import (
	COUNTIES,
	make_case,
	make_cycle,
	make_nominee,
	make_province,
	make_submission,
	make_summary,
)


def found(submission: Submission, code: str, **options: Any) -> list[Breach]:
	return [each for each in check_submission(submission, **options) if each.code == code]


def only(submission: Submission, code: str, **options: Any) -> Breach:
	"""The one breach there is; it has the code."""
	breaches = check_submission(submission, **options)
	assert [each.code for each in breaches] == [code]
	return breaches[0]


def codes_of(submission: Submission) -> list[str]:
	return [each.code for each in check_submission(submission)]


def with_summary(**changes: Any) -> Submission:
	whole = make_submission()
	return replace(whole, summaries=(make_summary(**changes), *whole.summaries[1:]))


def with_nominee(**changes: Any) -> Submission:
	whole = make_submission()
	return replace(whole, nominees=(make_nominee(1, **changes), *whole.nominees[1:]))


def with_case(**changes: Any) -> Submission:
	whole = make_submission()
	return replace(whole, cases=(make_case(1, **changes), *whole.cases[1:]))


def with_county(county: County) -> Submission:
	"""One more county, with a summary."""
	whole = make_submission()
	return replace(
		whole,
		counties=(*whole.counties, county),
		summaries=(*whole.summaries, make_summary(county.code)),
	)


def test_a_right_submission_has_no_breach() -> None:
	assert check_submission(make_submission(), uncovered=lambda text: []) == []


def test_every_breach_is_reported_at_once() -> None:
	broken = make_submission(
		summaries=(make_summary("341302", sections=(), dated=None),),
		cases=tuple(make_case(1) for _ in range(6)),
		nominees=tuple(make_nominee(n, phone="12345", birth_month="1979-13") for n in range(1, 5)),
	)
	codes = {each.code for each in check_submission(broken)}
	assert {
		"summary.empty",
		"summary.blank",
		"county.missing_without_reason",
		"cases.too_many",
		"cases.topic_repeated",
		"cases.county_repeated",
		"nominees.too_many",
		"nominee.phone",
		"nominee.birth_month",
	} <= codes


class TestSummaries:
	def test_limit_is_inclusive(self) -> None:
		headings = sum(len(heading.text) for heading in make_cycle().headings)
		assert found(self.with_length(3000 - headings), "summary.too_long") == []

	def test_one_too_many_names_count_limit_and_excess(self) -> None:
		headings = sum(len(heading.text) for heading in make_cycle().headings)
		breach = only(self.with_length(3001 - headings), "summary.too_long")
		assert (breach.value, breach.limit, breach.severity) == ("3001", "3000", Severity.ERROR)
		assert "超过3000字的上限1字" in breach.message
		assert "埇桥区" in breach.message

	def test_limit_is_the_cycles(self) -> None:
		cycle = make_cycle(limits=replace(make_cycle().limits, summary=100))
		submission = replace(make_submission(), cycle=cycle)
		assert len(found(submission, "summary.too_long")) == len(COUNTIES)

	def test_counting_method_is_the_cycles(self) -> None:
		latin = (SummarySection("一、党委和政府重视公民科学素质建设情况", "science " * 1000),)
		whole = with_summary(sections=latin + make_summary().sections[1:])
		assert found(whole, "summary.too_long") == []
		by_characters = replace(whole, cycle=make_cycle(counting_method=CountingMethod.CHARACTERS))
		assert len(found(by_characters, "summary.too_long")) == 1

	@staticmethod
	def with_length(length: int) -> Submission:
		sections = make_summary().sections
		texts = ("字" * (length - 3), "字", "字", "字")
		return with_summary(
			sections=tuple(replace(each, text=text) for each, text in zip(sections, texts, strict=True))
		)

	def test_missing_section_points_at_its_heading(self) -> None:
		breach = only(with_summary(sections=make_summary().sections[:3]), "summary.section_missing")
		assert (breach.place.kind, breach.place.index, breach.place.part) == (RecordKind.SUMMARY, 0, 3)
		assert "四、有关工作建议" in breach.message

	def test_blank_section_is_missing(self) -> None:
		sections = make_summary().sections
		blank = (*sections[:2], replace(sections[2], text=" \n\u3000"), sections[3])
		assert only(with_summary(sections=blank), "summary.section_missing").place.part == 2

	def test_optional_heading_may_be_left_out(self) -> None:
		headings = (*make_cycle().headings[:3], Heading("四、有关工作建议", required=False))
		whole = with_summary(sections=make_summary().sections[:3])
		assert check_submission(replace(whole, cycle=make_cycle(headings=headings))) == []

	def test_adjusted_heading_is_a_warning(self) -> None:
		sections = make_summary().sections
		adjusted = (*sections[:3], replace(sections[3], heading="四、下一步打算"))
		breach = only(with_summary(sections=adjusted), "summary.heading_adjusted")
		assert breach.severity is Severity.WARNING
		assert (breach.value, breach.limit) == ("四、下一步打算", "四、有关工作建议")

	def test_a_heading_moved_up_is_no_adjustment_of_the_one_that_is_missing(self) -> None:
		headings = make_cycle().headings
		sections = tuple(SummarySection(headings[index].text, "内容。") for index in (0, 1, 3))
		breach = only(with_summary(sections=sections), "summary.section_missing")
		assert headings[2].text in breach.place.label

	def test_adjusted_heading_is_an_error_where_the_cycle_forbids_it(self) -> None:
		sections = make_summary().sections
		adjusted = (*sections[:3], replace(sections[3], heading="四、下一步打算"))
		whole = replace(with_summary(sections=adjusted), cycle=make_cycle(headings_adjustable=False))
		assert only(whole, "summary.section_missing").severity is Severity.ERROR

	def test_text_without_a_heading(self) -> None:
		sections = (*make_summary().sections, SummarySection("", "没有标题的正文"))
		assert only(with_summary(sections=sections), "summary.heading_blank").place.part == 4

	@pytest.mark.parametrize("field", ["on_behalf_of", "dated"])
	def test_signature_and_date_are_needed(self, field: str) -> None:
		empty = {"on_behalf_of": "  ", "dated": None}[field]
		assert only(with_summary(**{field: empty}), "summary.blank").place.field == field

	@pytest.mark.parametrize(
		("dated", "code"),
		[(date(2025, 1, 15), "summary.dated_early"), (date(2025, 2, 20), "summary.dated_late")],
	)
	def test_date_outside_the_cycle_is_a_warning(self, dated: date, code: str) -> None:
		assert only(with_summary(dated=dated), code).severity is Severity.WARNING

	@pytest.mark.parametrize("dated", [date(2025, 1, 16), date(2025, 2, 19)])
	def test_first_and_last_day_are_inside(self, dated: date) -> None:
		assert check_submission(with_summary(dated=dated)) == []

	def test_summary_of_a_stranger(self) -> None:
		whole = make_submission()
		stranger = make_summary("340421")
		breach = only(replace(whole, summaries=(*whole.summaries, stranger)), "summary.unknown_county")
		assert breach.value == "340421"

	def test_two_summaries_of_one_county(self) -> None:
		whole = make_submission()
		twice = replace(whole, summaries=(*whole.summaries, make_summary()))
		assert [each.place.index for each in found(twice, "summary.duplicate")] == [0, 6]


class TestCounties:
	def test_missing_county_needs_a_reason(self) -> None:
		whole = replace(make_submission(), summaries=make_submission().summaries[:-1])
		breach = only(whole, "county.missing_without_reason")
		assert (breach.place.index, breach.place.field) == (5, "reason")
		explained = replace(whole, missing=(MissingCounty("341226", "机构调整，三月补报"),))
		assert check_submission(explained) == []

	def test_reason_though_filed(self) -> None:
		whole = replace(make_submission(), missing=(MissingCounty("341226", "机构调整"),))
		assert only(whole, "county.reason_though_filed").severity is Severity.WARNING

	def test_reason_for_a_stranger(self) -> None:
		whole = replace(make_submission(), missing=(MissingCounty("340421", "机构调整"),))
		assert only(whole, "missing.unknown_county").severity is Severity.ERROR

	def test_duplicate_code_is_reported_at_each_row(self) -> None:
		whole = replace(make_submission(), counties=(*COUNTIES, COUNTIES[0]))
		assert [each.place.index for each in found(whole, "county.code_duplicate")] == [0, 6]

	def test_code_of_another_province_is_an_error(self) -> None:
		breach = only(with_county(County(code="411502", name="浉河区")), "county.code_other_province")
		assert breach.severity is Severity.ERROR
		assert (breach.value, breach.limit) == ("411502", "34")

	def test_unknown_code_is_a_warning(self) -> None:
		breach = only(with_county(County(code="349999", name="新设县")), "county.code_unknown")
		assert breach.severity is Severity.WARNING

	def test_name_that_the_standard_does_not_know_under_this_code(self) -> None:
		breach = only(with_county(County(code="340421", name="寿县")), "county.name_differs")
		assert (breach.limit, breach.severity) == ("凤台县", Severity.WARNING)

	@pytest.mark.parametrize("code", ["34130", "3413020", "34130A", "３４１３０２"])
	def test_malformed_code(self, code: str) -> None:
		assert only(with_county(County(code=code, name="某县")), "county.code_malformed").value == code

	@pytest.mark.parametrize("county", [County(code="", name="某县"), County(code="340421", name=" ")])
	def test_blank_code_or_name(self, county: County) -> None:
		assert only(with_county(county), "county.blank").limit == "必填"

	def test_names_have_a_length(self) -> None:
		long_name = County(code="340421", name="凤" * 31, city="淮南市")
		assert ("county.name_too_long", "30") in [
			(each.code, each.limit) for each in check_county(find_province("安徽"), long_name)
		]
		long_city = County(code="340421", name="凤台县", city="淮" * 200)
		assert [each.code for each in check_county(find_province("安徽"), long_city)] == [
			"county.name_too_long"
		]
		real = County(code="620522", name="积石山保安族东乡族撒拉族自治县", city="克孜勒苏柯尔克孜自治州")
		assert "county.name_too_long" not in [each.code for each in check_county(find_province("甘肃"), real)]

	def test_withdrawn_code_is_known(self) -> None:
		zhejiang = replace(find_province("浙江"), contact_name="沈一帆", contact_phone="0571-85119900")
		whole = make_submission(
			province=zhejiang,
			counties=(County(code="330103", name="下城区", city="杭州市"),),
			summaries=(make_summary("330103"),),
			cases=(),
			nominees=(),
		)
		assert codes_of(whole) == ["cases.none", "nominees.none"]

	@pytest.mark.parametrize("code", ["659001", "660101"])
	def test_corps_has_codes_of_its_own_and_of_the_region(self, code: str) -> None:
		corps = replace(
			find_province("新疆生产建设兵团"), contact_name="马建军", contact_phone="0991-2890123"
		)
		county = County(code=code, name="石河子市")
		whole = make_submission(
			province=corps, counties=(county,), summaries=(make_summary(code),), cases=(), nominees=()
		)
		assert not has_errors(check_submission(whole))

	def test_the_seven_rare_names_are_known_by_their_codes(self) -> None:
		names = {
			"341302": "埇桥区",
			"340210": "湾沚区",
			"411502": "浉河区",
			"410304": "瀍河回族区",
			"420505": "猇亭区",
			"420104": "硚口区",
			"610118": "鄠邑区",
		}
		for code, name in names.items():
			province = find_province(code[:2])
			contact = {"contact_name": "程晓岚", "contact_phone": "13905570001"}
			whole = make_submission(
				province=replace(province, **contact),
				counties=(County(code=code, name=name),),
				summaries=(make_summary(code),),
				cases=(),
				nominees=(),
			)
			assert codes_of(whole) == ["cases.none", "nominees.none"]

	def test_empty_list(self) -> None:
		whole = make_submission(counties=(), summaries=(), cases=(), nominees=())
		assert only(whole, "counties.none").severity is Severity.ERROR


class TestProvince:
	@pytest.mark.parametrize("field", ["association", "contact_name", "contact_phone"])
	def test_blank(self, field: str) -> None:
		whole = make_submission(province=make_province(**{field: ""}))
		assert only(whole, "province.blank").place.field == field

	def test_telephone(self) -> None:
		whole = make_submission(province=make_province(contact_phone="62670123"))
		assert only(whole, "province.phone").value == "62670123"


class TestCases:
	def test_quota_is_the_cycles(self) -> None:
		cycle = make_cycle(quotas=Quotas(cases=4, nominees=3))
		breach = only(replace(make_submission(), cycle=cycle), "cases.too_many")
		assert (breach.value, breach.limit, breach.place.index) == ("5", "4", 4)

	def test_two_cases_of_one_topic_one_by_code_one_by_name(self) -> None:
		submission = with_case(topic="服务科技工作者")
		breaches = found(submission, "cases.topic_repeated")
		assert [each.place.index for each in breaches] == [0, 1]

	def test_two_cases_of_one_county(self) -> None:
		breaches = found(with_case(county_code=COUNTIES[1].code), "cases.county_repeated")
		assert [each.place.index for each in breaches] == [0, 1]

	def test_unknown_topic_lists_the_known_ones(self) -> None:
		breach = only(with_case(topic="乡村振兴"), "case.unknown_topic")
		assert all(topic.name in breach.message for topic in make_cycle().topics)

	def test_unknown_county(self) -> None:
		assert only(with_case(county_code="340421"), "case.unknown_county").value == "340421"

	def test_length(self) -> None:
		assert check_submission(with_case(text="字" * 500)) == []
		assert only(with_case(text="字" * 501), "case.too_long").value == "501"

	@pytest.mark.parametrize("field", ["topic", "text", "county_code"])
	def test_blank(self, field: str) -> None:
		assert only(with_case(**{field: ""}), "case.blank").place.field == field


class TestNominees:
	def test_quota(self) -> None:
		four = tuple(make_nominee(number) for number in range(1, 5))
		breach = only(make_submission(nominees=four), "nominees.too_many")
		assert (breach.value, breach.limit, breach.place.index) == ("4", "3", 3)

	def test_nobody_twice(self) -> None:
		twice = (make_nominee(1), make_nominee(1, rank=2))
		assert len(found(make_submission(nominees=twice), "nominees.repeated")) == 2

	def test_from_a_demonstration_county_of_the_province(self) -> None:
		breach = only(with_nominee(county_code="340421"), "nominee.not_demonstration_county")
		assert breach.severity is Severity.ERROR

	@pytest.mark.parametrize("value", ["1979-13", "1979-00", "1979", "79-06", "1979-6", "1979年6月", "某年"])
	def test_birth_month_is_no_month(self, value: str) -> None:
		assert only(with_nominee(birth_month=value), "nominee.birth_month").value == value

	@pytest.mark.parametrize("value", ["2025-03", "2007-03", "1949-01", "1879-06"])
	def test_birth_month_is_not_plausible(self, value: str) -> None:
		assert only(with_nominee(birth_month=value), "nominee.birth_month_implausible").limit == "18-75岁"

	@pytest.mark.parametrize("value", ["2007-02", "1949-03", "1979-06"])
	def test_birth_month_is_plausible_up_to_the_ends(self, value: str) -> None:
		assert check_submission(with_nominee(birth_month=value)) == []

	def test_telephone(self) -> None:
		assert only(with_nominee(phone="12345678901"), "nominee.phone").value == "12345678901"

	def test_bio(self) -> None:
		assert check_submission(with_nominee(bio="字" * 200)) == []
		assert only(with_nominee(bio="字" * 201), "nominee.bio_too_long").value == "201"

	@pytest.mark.parametrize(
		"field",
		["name", "sex", "political_status", "birth_month", "organisation", "position", "phone", "bio"],
	)
	def test_blank(self, field: str) -> None:
		assert only(with_nominee(**{field: ""}), "nominee.blank").place.field == field

	def test_blank_reasons(self) -> None:
		assert only(with_nominee(reasons=("", " ")), "nominee.blank").place.field == "reasons"


class TestAssessments:
	@staticmethod
	def with_value(criterion: int, code: str, value: str) -> Submission:
		others = tuple(each for each in make_summary().assessments if each.criterion != criterion)
		changed = Assessment(criterion, values={code: Decimal(value)})
		return with_summary(assessments=(*others, changed))

	def test_missed_threshold_is_no_breach(self) -> None:
		assert check_submission(self.with_value(7, "7.1", "999")) == []

	@pytest.mark.parametrize(
		("code", "value"), [("4.1", "100.1"), ("4.1", "-1"), ("4.2", "-1"), ("4.2", "NaN")]
	)
	def test_impossible_value(self, code: str, value: str) -> None:
		assert only(self.with_value(4, code, value), "assessment.impossible_value").place.part == code

	def test_unknown_indicator(self) -> None:
		breaches = check_submission(self.with_value(7, "7.9", "1"))
		assert [(each.code, each.place.part) for each in breaches] == [
			("assessment.unknown_indicator", "7.9"),
			("assessment.incomplete", None),
		]

	def test_unknown_criterion(self) -> None:
		assessments = (*make_summary().assessments, Assessment(13, met=True))
		assert only(with_summary(assessments=assessments), "assessment.unknown_criterion").value == "13"

	def test_silence_is_pointed_out_once(self) -> None:
		breach = only(with_summary(assessments=make_summary().assessments[:10]), "assessment.incomplete")
		assert breach.severity is Severity.WARNING
		assert "11、12" in breach.message

	@pytest.mark.parametrize(
		("values", "met"),
		[
			({"9.1": "80", "9.2": "0"}, True),
			({"9.1": "79.99", "9.2": "0"}, False),
			({"9.1": "80", "9.2": "1"}, False),
			({"9.1": "80"}, True),
			({}, None),
		],
	)
	def test_threshold_decides(self, values: dict[str, str], met: bool | None) -> None:
		criterion = make_cycle().standard.criteria[8]
		given_values = {code: Decimal(value) for code, value in values.items()}
		assert Assessment(9, values=given_values).is_met(criterion) is met


class TestPrintable:
	def test_names_character_county_and_field(self) -> None:
		submission = with_summary(on_behalf_of="埇桥区\U0003fffd科协")
		breach = only(submission, "text.no_font", uncovered=lambda t: [c for c in t if c == "\U0003fffd"])
		assert "U+3FFFD" in breach.message
		assert "埇桥区" in breach.message
		assert breach.place.field == "on_behalf_of"

	def test_half_a_surrogate_pair_is_named_by_its_number(self) -> None:
		half = "\ud842"
		submission = with_summary(on_behalf_of=f"埇桥区{half}科协")
		breach = only(submission, "text.no_font", uncovered=lambda text: [half] if half in text else [])
		assert "没有U+D842，" in breach.message
		assert breach.value == "U+D842"

	@pytest.mark.parametrize(
		("change", "kind"),
		[
			(lambda mark: make_submission(province=make_province(contact_name=mark)), RecordKind.SUBMISSION),
			(lambda mark: with_case(title=mark), RecordKind.CASE),
			(lambda mark: with_nominee(reasons=("好", mark)), RecordKind.NOMINEE),
			(lambda mark: with_nominee(bio=mark), RecordKind.NOMINEE),
		],
	)
	def test_every_printed_text_is_looked_at(
		self, change: Callable[[str], Submission], kind: RecordKind
	) -> None:
		breach = only(change("〓"), "text.no_font", uncovered=lambda text: ["〓"] if "〓" in text else [])
		assert breach.place.kind is kind


def test_every_breach_can_be_shown() -> None:
	"""Half a surrogate pair, which no output takes, would come with the value and with the name of the place."""
	breach = only(with_nominee(name="张\ud842", phone="一\ud842"), "nominee.phone")
	assert "张U+D842" in breach.place.label
	assert breach.place.label in breach.message
	assert breach.value == "一U+D842"


class TestNothingRecommended:
	def test_no_case_and_no_nominee_are_pointed_out(self) -> None:
		breach = only(make_submission(cases=()), "cases.none")
		assert (breach.severity, breach.limit) == (Severity.WARNING, "5")
		assert breach.message == "典型案例 · 安徽省：一个也没有推荐（每省不超过5个），请确认。"
		breach = only(make_submission(nominees=()), "nominees.none")
		assert breach.message == "宣讲团人选 · 安徽省：一位也没有推荐（每省不超过3位），请确认。"


TABLE = "指标\t2023年\t2024年\n科普活动\t30\t52\n"


class TestTables:
	@pytest.mark.parametrize(
		"text",
		[TABLE, "一\t二\n\n三\t四", "前文。\n甲\t1\r\n乙\t2\n后文。", "甲\t1\x0b乙\t2", "1\t\t2\n3\t4"],
	)
	def test_lines_in_columns_are_pointed_out(self, text: str) -> None:
		assert only(with_case(text=text), "case.table").severity is Severity.WARNING
		assert only(with_nominee(bio=text), "nominee.table").place.field == "bio"
		sections = make_summary().sections
		whole = with_summary(sections=(replace(sections[0], text=text), *sections[1:]))
		assert only(whole, "summary.table").place.part == 0

	@pytest.mark.parametrize(
		"text",
		[
			"\t首行缩进。\n\t又一段。",
			"甲\t乙",
			"　　全角空格　分隔\n　　又　一行",
			"a  b\nc  d",
			"行末\t\n行末\t",
		],
	)
	def test_indents_and_spaces_are_no_table(self, text: str) -> None:
		assert check_submission(with_case(text=text)) == []


class TestTelephone:
	@pytest.mark.parametrize("phone", ["0371-6570755", "+852 2345 6789", "+1 202 555 0123", "0999-82345678"])
	def test_what_is_unusual_is_pointed_out(self, phone: str) -> None:
		breach = only(with_nominee(phone=phone), "nominee.phone_unusual")
		assert (breach.severity, breach.value) == (Severity.WARNING, phone)
		whole = make_submission(province=make_province(contact_phone=phone))
		assert only(whole, "province.phone_unusual").severity is Severity.WARNING

	def test_what_is_wrong_is_said(self) -> None:
		assert "“62670123”缺少区号" in only(with_nominee(phone="62670123"), "nominee.phone").message
		two = only(with_nominee(phone="13800138000、1390013900"), "nominee.phone").message
		assert "“13800138000、1390013900”不能作为联系电话：“1390013900”不是有效的" in two

	@pytest.mark.parametrize(
		"phone", ["138OO138000", "I3800138000", "0557-3O22156", "l3900139000", "1380013800o"]
	)
	def test_letter_in_the_place_of_a_digit_is_named(self, phone: str) -> None:
		assert "字母" in only(with_nominee(phone=phone), "nominee.phone").message


class TestChoices:
	@pytest.mark.parametrize(
		"entry", ["男", " 男 ", "M", "m", "Male", "男性", "ＭＡＬＥ", "男\u200b", "男同志", "先生", "男。"]
	)
	def test_a_man(self, entry: str) -> None:
		assert settle(entry, SEXES) == "男"

	@pytest.mark.parametrize(
		("entry", "status"),
		[
			("党员", "中共党员"),
			("中国共产党 党员", "中共党员"),
			("团员", "共青团员"),
			("民革", "民革党员"),
			("九三", "九三学社社员"),
			("党 员", "中共党员"),
			("中国共产党", "中共党员"),
			("群　众", "群众"),
			("预备党员。", "中共预备党员"),
			("无党派", "无党派人士"),
		],
	)
	def test_a_status(self, entry: str, status: str) -> None:
		assert settle(entry, POLITICAL_STATUSES) == status

	@pytest.mark.parametrize("entry", ["未知", "保密", "1", "不详", "X", "男女"])
	def test_what_is_none_stays_and_is_refused(self, entry: str) -> None:
		assert settle(entry, SEXES) == entry
		breach = only(with_nominee(sex=entry), "nominee.sex")
		assert (breach.value, breach.limit, breach.severity) == (entry, "男、女", Severity.ERROR)

	def test_a_status_that_is_none_is_refused(self) -> None:
		assert "群众" in only(with_nominee(political_status="其他"), "nominee.political_status").limit


SHORT = st.text(max_size=8)
CODES = st.sampled_from(["", "341302", "340210", "411502", "349999", "34", "３４１３０２"]) | SHORT
NUMBERS = st.decimals() | st.sampled_from([Decimal("sNaN"), Decimal("-0"), Decimal("1e999")])


@st.composite
def any_submissions(draw: st.DrawFn) -> Submission:
	"""Whatever a form or a workbook may hold."""
	assessment = st.builds(
		Assessment,
		st.integers(-1, 14),
		st.none() | st.booleans(),
		st.dictionaries(st.sampled_from(["4.1", "9.2", "x"]), NUMBERS, max_size=2),
	)
	section = st.builds(
		SummarySection, SHORT | st.sampled_from([each.text for each in make_cycle().headings]), SHORT
	)
	summary = st.builds(
		AnnualSummary,
		CODES,
		st.lists(section, max_size=5).map(tuple),
		SHORT,
		st.none() | st.dates(),
		st.lists(assessment, max_size=3).map(tuple),
	)
	nominee = st.builds(
		SpeakerNominee,
		CODES,
		*[SHORT] * 3,
		st.from_regex(r"\d{4}-\d{2}", fullmatch=True) | SHORT,
		*[SHORT] * 2,
		SHORT,
		st.lists(SHORT, max_size=2).map(tuple),
		SHORT,
		st.integers(),
	)
	return make_submission(
		counties=tuple(draw(st.lists(st.builds(County, CODES, SHORT, SHORT), max_size=3))),
		summaries=tuple(draw(st.lists(summary, max_size=2))),
		cases=tuple(
			draw(st.lists(st.builds(TypicalCase, CODES, SHORT, SHORT, SHORT, st.integers()), max_size=3))
		),
		nominees=tuple(draw(st.lists(nominee, max_size=4))),
		missing=tuple(draw(st.lists(st.builds(MissingCounty, CODES, SHORT), max_size=2))),
	)


@settings(max_examples=50)
@given(any_submissions())
def test_rules_say_what_is_wrong_and_never_fail(submission: Submission) -> None:
	for breach in check_submission(submission, uncovered=list):
		assert breach.message.startswith(f"{breach.place.label}：")
		assert breach.message.endswith("。")
		assert breach.place.index >= 0
		assert re.fullmatch(r"[a-z]+\.[a-z_]+", breach.code)
