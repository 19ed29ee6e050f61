"""What a reviewer writes beside the text and with a step, and what becomes of it on the county's side."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kepu_app.utils.doctypes import SUMMARY
from tests.browser.axe import own_problems
from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
OPINION = "数据翔实，同意上报。"
REMARK, SECOND = "请写明场次的来源。", "请补充建成的时间。"


def _menu(desk: Desk) -> list[str]:
	desk.page.locator(".actions-btn-group button").locator("visible=true").click()
	desk.settle()
	items = desk.page.locator(".actions-btn-group .dropdown-item").locator("visible=true")
	return [each.strip() for each in items.all_inner_texts()]


def test_an_opinion_goes_with_the_approval_and_comes_to_the_county(
	sign_in: SignIn, data: dict[str, Any], shots: Path
) -> None:
	name = data["documents"]["review_summary"]
	province = sign_in("small_province")
	province.open_form(SUMMARY, name)
	assert _menu(province)[:3] == ["审核通过", "审核通过（附意见）", "退回"]
	province.page.keyboard.press("Escape")
	province.choose("审核通过（附意见）")
	window = province.dialog()
	window.locator("textarea[data-fieldname=opinion]").fill(OPINION)
	province.look(shots, "opinion-window")
	window.get_by_role("button", name="审核通过").click()
	province.reaches("审核通过")
	assert OPINION in province.page.locator(".kepu-guide").inner_text()
	county = sign_in("small_county")
	county.open_form(SUMMARY, name)
	assert "符琼林的审核意见" in county.page.locator(".kepu-guide").inner_text()
	county.look(shots, "opinion-county")
	county.show_tab("审核与记录")
	assert county.page.locator(".kepu-history .kepu-opinion").inner_text() == OPINION
	county.look(shots, "opinion-history")
	county.go("")
	county.page.locator(".kepu-home").get_by_text(OPINION).wait_for()
	county.look(shots, "opinion-home")


def test_one_opinion_goes_with_many(sign_in: SignIn, data: dict[str, Any], shots: Path) -> None:
	desk = sign_in("small_province")
	desk.go("annual-summary?province=650000")
	for county in ("呼图壁县", "玛纳斯县"):
		row = desk.page.locator(".list-row-container:visible", has_text=county)
		row.locator(".list-row-checkbox").check()
	labels = _menu(desk)
	assert labels.index("审核通过（附意见）") == labels.index("审核通过") + 1
	assert "撤回（附意见）" not in labels
	desk.page.keyboard.press("Escape")
	desk.choose("审核通过（附意见）")
	window = desk.dialog()
	window.locator("textarea[data-fieldname=opinion]").fill(OPINION)
	window.get_by_role("button", name="审核通过").click()
	desk.page.locator(".modal.show .progress[aria-valuenow='100']").wait_for(timeout=60_000)
	for county in ("652323", "652324"):
		found = desk.call("kepu_app.review.api.history", doctype=SUMMARY, name=f"2024-{county}")
		assert found["entries"][-1]["opinion"] == OPINION


def _write_remark(desk: Desk, text: str) -> None:
	window = desk.dialog()
	window.locator("textarea[data-fieldname=remark]").fill(text)
	window.get_by_role("button", name="保存批注").click()
	window.wait_for(state="hidden")
	desk.settle()


def _look_at_remarks(desk: Desk, shots: Path, name: str) -> None:
	desk.page.locator(".kepu-section").first.evaluate("each => each.scrollIntoView({ block: 'start' })")
	desk.page.evaluate("() => window.scrollBy(0, -120)")
	desk.look(shots, name)


def _is_asked_in_the_list(desk: Desk) -> None:
	desk.go("annual-summary?workflow_state=Returned")
	desk.page.locator(".list-row-container:visible .list-row-checkbox").first.check()
	desk.choose("提交审核")
	asked = desk.dialog()
	assert "所选材料中有1份还有批注未勾选“已处理”，共1条。" in asked.inner_text()
	asked.get_by_role("button", name="否").click()
	asked.wait_for(state="hidden")


def test_remarks_go_to_the_county_and_come_back_ticked(
	sign_in: SignIn, data: dict[str, Any], shots: Path
) -> None:
	name = data["documents"]["remarks_summary"]
	province, county = sign_in("small_province"), sign_in("small_county")
	province.open_form(SUMMARY, name)
	section = province.page.locator(".kepu-section").first
	section.locator(".kepu-remark-add").nth(1).click()
	_write_remark(province, REMARK)
	area = section.locator("textarea[data-fieldname=text]")
	area.press("Control+End")
	area.press("Alt+m")
	assert province.dialog().locator(".kepu-remark-asked").inner_text() == "建成科普馆两处。"
	_write_remark(province, SECOND)
	assert section.locator(".kepu-remark-text").all_inner_texts() == [REMARK, SECOND]
	_look_at_remarks(province, shots, "remarks-province")
	assert not own_problems(province)
	county.open_form(SUMMARY, name)
	assert not county.page.locator(".kepu-remark").count()
	province.choose("退回")
	province.dialog().locator("textarea[data-fieldname=reason]").fill("见批注。")
	province.dialog().get_by_role("button", name="退回").click()
	province.reaches("已退回")

	county.open_form(SUMMARY, name)
	assert "正文旁有2条批注，2条未处理" in county.page.locator(".kepu-guide").inner_text()
	cards = county.page.locator(".kepu-section").first.locator(".kepu-remark")
	assert cards.locator(".kepu-remark-text").all_inner_texts() == [REMARK, SECOND]
	_look_at_remarks(county, shots, "remarks-county")
	assert not own_problems(county)
	area = county.page.locator(".kepu-section textarea[data-fieldname=text]").first
	text = area.input_value().replace("建成科普馆两处。", "5月建成科普馆三处。")
	area.fill(text)
	cards.get_by_text("原段落已修改").wait_for()
	county.save()
	cards.filter(has_text=SECOND).locator("[data-done]").check()
	cards.and_(county.page.locator(".kepu-remark-done")).wait_for()
	_look_at_remarks(county, shots, "remarks-county-mended")
	_is_asked_in_the_list(county)
	county.open_form(SUMMARY, name)
	county.choose("提交审核")
	asked = county.dialog()
	assert "还有1条批注未勾选" in asked.inner_text()
	asked.get_by_role("button", name="是").click()
	county.reaches("待省级审核")

	province.open_form(SUMMARY, name)
	changes = province.page.locator(".kepu-guide-changes")
	changes.locator("ins").first.wait_for()
	assert "见批注。" in changes.inner_text()
	done = province.page.locator(".kepu-remark-done")
	assert SECOND in done.inner_text()
	province.look(shots, "remarks-province-again")
	province.choose("审核通过（附意见）")
	province.dialog().locator("textarea[data-fieldname=opinion]").fill(OPINION)
	province.dialog().get_by_role("button", name="审核通过").click()
	province.reaches("审核通过")
	county.open_form(SUMMARY, name)
	assert OPINION in county.page.locator(".kepu-guide").inner_text()
	assert county.page.locator(".kepu-remark input").count() == 0
	assert county.page.locator(".kepu-remark-text").all_inner_texts() == [SECOND, REMARK]
	_look_at_remarks(county, shots, "remarks-county-approved")
