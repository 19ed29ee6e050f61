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


def _make_sheet(desk: Desk, shots: Path) -> None:
	desk.go("scoring-sheet/new")
	desk.enter("title", "安徽省综合评估评分表")
	desk.choose_link("standard", "测评标准")
	desk.choose_link("province", "安徽")
	desk.press("按测评标准生成项目")
	desk.page.wait_for_function("() => cur_frm.doc.items?.length === 12")
	desk.save()
	assert desk.value("cur_frm.doc.items.length") == 12
	desk.page.screenshot(path=shots / "assessment-sheet.png")


def _open_round(desk: Desk, people: dict[str, Any], shots: Path) -> None:
	desk.go("assessment-round/new")
	desk.choose_link("cycle", people["cycle"])
	desk.choose_link("province", "安徽")
	desk.choose_link("sheet", "安徽省综合评估评分表")
	desk.enter("deadline", "2099-12-31")
	rows = [
		{"email": user, "full_name": name, "subjects": "埇桥区、砀山县"}
		for user, name in zip(people["users"].values(), people["names"], strict=True)
	]
	desk.page.evaluate("rows => rows.forEach(row => cur_frm.add_child('assessors', row))", rows)
	desk.page.evaluate("() => cur_frm.refresh_field('assessors')")
	desk.save()
	desk.press("开始评审")
	desk.page.locator(".kepu-progress tbody tr").nth(1).wait_for()
	desk.page.screenshot(path=shots / "assessment-round.png", full_page=True)


def _look_at_home(desk: Desk, shots: Path) -> None:
	"""What an assessor meets from signing in to the form, with all menus, is in Chinese."""
	reader = Reader(desk)
	desk.go("")
	desk.page.locator(".kepu-home").get_by_text("埇桥区").wait_for()
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
	desk.page.locator(".list-row .list-subject a").filter(has_text="埇桥区").click()
	for county in range(2):
		desk.page.locator(".kepu-mark:not([disabled])").first.wait_for()
		desk.settle()
		if county == 0 and who == 0:
			_change_a_mark_beside_another_tab(desk)
		_give_marks(desk, 9 - who - 2 * county)
		if county == 0 and who == 0:
			desk.page.screenshot(path=shots / "assessment-form.png")
		name = desk.value("cur_frm.docname")
		desk.press("提交评分")
		desk.dialog().get_by_role("button", name="是", exact=True).click()
		if county == 0:
			desk.page.wait_for_function("name => cur_frm.docname !== name", arg=name)
		desk.settle()
	desk.page.locator(".kepu-mark[disabled]").first.wait_for()


def _change_a_mark_beside_another_tab(desk: Desk) -> None:
	"""The remark that the other tab has kept stays."""
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
	assert rows == [[1, "埇桥区", "85.00"], [2, "砀山县", "65.00"]]
	desk.page.screenshot(path=shots / "assessment-ranking.png")


def _compare(desk: Desk, shots: Path) -> None:
	boxes = desk.page.locator(".dt-scrollable .dt-row input[type=checkbox]")
	for index in range(2):
		boxes.nth(index).check()
	desk.press("对照")
	dialog = desk.dialog()
	dialog.get_by_text("自评").first.or_(dialog.locator("td").first).wait_for()
	text = dialog.inner_text()
	assert "埇桥区" in text
	assert "程立文" in text
	desk.page.screenshot(path=shots / "assessment-comparison.png")
	dialog.locator(".btn-modal-close").click()
	dialog.wait_for(state="hidden")


def _download(desk: Desk, shots: Path) -> None:
	for kind, signature in (("PDF", b"%PDF"), ("Excel", b"PK")):
		file = desk.download(lambda kind=kind: desk.press(kind, "评分汇总表"))
		assert file.read_bytes().startswith(signature)
		(shots / f"assessment-table.{kind.lower()}").write_bytes(file.read_bytes())
