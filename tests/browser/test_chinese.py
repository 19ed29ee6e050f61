"""Everything that a role meets is in Chinese: pages, their menus and the windows behind these, Frappe's own too.

``english`` leaves out what people typed, addresses and the abbreviations of ``language.USUAL``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import Desk
from tests.browser.language import english

SignIn = Callable[..., Desk]

MENUS = (
	".navbar [data-toggle=dropdown], .page-head [data-toggle=dropdown], .form-sidebar [data-toggle=dropdown]"
)
PAGES = {
	"county": ("annual-summary", "typical-case"),
	"city": ("annual-summary",),
	"province": ("speaker-nominee", "query-report/Criteria by County"),
	"national": ("provincial-submission", "annual-summary/view/report"),
	"administrator": ("county", "kepu-settings"),
}
FORMS = {
	"county": ("Annual Summary", "summary"),
	"city": ("Annual Summary", "city"),
	"province": ("Annual Summary", "pending"),
	"national": ("Provincial Submission", "submission"),
	"administrator": ("Reporting Cycle", None),
}
WINDOWS = {
	"upload": "new frappe.ui.FileUploader({ doctype: cur_frm.doctype, docname: cur_frm.docname })",
	"shortcuts": "frappe.ui.keys.show_keyboard_shortcut_dialog()",
	"jump": "cur_frm.toolbar.show_jump_to_field_dialog()",
	"theme": "new frappe.ui.ThemeSwitcher().show()",
}
"""What opens a window, by name, on each form."""

LEFT = re.compile(
	r"Begin typing for results\.|\d+ results found|Filter based on .*|Generic Empty State"  # only heard, in libraries
	r"|Save Current Filter"  # of Frappe 16, which never translates it
	r"|Administrator|DF|(?=[a-z]*\d)[0-9a-z]{10,12}"  # a user; what a shortcut leaves of PDF; a name made of random signs
	r"|[⇧+]*((Ctrl|Alt|Tab|Up|Down|Arrow|[A-Z⇧])[+ ]?)+|Alt\+Hover|.*Alt键.*|.*Alt\+M）"  # keys as they are printed on keyboards
)
"""What stays: texts that stand in libraries for those who cannot see, a name, and keys."""


class Reader:
	"""Notes what is in English on the pages of one person, under the place where it stands first."""

	def __init__(self, desk: Desk) -> None:
		self.desk = desk
		self.found: dict[str, list[str]] = {}

	def read(self, place: str) -> None:
		known = {text for texts in self.found.values() for text in texts}
		texts = [text for text in english(self.desk) if text not in known and not LEFT.fullmatch(text)]
		if texts:
			self.found[place] = texts

	def read_menus(self, place: str) -> None:
		menus = self.desk.page.locator(MENUS).locator("visible=true")
		for number in range(menus.count()):
			menus.nth(number).click()
			self.desk.unmoving()
			self.read(f"{place}, menu {number}")
			self.desk.page.keyboard.press("Escape")

	@contextmanager
	def window(self, place: str) -> Iterator[None]:
		"""Read the window that is opened inside, and closes it."""
		yield
		self.desk.dialog().wait_for()
		self.desk.rest()
		self.read(place)
		self.desk.dialog().locator(".btn-modal-close").click()
		self.desk.page.locator(".modal.show").wait_for(state="detached")


@pytest.mark.parametrize("role", PAGES)
def test_what_a_role_meets_is_in_chinese(sign_in: SignIn, data: dict[str, Any], role: str) -> None:
	reader = Reader(sign_in(role))
	for path in ("kepu", *PAGES[role]):
		reader.desk.go(path)
		reader.read(path)
		reader.read_menus(path)
	read_list(reader, PAGES[role][0])
	doctype, purpose = FORMS[role]
	reader.desk.open_form(doctype, data["documents"][purpose] if purpose else "2024")
	reader.read(doctype)
	reader.read_menus(doctype)
	for name, opener in WINDOWS.items():
		with reader.window(f"{doctype}, {name}"):
			reader.desk.page.evaluate(f"() => {{ {opener} }}")
	if role == "province":
		read_help(reader)
		read_printing(reader, data["documents"][purpose])
		read_report(reader)
	assert not reader.found


def read_help(reader: Reader) -> None:
	"""Read the help of a workflow, at the end of its menu."""
	page = reader.desk.page
	with reader.window("help of a workflow"):
		page.locator(".actions-btn-group button").locator("visible=true").click()
		page.locator(".actions-btn-group .dropdown-menu.show").get_by_text("帮助", exact=True).click()


def read_printing(reader: Reader, name: str) -> None:
	"""Frappe's page to print a document, with its menu."""
	page = reader.desk.page
	page.goto(
		f"{reader.desk.url}/app/print/Annual Summary/{name}"
	)  # its frame asks the server now and then, for ever
	page.locator(".print-preview").locator("visible=true").first.wait_for()
	page.frame_locator("iframe.print-format-container").locator(".kepu-paper").wait_for()
	reader.read("print")
	reader.read_menus("print")


def read_report(reader: Reader) -> None:
	"""Read what a report's menu opens: to print it, to export it."""
	for item in ("打印", "导出"):
		page = reader.desk.go("query-report/Criteria by County")
		page.locator(".page-head .menu-btn-group button").locator("visible=true").click()
		with reader.window(f"report, {item}"):
			page.locator(".menu-btn-group .dropdown-menu.show").get_by_text(item, exact=True).first.click()


def read_list(reader: Reader, path: str) -> None:
	"""Read the filters of a list, what can be done with ticked rows, and the window to export them."""
	page = reader.desk.go(path)
	page.locator(".filter-button").locator("visible=true").click()
	page.locator(".filter-popover").wait_for()
	reader.read(f"{path}, filters")
	page.locator(".filter-button").locator("visible=true").click()
	page.locator(".filter-popover").wait_for(state="detached")
	page.locator(".list-row-checkbox").locator("visible=true").first.check()
	page.locator(".actions-btn-group button").locator("visible=true").click()
	reader.desk.settle()
	reader.read(f"{path}, ticked")
	page.keyboard.press("Escape")


def test_page_to_sign_in_bears_the_name_of_the_system(
	browser: Browser, url: str, data: dict[str, Any]
) -> None:
	context = browser.new_context(locale="zh-CN")
	desk = Desk(context, url)
	desk.page.goto(f"{url}/login")
	for place in ("login", "forgot", "login-with-email-link"):
		desk.page.goto(f"{url}/login#{place}")
		desk.page.locator(f".for-{place}").wait_for()
		assert not english(desk), place
		assert (
			"科普示范县年度报送" in desk.page.locator(".page-card-head:visible").inner_text()
			or place != "login"
		)
	assert "kepu_app" in (desk.page.locator(".app-logo").first.get_attribute("src") or "")
	context.close()
