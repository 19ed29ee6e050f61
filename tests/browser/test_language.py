"""No English of the app's own is left on its other pages and in its windows, for people who work in Chinese.

The reports are looked at in ``test_figures.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.desk import Desk
from tests.browser.language import untranslated

SignIn = Callable[..., Desk]

PAGES = {
	"county": [
		"kepu",
		"reporting-cycle/view/calendar/default",
		"annual-summary/view/report",
		"typical-case/new",
	],
	"city": ["kepu"],
	"province": [
		"kepu",
		"evaluation-standard/new",
		"speaker-nominee/new",
		"speaker-nominee/view/report",
		"provincial-submission/view/report",
		"reporting-cycle/2024",
	],
	"national": ["kepu", "review-entry", "sent-reminder", "reporting-cycle/2024"],
	"administrator": [
		"kepu",
		"reporting-cycle/new",
		"reporting-cycle/2024",
		"province/340000",
		"county/341302",
		"county/new",
		"evaluation-standard",
		"kepu-settings",
	],
}


@pytest.mark.parametrize("role", PAGES)
def test_pages_are_in_chinese(sign_in: SignIn, role: str) -> None:
	desk = sign_in(role)
	for path in PAGES[role]:
		desk.go(path)
		tabs = desk.page.locator(".form-tabs .nav-link:visible")
		for number in range(max(1, tabs.count())):
			if tabs.count():
				tabs.nth(number).click()
			assert not untranslated(desk), path


def test_print_preview_is_in_chinese(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	for doctype, purpose in (("Annual Summary", "approved"), ("Provincial Submission", "submission")):
		desk.page.goto(f"{desk.url}/app/print/{doctype}/{data['documents'][purpose]}")
		desk.page.frame_locator("iframe.print-format-container").locator(".kepu-paper").wait_for()
		assert not untranslated(desk), doctype


def test_windows_about_a_summary_are_in_chinese(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form("Annual Summary", data["documents"]["pending"])
	look_at_window(desk, lambda: desk.choose("退回"))
	desk.open_form("Annual Summary", data["documents"]["scanned"])
	look_at_window(desk, desk.page.get_by_role("button", name="盖章扫描件").click)
	county = sign_in("county")
	county.open_form("Annual Summary", data["documents"]["summary"])
	look_at_window(county, county.page.get_by_role("button", name="删除这一部分").first.click)
	county.open_form("Annual Summary", data["documents"]["returned"])
	county.show_tab("审核与记录")
	look_at_window(county, county.page.locator(".kepu-history-compare").click)


def test_windows_about_a_submission_are_in_chinese(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form("Provincial Submission", data["documents"]["submission"])
	look_at_window(desk, lambda: desk.choose("定稿"))
	national = sign_in("national")
	national.go("provincial-submission")
	national.page.locator(".menu-btn-group:visible > button").click()
	assert not untranslated(national)
	look_at_window(national, national.page.get_by_text("下载全国汇总表").click)


def test_windows_of_the_administrator_are_in_chinese(sign_in: SignIn) -> None:
	desk = sign_in("administrator")
	desk.go("county")
	look_at_window(desk, desk.page.get_by_role("button", name="导入示范县名单").click)
	for button in ("截止填报", "锁定本年度"):
		desk.go("reporting-cycle/2024")
		look_at_window(desk, lambda button=button: desk.press(button))


def look_at_window(desk: Desk, open_it: Callable[[], None]) -> None:
	"""Open a window, reads it and closes it again."""
	open_it()
	desk.dialog().wait_for()
	desk.rest()
	assert not untranslated(desk), desk.dialog().inner_text()
	desk.page.keyboard.press("Escape")
	desk.page.locator(".modal.show").wait_for(state="detached")
