"""Work in the background by clicks: a cycle is closed again, and a list of counties imported, while one waits."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
USERS = "用户"
SECONDS = 60_000
BUSY = "5"
"""Seconds for which the worker does something else, so that one sees a run that waits."""


@pytest.fixture
def closed_cycle(on_site: Callable[..., Any]) -> Iterator[str]:
	yield on_site("library_data.py", "make")["year"]
	on_site("library_data.py", "remove")


def test_a_cycle_tells_what_was_done(
	sign_in: SignIn, closed_cycle: str, shots: Path, on_site: Callable[..., Any]
) -> None:
	desk = sign_in("national")
	desk.go(f"reporting-cycle/{closed_cycle}")
	on_site("hold_worker.py", BUSY)
	desk.press("重新列出未报送的县")
	desk.dialog().locator(".btn-primary").locator("visible=true").click()
	told = desk.page.locator(".form-message:has(.progress)")
	bar = told.locator(".progress")
	expect(bar).to_have_attribute("aria-label", "截止填报")
	expect(told).to_contain_text("截止填报：正在等待后台处理")
	desk.page.screenshot(path=shots / "cycle-running.png")
	run = desk.page.locator(".kepu-run")
	expect(run).to_contain_text("已完成", timeout=SECONDS)
	expect(run).to_contain_text("截止填报")
	expect(bar).to_have_count(0)
	desk.settle()
	button = desk.page.locator(".page-head").get_by_role("button", name="重新列出未报送的县")
	expect(button.locator("visible=true")).to_be_enabled()
	desk.page.screenshot(path=shots / "cycle-run.png")


def test_a_list_is_checked_and_written(sign_in: SignIn, shots: Path, tmp_path: Path) -> None:
	desk = sign_in("administrator")
	desk.go("county")
	desk.press("导入示范县名单")
	dialog = desk.dialog()
	before = desk.download(dialog.get_by_role("button", name="下载现有名单").click)
	_import(dialog, _with_another_number(before, tmp_path / "名单.xlsx"))
	expect(dialog).to_contain_text("有改动的联系电话")
	expect(dialog.locator(".progress")).to_have_count(0)
	desk.page.screenshot(path=shots / "county-list-run.png")


def _import(dialog: Locator, file: Path) -> None:
	dialog.locator("input[type=file]").set_input_files(file)
	dialog.get_by_role("button", name="检查文件").locator("visible=true").click()
	dialog.get_by_role("button", name="全部写入").locator("visible=true").click()
	expect(dialog).to_contain_text("名单已全部写入。", timeout=SECONDS)


def _with_another_number(file: Path, changed: Path) -> Path:
	"""Return the list with the first person's telephone number changed."""
	book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
	sheet = book[USERS]
	(phone,) = [cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "联系电话"]
	person = next(row for row in range(phone.row + 1, sheet.max_row + 1) if sheet.cell(row, 1).value)
	sheet.cell(person, phone.column).value = "0557-3021888"
	book.save(changed)
	return changed
