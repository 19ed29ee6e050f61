"""What is written into a workbook is what is read out of it, whatever the texts are."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu_app.core.characters import without_invisible
from kepu_app.core.choices import POLITICAL_STATUSES, SEXES, settle
from kepu_app.core.cycle import Criterion
from kepu_app.core.defaults import provinces
from kepu_app.core.errors import InputError
from kepu_app.core.model import (
	AnnualSummary,
	Assessment,
	County,
	MissingCounty,
	RecordKind,
	ScanOf,
	SpeakerNominee,
	StampedScan,
	Submission,
	SummarySection,
	TypicalCase,
)
from kepu_app.core.rules.reasons import split_reasons
from kepu_app.core.workbooks import CustomColumn, ValueType, write_workbook
from kepu_app.core.workbooks.read import read_unlimited as read_workbook
from tests.unit.factories import (
	COUNTIES,
	make_assessments,
	make_case,
	make_cycle,
	make_nominee,
	make_province,
	make_submission,
	make_summary,
)
from tests.unit.workbook_files import times_in, with_shared_strings

CYCLE = make_cycle()
HEADINGS = [each.text for each in CYCLE.headings]
AWKWARD = (
	*(
		"=1+1",
		'=HYPERLINK("http://x")',
		"+86",
		"-1",
		"@SUM(A1)",
		"'单引号",
		"\t制表",
		"\r\n回车",
		"=cmd|' /C'!A0",
	),
	*("<b>粗</b>&amp;<script>", "{{ province }}{% for x in y %}", "]]>", "<!DOCTYPE x>", "&#x0;"),
	*("_x000D_", "_x005F_x000D_", "x005F_", "_x0041__x0042_", "#N/A", "TRUE", "2025-01-20", "50%", "1e5"),
	*(
		"埇桥区湾沚区瀍河回族区",
		"𠮷野家𰻝𰻝面",
		"👨‍👩‍👧🇨🇳",
		"软\u00ad连\u200b字\ufeff符",
		"　　首行",
		"一\n\n二\u2028三\x85四",
	),
)

typed = st.one_of(
	st.sampled_from(AWKWARD),
	st.text(
		st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
		| st.sampled_from("\n\r\t=_x0"),
		max_size=40,
	),
	st.tuples(st.sampled_from(AWKWARD), st.sampled_from(AWKWARD)).map("".join),
)
texts = typed.map(without_invisible)
"""Signs that nobody sees are taken off when a workbook is read."""

long_texts = texts.map(lambda text: text if text.strip() else "")
lines = texts.map(str.strip)
filled_lines = lines.filter(bool)
codes = lines.filter(lambda text: not re.fullmatch(r"\d(\.\d+)?[Ee]\+?\d+", text))
days = st.dates(date(1901, 1, 1), date(2099, 12, 31))
figures = st.decimals(0, 10**6, places=2)
extras = st.dictionaries(
	st.sampled_from(["经费（万元）", "备注", "=标签", "分.点", "<i>"]),
	st.one_of(texts.filter(lambda text: bool(text.strip())), figures, days, st.booleans()),
	max_size=2,
)


@st.composite
def counties(draw: st.DrawFn) -> tuple[County, ...]:
	found = draw(
		st.lists(st.from_regex(r"[1-6][0-9]{5}", fullmatch=True), min_size=1, max_size=4, unique=True)
	)
	return tuple(
		County(code, draw(filled_lines), draw(lines), draw(lines), draw(lines), draw(extras))
		for code in found
	)


@st.composite
def sections(draw: st.DrawFn) -> tuple[SummarySection, ...]:
	adjusted = filled_lines.filter(lambda text: text not in HEADINGS)
	own = [SummarySection(draw(st.just(heading) | adjusted), draw(long_texts)) for heading in HEADINGS]
	further = st.builds(SummarySection, lines, long_texts).filter(lambda each: bool(each.heading + each.text))
	return (*own, *draw(st.lists(further, max_size=2)))


def assessments_of(criterion: Criterion) -> st.SearchStrategy[Assessment]:
	indicators = [each.code for each in criterion.indicators]
	values = st.dictionaries(st.sampled_from(indicators), figures) if indicators else st.just({})
	return st.builds(Assessment, st.just(criterion.number), st.sampled_from([None, True, False]), values)


assessments = st.tuples(*(assessments_of(each) for each in CYCLE.standard.criteria)).map(
	lambda drawn: tuple(each for each in drawn if each.met is not None or each.values)
)


def summaries_of(code: st.SearchStrategy[str]) -> st.SearchStrategy[AnnualSummary]:
	return st.builds(AnnualSummary, code, sections(), filled_lines, st.none() | days, assessments, extras)


def cases_of(code: st.SearchStrategy[str]) -> st.SearchStrategy[TypicalCase]:
	unknown = lines.filter(lambda text: CYCLE.topic(text) is None)
	topics = st.sampled_from([each.code for each in CYCLE.topics]) | unknown
	return st.builds(TypicalCase, code, topics, lines, long_texts, st.integers(0, 20), extras)


def nominees_of(code: st.SearchStrategy[str]) -> st.SearchStrategy[SpeakerNominee]:
	months = st.dates(date(1930, 1, 1), date(2010, 1, 1)).map(lambda day: f"{day:%Y-%m}")
	reasons = st.lists(filled_lines, max_size=7).map(_taken_apart)
	sexes = lines.map(lambda text: settle(text, SEXES))
	statuses = lines.map(lambda text: settle(text, POLITICAL_STATUSES))
	number = st.integers(0, 20)
	return st.builds(
		SpeakerNominee,
		*(code, lines, sexes, statuses, months, lines, lines, codes, reasons, long_texts, number, extras),
	)


def _taken_apart(reasons: list[str]) -> tuple[str, ...]:
	return tuple(reason for entry in reasons for reason in split_reasons(entry))


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
	listed = draw(counties())
	code = st.sampled_from([each.code for each in listed])
	excused = draw(st.sets(code))
	contact = {key: draw(codes) for key in ("association", "contact_name", "contact_phone")}
	return Submission(
		cycle=CYCLE,
		province=replace(draw(st.sampled_from(provinces())), **contact),
		counties=listed,
		summaries=tuple(draw(st.lists(summaries_of(code), max_size=3))),
		cases=tuple(draw(st.lists(cases_of(code), max_size=3))),
		nominees=tuple(draw(st.lists(nominees_of(code), max_size=3))),
		missing=tuple(
			MissingCounty(each.code, draw(filled_lines)) for each in listed if each.code in excused
		),
		dated=draw(st.none() | days),
	)


def round_trip(submission: Submission, **options: Any) -> Submission:
	written = write_workbook(submission.cycle, submission=submission, **options)
	return read_workbook(written, submission.cycle, **options).submission


@given(submissions())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_submission_reads_back_equal(submission: Submission) -> None:
	assert round_trip(submission) == submission


@given(submissions())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_texts_in_a_shared_table_read_back_equal(submission: Submission) -> None:
	written = with_shared_strings(write_workbook(CYCLE, submission=submission))
	assert read_workbook(written, CYCLE).submission == submission


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts_read_back_exactly_without_notes(text: str) -> None:
	text = without_invisible(text)
	submission = make_submission(cases=(make_case(1, text=text, title=text.strip()),))
	written = write_workbook(CYCLE, submission=submission)
	content = read_workbook(written, CYCLE)
	assert content.submission.cases[0].text == text
	assert content.submission.cases[0].title == text.strip()
	assert not content.notes


def test_same_content_gives_same_bytes() -> None:
	submission = make_submission()
	first = write_workbook(CYCLE, submission=submission)
	assert write_workbook(CYCLE, submission=submission) == first
	assert times_in(first) == {"1980-01-01T00:00:00", f"{CYCLE.notice_date}T00:00:00"}


def test_reading_and_writing_again_gives_same_bytes() -> None:
	first = write_workbook(CYCLE, submission=make_submission())
	content = read_workbook(first, CYCLE)
	assert write_workbook(CYCLE, submission=content.submission) == first


# --- what is brought into its one form


def test_topics_are_named_by_their_code() -> None:
	submission = make_submission(cases=(make_case(1, topic="科普资源建设"),))
	assert round_trip(submission).cases[0].topic == "resources"


def test_a_missing_section_comes_back_empty_in_its_place() -> None:
	first, _, third, fourth = make_summary().sections
	submission = make_submission(summaries=(make_summary(sections=(first, third, fourth)),))
	found = round_trip(submission).summaries[0].sections
	assert found == (first, SummarySection(HEADINGS[1], ""), third, fourth)


def test_a_section_without_heading_stands_behind_those_of_the_cycle() -> None:
	blank = SummarySection("", "没有标题的一段")
	own = make_summary().sections
	submission = make_submission(summaries=(make_summary(sections=(blank, *own)),))
	found = round_trip(submission).summaries[0].sections
	assert found[:4] == tuple(SummarySection(heading, "") for heading in HEADINGS)
	assert found[4:] == (blank, *own)


def test_reasons_stand_in_the_order_of_the_counties() -> None:
	reasons = tuple(MissingCounty(each.code, "机构改革") for each in COUNTIES)
	submission = make_submission(summaries=(), missing=reasons[::-1])
	assert round_trip(submission).missing == reasons


def test_counties_that_share_a_name_are_kept_apart() -> None:
	listed = (County("220104", "朝阳区", "长春市"), County("220182", "朝阳区", "另一市"))
	submission = make_submission(
		province=make_province(), counties=listed, summaries=(make_summary("220182"),), cases=(), nominees=()
	)
	assert round_trip(submission).summaries[0].county_code == "220182"


def test_a_county_that_is_not_in_the_list_stays_as_it_is() -> None:
	submission = make_submission(cases=(make_case(1, county_code="349999"), make_case(2, county_code="某县")))
	assert [each.county_code for each in round_trip(submission).cases] == ["349999", "某县"]


def test_two_summaries_of_a_county_keep_their_own_self_assessments() -> None:
	stated = make_assessments(CYCLE)
	pair = (make_summary(assessments=()), make_summary(assessments=stated))
	assert [each.assessments for each in round_trip(make_submission(summaries=pair)).summaries] == [
		(),
		stated,
	]


def test_counties_alone_make_prepared_rows_that_are_no_records() -> None:
	submission = make_submission(summaries=(), cases=(), nominees=())
	assert round_trip(submission) == submission


def test_the_mark_of_an_export_is_given_back() -> None:
	submission = make_submission()
	written = write_workbook(CYCLE, submission=submission, export_mark="2024-340000@2025-02-01 08:00:00")
	content = read_workbook(written, CYCLE)
	assert content.export_mark == "2024-340000@2025-02-01 08:00:00"
	assert content.submission == submission
	assert read_workbook(write_workbook(CYCLE, submission=submission), CYCLE).export_mark == ""


def test_scans_do_not_travel_and_nothing_else_is_lost() -> None:
	scan = StampedScan(ScanOf.CASES, "典型案例.pdf", b"%PDF-")
	assert round_trip(make_submission(scans=(scan,))) == make_submission()


# --- custom fields


FIELDS = (
	CustomColumn(RecordKind.COUNTY, "人口（万人）", ValueType.NUMBER, hint="常住人口"),
	CustomColumn(RecordKind.SUMMARY, "审核日期", ValueType.DATE),
	CustomColumn(RecordKind.CASE, "是否首次推荐", ValueType.YES_NO),
	CustomColumn(RecordKind.NOMINEE, "职称", choices=("正高级", "副高级", "其他")),
	CustomColumn(RecordKind.NOMINEE, "备注"),
)


def test_declared_custom_fields_keep_their_types() -> None:
	submission = make_submission(
		counties=(replace(COUNTIES[0], extra={"人口（万人）": Decimal("180.5")}), *COUNTIES[1:]),
		summaries=(make_summary(extra={"审核日期": date(2025, 1, 22)}),),
		cases=(make_case(1, extra={"是否首次推荐": True}), make_case(2, extra={"是否首次推荐": False})),
		nominees=(make_nominee(1, extra={"职称": "正高级", "备注": "=1+1\n第二行"}),),
	)
	content = read_workbook(
		write_workbook(CYCLE, submission=submission, custom_columns=FIELDS), CYCLE, custom_columns=FIELDS
	)
	assert content.submission == submission
	assert not content.notes


def test_custom_labels_name_columns_in_which_nothing_stands() -> None:
	content = read_workbook(
		write_workbook(CYCLE, make_province(), custom_columns=FIELDS), CYCLE, custom_columns=FIELDS
	)
	assert content.custom_labels[RecordKind.NOMINEE] == ("职称", "备注")
	assert content.submission.nominees == ()


def test_undeclared_custom_fields_are_read_with_a_note() -> None:
	submission = make_submission(cases=(make_case(1, extra={"经费": Decimal("3.5")}),))
	content = read_workbook(write_workbook(CYCLE, submission=submission), CYCLE)
	assert content.submission.cases[0].extra == {"经费": Decimal("3.5")}
	assert [each.code for each in content.notes] == ["workbook.custom_column"]
	assert "经费" in content.notes[0].message


def test_a_float_comes_back_as_it_is_shown() -> None:
	submission = make_submission(cases=(make_case(1, extra={"经费": 0.1 + 0.2}),))
	assert round_trip(submission).cases[0].extra == {"经费": Decimal("0.3")}


def test_a_time_stamp_comes_back_as_its_day() -> None:
	submission = make_submission(cases=(make_case(1, extra={"时间": datetime(2025, 1, 2, 3, 4)}),))
	assert round_trip(submission).cases[0].extra == {"时间": date(2025, 1, 2)}


@pytest.mark.parametrize("label", ["案例标题", "案例 标题", "案例字数", "", "推荐理由9", "第7部分正文"])
def test_a_custom_field_must_not_take_the_name_of_another_column(label: str) -> None:
	kinds = {"推荐理由9": RecordKind.NOMINEE, "第7部分正文": RecordKind.SUMMARY}
	column = CustomColumn(kinds.get(label, RecordKind.CASE), label)
	with pytest.raises(InputError) as caught:
		write_workbook(CYCLE, make_province(), custom_columns=(column,))
	assert caught.value.code == "workbook.custom_label"


def test_only_records_with_extra_have_custom_fields() -> None:
	with pytest.raises(ValueError, match="ASSESSMENT"):
		write_workbook(CYCLE, make_province(), custom_columns=(CustomColumn(RecordKind.ASSESSMENT, "备注"),))


# --- what cannot be written


@pytest.mark.parametrize(
	("submission", "code", "named"),
	[
		(
			make_submission(cases=(make_case(1, text="一\x0b二\x07"),)),
			"workbook.forbidden_character",
			"U+000B、U+0007",
		),
		(make_submission(cases=(make_case(1, title="一\ud800"),)), "workbook.forbidden_character", "U+D800"),
		(make_submission(cases=(make_case(1, text="字" * 32_768),)), "workbook.cell_too_long", "32768"),
		(make_submission(cases=(make_case(1, text="𠮷" * 16_384),)), "workbook.cell_too_long", "案例正文"),
		(make_submission(cases=(make_case(1, text="\r" * 5_000),)), "workbook.cell_too_long", "第4行"),
		(make_submission(dated=date(1899, 12, 31)), "workbook.date_too_early", "落款日期"),
		(
			make_submission(cases=(make_case(1, extra={"数": Decimal("1.2345678901234567")}),)),
			"workbook.number",
			"数",
		),
		(make_submission(cases=(make_case(1, extra={"数": Decimal("NaN")}),)), "workbook.number", "NaN"),
		(make_submission(cases=(make_case(1, extra={"数": float("inf")}),)), "workbook.number", "inf"),
		(
			make_submission(missing=(MissingCounty("349999", "撤并"),)),
			"workbook.reason_without_county",
			"349999",
		),
		(
			make_submission(missing=(MissingCounty("341302", "甲"), MissingCounty("341302", "乙"))),
			"workbook.reason_without_county",
			"341302",
		),
		(
			make_submission(summaries=(make_summary(assessments=(Assessment(99, True),)),)),
			"workbook.assessment_without_criterion",
			"第99项",
		),
		(
			make_submission(
				summaries=(make_summary(assessments=(Assessment(4, None, {"9.9": Decimal(1)}),)),)
			),
			"workbook.assessment_without_criterion",
			"埇桥区",
		),
		(
			make_submission(
				summaries=(make_summary(assessments=(Assessment(1, True), Assessment(1, False))),)
			),
			"workbook.assessment_without_criterion",
			"第1项",
		),
	],
)
def test_what_a_workbook_cannot_hold_is_refused_by_name(
	submission: Submission, code: str, named: str
) -> None:
	with pytest.raises(InputError) as caught:
		write_workbook(CYCLE, submission=submission)
	assert caught.value.code == code
	assert named in caught.value.message


def test_a_cell_may_be_full() -> None:
	submission = make_submission(cases=(make_case(1, text="字" * 32_767),))
	assert round_trip(submission) == submission


def test_a_submission_of_another_cycle_is_refused() -> None:
	with pytest.raises(ValueError, match="another cycle"):
		write_workbook(make_cycle(year=2025), submission=make_submission())


def test_500_counties_are_written_and_read_within_ten_seconds() -> None:
	listed = tuple(County(f"{340000 + number:06d}", f"第{number}县", "某市") for number in range(500))
	text = "开展科普活动120场，覆盖群众3.5万人次。" * 30
	filed = tuple(
		make_summary(each.code, sections=tuple(SummarySection(heading, text) for heading in HEADINGS))
		for each in listed
	)
	submission = make_submission(counties=listed, summaries=filed, cases=(), nominees=())
	started = time.process_time()
	assert round_trip(submission) == submission
	assert time.process_time() - started <= 10
