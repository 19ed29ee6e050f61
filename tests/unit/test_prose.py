"""Paragraphs and their official levels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.characters import without_invisible
from kepu_app.core.printing.headings import LONGEST_HEADING, LONGEST_SENTENCE
from kepu_app.core.printing.prose import (
	Level,
	Paragraph,
	chinese_number,
	paragraphs,
	recognised_headings,
	taken_back,
)


@pytest.mark.parametrize(
	("line", "level"),
	[
		("一、总体情况", Level.FIRST),
		("十二、其他", Level.FIRST),
		("（一）组织领导", Level.SECOND),
		("(二)半角括号", Level.SECOND),
		("1.第一点", Level.THIRD),
		("12．全角点", Level.THIRD),
		("3、顿号", Level.THIRD),
		("（1）第一小点", Level.FOURTH),
		("(10)半角括号", Level.FOURTH),
		("2024年，全县……", Level.BODY),
		("1.5万人参加活动", Level.BODY),
		("一是加强领导", Level.BODY),
		("第一、二季度", Level.BODY),
		("“一、二、三”", Level.BODY),
	],
)
def test_level(line: str, level: Level) -> None:
	assert [each.level for each in paragraphs(line)] == [level]


def test_only_the_leading_sentence_takes_the_type_of_its_level() -> None:
	[paragraph] = paragraphs("（一）强化组织领导。全县成立领导小组。制定方案。")
	assert paragraph == Paragraph(Level.SECOND, "（一）强化组织领导。", "全县成立领导小组。制定方案。")
	assert not paragraph.is_heading


def test_heading_alone_in_its_line() -> None:
	[paragraph] = paragraphs("（一）强化组织领导")
	assert (paragraph.lead, paragraph.rest, paragraph.is_heading) == ("（一）强化组织领导", "", True)


def test_long_numbered_sentence_is_running_text() -> None:
	line = "（一）" + "很" * LONGEST_HEADING + "。后文"
	assert paragraphs(line) == [Paragraph(Level.BODY, line)]


def test_each_line_is_a_paragraph_and_blank_lines_go() -> None:
	text = "甲\r\n\r\n\u3000\u3000乙 \n\t丙\u2028丁\u200b\n \n"
	assert [each.text for each in paragraphs(text)] == ["甲", "乙", "丙", "丁"]


def test_runs_of_space_inside_become_one() -> None:
	assert paragraphs("科普\u3000\u3000中国  APP")[0].text == "科普 中国 APP"
	assert paragraphs("指标\t2023年 \t2024年")[0].text == "指标\u30002023年\u30002024年"


def test_markup_is_text() -> None:
	assert paragraphs("<b>{{ 7*7 }}</b>")[0].text == "<b>{{ 7*7 }}</b>"


@given(st.text())
def test_nothing_but_white_space_is_lost(text: str) -> None:
	def bare(value: str) -> str:
		return "".join(
			c for c in without_invisible(value) if not c.isspace() and c not in "\u200c\u200d\ufeff"
		)

	assert bare("".join(each.text for each in paragraphs(text))) == bare(text)


@pytest.mark.parametrize(
	("number", "text"),
	[(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")],
)
def test_chinese_number(number: int, text: str) -> None:
	assert chinese_number(number) == text


@pytest.mark.parametrize("number", [0, 100, -1])
def test_chinese_number_refuses_others(number: int) -> None:
	with pytest.raises(ValueError, match="chinese_number"):
		chinese_number(number)


@pytest.mark.parametrize(
	"line",
	[
		"一、二、三产业融合发展，带动科普惠农",
		"一、二年级学生参加科普活动",
		"一、三年级各班开设科学课",
		"三、四线城市的科普资源",
		"一、二等奖共12项",
		"五、六十年代建成的科技馆",
		"十一、十二月集中开展科普月活动",
		"八、九月份举办科普日",
		"一、二两所学校建成科技馆",
		"一、四季度各开展一次",
		"（一）、（二）两个标段已完工",
		"（一）期工程投入使用",
		"（二）班学生获奖",
		"（三）标段验收合格",
		"（一）（二）项已完成",
		"1、2、3号馆全年开放",
		"3、4月份集中开展培训",
		"1．5万人次参观",
		"5、6两个乡镇",
		"1.5万人参加活动",
		"3. 15消费者权益日活动",
		"（1）班和（2）班",
		"（12）班学生获奖",
		"（1）—（3）期培训",
		"（1）、（2）号展厅",
		"（3）期培训班",
		"三、五年内建成科普场馆",
		"四、五百名志愿者走村入户",
		"二、三百人的小村",
		"（二）孩家庭优生科普",
		"七、八千份挂图进村入户",
		"一、三、五年级同步开课",
	],
)
def test_number_that_belongs_to_the_text_is_no_heading(line: str) -> None:
	assert paragraphs(line) == [Paragraph(Level.BODY, line)]
	assert recognised_headings(line) == []


@pytest.mark.parametrize(
	"line",
	[
		"一、二十大精神学习宣传",
		"一、一体化推进科普工作",
		"一、三大亮点",
		"二、十项重点工作",
		"（一）班子建设",
		"（一）期刊建设",
		"（一）组织领导",
		"（二）项目建设",
		"（三）类型多样",
		"1.2024年重点工作",
		"2、2025年工作打算",
		"（1）组织建设",
		"（2）项目管理",
		"（一）加强领导，健全机制，夯实基础",
		"一、总体情况：",
		"五、五年规划执行",
		"一、二十四节气科普",
		"二、两不愁三保障",
		"三、三下乡活动",
		"（二）孩子们的科学课",
		"（三）百名专家进校园",
	],
)
def test_heading_that_begins_like_a_list_of_numbers(line: str) -> None:
	[paragraph] = paragraphs(line)
	assert paragraph.level is not Level.BODY
	assert paragraph.is_heading


def test_number_that_could_go_on_is_a_heading_where_it_counts_on() -> None:
	assert paragraphs("三、四个方面的不足")[0].level is Level.BODY
	text = "一、总体情况\n正文。\n二、主要做法\n正文。\n三、四个方面的不足"
	assert [each.text for each in recognised_headings(text)] == [
		"一、总体情况",
		"二、主要做法",
		"三、四个方面的不足",
	]


@pytest.mark.parametrize(
	"line",
	[
		"一、全县投入科普经费500万元，建成科技馆3个，培训志愿者120人次，覆盖12个乡镇",
		"（一）" + "很" * LONGEST_SENTENCE + "。",
		"一、组织领导；",
		"（一）举办科普日，",
		"（二）举办讲座12场；参加人数3000人",
		"一、。",
	],
)
def test_running_text_is_no_heading(line: str) -> None:
	assert [each.level for each in paragraphs(line)] == [Level.BODY]


def test_sentence_with_a_number_of_the_lower_levels_stays_numbered_and_is_no_heading() -> None:
	line = "1.全县投入科普经费500万元，建成科技馆3个，培训志愿者120人次，覆盖12个乡镇。"
	[paragraph] = paragraphs(line)
	assert (paragraph.level, paragraph.text, paragraph.is_heading) == (Level.THIRD, line, False)


@pytest.mark.parametrize(
	"line", ["一、总体情况", "（一）组织领导", "1.科技馆", "（1）展教", "\u3000\u3000(二)阵地"]
)
def test_heading_is_seen_and_taken_back(line: str) -> None:
	text = f"前文。\r\n\n{line}\n后文。"
	[heading] = recognised_headings(text)
	assert (heading.line, heading.text) == (2, line.strip())
	back = taken_back(text, heading.line)
	assert back.replace(" ", "") == text
	assert recognised_headings(back) == []
	assert [each.text for each in paragraphs(back)] == ["前文。", line.strip(), "后文。"]
	assert taken_back(back, 2) == back


def test_text_is_lowered_as_a_whole_below_a_heading() -> None:
	text = "一、做法\n（一）组织\n1.机制\n（1）会议\n正文"
	levels = [each.level for each in paragraphs(text, below=Level.FIRST)]
	assert levels == [Level.SECOND, Level.THIRD, Level.FOURTH, Level.FOURTH, Level.BODY]
	assert [each.text for each in paragraphs(text, below=Level.SECOND)] == text.split("\n")
	assert paragraphs("（一）组织", below=Level.FIRST) == paragraphs("（一）组织")
