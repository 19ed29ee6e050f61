"""Paragraphs and their official levels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.printing.prose import LONGEST_HEADING, Level, Paragraph, chinese_number, paragraphs


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
			c for c in value if not c.isspace() and c not in "\u00ad\u200b\u200c\u200d\u2060\ufeff"
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
