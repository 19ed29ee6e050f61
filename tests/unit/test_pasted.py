"""Parts that were adjusted, and what comes along when a report is pasted: pointed out and mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.breaches import Breach, Severity
from kepu_app.core.model import AnnualSummary, SummarySection
from kepu_app.core.printing.paper_models import summary_paper
from kepu_app.core.report_text import find_signature, heading_key, is_title, read_date, without_opening
from kepu_app.core.rules import check_summary, fix_summary
from kepu_app.demo.sample import load_sample
from tests.unit.factories import COUNTIES, make_cycle, make_province, make_summary

CYCLE = make_cycle()
HEADINGS = [each.text for each in CYCLE.headings]
OPENING = "按照《关于组织报送2024年全国科普示范县（市、区）工作总结相关事项的通知》有关要求，现将2024年工作总结报送如下。"
SAMPLES = load_sample().summaries


def with_sections(*sections: tuple[str, str], **changes: object) -> AnnualSummary:
	return make_summary(sections=tuple(SummarySection(*each) for each in sections), **changes)


def with_text(position: int, text: str, **changes: object) -> AnnualSummary:
	sections = list(make_summary().sections)
	sections[position] = replace(sections[position], text=text)
	return make_summary(sections=tuple(sections), **changes)


def breaches(summary: AnnualSummary, **cycle: object) -> list[Breach]:
	return check_summary(make_cycle(**cycle), summary, COUNTIES[0])


def fixed(summary: AnnualSummary, code: str) -> AnnualSummary:
	"""Return what the fix of the one breach of this code makes of the summary."""
	(found,) = [each for each in breaches(summary) if each.code == code]
	assert found.severity is Severity.WARNING
	assert isinstance(found.place.part, int)
	return fix_summary(CYCLE, summary, found.fix, found.place.part)


class TestAdjustedParts:
	@pytest.mark.parametrize("kept", [HEADINGS[:3], HEADINGS[:1], HEADINGS[1:]])
	def test_a_missing_part_is_a_warning_that_says_so(self, kept: list[str]) -> None:
		found = breaches(with_sections(*((each, "内容。") for each in kept)))
		assert {each.code for each in found} == {"summary.section_missing"}
		assert {each.severity for each in found} == {Severity.WARNING}
		assert len(found) == 4 - len(kept)
		assert all("可以根据工作情况调整" in each.message for each in found)

	def test_it_is_an_error_where_the_cycle_forbids_it(self) -> None:
		found = breaches(with_sections((HEADINGS[0], "内容。")), headings_adjustable=False)
		assert {each.severity for each in found} == {Severity.ERROR}
		assert not any("调整" in each.message for each in found)

	@pytest.mark.parametrize("adjustable", [True, False])
	@pytest.mark.parametrize("sections", [(), tuple((each, " \n") for each in HEADINGS)])
	def test_a_report_without_a_word_is_an_error(self, sections: tuple, adjustable: bool) -> None:
		found = breaches(with_sections(*sections), headings_adjustable=adjustable)
		assert [(each.code, each.severity) for each in found] == [("summary.empty", Severity.ERROR)]

	def test_a_text_without_a_heading_is_a_warning(self) -> None:
		found = breaches(with_sections(*((each, "内容。") for each in HEADINGS), ("", "其他。")))
		assert [(each.code, each.severity) for each in found] == [("summary.heading_blank", Severity.WARNING)]

	def test_paper_leaves_out_the_heading_of_a_part_without_text(self) -> None:
		summary = with_sections(("一、组织领导", "内容。"), *((each, "") for each in HEADINGS[1:]))
		paper = summary_paper(CYCLE, make_province(), COUNTIES[0], summary)
		assert [each.heading for each in paper.sections] == ["一、组织领导"]
		strict = make_cycle(headings_adjustable=False)
		assert len(summary_paper(strict, make_province(), COUNTIES[0], summary).sections) == 4


class TestPasted:
	@pytest.mark.parametrize(
		"first",
		[HEADINGS[1], "二、科普工作开展情况及主要亮点成效：", "（二）科普工作开展情况 及主要亮点成效"],
	)
	def test_heading_as_first_line(self, first: str) -> None:
		summary = with_text(1, f"\n{first}\n　　全年活动一百场。")
		assert fixed(summary, "summary.heading_in_text").sections[1].text == "　　全年活动一百场。"

	def test_a_first_line_that_only_begins_alike_is_text(self) -> None:
		assert breaches(with_text(1, "科普工作开展情况及主要亮点成效明显。全年活动一百场。")) == []

	def test_opening_sentence(self) -> None:
		title = "安徽省宿州市埇桥区2024年工作总结"
		for text in (f"{OPENING}\n内容。", f"{title}\n{OPENING}\n内容。", f"{title}\n\n内容。"):
			assert fixed(with_text(0, text), "summary.opening_in_text").sections[0].text == "内容。"

	def test_of_a_paragraph_only_the_opening_sentence_goes(self) -> None:
		text = "2024年，埇桥区科普工作有声有色。现将有关情况报告如下："
		mended = fixed(with_text(0, f"{text}\n内容。"), "summary.opening_in_text")
		assert mended.sections[0].text == "2024年，埇桥区科普工作有声有色。\n内容。"

	def test_signature_and_date(self) -> None:
		text = "建议增加投入。\n\n　　　　埇桥区科学技术协会（盖章）\n　　二〇二五年一月二十日\n"
		mended = fixed(with_text(3, text, on_behalf_of="", dated=None), "summary.signature_in_text")
		assert mended.sections[3].text == "建议增加投入。"
		assert (mended.on_behalf_of, mended.dated) == ("埇桥区科学技术协会", date(2025, 1, 20))

	def test_what_was_entered_as_signature_stays(self) -> None:
		text = "建议增加投入。\n埇桥区科协\n2025年2月1日"
		mended = fixed(with_text(3, text), "summary.signature_in_text")
		assert (mended.on_behalf_of, mended.dated) == ("埇桥区科学技术协会", date(2025, 1, 20))
		assert mended.sections[3].text == "建议增加投入。"

	@pytest.mark.parametrize("part", range(4))
	def test_whole_report_in_any_part(self, part: int) -> None:
		for sample in SAMPLES:
			whole = "\n".join(f"{each.heading}\n{each.text}" for each in sample.sections)
			text = f"安徽省埇桥区2024年工作总结\n{OPENING}\n{whole}\n{sample.on_behalf_of}\n2025年2月8日"
			sections = [(each, text if number == part else "") for number, each in enumerate(HEADINGS)]
			pasted = with_sections(*sections, on_behalf_of="", dated=None)
			mended = fixed(pasted, "summary.whole_in_one")
			assert mended.sections == sample.sections
			assert (mended.on_behalf_of, mended.dated) == (sample.on_behalf_of, date(2025, 2, 8))

	def test_whole_report_with_headings_of_its_own(self) -> None:
		own = (
			("一、组织领导有力", "（一）高位推动。内容。"),
			("二、主要成效", "内容。"),
			("三、下一步打算", "内容。"),
		)
		text = "\n".join("\n".join(each) for each in own)
		mended = fixed(with_sections((HEADINGS[0], text), (HEADINGS[1], "")), "summary.whole_in_one")
		assert [(each.heading, each.text) for each in mended.sections] == list(own)

	def test_text_before_the_first_heading_stays(self) -> None:
		text = f"概况。\n{HEADINGS[0]}\n甲。\n{HEADINGS[1]}\n乙。"
		mended = fixed(with_sections((HEADINGS[0], text)), "summary.whole_in_one")
		assert "\n".join(each.text for each in mended.sections) == "概况。\n甲。\n乙。"

	def test_two_parts_in_one(self) -> None:
		text = f"甲。\n{HEADINGS[2]}\n乙。"
		summary = with_sections(
			(HEADINGS[0], "始。"), (HEADINGS[1], text), (HEADINGS[2], ""), (HEADINGS[3], "末。")
		)
		mended = fixed(summary, "summary.whole_in_one")
		assert [each.text for each in mended.sections] == ["始。", "甲。", "乙。", "末。"]
		assert breaches(mended) == []

	def test_the_samples_have_nothing_of_it(self) -> None:
		assert not [each for summary in SAMPLES for each in breaches(summary) if each.fix]

	def test_two_headings_of_its_own_make_a_whole_report_and_one_does_not(self) -> None:
		one = with_sections((HEADINGS[0], "一、组织领导有力\n内容。"))
		assert not [each for each in breaches(one) if each.fix]
		two = with_sections((HEADINGS[0], "一、组织领导有力\n内容。\n二、主要成效\n内容。"))
		assert [each.heading for each in fixed(two, "summary.whole_in_one").sections] == [
			"一、组织领导有力",
			"二、主要成效",
		]

	def test_a_part_is_named_by_its_heading_or_its_number(self) -> None:
		signed = "内容。\n埇桥区科协\n2025年1月20日"
		(named,) = breaches(with_text(3, signed))
		assert named.place.label == f"工作总结 · 埇桥区 · {HEADINGS[3]}"
		nameless = breaches(with_sections(*((each, "内容。") for each in HEADINGS), ("", signed)))
		assert {each.place.label for each in nameless} == {"工作总结 · 埇桥区 · 第5部分"}

	def test_40_characters_of_the_first_line_are_shown(self) -> None:
		(found,) = breaches(with_text(0, f"\n{OPENING}\n内容。"))
		assert found.value == OPENING[:40]

	def test_heading_in_the_very_first_line(self) -> None:
		summary = with_text(1, f"{HEADINGS[1]}\n全年活动一百场。")
		assert fixed(summary, "summary.heading_in_text").sections[1].text == "全年活动一百场。"

	def test_where_there_is_nothing_to_drop_nothing_changes(self) -> None:
		for fix in ("drop_heading", "drop_opening", "take_signature"):
			assert fix_summary(CYCLE, make_summary(), fix, 0) == make_summary()

	def test_blank_lines_around_the_title(self) -> None:
		text = f"\n\n安徽省宿州市埇桥区2024年工作总结\n\n{OPENING}\n内容。"
		assert fixed(with_text(0, text), "summary.opening_in_text").sections[0].text == "内容。"

	@pytest.mark.parametrize("text", ["\n内容。\n其他内容。", "\n内容。\n埇桥区2024年工作总结\n其他内容。"])
	def test_blank_lines_alone_are_no_opening(self, text: str) -> None:
		assert breaches(with_text(0, text)) == []

	def test_a_part_with_a_text_stays_where_another_brings_its_heading(self) -> None:
		text = f"甲。\n{HEADINGS[2]}\n乙。\n{HEADINGS[0]}\n丙。"
		summary = with_sections(
			(HEADINGS[0], "始。"), (HEADINGS[1], text), (HEADINGS[2], ""), (HEADINGS[3], "")
		)
		mended = fixed(summary, "summary.whole_in_one")
		assert [(each.heading, each.text) for each in mended.sections] == [
			(HEADINGS[0], "始。"),
			(HEADINGS[1], "甲。"),
			(HEADINGS[2], "乙。"),
			(HEADINGS[0], "丙。"),
			(HEADINGS[3], ""),
		]

	def test_no_such_fix_or_part(self) -> None:
		with pytest.raises(ValueError, match="drop"):
			fix_summary(CYCLE, make_summary(), "drop", 0)
		with pytest.raises(ValueError, match="no section 9"):
			fix_summary(CYCLE, make_summary(), "drop_heading", 9)
		for part in (-1, 4):
			with pytest.raises(ValueError, match=f"no section {part}"):
				fix_summary(CYCLE, make_summary(), "drop_heading", part)


TEXTS = st.lists(
	st.sampled_from(
		[*HEADINGS, OPENING, "内容。", "", "一、组织领导", "2025年1月20日", "埇桥区科协", "工作总结"]
	),
	max_size=8,
).map("\n".join)


@given(st.lists(st.tuples(st.sampled_from([*HEADINGS, "", "五、其他"]), TEXTS), max_size=5))
def test_fixes_come_to_an_end_and_keep_the_text(sections: list[tuple[str, str]]) -> None:
	summary = with_sections(*sections)
	before = summary.text.count("内容。")
	for _ in range(40):
		offered = [each for each in breaches(summary) if each.fix]
		if not offered:
			break
		assert isinstance(offered[0].place.part, int)
		summary = fix_summary(CYCLE, summary, offered[0].fix, offered[0].place.part)
		assert summary.text.count("内容。") == before
	else:
		pytest.fail("a fix is offered again and again")


@pytest.mark.parametrize(
	("line", "day"),
	[
		("2025年1月20日", date(2025, 1, 20)),
		(" ２０２５ 年 01 月 20 日 ", date(2025, 1, 20)),
		("二〇二五年一月二十日", date(2025, 1, 20)),
		("二○二五年十二月三十一日", date(2025, 12, 31)),
		("二零二五年十月十日", date(2025, 10, 10)),
		("2025-1-20", date(2025, 1, 20)),
		("2025.1.20", date(2025, 1, 20)),
		("2025年2月30日", None),
		("2025年1月20日前完成", None),
		("", None),
	],
)
def test_date(line: str, day: date | None) -> None:
	assert read_date(line) == day


@pytest.mark.parametrize(
	("lines", "name", "taken"),
	[
		(["正文。", "埇桥区人民政府", "2025年1月20日"], "埇桥区人民政府", 2),
		(["正文。", "", "埇桥区", "", "2025年1月20日", ""], "埇桥区", 4),
		(["正文。", "埇桥区科学技术协会"], "埇桥区科学技术协会", 1),
		(["正文。", "2025年1月20日"], "", 1),
		(["正文。", "一、共有五个镇参加的县"], "", 0),
		(["感谢市科协，也感谢省科协"], "", 0),
		([], "", 0),
		(["", ""], "", 0),
	],
)
def test_signature(lines: list[str], name: str, taken: int) -> None:
	found = find_signature(lines)
	assert (found.on_behalf_of, found.lines) == (name, taken)


def test_what_is_no_opening() -> None:
	for text in (
		"现将科技资源送到乡村。",
		"有关情况如下图所示，参加者众多。",
		"按照“三张清单”推进，成效明显。",
	):
		assert without_opening(text) == text


def test_headings_and_titles() -> None:
	assert heading_key("第一部分 党委和政府重视") == heading_key("1. 党委和政府重视。") == "党委和政府重视"
	assert is_title("埇桥区2024年度科普工作总结（定稿）")
	assert not is_title("一、2024年工作总结")
	assert not is_title("我们认真撰写了工作总结并报送。")
