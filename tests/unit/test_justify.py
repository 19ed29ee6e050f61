"""Chinese lines: where they break, and that they end flush right."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kepu_app.core.printing.line_breaks import MAY_BREAK, MUST_NOT_BREAK, with_break_hints
from kepu_app.core.printing.pdf import html_to_pdf
from tests.unit.pdf_pages import Line, read_pages

COLUMN = 200.0
"""Points: twelve characters and a half."""


def set_lines(text: str, style: str = "text-align: justify", inner: str = "") -> list[Line]:
	"""``text`` in 16 pt type on lines of ``COLUMN`` points that start at 0."""
	sheet = f"@page {{ size: 300pt 400pt; margin: 0 }} body {{ margin: 0; font-size: 16pt }} div {{ width: {COLUMN}pt; {style} }}"
	return read_pages(html_to_pdf(f"<html lang=zh-CN><style>{sheet} {inner}</style><div>{text}</div>"))[
		0
	].every_line


def test_hints() -> None:
	assert (
		with_break_hints("说：“好”，再说“行”吗") == f"说：{MAY_BREAK}“好”，再说{MAY_BREAK}“行”{MAY_BREAK}吗"
	)
	assert with_break_hints("（“甲”“乙”）") == f"（“甲”{MAY_BREAK}“乙”）"
	assert with_break_hints("12—15日，10%～20%") == f"12{MUST_NOT_BREAK}—15日，10%{MUST_NOT_BREAK}～20%"
	assert with_break_hints("科普——一项事业 it’s") == "科普——一项事业 it’s"


def test_quotation_marks_part_from_what_is_outside_of_them() -> None:
	lines = set_lines("一二三四五六七八九十甲乙“丙丁戊己庚辛壬癸”子丑寅卯辰巳")
	assert [line.text for line in lines] == ["一二三四五六七八九十甲乙", "“丙丁戊己庚辛壬癸”子丑", "寅卯辰巳"]


def test_range_is_not_parted_before_its_dash() -> None:
	lines = set_lines("一二三四五六七八九十甲12—15日举办科普日活动")
	assert [line.text for line in lines] == ["一二三四五六七八九十甲", "12—15日举办科普日活动"]


@pytest.mark.parametrize(
	"text",
	[
		"一二三四五六七八九十甲乙，丙丁戊己庚辛壬癸",
		"一二三四五六七八九十甲2024年举办活动丙丁戊己",
		"一二三四五六七八，<b>九十甲乙</b>丙丁戊己庚辛壬癸",
		"一二三四五六 七八九十甲乙，丙丁戊己庚辛壬癸",
	],
)
def test_line_is_spread_to_the_full_width(text: str) -> None:
	first, *_, last = set_lines(text, inner="b { font-weight: normal }")
	assert first.left == pytest.approx(0, abs=0.01)
	assert first.right == pytest.approx(COLUMN, abs=0.5)
	assert last.right < COLUMN - 20


def test_gaps_are_equal_between_characters_and_none_inside_of_numbers() -> None:
	line = set_lines("一二三2024四五六七八九，十甲乙丙丁戊己庚")[0]
	assert line.text == "一二三2024四五六七八九，"
	starts = [each["x0"] for each in line.characters]
	steps = [after - before for before, after in pairwise(starts)]
	inside_number, chinese = steps[3:6], steps[:2] + steps[7:]
	assert inside_number == pytest.approx([8] * 3, abs=0.05)
	assert max(chinese) - min(chinese) < 0.1
	assert min(chinese) > 16.1


def test_spaces_are_spread_like_other_gaps() -> None:
	"""WeasyPrint itself would put all of the slack into the one space."""
	line = set_lines("一二三四 五六七八九十甲，乙丙丁戊己庚辛壬癸")[0]
	starts = {each["text"]: each["x0"] for each in line.characters}
	assert starts["五"] - starts["四"] < 30


def test_last_line_and_forced_breaks_stay_as_they_are() -> None:
	lines = set_lines("一二三四<br>五六七八九十甲乙丙丁戊己庚辛壬癸子丑")
	assert lines[0].right == pytest.approx(4 * 16, abs=0.1)
	assert lines[-1].right < COLUMN - 16


@pytest.mark.parametrize(
	"style", ["text-align: left", "text-align: center", "text-align: justify; white-space: pre-wrap"]
)
def test_other_lines_are_not_spread(style: str) -> None:
	first = set_lines("一二三四五六七八九十甲乙，丙丁戊己庚辛壬癸", style)[0]
	assert first.right - first.left == pytest.approx(len(first.text) * 16, abs=0.1)


def test_line_before_a_long_address_stays_ragged() -> None:
	first = set_lines("邮箱发至jicengfuwuchu2025@163.example谢谢")[0]
	assert first.text == "邮箱发至"
	assert first.right == pytest.approx(4 * 16, abs=0.1)


def test_address_longer_than_a_line_is_broken() -> None:
	lines = set_lines("a" * 60, style="text-align: justify; overflow-wrap: anywhere")
	assert len(lines) > 1
	assert max(line.right for line in lines) <= COLUMN


def test_lines_beside_a_float_keep_clear_of_it() -> None:
	float_box = '<p style="float: right; width: 60pt; height: 60pt; margin: 0"></p>'
	lines = set_lines(float_box + "一二三四五六七八，九十甲乙丙丁戊己庚辛壬癸" * 2)
	assert max(line.right for line in lines[:2]) <= COLUMN - 60


def test_line_with_a_box_in_it_is_left_alone() -> None:
	box = '<span style="display: inline-block; width: 10pt; height: 5pt"></span>'
	first = set_lines(f"一二三四{box}五六七八九十甲，乙丙丁戊己庚辛壬癸")[0]
	assert first.characters[1]["x0"] == pytest.approx(16, abs=0.1)


def test_hints_leave_nothing_in_the_text() -> None:
	text = "说：“好”，再说“行”吗，12—15日“”再说"
	lines = set_lines(f"{text * 3}<b>{MAY_BREAK}</b>完")
	assert "".join(line.text for line in lines) == f"{text * 3}完"


def test_pitch_is_even_over_a_hint() -> None:
	lines = set_lines("说“好”吗再来一次", style="letter-spacing: -0.21pt")
	starts = [each["x0"] for each in lines[0].characters]
	steps = [after - before for before, after in pairwise(starts)]
	assert steps == pytest.approx([15.79] * len(steps), abs=0.02)
