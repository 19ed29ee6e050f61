"""What prints as a heading is seen below the text, and taken back or set by one click."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
TEXT = "全年工作如下。\n（一）抓好农技服务\n（一）班学生获得一等奖\n（二）强化保障。经费到位。"


@pytest.fixture
def desk(sign_in: SignIn, data: dict[str, Any]) -> Iterator[Desk]:
	"""Yield the form of a summary in whose second part stands TEXT."""
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["summary"])
	before = area(desk).input_value()
	write(desk, TEXT)
	yield desk
	desk.open_form("Annual Summary", data["documents"]["summary"])
	write(desk, before)
	desk.save()


def section(desk: Desk) -> Locator:
	return desk.page.locator(".kepu-section").nth(1)


def area(desk: Desk) -> Locator:
	return section(desk).locator("textarea")


def write(desk: Desk, text: str) -> None:
	area(desk).fill(text)
	area(desk).blur()
	settle(desk)


def settle(desk: Desk) -> None:
	desk.page.wait_for_timeout(700)  # the server is asked when nothing was typed for a while
	desk.settle()


def shown(desk: Desk) -> list[tuple[str, str]]:
	lines = section(desk).locator(".kepu-heading-line").all()
	return [
		(each.locator(".kepu-heading-level").inner_text(), each.locator(".kepu-heading-text").inner_text())
		for each in lines
	]


def click(desk: Desk, text: str) -> None:
	line = section(desk).locator(".kepu-heading-line").filter(has_text=text)
	line.locator("button").click()
	settle(desk)


def test_headings_are_seen_taken_back_and_set(desk: Desk, data: dict[str, Any]) -> None:
	assert shown(desk) == [
		("二级标题", "（一）抓好农技服务"),
		("正文", "（一）班学生获得一等奖"),
		("二级标题", "（二）强化保障。"),
	]
	click(desk, "抓好农技服务")
	click(desk, "班学生")
	decided = [
		("正文", "（一）抓好农技服务"),
		("二级标题", "（一）班学生获得一等奖"),
		("二级标题", "（二）强化保障。"),
	]
	assert shown(desk) == decided
	assert area(desk).input_value() == TEXT.replace("（一）抓", "（ 一）抓").replace("（一）班", "（ 一 ）班")
	desk.save()
	desk.open_form("Annual Summary", data["documents"]["summary"])
	settle(desk)
	assert shown(desk) == decided
	click(desk, "抓好农技服务")
	click(desk, "班学生")
	assert area(desk).input_value() == TEXT


def test_a_click_is_undone_by_the_keyboard(desk: Desk) -> None:
	click(desk, "班学生")
	assert area(desk).input_value() != TEXT
	area(desk).press("Control+z")
	settle(desk)
	assert area(desk).input_value() == TEXT
	assert ("正文", "（一）班学生获得一等奖") in shown(desk)


def test_who_may_only_read_sees_them_without_buttons(
	sign_in: SignIn, desk: Desk, data: dict[str, Any]
) -> None:
	desk.save()
	reader = sign_in("national")
	reader.open_form("Annual Summary", data["documents"]["summary"])
	settle(reader)
	assert ("二级标题", "（一）抓好农技服务") in shown(reader)
	assert section(reader).locator(".kepu-heading-line button").count() == 0


def test_a_case_shows_them_too(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form("Typical Case", data["documents"]["case"])
	field = desk.page.locator("[data-fieldname=text] textarea")
	field.fill("一、做法\n一、二产业融合")
	settle(desk)
	lines = desk.page.locator("[data-fieldname=text] .kepu-heading-line")
	assert [each.split("\n")[:2] for each in lines.all_inner_texts()] == [
		["二级标题", "一、做法"],
		["正文", "一、二产业融合"],
	]
	lines.nth(1).locator("button").click()
	settle(desk)
	assert field.input_value() == "一、做法\n一 、 二产业融合"
