"""One step on many documents, from the list: one reason, how far it is, and what became of each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from kepu_app.utils.doctypes import SUMMARY
from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
REASON = "请补充全年活动的场次。"
LIST = "annual-summary?province=520000"
RUN = ".modal.show:has(.progress)"


def _tick(desk: Desk, *counties: str) -> None:
	for county in counties:
		row = desk.page.locator(".list-row-container:visible", has_text=county)
		row.locator(".list-row-checkbox").check()


def _finished(desk: Desk) -> Locator:
	"""Return the window with the result, when the last document has had its turn."""
	window = desk.page.locator(RUN)
	window.locator(".progress[aria-valuenow='100']").wait_for(timeout=60_000)
	desk.settle()
	return window


def _state(desk: Desk, county: str) -> str:
	stored = desk.call(
		"frappe.client.get_value", doctype=SUMMARY, filters=f"2024-{county}", fieldname="workflow_state"
	)
	return stored["workflow_state"]


def test_several_are_returned_with_one_reason(sign_in: SignIn, data: dict[str, Any], shots: Path) -> None:
	"""One of them its county withdraws meanwhile: it is left alone, and does not stop the others."""
	desk, county = sign_in("small_province"), sign_in("small_county")
	desk.go(LIST)
	_tick(desk, "乌当区", "观山湖区", "修文县")
	desk.choose("退回（填写理由）")
	asked = desk.dialog()
	asked.locator("textarea[data-fieldname=reason]").fill(REASON)
	desk.look(shots, "bulk-reason")
	county.open_form(SUMMARY, "2024-520123")
	county.step("撤回", "草稿")
	asked.get_by_role("button", name="退回").click()
	window = _finished(desk)
	assert "完成2份，未完成1份" in window.inner_text()
	rows = window.locator("tbody tr").all_inner_texts()
	assert "修文县" in rows[0], "what was refused comes first"
	assert all("已退回" in row for row in rows[1:])
	desk.look(shots, "bulk-result")
	window.locator(".btn-modal-close").click()
	window.wait_for(state="hidden")
	states = [_state(desk, code) for code in ("520112", "520115", "520123")]
	assert states == ["Returned", "Returned", "Draft"]
	county.open_form(SUMMARY, "2024-520112")
	assert REASON in county.page.locator(".kepu-guide").inner_text()


def test_several_are_handed_in_and_the_result_is_shown_too(
	sign_in: SignIn, data: dict[str, Any], shots: Path
) -> None:
	desk = sign_in("small_county")
	desk.go(LIST)
	_tick(desk, "乌当区", "观山湖区")
	desk.choose("提交审核")
	window = _finished(desk)
	assert "完成2份，未完成0份" in window.inner_text()
	desk.look(shots, "bulk-handed-in")
	window.locator(".btn-modal-close").click()
	window.wait_for(state="hidden")
	assert [_state(desk, code) for code in ("520112", "520115")] == ["Pending Provincial Review"] * 2


def test_a_step_that_needs_a_reason_is_offered_only_with_one(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("small_province")
	desk.go(LIST)
	_tick(desk, "乌当区")
	desk.page.locator(".actions-btn-group button").locator("visible=true").click()
	menu = desk.page.locator(".actions-btn-group .dropdown-menu.show")
	menu.get_by_text("审核通过", exact=True).wait_for()
	desk.settle()
	labels = [each.strip() for each in menu.locator(".dropdown-item:visible").all_inner_texts()]
	assert "退回（填写理由）" in labels
	assert "退回" not in labels
