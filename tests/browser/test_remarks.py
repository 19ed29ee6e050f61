"""What a reviewer writes beside the text and with a step, and what becomes of it on the county's side."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
SUMMARY = "Annual Summary"
OPINION = "数据翔实，同意上报。"


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
		found = desk.call("kepu_app.review.history.history", doctype=SUMMARY, name=f"2024-{county}")
		assert found["entries"][-1]["opinion"] == OPINION
