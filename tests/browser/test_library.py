"""The library of cases by clicks: found by a word, read, and printed as a book that is waited for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

SignIn = Callable[..., Desk]
REPORT = "query-report/Library of Cases"
BUSY = "5"
"""Seconds for which the worker does something else, so that one sees that a book is printed."""


@pytest.fixture(scope="module")
def library(data: dict[str, Any], on_site: Callable[..., Any]) -> Iterator[dict[str, Any]]:
	"""Year and titles of the selected cases of a cycle that is closed."""
	yield on_site("library_data.py", "make")
	on_site("library_data.py", "remove")


def test_a_case_is_found_by_a_word_and_read(sign_in: SignIn, library: dict[str, Any]) -> None:
	desk = sign_in("county")
	_open(desk, library, words="石榴籽")
	row = desk.page.locator(".dt-row", has_text="石榴籽科普小院走进村头")
	expect(desk.page.locator(".dt-row", has_text="水果之乡的田间课堂")).to_have_count(0)
	row.locator("input[type=checkbox]").check()
	desk.press("阅读案例")
	message = desk.message()
	message.get_by_text("果农当场提问").wait_for()
	assert "石榴籽科普小院走进村头" in message.inner_text()


@pytest.mark.parametrize(("choice", "ending"), [("导出PDF", "pdf"), ("导出Word", "docx")])
def test_a_book_is_printed_while_one_waits(
	sign_in: SignIn,
	library: dict[str, Any],
	shots: Path,
	on_site: Callable[..., Any],
	choice: str,
	ending: str,
) -> None:
	desk = sign_in("province")
	_open(desk, library)
	on_site("hold_worker.py", BUSY)
	desk.press(choice, "打印成册")
	dialog = desk.dialog()
	dialog.locator("input[data-fieldname=title]").fill(f"优秀案例选编（{choice}）")
	dialog.locator(".btn-primary").click()
	printing = desk.page.locator(".modal.show:has(.progress)")
	expect(printing.locator(".progress")).to_have_attribute("aria-label", re.compile(r"将\d+个案例打印成册"))
	expect(printing).to_contain_text("读取案例")
	desk.page.screenshot(path=shots / f"library-printing-{ending}.png")
	link = desk.message().get_by_role("link", name=re.compile(rf"优秀案例选编.*\.{ending}"))
	link.wait_for(timeout=60_000)
	expect(desk.page.locator(".modal.show .progress")).to_have_count(0)
	desk.page.screenshot(path=shots / f"library-book-{ending}.png")
	with desk.page.expect_download() if ending == "docx" else desk.page.expect_popup():
		link.click()


def _open(desk: Desk, library: dict[str, Any], **filters: str) -> None:
	filters = {"year": library["year"], **filters}
	desk.go(f"{REPORT}?" + "&".join(f"{name}={value}" for name, value in filters.items()))
	desk.page.locator(".dt-row", has_text="石榴籽科普小院走进村头").wait_for()
