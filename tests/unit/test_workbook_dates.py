"""What clerks and Excel make of days, years and months, and how they are read."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from tests.unit.workbook_entries import codes, problem, read

# --- dates: 落款日期 of the submission


@pytest.mark.parametrize(
	"text",
	[
		*("2025-01-20", "2025-1-20", "2025年1月20日", "2025/1/20", "2025.1.20", "20250120", "2025.01.20"),
		*("２０２５年１月２０日", " 2025 年 1 月 20 日 "),
	],
)
def test_a_date_as_text_is_taken_with_a_note_if_it_is_one_day_only(text: str) -> None:
	content = read("基本信息", "B9", text, "@")
	assert content.submission.dated == date(2025, 1, 20)
	assert codes(content) == ["workbook.date_as_text"]
	assert content.notes[0].message == f"工作表“基本信息”的单元格B9：文本“{text}”按日期2025-01-20读入"


def test_a_date_as_one_number_is_taken_with_a_note() -> None:
	content = read("基本信息", "B9", 20250120, "General")
	assert content.submission.dated == date(2025, 1, 20)
	assert codes(content) == ["workbook.date_as_text"]


@pytest.mark.parametrize(
	"value",
	[
		"1月20日",
		"2025-1",
		"01/02/2025",
		"2025-2-30",
		"二〇二五年二月三十日",
		"2025-1/20",
		"0025-1-20",
		"近日",
		45677,
		2025.12,
		True,
	],
)
def test_what_is_no_day_is_named(value: Any) -> None:
	code, message = problem("基本信息", "B9", value, "General")
	assert code == "workbook.date"
	assert "2025-1-20" in message


@pytest.mark.parametrize(
	"number_format", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "yyyy/m/d", "m/d/yy", "yyyy.mm.dd"]
)
def test_a_date_in_eight_digits_in_a_column_of_dates_is_that_date(number_format: str) -> None:
	content = read("基本信息", "B9", 20250120, number_format)
	assert (content.submission.dated, codes(content)) == (date(2025, 1, 20), ["workbook.date_as_text"])
	assert read("工作总结", "O4", 20250120, number_format).submission.summaries[0].dated == date(2025, 1, 20)


def test_a_number_in_a_column_of_dates_that_is_no_date_is_named() -> None:
	for number in (20250230, 99999999, 202501):
		code, message = problem("基本信息", "B9", number, "yyyy-mm-dd")
		assert (code, str(number) in message) == ("workbook.date", True)


@pytest.mark.parametrize(
	"text",
	["2025—01—20", "2025–1–20", "2025年1月20号", "2025-01-20 00:00:00", "2025 1 20", "\u202a2025-1-20\u202c"],
)
def test_a_date_with_the_signs_that_people_use(text: str) -> None:
	assert read("基本信息", "B9", text, "@").submission.dated == date(2025, 1, 20)


@pytest.mark.parametrize(
	"year",
	[
		"2024年度",
		"2024年",
		"２０２４",
		"2024 年度",
		"2024\u200b",
		2024,
		2024.0,
		"2024年度工作",
		"二〇二四年度",
		"2024.0",
	],
)
def test_the_year_as_people_write_it(year: Any) -> None:
	assert read("基本信息", "B4", year, "General").submission.cycle.year == 2024


@pytest.mark.parametrize("year", ["2023年度", "24年", "本年度", "2O24", "二〇二三年"])
def test_another_year_is_named(year: str) -> None:
	assert problem("基本信息", "B4", year)[0] == "workbook.year"


def test_a_time_of_day_is_left_out_with_a_note() -> None:
	content = read("基本信息", "B9", datetime(2025, 1, 20, 9, 30), "yyyy-mm-dd hh:mm")
	assert content.submission.dated == date(2025, 1, 20)
	assert codes(content) == ["workbook.time_dropped"]


def test_a_time_alone_is_no_date() -> None:
	assert problem("基本信息", "B9", time(9, 30))[0] == "workbook.date"


def test_no_date_is_none() -> None:
	assert read("基本信息", "B9", None).submission.dated is None


# --- months: 出生年月


def birth_month(value: Any, number_format: str | None = None) -> tuple[str, list[str]]:
	content = read("宣讲团人选", "F4", value, number_format)
	return content.submission.nominees[0].birth_month, codes(content)


@pytest.mark.parametrize(
	"value", ["1979年6月", "1979.06", "1979.6", "1979/6", "1979-6", "197906", 197906, 1979.06, 1979.6]
)
def test_a_month_is_brought_into_one_form_with_a_note(value: Any) -> None:
	assert birth_month(value) == ("1979-06", ["workbook.month_form"])


def test_a_month_that_excel_took_for_a_date_is_a_month() -> None:
	assert birth_month(date(1979, 6, 1), 'yyyy"年"m"月"') == ("1979-06", [])
	assert birth_month(date(1979, 6, 15), "yyyy-mm-dd") == ("1979-06", ["workbook.month_form"])


@pytest.mark.parametrize(
	"value", ["1979-06-15", "1979—06", "1979年6月15日", "19790615", 19790615, "1979–6", "1979年6月生"]
)
def test_a_month_is_taken_out_of_what_says_more(value: Any) -> None:
	assert birth_month(value) == ("1979-06", ["workbook.month_form"])


@pytest.mark.parametrize("number_format", ["yyyy-mm", 'yyyy"年"m"月"', "yyyy/mm/dd"])
def test_a_month_in_six_digits_in_a_column_of_dates_is_that_month(number_format: str) -> None:
	assert birth_month(197906, number_format) == ("1979-06", ["workbook.month_form"])


def test_no_month_is_blank() -> None:
	assert birth_month(None) == ("", [])


def test_the_number_1979_1_may_be_january_or_october() -> None:
	code, message = problem("宣讲团人选", "F4", 1979.1)
	assert code == "workbook.month"
	assert "10月" in message
	assert birth_month("1979.1") == ("1979-01", ["workbook.month_form"])
	assert birth_month(1979.12) == ("1979-12", ["workbook.month_form"])


@pytest.mark.parametrize("text", ["1979-13", "六月", "79-06", "1979", "1979-02-30"])
def test_what_is_no_month_stays_for_the_rules(text: str) -> None:
	assert birth_month(text) == (text, [])
