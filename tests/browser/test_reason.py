"""Steps of the workflow that ask: for a reason, or whether it is meant."""

from collections.abc import Callable
from typing import Any

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
PHRASE = "超过字数上限，请压缩。"
WINDOW = ".modal.show:has(textarea[data-fieldname=reason])"


def test_calling_off_a_return_changes_nothing(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form("Typical Case", data["documents"]["proposed_case"])
	desk.choose("退回")
	desk.dialog().locator(".btn-modal-close").click()
	desk.page.locator(".modal.show").wait_for(state="detached")
	desk.settle()
	assert desk.state() == "已推荐"
	assert desk.value("cur_frm.selected_workflow_action") is None
	stored = desk.call(
		"frappe.client.get_value",
		doctype="Typical Case",
		filters=data["documents"]["proposed_case"],
		fieldname="workflow_state",
	)
	assert stored == {"workflow_state": "Proposed"}
	desk.choose("退回")
	desk.dialog().get_by_role("button", name="退回").wait_for()


def test_return_needs_a_reason_and_keeps_it(sign_in: SignIn, data: dict[str, Any]) -> None:
	name = data["documents"]["pending"]
	desk = sign_in("province")
	desk.open_form("Annual Summary", name)
	desk.choose("退回")
	dialog = desk.page.locator(WINDOW)
	dialog.get_by_role("button", name="退回").click()
	desk.page.locator(".msgprint-dialog").get_by_text("原因").wait_for()
	desk.page.locator(".msgprint-dialog .btn-modal-close").click()
	desk.page.locator(".msgprint-dialog.show").wait_for(state="detached")
	dialog.locator("select[data-fieldname=phrase]").select_option(PHRASE)
	reason = dialog.locator("textarea[data-fieldname=reason]")
	assert reason.input_value() == PHRASE
	reason.press("End")
	reason.type("\n第二部分还可精简。")
	dialog.get_by_role("button", name="退回").click()
	desk.page.locator(".modal.show").wait_for(state="detached")
	desk.settle()
	assert desk.state() == "已退回"
	desk.show_tab("审核与记录")
	entry = desk.page.locator(".kepu-history-return").last.inner_text()
	assert PHRASE in entry
	assert "第二部分还可精简。" in entry
	assert "程晓岚" in entry


def test_refused_step_keeps_the_reason_that_was_entered(sign_in: SignIn, data: dict[str, Any]) -> None:
	name = data["documents"]["second_proposed_case"]
	desk, other = sign_in("province"), sign_in("second_province")
	desk.open_form("Typical Case", name)
	desk.choose("退回")
	dialog = desk.page.locator(WINDOW)
	dialog.locator("textarea[data-fieldname=reason]").fill("请补充成效数据。")
	other.open_form("Typical Case", name)
	other.choose("不入选")
	other.settle()
	dialog.get_by_role("button", name="退回").click()
	desk.page.wait_for_function("() => document.querySelectorAll('.modal.show').length > 1")
	assert dialog.locator("textarea[data-fieldname=reason]").input_value() == "请补充成效数据。"


def test_finalising_asks_first(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form("Provincial Submission", data["documents"]["submission"])
	desk.choose("定稿")
	dialog = desk.dialog()
	assert "本省的各项材料都不能再改动" in dialog.inner_text()
	dialog.get_by_role("button", name="否").click()
	desk.page.locator(".modal.show").wait_for(state="detached")
	assert desk.state() == "汇总中"
	assert not desk.page.locator("#freeze").count()
