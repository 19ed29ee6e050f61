"""Where one reason ends and the next begins, by the numbers and lines that people put in front."""

from __future__ import annotations

import pytest

from kepu_app.core.rules.reasons import split_reasons, without_number


@pytest.mark.parametrize(
	("entry", "reasons"),
	[
		("推荐理由\n政治过硬。", ["政治过硬。"]),
		("推荐理由：\n1.甲\n2.乙", ["1.甲", "2.乙"]),
		("推荐理由：1.甲2.乙", ["1.甲", "2.乙"]),
		("推荐理由：政治过硬", ["推荐理由：政治过硬"]),
		("理由", ["理由"]),
		("政治过硬。\n理由", ["政治过硬。", "理由"]),
	],
)
def test_the_label_of_the_column_is_no_reason(entry: str, reasons: list[str]) -> None:
	assert split_reasons(entry) == reasons


@pytest.mark.parametrize(
	("entry", "reasons"),
	[
		("甲。\n乙。", ["甲。", "乙。"]),
		("1.甲。\n乙。\n2.丙。", ["1.甲。乙。", "2.丙。"]),
		("甲。\n1.乙。\n2.丙。", ["甲。", "1.乙。", "2.丙。"]),
		("● 甲\n乙\n● 丙", ["● 甲乙", "● 丙"]),
		("1.use\nPython,\nwell\n2.好", ["1.use Python, well", "2.好"]),
		("1.甲\nA", ["1.甲A"]),
		("1.A\n甲", ["1.A甲"]),
		("1.甲A\nB", ["1.甲A B"]),
		("1.甲\n2.乙\n丙", ["1.甲", "2.乙丙"]),
		("1.甲\n2.use\nPython", ["1.甲", "2.use Python"]),
		("\u20281.甲\x852.乙\r\n", ["1.甲", "2.乙"]),
	],
)
def test_lines(entry: str, reasons: list[str]) -> None:
	assert split_reasons(entry) == reasons


@pytest.mark.parametrize(
	("entry", "reasons"),
	[
		("⑴甲⑵乙", ["⑴甲", "⑵乙"]),
		("⒈甲⒉乙", ["⒈甲", "⒉乙"]),
		("①甲 ②乙 ③丙", ["①甲", "②乙", "③丙"]),
		("⑲用A⑳用B", ["⑲用A", "⑳用B"]),
		("⑴用A⑵用B", ["⑴用A", "⑵用B"]),
		("⒈用A⒉用B", ["⒈用A", "⒉用B"]),
		("（一）用A（二）用B", ["（一）用A", "（二）用B"]),
		("(一)用A(二)用B", ["(一)用A", "(二)用B"]),
		("一、甲。二、乙。", ["一、甲。", "二、乙。"]),
		("九、甲。十、乙。", ["九、甲。", "十、乙。"]),
		("1)甲。2)乙", ["1)甲。", "2)乙"]),
		("（1）甲（2）乙", ["（1）甲", "（2）乙"]),
		("第1、甲。第2、乙。", ["第1、甲。", "第2、乙。"]),
		("2.甲。3.乙。", ["2.甲。", "3.乙。"]),
		("1.2024年获奖。2.2025年再获奖。", ["1.2024年获奖。", "2.2025年再获奖。"]),
		("1.甲 2.乙", ["1.甲", "2.乙"]),
		("1.a;2.b", ["1.a;", "2.b"]),
	],
)
def test_numbers_that_count_on(entry: str, reasons: list[str]) -> None:
	assert split_reasons(entry) == reasons


@pytest.mark.parametrize(
	"entry",
	[
		"一、甲二、乙",
		"1、甲2、乙",
		"1甲2乙",
		"1.A2.B",
		"甲。1.乙。2.丙。",
		"1.甲。3.乙。",
		"1.甲。1.乙。",
		"1.3.5万人。",
	],
)
def test_numbers_that_do_not_part(entry: str) -> None:
	assert split_reasons(entry) == [entry]


@pytest.mark.parametrize("first", ["①甲。", "⑴甲。", "⒈甲。", "一、甲。", "（一）甲。", "（1）甲。"])
def test_a_number_counts_on_from_one_of_another_kind(first: str) -> None:
	assert split_reasons(f"{first}2.乙。") == [first, "2.乙。"]
	assert split_reasons(f"{first}3.乙。") == [f"{first}3.乙。"]


def test_a_number_that_comes_again_belongs_to_its_reason() -> None:
	assert split_reasons("1.甲。2.乙。2.丙。3.丁。") == ["1.甲。", "2.乙。2.丙。", "3.丁。"]


def test_where_one_stands_apart_the_others_have_to() -> None:
	assert split_reasons("1.甲2.乙。3.丙") == ["1.甲", "2.乙。", "3.丙"]
	assert split_reasons("1.甲。2.乙3.丙") == ["1.甲。", "2.乙3.丙"]


@pytest.mark.parametrize(
	("reason", "bare"),
	[
		(" 1.甲 ", "甲"),
		("10．甲", "甲"),
		("● 甲", "甲"),
		("- 甲", "甲"),
		("-甲", "-甲"),
		("1.", ""),
		("（三）甲", "甲"),
		("甲1.乙", "甲1.乙"),
		("3.5万人", "3.5万人"),
	],
)
def test_without_its_number(reason: str, bare: str) -> None:
	assert without_number(reason) == bare
