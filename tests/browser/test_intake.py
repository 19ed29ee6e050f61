"""Word in, by clicks: a county's report into its form, and a province's files as one step."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import FileChooser, TimeoutError

from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.browser.desk import Desk

DeskOf = Callable[..., Desk]
RECEIPTS = "Receipt List"
WINDOW = ".modal.show"
TEXT = "全年举办科普活动五十二场，覆盖全区各乡镇，群众参与踊跃。"


def report(county: str, headings: list[str], path: Path) -> Path:
	"""Return a county's report, as it is written in Word."""
	document = Document()
	document.add_paragraph(f"西藏自治区拉萨市{county}2024年工作总结")
	for heading in headings:
		document.add_paragraph(heading)
		document.add_paragraph(TEXT)
	document.add_paragraph(f"{county}科学技术协会")
	document.add_paragraph("2025年1月6日")
	document.save(str(path))
	return path


def headings_of(desk: Desk) -> list[str]:
	return desk.value("cur_frm.doc.sections.map((row) => row.heading)")


def drop(desk: Desk, *files: Path) -> None:
	"""Chooses files in the window that asks for them."""
	desk.page.locator(f"{WINDOW} .kepu-drop-place input").set_input_files([str(file) for file in files])


@pytest.mark.parametrize("width", [1280, 390])
def test_a_county_takes_its_word_file_into_the_form(
	desk_of: DeskOf, data: dict[str, Any], shots: Path, tmp_path: Path, width: int
) -> None:
	desk = desk_of("small_county", width)
	desk.open_form(SUMMARY, data["documents"]["intake_summary"])
	file = report("堆龙德庆区", headings_of(desk), tmp_path / "堆龙德庆区总结.docx")
	if width == 1280:
		desk.press("导入Word")
	else:
		desk.page.locator(".menu-btn-group button").locator("visible=true").click()
		desk.page.locator(".menu-btn-group .dropdown-item").get_by_text("导入Word").click()
	drop(desk, file)
	window = desk.page.locator(f"{WINDOW}:has(.kepu-intake)")
	window.wait_for()
	assert window.locator(".kepu-intake tbody tr").count() >= 4
	assert TEXT in window.inner_text()
	desk.look(shots, f"intake-read-{width}")
	window.get_by_role("button", name="填入表单").click()
	desk.page.wait_for_function("() => cur_frm.doc.sections[0].text && cur_frm.is_dirty()")
	desk.settle()
	assert desk.value("cur_frm.doc.sections.map((row) => row.text)") == [TEXT] * 4
	assert desk.value("cur_frm.doc.on_behalf_of") == "堆龙德庆区科学技术协会"
	desk.look(shots, f"intake-filled-{width}")
	if width == 1280:
		desk.save()
		desk.page.locator(".form-attachments").get_by_text("堆龙德庆区总结").wait_for()


def test_an_original_that_is_not_saved_is_not_kept(
	desk_of: DeskOf, data: dict[str, Any], tmp_path: Path
) -> None:
	desk = desk_of("small_county")
	name = data["documents"]["intake_summary"]
	desk.open_form(SUMMARY, name)
	file = report("堆龙德庆区", headings_of(desk), tmp_path / "未保存的总结.docx")
	desk.press("导入Word")
	drop(desk, file)
	desk.page.locator(WINDOW).get_by_role("button", name="填入表单").click()
	desk.page.wait_for_function("() => cur_frm.is_dirty()")
	desk.settle()
	desk.page.evaluate("() => cur_frm.reload_doc()")
	desk.page.wait_for_function("() => !cur_frm.is_dirty()")
	desk.settle()
	desk.page.evaluate("() => { cur_frm.dirty(); cur_frm.save(); }")
	desk.page.wait_for_function("() => !cur_frm.is_dirty()")
	desk.settle()
	assert desk.page.locator(".form-attachments").get_by_text("未保存的总结").count() == 0


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_files_are_chosen_by_keyboard(
	desk_of: DeskOf, data: dict[str, Any], tmp_path: Path, key: str
) -> None:
	desk = desk_of("small_county")
	desk.open_form(SUMMARY, data["documents"]["intake_summary"])
	file = report("堆龙德庆区", headings_of(desk), tmp_path / "键盘.docx")
	desk.press("导入Word")
	area = desk.page.get_by_role("button", name=re.compile("把文件拖到这里"))
	area.wait_for()
	desk.page.wait_for_function("() => window.cur_dialog?.display")  # until then it may still move the focus
	reach_by_tab(desk, "kepu-drop")
	ring = area.evaluate("(element) => getComputedStyle(element).outlineStyle")
	assert ring != "none"
	chosen_by(desk, key).set_files(file)
	desk.page.locator(f"{WINDOW} .kepu-intake").wait_for()


def chosen_by(desk: Desk, key: str) -> FileChooser:
	"""Return what a key on the focused button opens. Held as long as a finger holds it, and pressed again
	where the browser, busy with other pages, has lost that it came up."""
	for patience in (4000, 4000, 12000):
		reach_by_tab(desk, "kepu-drop")
		try:
			with desk.page.expect_file_chooser(timeout=patience) as chooser:
				desk.page.keyboard.press(key, delay=80)
			return chooser.value
		except TimeoutError as error:
			lost = error
	raise lost


def reach_by_tab(desk: Desk, css_class: str) -> None:
	"""Goes from control to control by Tab as far as one of this class."""
	for _step in range(10):
		if desk.value(f"document.activeElement.classList.contains('{css_class}')"):
			return
		desk.page.keyboard.press("Tab")
	raise AssertionError(f"Tab does not reach {css_class}")


def test_a_window_closed_while_it_opens_is_gone(desk_of: DeskOf) -> None:
	desk = desk_of("small_county")
	desk.go("")
	desk.page.evaluate(
		"() => { const window_ = new frappe.ui.Dialog({ title: '短' }); window_.show(); window_.hide(); }"
	)
	desk.page.locator(".modal.show").wait_for(state="detached")
	desk.page.locator(".modal-backdrop").wait_for(state="detached")


def test_a_pasted_report_is_offered_to_be_parted(desk_of: DeskOf, data: dict[str, Any], shots: Path) -> None:
	desk = desk_of("small_county")
	desk.open_form(SUMMARY, data["documents"]["intake_summary"])
	text = "\n".join(line for heading in headings_of(desk) for line in (heading, f"{TEXT}（粘贴）"))
	area = desk.page.locator(".kepu-section textarea").first
	area.focus()
	area.evaluate(
		"""(element, text) => {
			const clipboardData = new DataTransfer();
			clipboardData.setData("text/plain", text);
			element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
		}""",
		text,
	)
	desk.page.locator(WINDOW).get_by_role("button", name="是").click()
	window = desk.page.locator(f"{WINDOW}:has(.kepu-intake)")
	window.wait_for()
	desk.look(shots, "intake-pasted")
	window.get_by_role("button", name="填入表单").click()
	desk.page.wait_for_function("() => cur_frm.doc.sections[3].text?.includes('粘贴')")


def test_a_province_takes_many_files_over_as_one_step(
	desk_of: DeskOf, data: dict[str, Any], shots: Path, tmp_path: Path
) -> None:
	desk = desk_of("small_county")
	desk.open_form(SUMMARY, data["documents"]["intake_summary"])
	headings = headings_of(desk)
	first = report("堆龙德庆区", headings, tmp_path / "堆龙德庆区.docx")
	second = report("林周县", headings, tmp_path / "inner.docx")
	archive = tmp_path / "拉萨市.zip"
	target = io.BytesIO()
	with zipfile.ZipFile(target, "w") as packed:
		packed.write(second, "林周县/工作总结.docx")
	archive.write_bytes(target.getvalue())

	desk = desk_of("small_province")
	desk.open_form(SUBMISSION, data["documents"]["intake"])
	desk.press("导入收到的文件")
	drop(desk, first, archive)
	desk.page.wait_for_function(
		"() => cur_frm?.doctype === 'Receipt List' && cur_frm.doc.status === 'To Confirm'", timeout=180_000
	)
	desk.settle()
	assert desk.value("cur_frm.doc.items.map((row) => [row.kind, row.county, row.is_used]).sort()") == [
		[SUMMARY, "540103", 1],
		[SUMMARY, "540121", 1],
	]
	desk.look(shots, "intake-receipts")
	desk.page.locator(".page-actions .primary-action").locator("visible=true").click()
	window = desk.page.locator(f"{WINDOW}:has(.kepu-change)")
	window.wait_for()
	desk.look(shots, "intake-take-over")
	window.get_by_role("button", name=re.compile("写入[12]份材料")).click()
	desk.page.wait_for_function("() => cur_frm.doc.status === 'Taken Over'")
	desk.settle()
	desk.look(shots, "intake-taken-over")
	desk.open_form(SUMMARY, data["documents"]["intake_summary"].replace("540103", "540121"))
	assert desk.value("[cur_frm.doc.entered_by !== null, cur_frm.doc.sections[0].text]") == [True, TEXT]
