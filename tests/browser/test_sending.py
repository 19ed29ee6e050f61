"""Sending a submission: the mail is shown first, and nothing goes out but by a person who presses the button."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kepu_app.utils.doctypes import SUBMISSION
from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
OnSite = Callable[..., Any]
ADDED = "材料另有纸质件寄出。"
WINDOW = ".modal.show:has([data-fieldname=with_mail])"


@pytest.fixture
def outgoing_account(on_site: OnSite) -> Iterator[OnSite]:
	"""Yield an account by which nothing can go out; gone, with what waits, at the end."""
	on_site("mail_account.py", "on")
	yield on_site
	on_site("mail_account.py", "off")


def _open_window(desk: Desk, name: str) -> Any:
	desk.open_form(SUBMISSION, name)
	desk.choose("报送")
	window = desk.page.locator(WINDOW)
	window.wait_for()
	return window


def test_without_an_account_the_window_says_so(
	sign_in: SignIn, data: dict[str, Any], on_site: OnSite, shots: Path
) -> None:
	on_site("mail_account.py", "off")
	desk = sign_in("small_province")
	window = _open_window(desk, data["documents"]["sending"])
	assert "没有配置发信邮箱；中国科协可在系统中查收。" in window.inner_text()
	assert not window.locator("input[data-fieldname=subject]").is_visible()
	assert not window.locator("input[data-fieldname=with_mail]").count(), "the box cannot be ticked"
	assert "缺少" not in window.inner_text()
	desk.look(shots, "sending-without-account")
	window.locator(".btn-modal-close").click()
	window.wait_for(state="hidden")
	assert desk.state() == "待盖章"
	desk.choose("报送")
	desk.page.locator(WINDOW).wait_for()


def test_the_mail_is_shown_and_goes_out_when_the_button_is_pressed(
	sign_in: SignIn, data: dict[str, Any], outgoing_account: OnSite, shots: Path
) -> None:
	name = data["documents"]["sending"]
	desk = sign_in("small_province")
	window = _open_window(desk, name)
	office = desk.value("frappe.db.get_value('Reporting Cycle', '2024', 'receiving_mail')")
	address = office["message"]["receiving_mail"]
	assert f"同时发送邮件至{address}" in window.inner_text()
	subject = window.locator("input[data-fieldname=subject]")
	assert "青海省" in subject.input_value()
	body = window.locator(".ql-editor[contenteditable=true]")
	assert "青海省" in body.inner_text()
	attachment = window.inner_text()
	assert desk.value("cur_frm.doc.package_sha256") in attachment
	assert ".zip" in attachment
	desk.look(shots, "sending-preview")
	body.press("Control+End")
	body.type(ADDED)
	subject.fill("青海省报送材料")
	window.get_by_role("button", name="报送", exact=True).click()
	window.wait_for(state="hidden")
	desk.page.wait_for_function("() => cur_frm.doc.workflow_state === 'Sent'")
	desk.settle()
	assert desk.state() == "已报送"
	assert "已向接收单位发送邮件：青海省报送材料" in desk.page.locator(".new-timeline").inner_text()
	desk.look(shots, "sending-sent")
	[mail] = [each for each in outgoing_account("mail_account.py", "off") if each["reference_name"] == name]
	assert mail["recipients"] == [address]
	assert mail["status"] == "Not Sent"
	assert "fid" in mail["attachments"]


def test_the_officer_finds_what_was_sent(sign_in: SignIn, data: dict[str, Any], shots: Path) -> None:
	desk = sign_in("national")
	desk.open_form(SUBMISSION, data["documents"]["sending"])
	assert desk.state() == "已报送"
	archive = desk.download(lambda: desk.press("下载汇总材料", "汇总包"))
	assert archive.name.endswith(".zip")
	desk.go("provincial-submission?workflow_state=Sent")
	desk.page.locator(".list-row-container:visible .list-row-checkbox").first.check()
	several = desk.download(lambda: desk.choose("下载汇总材料"))
	assert "1个省级单位" in several.name
	desk.look(shots, "sending-officer-list")
