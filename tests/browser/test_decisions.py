"""Nobody decides on a text that he has not seen, and after a step the Desk says what it brought about."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kepu_app.utils.doctypes import SUMMARY
from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
SIZES = {"phone": {"width": 390, "height": 844}, "office": {"width": 1280, "height": 900}}


def test_an_old_form_does_not_approve_a_new_text(sign_in: SignIn, data: dict[str, Any]) -> None:
	name = data["documents"]["pending"]
	desk, other = sign_in("province"), sign_in("second_province")
	desk.open_form(SUMMARY, name)
	other.go("")
	values = {"on_behalf_of": "肥西县科学技术协会（更正）"}
	other.call("frappe.client.set_value", doctype=SUMMARY, name=name, fieldname=values)
	desk.choose("审核通过")
	message = desk.message()
	message.get_by_text("请重新查看后再办理").wait_for()
	assert "页面已更新为最新内容" in message.inner_text()
	desk.errors.clear()  # what the page notes of a refused step
	desk.close_messages()
	assert desk.state() == "待省级审核"
	assert desk.value("cur_frm.doc.on_behalf_of") == values["on_behalf_of"]


def test_a_document_that_cannot_be_edited_now_is_no_error(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form(SUMMARY, data["documents"]["approved"])
	desk.page.wait_for_timeout(500)  # it must not be said, and would be a moment after the form is there
	assert not [each for each in desk.page.locator(".desk-alert").all_inner_texts() if "不能编辑" in each]


@pytest.mark.parametrize("size", SIZES)
def test_the_main_button_has_its_words(sign_in: SignIn, data: dict[str, Any], size: str) -> None:
	desk = sign_in("county")
	desk.page.set_viewport_size(SIZES[size])
	desk.open_form(SUMMARY, data["documents"]["summary"])
	for path in ("typical-case/new", "typical-case", f"annual-summary/{data['documents']['summary']}"):
		desk.go(path)
		desk.rest()
		buttons = desk.page.locator(".page-head .page-actions .btn-primary").locator("visible=true")
		for number in range(buttons.count()):
			assert buttons.nth(number).inner_text().strip(), path


def test_a_figure_that_cannot_be_read_is_pointed_out_beside_it(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form(SUMMARY, data["documents"]["summary"])
	desk.show_tab("测评自评")
	card = desk.page.locator(".kepu-assessment", has_text="注册科技志愿者").last
	value = card.locator("input[data-fieldname=value]")
	value.fill("一千多")
	value.press("Tab")
	card.get_by_text("“一千多”不是可识别的数值").wait_for()
	desk.save()
	desk.close_messages()
	assert value.input_value() == "一千多"
	value.fill("１２００余人")
	value.press("Tab")
	desk.page.wait_for_function("() => cur_frm.is_dirty()")
	card.get_by_text("达标", exact=True).first.wait_for()
	desk.save()
	expect(value).to_have_value("1200")
	desk.page.wait_for_timeout(700)  # the field reads itself half a second after the last key
	assert value.input_value() == "1200"
	assert not desk.value("cur_frm.is_dirty()")


def test_the_choice_is_between_met_and_not_met(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form(SUMMARY, data["documents"]["summary"])
	desk.show_tab("测评自评")
	statement = desk.page.locator(".kepu-assessment", has_text="1. 党委和政府重视").first
	assert statement.locator("select[data-fieldname=met] option").all_inner_texts() == ["", "达标", "未达标"]


def test_what_a_card_filters_is_gone_at_the_next_visit(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.go("annual-summary")
	desk.page.evaluate("cur_list.filter_area.clear()")
	desk.settle()
	desk.go("annual-summary?workflow_state=Draft")
	desk.page.wait_for_function("() => cur_list.filter_area.get().length === 1")
	desk.settle()
	desk.page.evaluate("frappe.set_route('')")
	desk.settle()
	desk.page.evaluate("frappe.set_route('annual-summary')")
	desk.page.wait_for_function("() => !location.search && cur_list?.filter_area.get().length === 0")
	desk.new_page()
	desk.go("annual-summary")
	assert desk.value("cur_list.filter_area.get()") == []
