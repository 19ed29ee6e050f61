"""综合评估 by clicks: the province's sheet and round, an assessor's form, the ranking and what is done from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.desk import Desk
from tests.browser.test_chinese import Reader

SignIn = Callable[..., Desk]
FIRST, OTHER = "肥西县", "天长市"
"""Two counties that have handed in."""


@pytest.fixture(scope="module")
def people(data: dict[str, Any], on_site: Callable[..., Any]) -> dict[str, Any]:
	"""Two assessors, and no round of the province."""
	made = on_site("assessment_data.py", PASSWORD)
	data["users"].update(made["users"])
	return made


def test_a_province_s_assessment_from_the_sheet_to_the_ranking(
	people: dict[str, Any], sign_in: SignIn, shots: Path
) -> None:
	province = sign_in("province")
	_make_sheet(province, shots)
	_open_round(province, people, shots)
	_look_at_home(sign_in("assessor"), shots)
	for number, role in enumerate(("assessor", "second_assessor")):
		_mark_all(sign_in(role), number, shots)
	_rank(province, shots)
	_compare(province, shots)
	_download(province, shots)
	_propose_past_the_rank(province, shots)


def _make_sheet(desk: Desk, shots: Path) -> None:
	desk.go("scoring-sheet/new")
	desk.page.wait_for_function("() => cur_frm.doc.province === '340000'")
	desk.enter("title", "安徽省综合评估评分表")
	_press_what_is_refused(desk)
	desk.press("按测评标准生成项目")
	desk.page.wait_for_function("() => cur_frm.doc.items?.length === 12")
	assert desk.value("cur_frm.doc.standard")
	desk.save()
	assert desk.value("cur_frm.doc.items.length") == 12
	desk.page.screenshot(path=shots / "assessment-sheet.png")


def _press_what_is_refused(desk: Desk) -> None:
	"""Press a button whose call is refused: it may be pressed again."""
	desk.value("void cur_frm.add_custom_button('试一试', () => Promise.reject())")
	button = desk.page.locator(".page-head").get_by_role("button", name="试一试", exact=True)
	button.click()
	desk.page.wait_for_function("button => !button.disabled", arg=button.element_handle())
	desk.value("void cur_frm.remove_custom_button('试一试')")


def _open_round(desk: Desk, people: dict[str, Any], shots: Path) -> None:
	desk.go("assessment-round/new")
	given = [people["cycle"], people["province"]]
	desk.page.wait_for_function(
		"given => cur_frm.doc.cycle === given[0] && cur_frm.doc.province === given[1]", arg=given
	)
	assert "中国科协" not in desk.page.locator("[data-fieldname=province] .help-box").first.inner_text()
	_choose_sheet(desk)
	desk.enter("deadline", "2099-12-31")
	rows = [
		{"email": user, "full_name": name, "subjects": f"{FIRST}、{OTHER}"}
		for user, name in zip(people["users"].values(), people["names"], strict=True)
	]
	desk.page.evaluate("rows => rows.forEach(row => cur_frm.add_child('assessors', row))", rows)
	desk.page.evaluate("() => cur_frm.refresh_field('assessors')")
	desk.save()
	desk.press("开始评审")
	desk.page.locator(".kepu-progress tbody tr").nth(1).wait_for()
	desk.page.screenshot(path=shots / "assessment-round.png", full_page=True)


def _choose_sheet(desk: Desk) -> None:
	"""Choose a sheet: the choice tells title and version, and in a whole sentence what is offered."""
	desk.page.locator("input[data-fieldname=sheet]").locator("visible=true").click()
	offered = desk.page.locator(".awesomplete [role=option]").filter(has_text="安徽省综合评估评分表").first
	offered.wait_for()
	shown = desk.page.locator("[data-fieldname=sheet] .awesomplete").first.inner_text()
	assert "第1版" in offered.inner_text()
	assert (
		desk.value("frappe.db.get_value('Scoring Sheet', {}, 'name').then(r => r.message.name)") not in shown
	)
	assert "本省或中国科协启用的" in shown
	offered.click()


def _look_at_home(desk: Desk, shots: Path) -> None:
	"""Read what an assessor meets from signing in to the form, with all menus: it is in Chinese."""
	reader = Reader(desk)
	desk.go("")
	desk.page.locator(".kepu-home").get_by_text(FIRST).wait_for()
	reader.read("home")
	reader.read_menus("home")
	desk.look(shots, "assessment-home")
	desk.page.locator(".kepu-home a.btn").first.click()
	desk.page.locator(".kepu-mark:not([disabled])").first.wait_for()
	desk.settle()
	reader.read("form")
	reader.read_menus("form")
	desk.look(shots, "assessment-form-first")
	assert not reader.found


def _mark_all(desk: Desk, who: int, shots: Path) -> None:
	desk.go("subject-assessment")
	desk.page.locator(".list-row .list-subject a").filter(has_text=FIRST).click()
	for county in range(2):
		desk.page.locator(".kepu-mark:not([disabled])").first.wait_for()
		desk.settle()
		path = desk.page.locator("#navbar-breadcrumbs li, .navbar-breadcrumbs li").locator("visible=true")
		assert path.last.inner_text() == desk.value("cur_frm.doc.subject_name")
		if county == 0 and who == 0:
			_change_a_mark_beside_another_tab(desk)
			_submit_what_is_not_whole(desk, "以下项目还没有评分")
		_give_marks(desk, 9 - who - 2 * county)
		if county == 0 and who == 0:
			_type_a_mark(desk, "99", "✗")
			_submit_what_is_not_whole(desk, "没有保存")
			_type_a_mark(desk, "9", "✓")
			_lose_the_connection(desk)
		if county == 0 and who == 0:
			desk.page.screenshot(path=shots / "assessment-form.png")
		name = desk.value("cur_frm.docname")
		desk.press("提交评分")
		desk.dialog().get_by_role("button", name="是", exact=True).click()
		if county == 0:
			desk.page.wait_for_function("name => cur_frm.docname !== name", arg=name)
		desk.settle()
	desk.page.locator(".kepu-mark[disabled]").first.wait_for()


def _submit_what_is_not_whole(desk: Desk, told: str) -> None:
	"""Submit too early: it is said where to mend it, and nothing is submitted."""
	desk.press("提交评分")
	desk.message().filter(has_text=told).wait_for()
	desk.close_messages()
	assert (
		desk.value(
			"frappe.db.get_value('Subject Assessment', cur_frm.docname, 'status').then(r => r.message.status)"
		)
		== "To Do"
	)


def _lose_the_connection(desk: Desk) -> None:
	"""Go offline: what was typed meanwhile is marked, and sent once there is a connection again."""
	rows = desk.page.locator(".kepu-marking-item").locator("visible=true")
	desk.page.context.set_offline(True)
	for place in range(2):
		rows.nth(place).locator(".kepu-mark").fill("8")
		rows.nth(place).locator(".kepu-mark").press("Tab")
		rows.nth(place).locator(".kepu-mark-state").filter(has_text="✗").wait_for()
	desk.page.context.set_offline(False)
	for place in range(2):
		rows.nth(place).locator(".kepu-mark-state").filter(has_text="✓").wait_for()
	shown = "frappe.xcall('kepu_app.assessment.api.form', {assessment: cur_frm.docname}, 'GET').then(form => form.items)"
	assert [each["value"] for each in desk.value(shown)[:2]] == ["8", "8"]
	for place in range(2):
		rows.nth(place).locator(".kepu-mark").fill("9")
		rows.nth(place).locator(".kepu-mark").press("Tab")
	desk.settle()


def _type_a_mark(desk: Desk, value: str, sign: str) -> None:
	row = desk.page.locator(".kepu-marking-item").locator("visible=true").first
	row.locator(".kepu-mark").fill(value)
	row.locator(".kepu-mark").press("Tab")
	row.locator(".kepu-mark-state").filter(has_text=sign).wait_for()
	desk.settle()
	if sign == "✗":
		desk.close_messages()


def _change_a_mark_beside_another_tab(desk: Desk) -> None:
	"""Change a mark; the remark that the other tab has kept stays."""
	desk.value(
		"frappe.xcall('kepu_app.assessment.api.save_mark', {assessment: cur_frm.docname, number: 1, remark: '有特色'})"
	)
	row = desk.page.locator(".kepu-marking-item").locator("visible=true").first
	row.locator(".kepu-mark").fill("7")
	row.locator(".kepu-mark").press("Tab")
	row.locator(".kepu-mark-state").filter(has_text="✓").wait_for()
	shown = "frappe.xcall('kepu_app.assessment.api.form', {assessment: cur_frm.docname}, 'GET').then(form => form.items[0])"
	first = desk.value(shown)
	assert (first["value"], first["remark"]) == ("7", "有特色")


def _give_marks(desk: Desk, value: int) -> None:
	marks = desk.page.locator(".kepu-mark").locator("visible=true")
	for index in range(marks.count()):
		marks.nth(index).fill(str(value))
		marks.nth(index).press("Tab")
	desk.page.locator(".kepu-marking-total").locator("visible=true").filter(has_text="总分").wait_for()
	desk.settle()


def _rank(desk: Desk, shots: Path) -> None:
	desk.go("query-report/Assessment%20Ranking")
	desk.page.wait_for_function("() => frappe.query_report?.data?.length")
	desk.settle()
	rows = desk.value("frappe.query_report.data.map(row => [row.rank, row.subject_name, row.trimmed_mean])")
	assert rows == [[1, FIRST, "85.00"], [2, OTHER, "65.00"]]
	desk.page.screenshot(path=shots / "assessment-ranking.png")


def _compare(desk: Desk, shots: Path) -> None:
	boxes = desk.page.locator(".dt-scrollable .dt-row input[type=checkbox]")
	for index in range(2):
		boxes.nth(index).check()
	desk.press("对照")
	dialog = desk.dialog()
	dialog.get_by_text("自评").first.or_(dialog.locator("td").first).wait_for()
	text = dialog.inner_text()
	assert FIRST in text
	assert "程立文" in text
	desk.page.screenshot(path=shots / "assessment-comparison.png")
	dialog.locator(".btn-modal-close").click()
	dialog.wait_for(state="hidden")


def _propose_past_the_rank(desk: Desk, shots: Path) -> None:
	"""Whom the choice passes over is told before; the new case has what was chosen."""
	desk.go("query-report/Assessment%20Ranking")
	desk.page.wait_for_function("() => frappe.query_report?.data?.length")
	desk.settle()
	desk.press("推荐案例")
	dialog = desk.dialog()
	dialog.locator("select[data-fieldname=county]").select_option(label=f"2 {OTHER}")
	dialog.locator("[data-fieldname=reason]").get_by_text(f"名次在前而尚无案例：{FIRST}").wait_for()
	dialog.locator("select[data-fieldname=topic]").select_option(label="科普阵地建设")
	desk.page.screenshot(path=shots / "assessment-propose.png")
	dialog.locator(".btn-modal-primary").click()
	desk.page.wait_for_function("() => cur_frm?.doctype === 'Typical Case' && cur_frm.doc.topic")
	desk.settle()
	assert desk.value("[cur_frm.doc.topic, cur_frm.doc.county]") == ["venues", "341181"]
	assert (
		desk.page.locator("input[data-fieldname=topic]").locator("visible=true").input_value()
		== "科普阵地建设"
	)
	shown = desk.page.locator("[data-fieldname=province]").locator("visible=true").first.inner_text()
	assert "340000" not in shown


def _download(desk: Desk, shots: Path) -> None:
	for kind, signature in (("PDF", b"%PDF"), ("Excel", b"PK")):
		file = desk.download(lambda kind=kind: desk.press(kind, "评分汇总表"))
		assert file.read_bytes().startswith(signature)
		(shots / f"assessment-table.{kind.lower()}").write_bytes(file.read_bytes())
