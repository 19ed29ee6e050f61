"""The tour of a form: it begins by itself the first time, and from the menu later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]

ON_SCREEN = """() => {
	const { top, bottom } = document.querySelector('#driver-popover-item').getBoundingClientRect();
	return top >= 0 && bottom <= window.innerHeight;
}"""
"""Nobody has to scroll for the words of a step."""


@pytest.fixture
def newcomers(data: dict[str, Any], on_site: Callable[..., Any]) -> Iterator[None]:
	"""Yield the county's reporter and the province's approver, who have seen no tour."""
	users = [data["users"][role] for role in ("county", "province")]
	for user in users:
		on_site("tour_data.py", user, "unseen")
	yield
	for user in users:
		on_site("tour_data.py", user, "seen")


@pytest.mark.parametrize("width", [1280, 390])
def test_it_leads_through_the_form_once(
	newcomers: None, sign_in: SignIn, data: dict[str, Any], shots: Path, width: int
) -> None:
	desk = sign_in("county", width)
	desk.open_form("Annual Summary", data["documents"]["summary"])
	popover = _popover(desk)
	popover.get_by_text("先看是不是本县").wait_for()
	desk.unmoving()
	desk.page.screenshot(path=shots / f"tour-begin-{width}.png")
	for title in ("分段填写正文", "落款单位", "落款日期", "对照标准自评"):
		popover.get_by_role("button", name="下一步").click()
		popover.get_by_text(title, exact=True).wait_for()
		desk.page.wait_for_function(ON_SCREEN)
	desk.unmoving()
	desk.page.screenshot(path=shots / f"tour-tab-{width}.png")
	assert desk.page.locator(".form-tabs .nav-link.active").inner_text() == "测评自评"
	assert not re.search("[A-Za-z]", popover.inner_text().replace("Word", "").replace("WPS", ""))
	popover.get_by_role("button", name="上一步").click()
	popover.get_by_text("落款日期", exact=True).wait_for()
	desk.page.keyboard.press("Escape")
	expect(popover).to_have_count(0)
	desk.new_page()
	desk.open_form("Annual Summary", data["documents"]["summary"])
	desk.page.wait_for_timeout(1000)  # it must not begin, and would a moment after the form is there
	expect(_popover(desk)).to_have_count(0)
	assert not desk.value("cur_frm.is_dirty()")


def test_it_begins_again_from_the_menu(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["summary"])
	desk.page.locator(".page-head .menu-btn-group button").locator("visible=true").click()
	desk.page.locator(".dropdown-menu.show").get_by_text("本表单导览").click()
	_popover(desk).get_by_text("先看是不是本县").wait_for()


def test_whoever_only_reads_is_left_alone(newcomers: None, sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form("Annual Summary", data["documents"]["pending"])
	desk.page.wait_for_timeout(1500)  # it must not begin
	expect(_popover(desk)).to_have_count(0)


def _popover(desk: Desk) -> Locator:
	return desk.page.locator("#driver-popover-item").locator("visible=true")
