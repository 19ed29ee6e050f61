"""The rules about summaries, their counties and their self-assessments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kepu_app.core.breaches import Severity
from kepu_app.core.cycle import CountingMethod, Heading
from kepu_app.core.defaults import find_province
from kepu_app.core.model import Assessment, County, MissingCounty, RecordKind, Submission, SummarySection
from kepu_app.core.rules import check_county, check_submission, has_errors
from tests.unit.breaches import codes_of, found, only, with_county, with_summary
from tests.unit.factories import COUNTIES, make_cycle, make_submission, make_summary


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
