"""What prints as a heading is seen, taken back and set, and every way in and out keeps it."""

from __future__ import annotations

import io
import sys
from collections import Counter
from dataclasses import replace

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.intake import read_document, recognise
from kepu_app.core.model import AnnualSummary, SummarySection
from kepu_app.core.printing.headings import mark_of, with_mark, without_mark
from kepu_app.core.printing.html import render_html
from kepu_app.core.printing.paper_models import case_book_paper, summary_paper
from kepu_app.core.printing.prose import (
	Level,
	decided,
	other_ways,
	paragraphs,
	recognised_headings,
	split_lines,
)
from kepu_app.core.printing.seen_headings import NumberedLine, lines_below, lines_of_section
from kepu_app.core.report_text import is_first_level
from kepu_app.core.word.render import render_docx
from kepu_app.core.workbooks import read_workbook, write_workbook
from tests.unit.factories import COUNTIES, make_case, make_cycle, make_province, make_submission, make_summary

CYCLE = make_cycle()
FIRST = CYCLE.headings[0].text

HEADINGS = (
	"一、阵地建设情况",
	"（二）抓好农技服务",
	"二、突出特色。全县举办科普集市12场。",
	"(三)强化保障",
	"十一、下一步打算",
	"（十）流动科技馆进校园",
)
TEXTS = (
	"一、二年级学生走进科技馆",
	"一、三产业融合示范园开园",
	"（一）班学生获得一等奖",
	"三、四季度各开展一次大集",
	"（二）期工程投入使用",
	"二、三等奖共12项",
)


@pytest.mark.parametrize("line", HEADINGS)
def test_heading_is_taken_back_and_set_again(line: str) -> None:
	back = decided(f"前文。\n{line}", 1, is_heading=False)
	assert recognised_headings(back) == []
	assert [(each.level, each.text) for each in paragraphs(back)][1:] == [(Level.BODY, line)]
	assert decided(back, 1, is_heading=True) == f"前文。\n{line}"


@pytest.mark.parametrize("line", TEXTS)
def test_text_is_made_a_heading_and_taken_back_again(line: str) -> None:
	assert paragraphs(line)[0].level is Level.BODY
	made = decided(f"前文。\n\n{line}", 2, is_heading=True)
	heading = paragraphs(made)[1]
	assert heading.level in (Level.FIRST, Level.SECOND)
	assert (heading.text, heading.is_heading) == (line, True)
	assert decided(made, 2, is_heading=False) == f"前文。\n\n{line}"


@pytest.mark.parametrize(
	("typed", "mark"),
	[
		("一、情况", None),
		("一 、情况", False),
		("一 、 情况", True),
		("一、 情况", None),
		("（ 一）班", False),
		("（ 一 ）班", True),
		("( 2 )期", True),
		("3 ．号馆", False),
		("3 . 号馆", True),
		("一 般情况", None),
		("（ 某县）", None),
		("", None),
	],
)
def test_mark(typed: str, mark: bool | None) -> None:
	assert mark_of(typed) is mark
	if mark is not None:
		assert with_mark(without_mark(typed), mark) == typed


def test_long_running_text_can_be_set_and_leads_with_its_first_sentence() -> None:
	line = f"（一）{'很' * 50}。其余。"
	made = paragraphs(decided(line, 0, is_heading=True))[0]
	assert (made.level, made.lead, made.rest) == (Level.SECOND, f"（一）{'很' * 50}。", "其余。")


def test_lines_of_a_section_with_the_levels_at_which_they_print() -> None:
	text = f"{FIRST}\n\n一、组织\n（一）领导。很好。\n一、二年级学生\n（ 三）班\n1.科技馆\n1.{'长' * 80}。\n2024年"
	section = SummarySection(FIRST, text)
	assert lines_of_section(CYCLE, section) == [
		NumberedLine(2, Level.SECOND, "一、组织", "一、组织", "一 、组织"),
		NumberedLine(3, Level.THIRD, "（一）领导。", "（一）领导。很好。", "（ 一）领导。很好。"),
		NumberedLine(4, Level.BODY, "一、二年级学生", "一、二年级学生", "一 、 二年级学生"),
		NumberedLine(5, Level.BODY, "（三）班", "（ 三）班", "（ 三 ）班"),
		NumberedLine(6, Level.FOURTH, "1.科技馆", "1.科技馆", "1 .科技馆"),
	]
	[printed] = summary_paper(
		CYCLE, make_province(), COUNTIES[0], make_summary(COUNTIES[0].code, sections=(section,))
	).sections
	shown = [each.level for each in lines_of_section(CYCLE, section) if each.level is not Level.BODY]
	assert shown == [each.level for each in printed.paragraphs if each.level is not Level.BODY and each.lead]


def test_lines_of_a_case_and_a_bio() -> None:
	assert [each.level for each in lines_below("题\n一、做法\n（一）组织", Level.FIRST, ["题"])] == [
		Level.SECOND,
		Level.THIRD,
	]
	assert lines_below("", Level.SECOND) == []
	assert lines_below("\n\n没有序号", Level.SECOND) == []


def _marked_summary() -> AnnualSummary:
	taken = [decided(each, 0, is_heading=False) for each in HEADINGS]
	made = [decided(each, 0, is_heading=True) for each in TEXTS]
	texts = ["\n".join(["今年工作如下：", *lines, "以上。"]) for lines in (taken, made)]
	sections = [SummarySection(each.text, "没有。") for each in CYCLE.headings]
	sections[0] = replace(sections[0], text=texts[0])
	sections[1] = replace(sections[1], text=texts[1])
	return make_summary(COUNTIES[0].code, sections=tuple(sections))


def _levels(summary: AnnualSummary) -> list[tuple[Level, str]]:
	paper = summary_paper(CYCLE, make_province(), COUNTIES[0], summary)
	return [(each.level, each.lead) for section in paper.sections for each in section.paragraphs]


def test_page_and_word_agree_and_print_no_blank() -> None:
	paper = summary_paper(CYCLE, make_province(), COUNTIES[0], _marked_summary())
	word = Document(io.BytesIO(render_docx(paper)))
	styles = {each.text: each.style.name for each in word.paragraphs}
	page = render_html(paper)
	for line in HEADINGS:
		assert styles[line] == "带序号的正文"
		assert f">{line}<" in page
	for line in TEXTS:
		assert styles[line] in ("二级标题", "三级标题")  # 一、 of a part's own text is lowered
		assert f">{line}<" in page


def test_word_file_that_was_printed_here_brings_the_marks_back() -> None:
	summary = _marked_summary()
	paper = summary_paper(CYCLE, make_province(), COUNTIES[0], summary)
	read = recognise(read_document("来件.docx", render_docx(paper)), "来件.docx", CYCLE, COUNTIES)
	assert _levels(read.summary) == _levels(summary)
	assert read.summary.sections == summary.sections


def test_word_file_with_typed_marks() -> None:
	"""A number that goes on from the parts' own is one of a part."""
	document = Document()
	summary = _marked_summary()
	kept = summary.sections[1].text.replace(decided(TEXTS[3], 0, is_heading=True), TEXTS[3])
	summary = replace(
		summary,
		sections=(summary.sections[0], replace(summary.sections[1], text=kept), *summary.sections[2:]),
	)
	for section in summary.sections:
		for line in (section.heading, *section.text.split("\n")):
			document.add_paragraph(line)
	target = io.BytesIO()
	document.save(target)
	read = recognise(read_document("341302埇桥区工作总结.docx", target.getvalue()), "x.docx", CYCLE, COUNTIES)
	assert [each.text for each in read.summary.sections] == [each.text for each in summary.sections]


def test_workbook_keeps_the_marks() -> None:
	text = "\n".join(decided(each, 0, is_heading=True) for each in TEXTS)
	submission = make_submission(summaries=(_marked_summary(),), cases=(make_case(1, text=text),))
	read = read_workbook(write_workbook(CYCLE, make_province(), submission=submission), CYCLE).submission
	assert [_levels(each) for each in read.summaries] == [_levels(submission.summaries[0])]
	assert case_book_paper(read).cases[0].paragraphs == case_book_paper(submission).cases[0].paragraphs


def test_marked_line_begins_a_part_only_if_it_is_a_heading() -> None:
	assert not is_first_level("一 、总体情况")
	assert is_first_level("一 、 二年级学生科学课")
	assert not is_first_level("（ 一 ）班")


def test_lines_are_counted_as_the_form_counts_them() -> None:
	assert split_lines("一\r\n二\r三\n四\v五\f六\u2028七") == list("一二三四五六七")


PIECES = st.sampled_from(
	[
		*HEADINGS,
		*TEXTS,
		*"一二三四（）()、.1 2，。\t\n\r",
		"\r\n",
		"\u2028",
		"一 、",
		"（ 一 ）",
		"三、四个方面",
		"\n三、",
		"\n四、",
	]
)
PIECED_TEXTS = st.lists(PIECES, max_size=12).map("".join)


def _decided_alone(text: str, line: int) -> str:
	"""Return the line turned the other way by looking at the whole text again, as the definition says."""
	lines = split_lines(text)
	is_heading = line not in {each.line for each in recognised_headings(text)}
	bare = lines[line].lstrip()
	lines[line] = lines[line][: len(lines[line]) - len(bare)] + without_mark(bare)
	is_recognised = line in {each.line for each in recognised_headings("\n".join(lines))}
	return lines[line] if is_recognised is is_heading else with_mark(lines[line], is_heading)


@given(PIECED_TEXTS)
def test_one_pass_says_of_each_line_what_it_says_alone(text: str) -> None:
	expected = [_decided_alone(text, number) for number in range(len(split_lines(text)))]
	assert other_ways(text) == expected
	headings = {each.line for each in recognised_headings(text)}
	for number, other in enumerate(expected):
		assert split_lines(decided(text, number, number not in headings))[number] == other


def _calls(text: str) -> int:
	"""Call of functions that the answer takes."""
	counted: Counter[str] = Counter()
	sys.setprofile(lambda frame, event, argument: counted.update([event]))
	try:
		lines_below(text, Level.FIRST, ["一、题"])
	finally:
		sys.setprofile(None)
	return sum(counted.values())


@pytest.mark.parametrize("line", ["（一）标题\n", "一、二年级\n", "\n", "一、"])
def test_work_grows_as_the_text_does(line: str) -> None:
	assert _calls(line * 200) < 5 * _calls(line * 50)
