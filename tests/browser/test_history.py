"""The review history, what changed since a return, and what is still missing."""

from collections.abc import Callable
from typing import Any

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
ADDED = "来源：统计局。"


def test_history_tells_who_did_what_and_why(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["returned"])
	guide = desk.page.locator(".kepu-guide").inner_text()
	assert "退回原因" in guide
	assert "第二部分的数据没有写明来源" in guide
	desk.show_tab("审核与记录")
	steps = desk.page.locator(".kepu-history-step").all_inner_texts()
	assert len(steps) == 3
	for part in ("方舟", "县级填报员", "提交审核", "草稿 → 待省级审核", "停留"):
		assert part in steps[0]
	for part in ("程晓岚", "省级审核员", "退回", "待省级审核 → 已退回", "第二部分的数据没有写明来源"):
		assert part in steps[1]
	assert steps[2].startswith("已退回")
	totals = desk.page.locator(".kepu-history-totals").inner_text()
	assert all(state in totals for state in ("草稿", "待省级审核", "已退回"))


def test_the_list_of_steps_calls_them_by_their_own_names(sign_in: SignIn) -> None:
	"""Frappe's own word for Select is that for choosing from a menu."""
	desk = sign_in("national")
	desk.go("review-entry?action=Select")
	cells = desk.page.locator(".list-row [data-filter^='action,=']")
	cells.first.wait_for()
	assert {each.strip() for each in cells.all_inner_texts()} == {"入选"}
	desk.page.locator(".list-row .list-subject a").first.click()
	shown = desk.page.locator("[data-fieldname=action] .control-value").locator("visible=true")
	shown.wait_for()
	assert shown.inner_text().strip() == "入选"


def test_changes_since_the_return_stand_side_by_side(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["returned"])
	area = desk.page.locator(".kepu-section textarea").nth(2)
	area.press("Control+End")
	area.type("\n" + ADDED)
	desk.save()
	desk.show_tab("审核与记录")
	desk.page.locator(".kepu-history-compare").click()
	dialog = desk.dialog()
	table = dialog.locator(".kepu-changes")
	table.wait_for()
	assert table.locator("caption").inner_text() == "各部分"
	assert table.locator("th").all_inner_texts() == ["退回时", "现在"]
	assert table.locator("ins").all_inner_texts() == [ADDED]
	assert not table.locator("del").count()
	assert "没有改动" in table.inner_text()


def test_missing_points_lead_to_their_place(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("other_county")
	desk.open_form("Annual Summary", data["documents"]["empty"])
	guide = desk.page.locator(".kepu-guide")
	assert "距截止日期" in guide.inner_text()
	guide.locator("a", has_text="落款单位").click()
	desk.page.wait_for_function("() => document.activeElement.dataset.fieldname === 'on_behalf_of'")
	guide.locator("a", has_text="没有正文").click()
	_wait_for_focus_in_section(desk, 0)
	desk.page.locator(".kepu-section textarea").first.fill("全县有科普场馆9个。")
	desk.save()
	guide.locator("a", has_text="二、科普工作开展情况").first.click()
	_wait_for_focus_in_section(desk, 1)
	desk.page.locator(".kepu-section textarea").first.fill("")
	desk.save()


def _wait_for_focus_in_section(desk: Desk, index: int) -> None:
	desk.page.wait_for_function(
		"index => document.querySelectorAll('.kepu-section')[index].contains(document.activeElement)",
		arg=index,
	)


def test_missing_county_gets_its_row(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.open_form("Provincial Submission", data["documents"]["submission"])
	desk.page.locator(".kepu-guide a", has_text="瑶海区").first.click()
	desk.page.wait_for_function("() => cur_frm.doc.missing?.some(row => row.county === '340102')")
	assert "年度工作总结" in desk.page.locator(".kepu-content").inner_text()


def test_next_and_previous_keep_to_the_list(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("province")
	desk.go("typical-case?cycle=2024")
	desk.page.locator(".list-row-container:visible").first.wait_for()
	names = desk.value("cur_list.data.map(row => row.name)")[:3]
	assert len(names) >= 2
	desk.page.locator(".list-row-container:visible .list-subject a").first.click()
	desk.page.wait_for_function("name => window.cur_frm?.docname === name", arg=names[0])
	desk.settle()
	visited = [names[0]]
	for _step in names[1:]:
		_next(desk)
		desk.page.wait_for_function("name => cur_frm.docname !== name", arg=visited[-1])
		desk.settle()
		visited.append(desk.value("cur_frm.docname"))
	assert visited == names


def _next(desk: Desk) -> None:
	"""In Frappe 16 only those who ask for the button have it; the keys are the same."""
	button = desk.page.locator(".next-doc:visible")
	if button.count():
		button.click()
	else:
		desk.page.keyboard.press("Control+Shift+>")
