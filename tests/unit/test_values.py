"""Days, months and ages at their ends."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kepu_app.core.rules.values import day_of, full_years, month_of, parse_month


@pytest.mark.parametrize(
	("value", "first"),
	[
		("1979-06", date(1979, 6, 1)),
		(" 2025-01 ", date(2025, 1, 1)),
		("2024-12", date(2024, 12, 1)),
		("0001-02", date(1, 2, 1)),
		("2024-00", None),
		("2024-13", None),
		("0000-01", None),
		("1979年6月", None),
		("", None),
	],
)
def test_month_as_it_is_stored(value: str, first: date | None) -> None:
	assert parse_month(value) == first


@pytest.mark.parametrize(
	("entry", "day"),
	[
		("1900-1-1", date(1900, 1, 1)),
		("1899-12-31", None),
		("2099-12-31", date(2099, 12, 31)),
		("2100-1-1", None),
		("2024-2-29", date(2024, 2, 29)),
		("2025-2-29", None),
	],
)
def test_years_that_an_entry_may_be_of(entry: str, day: date | None) -> None:
	assert day_of(entry) == day
	assert month_of(entry) == (f"{day:%Y-%m}" if day else "")


@pytest.mark.parametrize(
	("entry", "month"), [("1900-01", "1900-01"), ("1899-12", ""), ("2099年12月", "2099-12"), ("2100.1", "")]
)
def test_months_of_these_years(entry: str, month: str) -> None:
	assert month_of(entry) == month


@pytest.mark.parametrize(
	("since", "until", "years"),
	[
		(date(2007, 2, 19), date(2025, 2, 18), 17),
		(date(2007, 2, 19), date(2025, 2, 19), 18),
		(date(2007, 2, 19), date(2025, 2, 20), 18),
		(date(2007, 3, 1), date(2025, 2, 19), 17),
		(date(2007, 1, 31), date(2025, 2, 19), 18),
		(date(2025, 2, 20), date(2025, 2, 19), -1),
	],
)
def test_a_year_more_on_the_birthday(since: date, until: date, years: int) -> None:
	assert full_years(since, until) == years


@pytest.mark.parametrize(
	("entry", "day"),
	[
		("二〇二五年九月九日", date(2025, 9, 9)),
		("二〇二五年十月十日", date(2025, 10, 10)),
		("二〇二五年十一月十九日", date(2025, 11, 19)),
		("二〇二五年十二月二十日", date(2025, 12, 20)),
		("二〇二五年三月三十一日", date(2025, 3, 31)),
		("一九九八年七月一日", date(1998, 7, 1)),
	],
)
def test_numerals(entry: str, day: date) -> None:
	assert day_of(entry) == day


@pytest.mark.parametrize(
	"entry",
	[
		*(
			"1978-11",
			"1978-11-05",
			"1978—11",
			"1978–11",
			"1978年11月",
			"1978年11月5日",
			"1978.11.05",
			"19781105",
		),
		*(
			"197811",
			"1978 11",
			"１９７８．１１",
			"1978年11月生",
			"1978-11-05 00:00:00",
			"\u202a1978-11\u202c",
			"1978/11",
		),
		*(
			"一九七八年十一月",
			"一九七八年十一月五日",
			"1978．11",
			"1978年 11 月",
			"1978–11–5",
			"1978年11月5号",
		),
	],
)
def test_as_people_write_it(entry: str) -> None:
	assert month_of(entry) == "1978-11"


@pytest.mark.parametrize(
	"entry", ["", "1978", "1978-13", "78-11", "1978-11-31", "11/1978", "1878-11", "2025-2-30"]
)
def test_what_is_none(entry: str) -> None:
	assert month_of(entry) == ""


@pytest.mark.parametrize(
	("entry", "day"),
	[
		("二〇二五年一月二十日", date(2025, 1, 20)),
		("二○二四年十二月三十一日", date(2024, 12, 31)),
		("二零二五年二月十日", date(2025, 2, 10)),
		("二〇二五年 一月 五日", date(2025, 1, 5)),
		("二〇二五年十月十九号", date(2025, 10, 19)),
		("二〇二五年二月三十日", None),
		("二〇二五年十三月一日", None),
		("二五年一月二十日", None),
	],
)
def test_day_in_words(entry: str, day: date | None) -> None:
	assert day_of(entry) == day


@given(st.dates(min_value=date(1, 1, 1)))
def test_round_trip(day: date) -> None:
	assert parse_month(f"{day.year:04d}-{day.month:02d}") == day.replace(day=1)


@given(st.dates(), st.dates())
def test_full_years_counts_birthdays(born: date, until: date) -> None:
	years = full_years(born, until)
	assert born.year + years <= until.year
	assert (born.year + years, born.month, born.day) <= (until.year, until.month, until.day)
	assert (born.year + years + 1, born.month, born.day) > (until.year, until.month, until.day)
