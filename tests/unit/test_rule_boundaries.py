"""The exact ends of each rule: the last value that is allowed, the first that is not, and what is said of it.

Of what a province sends as a whole, and of what holds for every text; see ``test_rule_boundaries_documents`` for the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kepu_app.core.breaches import Breach, Severity
from kepu_app.core.model import AnnualSummary, County, MissingCounty, RecordKind, Submission, SummarySection
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
	has_errors,
)
from tests.unit.breaches import limits_of, the_only
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
		assert the_only(breaches, "text.no_font").place.kind is RecordKind.SUBMISSION


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
		breach = the_only(breaches(1001), "text.far_too_long")
		assert breach.place.part == 4
		assert "第5部分的标题" in breach.message
		assert limits_of(breach) == ("1001", "1000")

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


class TestCounties:
	@pytest.mark.parametrize("field", ["name", "city"])
	def test_30_characters_of_a_name(self, field: str) -> None:
		def breaches(length: int) -> list[Breach]:
			county = replace(County(code="349999", name="新设县"), **{field: "县" * length})
			return check_county(make_province(), county)

		assert "county.name_too_long" not in [each.code for each in breaches(30)]
		breach = next(each for each in breaches(31) if each.code == "county.name_too_long")
		assert limits_of(breach) == (f"{'县' * 30}…", "30")
		assert breach.place.field == field
		assert "有31个字符" in breach.message

	@pytest.mark.parametrize("code", ["34130", "3413022", "34130a", "３４１３０２", "34130²"])
	def test_a_code_has_six_digits(self, code: str) -> None:
		breach = the_only(
			check_county(make_province(), County(code=code, name="某县")), "county.code_malformed"
		)
		assert limits_of(breach) == (code, "6位数字")

	def test_a_code_begins_as_the_provinces(self) -> None:
		strange = County(code="411502", name="浉河区")
		assert check_county(make_province(), COUNTIES[0]) == []
		for prefixes in ((), ("34",)):
			province = make_province(code_prefixes=prefixes)
			breach = the_only(check_county(province, strange), "county.code_other_province")
			assert breach.limit == "34"
			assert "应以34开头" in breach.message

	def test_without_a_name_the_standards_is_not_asked_for(self) -> None:
		breach = the_only(check_county(make_province(), County(code="341302", name=" ")), "county.blank")
		assert breach.place.field == "name"

	def test_without_a_code_only_that_is_said(self) -> None:
		breach = the_only(check_county(make_province(), County(code=" ", name="某县")), "county.blank")
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
		breach = the_only(check_missing(unfiled), "county.missing_without_reason")
		assert breach.place.index == 5
		assert "也没有说明原因" in breach.message
		blank = replace(unfiled, missing=(MissingCounty(COUNTIES[5].code, " "),))
		assert the_only(check_missing(blank), "county.missing_without_reason").place.index == 5
		explained = replace(unfiled, missing=(MissingCounty(COUNTIES[5].code, "机构调整"),))
		assert check_missing(explained) == []

	def test_not_both(self) -> None:
		both = make_submission(missing=(MissingCounty(COUNTIES[2].code, "机构调整"),))
		breach = the_only(check_missing(both), "county.reason_though_filed")
		assert (breach.place.index, breach.value) == (2, "机构调整")

	def test_how_far_a_summary_is_that_is_under_way(self) -> None:
		unfiled = make_submission(
			summaries=make_submission().summaries[:-1], under_way={COUNTIES[5].code: "待省级审核"}
		)
		breach = the_only(check_missing(unfiled), "county.missing_without_reason")
		assert breach.message.endswith("：工作总结待省级审核，尚未审核通过。")

	def test_a_reason_of_a_county_that_is_not_in_the_list_at_its_row(self) -> None:
		known, strange = MissingCounty(COUNTIES[0].code, ""), MissingCounty("340421", "机构调整")
		breach = the_only(check_missing(make_submission(missing=(known, strange))), "missing.unknown_county")
		assert breach.place.index == 1

	def test_a_list_has_one_at_least(self) -> None:
		breach = the_only(check_province(make_submission(counties=())), "counties.none")
		assert limits_of(breach) == ("0", "至少1个")
		assert check_province(make_submission(counties=COUNTIES[:1])) == []


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
		breach = the_only(check_case(CYCLE, make_case(text=text), COUNTIES[0]), "case.table")
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
		breach = the_only(check_nominee(CYCLE, make_nominee(phone=phone), COUNTIES[0]), "nominee.phone")
		assert breach.message == f"宣讲团人选 · 赵静宜 · 联系方式：{said}。"
		assert breach.limit == "手机或固定电话"

	def test_a_part_is_labelled_by_its_own_name(self) -> None:
		sections = (*make_summary().sections[:2], *make_summary().sections[3:])
		breach = the_only(
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
