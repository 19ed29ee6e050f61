"""The six reports as each role that may read them: how they look, where names lead, what they export, whom they remind."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from tests.browser.desk import Desk
from tests.browser.language import own_english
from tests.browser.reports import (
	OVERVIEW,
	READERS,
	ROSTER,
	STATUS,
	TITLES,
	open_report,
	wait_for_report,
)

SignIn = Callable[..., Desk]

NARROW = 390


@pytest.mark.parametrize("role", READERS)
def test_reports_fit_are_in_chinese_and_show_chart_and_figures(
	sign_in: SignIn, shots: Path, role: str
) -> None:
	desk = sign_in(role)
	for name in READERS[role]:
		open_report(desk, name)
		assert desk.title() == TITLES[name]
		desk.page.locator(".report-summary .summary-item").nth(3).wait_for()
		expect(desk.page.locator(".chart-wrapper svg.chart:visible")).to_have_count(has_chart(desk))
		assert not own_english(desk), name
		desk.look(shots, f"report-{role}-{name}")


def has_chart(desk: Desk) -> int:
	"""Return the server gives one wherever there is anything to draw."""
	return desk.value("Number(Boolean(frappe.query_report.raw_data.chart?.data?.labels?.length))")


def test_reports_opened_on_a_narrow_screen_fit(sign_in: SignIn, shots: Path) -> None:
	desk = sign_in("province", NARROW)
	for name in READERS["province"]:
		open_report(desk, name)
		assert not desk.scrolls_sideways(), name
		desk.page.screenshot(path=shots / f"report-narrow-{name}.png", full_page=True)


# ---------------------------------------------------------------------- where the figures lead


def row_of(desk: Desk, text: str) -> Locator:
	return desk.page.locator(".dt-scrollable .dt-row", has_text=text).first


def follow(desk: Desk, row: str, column: str) -> None:
	index = desk.value(
		f"frappe.query_report.datatable.getColumns().find(each => each.name === '{column}').colIndex"
	)
	before = desk.page.url
	# Frappe draws the table twice when filters come with the address: whatever stands there is clicked.
	row_of(desk, row).locator(f"[data-col-index='{index}'] a").dispatch_event("click")
	desk.page.wait_for_function("before => location.href !== before", arg=before)


def test_names_lead_to_their_documents(sign_in: SignIn) -> None:
	desk = sign_in("province")
	open_report(desk, ROSTER)
	follow(desk, "甘向野", "姓名")
	desk.page.wait_for_function("() => window.cur_frm?.doc?.nominee_name === '甘向野'")
	open_report(desk, STATUS)
	follow(desk, "埇桥区", "示范县")
	desk.page.wait_for_function("() => window.cur_frm?.docname === '2024-341302'")
	open_report(desk, OVERVIEW)
	follow(desk, "安徽省", "汇总材料")
	desk.page.wait_for_function("() => window.cur_frm?.docname === '2024-340000'")


# ---------------------------------------------------------------------- files


def choose_from_menu(desk: Desk, label: str) -> None:
	desk.page.locator(".menu-btn-group:visible > button").click()
	desk.page.locator(".menu-btn-group:visible .dropdown-item").get_by_text(label, exact=True).click()


def export(desk: Desk, menu_item: str) -> Path:
	choose_from_menu(desk, menu_item)
	return desk.download(desk.dialog().locator(".btn-modal-primary").click)


def table_on_screen(desk: Desk) -> list[list[Any]]:
	"""Headings and rows of the table as the browser has them."""
	return desk.value("""(() => {
		const columns = frappe.query_report.get_visible_columns();
		return [columns.map((each) => each.label), ...frappe.query_report.data.map((row) => columns.map((each) => row[each.fieldname] ?? ""))];
	})()""")


@pytest.mark.parametrize("name", TITLES)
def test_excel_and_pdf_hold_what_is_on_the_screen(sign_in: SignIn, name: str) -> None:
	desk = sign_in("national")
	open_report(desk, name)
	table = table_on_screen(desk)
	workbook = export(desk, "导出")
	assert TITLES[name] in workbook.name  # later releases of Frappe add what it was filtered by
	assert workbook.suffix == ".xlsx"
	sheet = load_workbook(workbook).active
	assert [[plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == [
		[plain(cell) for cell in row] for row in table
	]
	pdf = export(desk, "PDF")
	assert TITLES[name] in pdf.name
	text = "".join("".join(page.extract_text().split()) for page in PdfReader(pdf).pages)
	for words in (TITLES[name], *table[0], *(row[0] for row in table[1:] if row[0])):
		assert "".join(str(words).split()) in text, words


def plain(value: Any) -> str:
	"""Numbers, blanks and dates alike, however they are stored; times to the minute."""
	if isinstance(value, int | float):
		return f"{value:g}"
	text = "" if value is None else str(value).strip().removesuffix(" 00:00:00")
	return text[:16] if re.match(r"\d{4}-\d\d-\d\d \d\d:", text) else text


# ---------------------------------------------------------------------- the button that reminds


def test_the_chosen_counties_are_reminded(sign_in: SignIn) -> None:
	desk = sign_in("province")
	open_report(desk, STATUS)
	row = row_of(desk, "砀山县")
	row.locator("input[type=checkbox]").check()
	desk.page.get_by_role("button", name="催报所选的县").click()
	desk.dialog().get_by_role("button", name="是", exact=True).click()
	desk.page.locator(".desk-alert").get_by_text("人").first.wait_for()
	wait_for_report(desk, STATUS)
	reminded = "frappe.query_report.data.find(row => row.county_name === '砀山县').last_reminded_at"
	desk.page.wait_for_function(f"() => {reminded}")
	other = sign_in("other_county")
	other.go("kepu")
	notes = other.call(
		"frappe.client.get_list",
		doctype="Notification Log",
		fields=["subject"],
		filters={"for_user": other.value("frappe.session.user")},
	)
	assert any("砀山县" in each["subject"] or "报送" in each["subject"] for each in notes), notes


def test_reminding_asks_for_counties_that_have_not_filed(sign_in: SignIn) -> None:
	desk = sign_in("province")
	open_report(desk, STATUS)
	desk.page.get_by_role("button", name="催报所选的县").click()
	assert "请" in desk.dialog().inner_text()


def test_a_county_has_no_button_that_reminds(sign_in: SignIn) -> None:
	desk = sign_in("county")
	open_report(desk, STATUS)
	assert not desk.page.get_by_role("button", name="催报所选的县").count()
