"""Values of fields by their type: compared, written into texts, shown, and handed to the core."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import frappe
import pytest

from kepu_app.mappers.values import _custom_value
from kepu_app.utils.field_values import as_text, comparable, shown

DAY, MOMENT = date(2025, 3, 1), datetime(2025, 3, 1, 8, 30)


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
	before, frappe.local.lang = frappe.local.lang, "zh"
	yield
	frappe.local.lang = before


@pytest.mark.parametrize(
	("fieldtype", "sent", "stored"),
	[
		("Int", "3", 3),
		("Int", None, 0),
		("Check", "1", 1),
		("Check", "", 0),
		("Float", "1.50", 1.5),
		("Currency", None, 0.0),
		("Percent", "60", 60),
		("Date", "2025-03-01", DAY),
		("Date", "", None),
		("Datetime", "2025-03-01 08:30:00", MOMENT),
		("Datetime", "", None),
		("Data", None, ""),
		("Select", "是", "是"),
	],
)
def test_what_a_form_sends_equals_what_the_database_gives(fieldtype: str, sent: Any, stored: Any) -> None:
	assert comparable(fieldtype, sent) == comparable(fieldtype, stored)


@pytest.mark.parametrize(
	("fieldtype", "one", "other"),
	[
		("Int", "3", 4),
		("Check", "1", 0),
		("Float", "1.5", 1.51),
		("Date", "2025-03-02", DAY),
		("Date", "", DAY),
		("Datetime", "2025-03-01 08:30:01", MOMENT),
		("Data", "1", "1.0"),
	],
)
def test_what_differs_does_not_compare_equal(fieldtype: str, one: Any, other: Any) -> None:
	assert comparable(fieldtype, one) != comparable(fieldtype, other)


@pytest.mark.parametrize(
	("fieldtype", "value", "text"),
	[
		("Int", "3", "3"),
		("Int", None, "0"),
		("Check", True, "1"),
		("Float", "1.50", "1.5"),
		("Percent", None, "0.0"),
		("Date", DAY, "2025-03-01"),
		("Date", None, ""),
		("Datetime", MOMENT, "2025-03-01 08:30:00"),
		("Datetime", "三月初", "三月初"),
		("Data", None, ""),
	],
)
def test_as_text(fieldtype: str, value: Any, text: str) -> None:
	assert as_text(fieldtype, value) == text


@pytest.mark.parametrize(
	("fieldtype", "value", "words"),
	[
		("Check", 1, "是"),
		("Check", 0, ""),
		("Int", 0, ""),
		("Int", 3, "3"),
		("Select", "Met", "达标"),
		("Data", "Met", "Met"),
		("Date", None, ""),
	],
)
def test_shown(fieldtype: str, value: Any, words: str) -> None:
	assert shown(fieldtype, value) == words


def test_a_day_and_a_moment_are_shown_as_the_reader_writes_them() -> None:
	assert shown("Date", "2025-03-01") == frappe.utils.format_date(DAY)
	assert shown("Datetime", "2025-03-01 08:30:00") == frappe.utils.format_datetime(MOMENT)
	assert shown("Date", "2025-03-01") != shown("Datetime", "2025-03-01 08:30:00")


@pytest.mark.parametrize(
	("fieldtype", "value", "handed"),
	[
		("Check", None, False),
		("Check", 1, True),
		("Int", None, None),
		("Int", 0, 0),
		("Float", 1.5, 1.5),
		("Date", "2025-03-01", DAY),
		("Date", None, None),
		("Datetime", MOMENT, "2025-03-01 08:30:00"),
		("Data", "a\u200bb", "ab"),
		("Data", None, None),
	],
)
def test_a_custom_field_keeps_what_was_left_blank(fieldtype: str, value: Any, handed: Any) -> None:
	assert _custom_value(fieldtype, value) == handed
	assert type(_custom_value(fieldtype, value)) is type(handed)
