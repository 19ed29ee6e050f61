"""The forms' own editors: sections, self-assessment, topics, the scan of an approved summary."""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
PICTURE = base64.b64decode(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""The smallest PNG there is."""


def _headings(desk: Desk) -> list[str]:
	return [
		each.input_value() for each in desk.page.locator(".kepu-section input[data-fieldname=heading]").all()
	]


def _without_spaces(desk: Desk) -> str:
	return "".join(desk.page.locator(".new-timeline").inner_text().split())


def test_sections_are_added_moved_and_removed(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["summary"])
	before = _headings(desk)
	desk.page.get_by_role("button", name="增加一个部分").click()
	last = desk.page.locator(".kepu-section").last
	last.locator("input[data-fieldname=heading]").fill("五、下一步打算")
	last.locator("textarea").fill("继续办好田间课堂。")
	last.get_by_role("button", name="上移").click()
	assert _headings(desk) == [*before[:3], "五、下一步打算", before[3]]
	desk.save()
	assert desk.value("cur_frm.doc.sections.map(row => row.heading)") == _headings(desk)
	assert desk.value("cur_frm.doc.sections[3].text") == "继续办好田间课堂。"
	activity = desk.page.locator(".new-timeline").inner_text()
	assert re.search("在“各部分”中增加了行|向各部分添加了1行", activity)  # Frappe 15, 16
	assert "字数" not in activity
	desk.page.locator(".kepu-section").nth(3).locator("textarea").fill("继续办好田头课堂。")
	desk.save()
	assert "修改了第四部分的正文（由继续办好田间课堂。改为继续办好田头课堂。）" in _without_spaces(desk)
	desk.page.locator(".kepu-section").nth(3).get_by_role("button", name="删除这一部分").click()
	desk.dialog().get_by_role("button", name="是", exact=True).click()
	desk.page.wait_for_function("() => cur_frm.doc.sections.length === 4")
	desk.page.locator(".modal.show").wait_for(state="detached")
	desk.save()
	assert _headings(desk) == before


def test_custom_field_of_a_section_is_filled_in_there(sign_in: SignIn, data: dict[str, Any]) -> None:
	administrator = sign_in("system_manager")
	administrator.go("customize-form")
	field = {
		"doctype": "Custom Field",
		"dt": "Summary Section",
		"fieldname": "kepu_test_source",
		"label": "数据来源",
		"fieldtype": "Data",
		"insert_after": "text",
	}
	administrator.call("frappe.client.insert", doc=field)
	try:
		desk = sign_in("county")
		desk.open_form("Annual Summary", data["documents"]["summary"])
		section = desk.page.locator(".kepu-section").first
		section.locator("input[data-fieldname=kepu_test_source]").fill("区统计局")
		desk.save()
		assert desk.value("cur_frm.doc.sections[0].kepu_test_source") == "区统计局"
	finally:
		administrator.call(
			"frappe.client.delete", doctype="Custom Field", name="Summary Section-kepu_test_source"
		)


def test_figures_decide_at_once_and_on_the_server(sign_in: SignIn, data: dict[str, Any]) -> None:
	desk = sign_in("county")
	desk.open_form("Annual Summary", data["documents"]["summary"])
	desk.show_tab("测评自评")
	volunteers = desk.page.locator(".kepu-assessment", has_text="注册科技志愿者").last
	assert "≥ 1000人" in volunteers.inner_text()
	value = volunteers.locator("input[data-fieldname=value]")
	value.fill("999")
	value.press("Tab")
	volunteers.get_by_text("未达标", exact=True).wait_for()
	value.fill("1000")
	value.press("Tab")
	volunteers.get_by_text("达标", exact=True).wait_for()
	statement = desk.page.locator(".kepu-assessment", has_text="1. 党委和政府重视").first
	statement.locator("select[data-fieldname=met]").select_option("Met")
	statement.locator("summary").click()
	assert "贯彻落实党的十九大精神" in statement.inner_text()
	desk.save()
	rows = desk.value(
		"cur_frm.doc.assessments.filter(row => row.met).map(row => [row.criterion, row.value || '', row.met])"
	)
	assert rows == [[1, "", "Met"], [7, "1000", "Met"]]


def test_new_case_has_the_open_cycle_and_its_topics(sign_in: SignIn) -> None:
	desk = sign_in("county")
	desk.go("typical-case/new")
	desk.page.wait_for_function("() => cur_frm.doc.cycle === '2024'")
	desk.page.locator("input[data-fieldname=county]").click()
	desk.page.locator(".awesomplete [role=option]").filter(has_text="埇桥区").first.click()
	topic = desk.page.locator("input[data-fieldname=topic]")
	topic.click()
	desk.page.locator(".awesomplete li").filter(has_text="30分钟科普服务圈").click()
	assert topic.input_value() == "科普阵地建设"
	desk.page.locator("input[data-fieldname=title]").fill("田间课堂")
	desk.page.locator("[data-fieldname=text] textarea").fill("把课堂搬到麦田。")
	desk.page.wait_for_function("() => cur_frm.doc.text && cur_frm.doc.title && cur_frm.doc.topic")
	desk.save()
	assert desk.value("[cur_frm.doc.topic, cur_frm.doc.topic_name, cur_frm.doc.province]") == [
		"venues",
		"科普阵地建设",
		"340000",
	]


def test_scan_of_an_approved_summary_is_uploaded(
	sign_in: SignIn, data: dict[str, Any], tmp_path: Path
) -> None:
	picture = tmp_path / "盖章件.png"
	picture.write_bytes(PICTURE)
	desk = sign_in("province")
	desk.open_form("Annual Summary", data["documents"]["scanned"])
	desk.page.get_by_role("button", name="上传盖章扫描件").click()
	with desk.page.expect_file_chooser() as chooser:
		desk.dialog().locator(".btn-file-upload").first.click()
	chooser.value.set_files(picture)
	desk.dialog().get_by_role("button", name="上传").last.click()
	desk.page.wait_for_function("() => cur_frm.doc.stamped_scan")
	desk.page.get_by_role("button", name="更换盖章扫描件").wait_for()
	assert desk.value("cur_frm.doc.stamped_scan").startswith("/private/files/")
	assert desk.value("cur_frm.doc.workflow_state") == "Approved"


@pytest.mark.parametrize("width", [1280, 390])
def test_frozen_document_says_why_and_cannot_be_edited(
	sign_in: SignIn, data: dict[str, Any], width: int
) -> None:
	desk = sign_in("city_county", width)
	desk.open_form("Annual Summary", data["documents"]["frozen"])
	note = desk.page.locator(".kepu-guide .kepu-note-grey")
	assert "待盖章" in note.inner_text()
	assert not desk.page.locator(".kepu-section textarea:visible").count()
	assert not desk.page.get_by_role("button", name="增加一个部分").is_visible()
	assert not desk.scrolls_sideways()


def test_refined_standard_starts_from_the_national_one(sign_in: SignIn) -> None:
	desk = sign_in("province")
	desk.go("evaluation-standard/new")
	desk.page.evaluate(
		"""async () => {
			const [national] = await frappe.db.get_list('Evaluation Standard', {filters: {province: ['is', 'not set']}});
			await cur_frm.set_value('province', '340000');
			await cur_frm.set_value('refines', national.name);
		}"""
	)
	desk.page.wait_for_function("() => cur_frm.doc.criteria?.length === 17")
	rows = desk.value(
		"cur_frm.doc.criteria.map(row => [row.number, row.indicator_code || '', row.threshold || ''])"
	)
	assert [7, "7.1", "1000"] in rows
	assert len({row[0] for row in rows}) == 12


def test_a_value_that_was_taken_away_is_not_called_null(sign_in: SignIn) -> None:
	desk = sign_in("administrator")
	desk.go("kepu-settings")
	setting = {"doctype": "Kepu Settings", "name": "Kepu Settings", "fieldname": "accepted_file_types"}
	try:
		desk.page.evaluate(
			"(args) => frappe.xcall('frappe.client.set_value', args)", {**setting, "value": "pdf"}
		)
	finally:
		desk.page.evaluate(
			"(args) => frappe.xcall('frappe.client.set_value', args)", {**setting, "value": ""}
		)
	desk.go("kepu-settings")
	told = desk.page.locator(".new-timeline .timeline-item").filter(has_text="pdf").first
	told.wait_for()
	assert '""' in told.inner_text()
	assert "null" not in desk.page.locator(".new-timeline").inner_text()
