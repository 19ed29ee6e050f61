"""The accounts of a county in one window: made, with a slip to print, switched off and on again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
COUNTY = "469002"
NAME, NUMBERS = "符晓舟", {1280: "13900004690", 390: "13900004691"}


@pytest.mark.parametrize("width", NUMBERS)
def test_a_province_gives_a_county_s_clerk_an_account(sign_in: SignIn, shots: Path, width: int) -> None:
	desk = sign_in("small_province", width)
	desk.go(f"county/{COUNTY}")
	desk.page.wait_for_function("name => cur_frm?.docname === name", arg=COUNTY)
	desk.settle()
	desk.page.evaluate("cur_frm.custom_buttons['账号'].trigger('click')")
	people = desk.page.locator(".modal.show", has_text="琼海市的账号")
	people.get_by_role("button", name="新建账号").click()
	form = desk.page.locator(".modal.show:has(input[data-fieldname=mobile])")
	form.locator("input[data-fieldname=full_name]").fill(NAME)
	form.locator("input[data-fieldname=mobile]").fill(NUMBERS[width])
	form.locator(".btn-primary").locator("visible=true").click()
	slip = desk.page.locator(".modal.show:has(.kepu-slip)")
	slip.locator("th", has_text="有效").wait_for()
	assert NUMBERS[width] in slip.inner_text()
	assert "update-password?key=" in slip.inner_text()
	assert not desk.scrolls_sideways()
	desk.page.screenshot(path=shots / f"accounts-slip-{width}.png")
	slip.locator(".btn-modal-close").locator("visible=true").click()
	row = people.locator("tr", has_text=NUMBERS[width])
	row.get_by_role("button", name="停用").click()
	desk.page.locator(".modal.show").last.get_by_role("button", name="是", exact=True).click()
	row.get_by_role("button", name="启用").click()
	expect(row.get_by_role("button", name="停用")).to_have_count(1)
	desk.page.screenshot(path=shots / f"accounts-{width}.png")
