"""The workbook in the form: taken away, filled in, rehearsed, and written when that is confirmed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kepu_app.utils.doctypes import SUMMARY
from tests.browser.desk import Desk

DeskOf = Callable[[str], Desk]
SHEET, SIGNATURE, FIRST_PART = "工作总结", "落款单位", "一、"
WINDOW = ".modal.show:has(.kepu-change)"
FREEZE = "#freeze"


class TestWorkbook:
	"""A county's own workbook, from the form of its summary."""

	@pytest.fixture
	def desk(self, desk_of: DeskOf, data: dict[str, Any]) -> Desk:
		desk = desk_of("small_county")
		if desk.value("window.cur_frm?.docname") != data["documents"]["workbook"]:
			desk.open_form(SUMMARY, data["documents"]["workbook"])
		return desk

	def test_taken_back_as_it_is_there_is_nothing_to_change(self, desk: Desk) -> None:
		_upload(desk, _download(desk))
		message = desk.message()
		message.get_by_text("工作簿与系统中的内容一致。").wait_for()
		desk.close_messages()

	def test_the_rehearsal_shows_old_and_new_and_writes_nothing(self, desk: Desk, shots: Path) -> None:
		_upload(desk, _edited(_download(desk), {SIGNATURE: "云岩区人民政府", FIRST_PART: ""}))
		window = desk.page.locator(WINDOW)
		window.wait_for()
		row = window.locator("tr", has_text="云岩区人民政府")
		assert row.locator(".kepu-old").inner_text() == "云岩区科协"
		assert row.locator(".kepu-new").inner_text() == "云岩区人民政府"
		assert SHEET in row.locator("td").last.inner_text()
		breaches = window.locator("details", has_text="不符合规定之处")
		breaches.locator("summary").click()
		assert "云岩区" in breaches.locator("li").first.inner_text()
		assert window.locator("button", has_text="写入1份材料").is_visible()
		desk.look(shots, "workbook-rehearsal")
		window.locator(".btn-modal-close").click()
		window.wait_for(state="hidden")
		desk.page.reload()
		desk.settle()
		assert desk.value("cur_frm.doc.on_behalf_of") == "云岩区科协"

	def test_confirmed_it_is_written(self, desk: Desk, shots: Path) -> None:
		_upload(desk, _edited(_download(desk), {SIGNATURE: "云岩区人民政府"}))
		window = desk.page.locator(WINDOW)
		window.get_by_role("button", name="写入1份材料").click()
		window.wait_for(state="hidden")
		desk.page.wait_for_function("() => cur_frm.doc.on_behalf_of === '云岩区人民政府'")
		desk.settle()
		assert desk.page.locator(".desk-alert", has_text="已写入1份材料").count()
		desk.look(shots, "workbook-written")

	def test_what_was_changed_since_is_told_and_kept(self, desk: Desk, shots: Path) -> None:
		outdated = _edited(_download(desk), {SIGNATURE: "云岩区科技局"})
		field = desk.page.locator("input[data-fieldname=on_behalf_of]")
		field.fill("云岩区科学技术协会")
		field.press("Tab")
		desk.save()
		_upload(desk, outdated)
		window = desk.page.locator(WINDOW)
		window.wait_for()
		assert "下载工作簿后系统中已有改动" in window.inner_text()
		assert "有1份材料不能改动" in window.locator("[role=alert]").inner_text()
		assert not window.locator("button", has_text="写入").count()
		desk.look(shots, "workbook-outdated")
		window.locator(".btn-modal-close").click()
		window.wait_for(state="hidden")
		assert desk.value("cur_frm.doc.on_behalf_of") == "云岩区科学技术协会"

	def test_what_is_no_workbook_is_refused_in_words(self, desk: Desk, tmp_path: Path, shots: Path) -> None:
		file = tmp_path / "工作簿.xlsx"
		file.write_bytes("甲,乙\n1,2\n".encode())
		_upload(desk, file)
		message = desk.message()
		message.get_by_text("没有改动任何内容").wait_for()
		assert "xlsx" in message.locator("li").first.inner_text()
		desk.look(shots, "workbook-refused")
		desk.close_messages()
		assert not desk.page.locator(FREEZE).count()

	def test_another_countys_cases_and_nominees_are_not_in_it(self, desk: Desk) -> None:
		workbook = load_workbook(_download(desk))
		text = str([[cell.value for cell in row] for sheet in workbook for row in sheet.iter_rows()])
		assert "云岩区" in text
		assert "乌当区" not in text


def test_the_provinces_workbook_is_taken_from_its_submission(
	desk_of: DeskOf, data: dict[str, Any], shots: Path
) -> None:
	desk = desk_of("small_province")
	desk.open_form("Provincial Submission", data["documents"]["bulk"])
	workbook = load_workbook(_download(desk))
	text = str([[cell.value for cell in row] for sheet in workbook for row in sheet.iter_rows()])
	assert all(county in text for county in ("云岩区", "乌当区", "观山湖区", "修文县"))
	desk.look(shots, "workbook-province")


def _download(desk: Desk) -> Path:
	file = desk.download(lambda: desk.press("下载工作簿", "工作簿"))
	assert file.suffix == ".xlsx"
	return file


def _upload(desk: Desk, file: Path) -> None:
	with desk.page.expect_file_chooser() as chooser:
		desk.press("上传工作簿", "工作簿")
	chooser.value.set_files(file)


def _edited(file: Path, values: dict[str, str]) -> Path:
	"""Return the workbook with other values in the row of the county, by the heading of their column."""
	workbook = load_workbook(file)
	rows = list(workbook[SHEET].iter_rows())
	row = next(row for row in rows if any("云岩区" in str(cell.value or "") for cell in row))
	for heading, value in values.items():
		column = next(cell.column for line in rows for cell in line if heading in str(cell.value or ""))
		row[column - 1].value = value
	workbook.save(file)
	return file
