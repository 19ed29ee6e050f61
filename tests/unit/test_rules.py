"""Each rule of the notice: found when it is broken, at its place, with value and limit; silent when not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kepu_app.core.breaches import Severity
from kepu_app.core.cycle import Quotas
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
from kepu_app.core.rules import check_submission
from tests.unit.breaches import found, only, with_case, with_nominee, with_summary
from tests.unit.factories import (
	COUNTIES,
	make_case,
	make_cycle,
	make_nominee,
	make_province,
	make_submission,
	make_summary,
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


def test_in_the_record_itself_a_breach_names_the_field_alone() -> None:
	"""Also where the name of the field, a section's own heading, looks like several names."""
	heading = "一、经费 · 队伍"
	summary = make_summary("341302", sections=(SummarySection(heading, "〓"),))
	breaches = check_submission(
		make_submission(summaries=(summary,)), uncovered=lambda text: ["〓"] * ("〓" in text)
	)
	breach = next(each for each in breaches if each.code == "text.no_font")
	assert breach.message == f"工作总结 · 埇桥区 · {heading}：{breach.sentence}。"
	assert breach.message_in_record == f"{heading}：{breach.sentence}。"


class TestSource:
	"""A place says what the record was made from, by the kinds of record that breaches can be of."""

	def test_every_record_s_breaches_have_its_source(self) -> None:
		whole = make_submission()
		submission = replace(
			whole,
			counties=tuple(replace(each, source=f"county {each.code}") for each in whole.counties),
			summaries=tuple(
				replace(each, source=f"summary {each.county_code}") for each in whole.summaries[:1]
			),
			cases=tuple(replace(each, source=f"case {each.title}") for each in whole.cases),
			nominees=tuple(replace(each, source=f"nominee {each.name}") for each in whole.nominees),
		)
		submission = replace(
			submission, summaries=(replace(submission.summaries[0], assessments=()),), missing=()
		)
		records = {
			RecordKind.COUNTY: submission.counties,
			RecordKind.SUMMARY: submission.summaries,
			RecordKind.ASSESSMENT: submission.summaries,
			RecordKind.CASE: submission.cases,
			RecordKind.NOMINEE: submission.nominees,
		}
		places = [each.place for each in check_submission(submission, uncovered=list)]
		assert {each.kind for each in places} == set(RecordKind)
		for place in places:
			kept = records.get(place.kind)
			assert place.source == (kept[place.index].source if kept else None)
		assert {each.field for each in places} >= {"reason", "sections", "assessments", "text", "bio"}

	@pytest.mark.parametrize("code", ["cases.none", "nominees.none"])
	def test_what_is_missing_has_none(self, code: str) -> None:
		breach = found(make_submission(cases=(), nominees=()), code)[0]
		assert breach.place.source is None

	def test_it_is_no_part_of_what_a_record_says(self) -> None:
		assert make_case(1) == replace(make_case(1), source="案例")
		assert check_submission(with_case(source="案" * 100_000)) == []


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
