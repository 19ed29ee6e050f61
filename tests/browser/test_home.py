"""The home of the Desk: from signing in to the work in one click, on a wide and on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import FORM_READY, Desk

SignIn = Callable[..., Desk]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_county_is_at_its_returned_summary_with_one_click(
	sign_in: SignIn, data: dict[str, Any], shots: Path, width: int
) -> None:
	desk = sign_in("county", width)
	desk.go("")
	name = data["documents"]["returned"]
	card = desk.page.locator(f".kepu-home-back:has(a[href$='{name}'])")
	assert "退回原因" in card.inner_text()
	assert card.locator("[aria-current=step]").inner_text().startswith("填报")
	assert desk.value("document.documentElement.scrollWidth") <= width
	desk.look(shots, f"home-county-{width}")
	card.get_by_role("link", name="修改后重新报送").click()
	desk.page.wait_for_function(FORM_READY, arg=name)
	desk.settle()


def test_the_guides_are_in_the_help_menu(sign_in: SignIn, shots: Path) -> None:
	desk = sign_in("county")
	desk.go("annual-summary")
	if desk.value("frappe.boot.versions.frappe").startswith("16."):
		desk.page.locator(".sidebar-header").click()
		items = desk.page.locator(".dropdown-menu-item").locator("visible=true")
		items.filter(has_text="帮助").click()
		items.filter(has_text="填报指南和通知").wait_for()
		address = "/kepu-guide"
	else:
		desk.page.get_by_role("button", name="帮助").or_(
			desk.page.locator(".dropdown-help > .nav-link")
		).first.click()
		address = desk.page.locator("#toolbar-help a", has_text="填报指南和通知").get_attribute("href")
	desk.page.goto(f"{desk.url}{address}")
	assert desk.page.locator("h1").inner_text() == "县级填报员指南"
	pictures = desk.page.evaluate(
		"[...document.images].map(each => [each.naturalWidth > 0, each.alt.length > 5])"
	)
	assert pictures
	assert all(all(each) for each in pictures)
	desk.page.set_viewport_size({"width": 390, "height": 800})
	assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390
	desk.page.screenshot(path=shots / "guide-county-390.png")
	desk.page.get_by_role("link", name="通知原文").click()
	assert "测评标准" in desk.page.locator("main").inner_text()
