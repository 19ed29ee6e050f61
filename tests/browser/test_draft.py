"""What is typed and not saved survives a closed browser, and nobody else gets to see it."""

import re
from collections.abc import Callable
from typing import Any

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
TYPED = "关闭浏览器之前写下的一段话。"
OFFER = ".kepu-draft"
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('kepu-draft:')).length"


def _type_and_close(desk: Desk, name: str, text: str = TYPED) -> None:
	desk.open_form("Annual Summary", name)
	area = desk.page.locator(".kepu-section textarea").first
	area.press("Control+End")
	area.type(text)
	desk.page.wait_for_function(f"() => {KEPT}")
	desk.page.close()
	desk.new_page()


def test_typed_text_comes_back_after_closing_the_browser(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	name = data["documents"]["summary"]
	_type_and_close(desk, name)
	desk.open_form("Annual Summary", name)
	area = desk.page.locator(".kepu-section textarea").first
	assert TYPED not in area.input_value()
	desk.page.locator(OFFER).get_by_role("button", name="恢复").click()
	desk.page.wait_for_function("() => cur_frm.is_dirty()")
	assert area.input_value().endswith(TYPED)
	desk.save()
	assert desk.value("cur_frm.doc.sections[0].text").endswith(TYPED)
	assert desk.value(KEPT) == 0
	assert not desk.page.locator(OFFER).count()


def test_closing_in_the_middle_of_typing_loses_nothing(sign_in: SignIn, data: dict[str, Any]) -> None:
	"""The form takes text over half a second after the last key; the page may be gone by then."""
	desk = sign_in("county")
	name = data["documents"]["summary"]
	desk.open_form("Annual Summary", name)
	area = desk.page.locator(".kepu-section textarea").nth(1)
	area.press("Control+End")
	area.type("最后一字")
	desk.page.close()
	desk.new_page()
	desk.open_form("Annual Summary", name)
	desk.page.locator(OFFER).get_by_role("button", name="恢复").click()
	desk.page.wait_for_function("() => cur_frm.is_dirty()")
	assert desk.value("cur_frm.doc.sections[1].text").endswith("最后一字")


def test_discarded_text_is_gone(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	name = data["documents"]["summary"]
	_type_and_close(desk, name, "不要的话。")
	desk.open_form("Annual Summary", name)
	desk.page.locator(OFFER).get_by_role("button", name="丢弃").click()
	desk.dialog().get_by_role("button", name="是", exact=True).click()
	desk.page.locator(OFFER).wait_for(state="detached")
	assert desk.value(KEPT) == 0


def test_change_from_elsewhere_is_shown_before_putting_back(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	name = data["documents"]["summary"]
	_type_and_close(desk, name, "我写的一句。")
	desk.go("annual-summary")
	desk.call(
		"frappe.client.set_value",
		doctype="Annual Summary",
		name=name,
		fieldname="on_behalf_of",
		value="宿州市埇桥区人民政府",
	)
	desk.open_form("Annual Summary", name)
	offer = desk.page.locator(OFFER)
	# The pronoun is Frappe's word, 您 in version 16.
	assert re.search("此后[你您]修改过这份材料", offer.inner_text())
	offer.get_by_role("button", name="对照").click()
	compared = desk.dialog().locator(".kepu-changes")
	compared.first.wait_for()
	assert "我写的一句。" in " ".join(compared.locator("ins").all_inner_texts())
	assert compared.get_by_text("落款单位").count()


def test_other_users_and_signing_out_find_nothing(sign_in: SignIn, data: dict[str, Any], url: str) -> None:
	desk = sign_in("county")
	_type_and_close(desk, data["documents"]["summary"])
	answer = desk.context.request.post(
		f"{url}/api/method/login",
		data={"usr": data["users"]["province"], "pwd": "kepu-2025-Changjiang!"},
	)
	assert answer.ok
	desk.open_form("Annual Summary", data["documents"]["summary"])
	assert desk.value(KEPT) == 0
	assert not desk.page.locator(OFFER).count()


def test_signing_out_removes_what_was_kept(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	_type_and_close(desk, data["documents"]["summary"])
	desk.go("annual-summary")
	assert desk.value(KEPT) == 1
	desk.page.evaluate("() => void frappe.app.logout()")
	desk.dialog().get_by_role("button", name="否").click()
	desk.page.locator(".modal.show").wait_for(state="detached")
	assert desk.value(KEPT) == 1
	desk.page.evaluate("() => void frappe.app.logout()")
	desk.dialog().get_by_role("button", name="是", exact=True).click()
	desk.page.wait_for_url("**/login*")
	assert desk.value(KEPT) == 0


def test_new_document_comes_back_too(sign_in: SignIn) -> None:
	desk = sign_in("county")
	desk.go("typical-case/new")
	area = desk.page.locator("[data-fieldname=text] textarea")
	area.type("还没有保存过的案例。")
	desk.page.wait_for_function(f"() => {KEPT}")
	desk.page.close()
	desk.new_page()
	desk.go("typical-case/new")
	desk.page.locator(OFFER).get_by_role("button", name="恢复").click()
	desk.page.wait_for_function("() => cur_frm.doc.text")
	assert desk.page.locator("[data-fieldname=text] textarea").input_value() == "还没有保存过的案例。"
