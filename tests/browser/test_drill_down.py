"""Where the figures of the reports lead: to lists and reports with as many rows, however slow the server is."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.browser.desk import Desk
from tests.browser.reports import MATRIX, OVERVIEW, open_report

SignIn = Callable[..., Desk]

TITLES = "**/api/method/frappe.desk.search.get_link_title*"
ROWS_OF_REPORTS = "**/api/method/frappe.desk.query_report.run*"
LATE = 0.6
"""Seconds: more than the Desk waits before it asks for rows."""
REFRESH = 1100
"""Milliseconds: a list refreshes once a second at most."""

FIGURES = """row => {
	const report = frappe.query_report;
	const shown = report.data.find(each => each.province_name === row);
	const leading = report.get_visible_columns().filter(each =>
		each.fieldtype === "Int" && each.drill && each.fieldname !== "topics" && shown[each.fieldname]);
	return Object.fromEntries(leading.map(each => [each.label, shown[each.fieldname]]));
}"""
"""What counts and leads on, by label; the number of topics leads to a report that has a column for each."""
ROWS = """(() => {
	const [view, name] = frappe.get_route();
	const shown = view === "List" ? cur_list : frappe.query_report;
	return (shown?.doctype ?? shown?.report_name) === name ? shown.data?.length ?? null : null;
})()"""


def answer_late(desk: Desk, address: str) -> None:
	"""Let the server take its time with this address."""

	def answer(route: Route) -> None:
		time.sleep(LATE)
		route.continue_()

	desk.page.route(address, answer)


def follow(desk: Desk, row: str, label: str) -> None:
	"""Click a figure of the report in front."""
	column = f"frappe.query_report.datatable.getColumns().find(each => each.label === '{label}').colIndex"
	cells = desk.page.locator(".dt-scrollable .dt-row", has_text=row).first
	before = desk.page.url
	cells.locator(f"[data-col-index='{desk.value(column)}'] a").dispatch_event("click")
	desk.page.wait_for_function("before => location.href !== before", arg=before)


def expect_rows(desk: Desk, number: int, figure: str) -> None:
	"""Check that the list or report in front has this many rows, and keeps them."""
	desk.page.wait_for_function(f"() => {ROWS} !== null")
	desk.page.wait_for_timeout(REFRESH)
	desk.settle()
	assert desk.value(ROWS) == number, f"{figure}: {desk.page.url}"


def expect_figures_to_lead_on(desk: Desk, name: str, row: str) -> int:
	"""Follow every figure of a row; gives how many there are."""
	open_report(desk, name)
	figures = desk.page.evaluate(FIGURES, row)
	for label, number in figures.items():
		follow(desk, row, label)
		expect_rows(desk, number, label)
		open_report(desk, name)
	return len(figures)


@pytest.mark.parametrize("row", ["合计", "安徽省"])
def test_each_figure_of_the_overview_leads_to_as_many_rows(sign_in: SignIn, row: str) -> None:
	desk = sign_in("national")
	answer_late(desk, TITLES)
	assert expect_figures_to_lead_on(desk, OVERVIEW, row) >= 6


def test_each_figure_of_the_matrix_leads_to_as_many_cases(sign_in: SignIn) -> None:
	desk = sign_in("national")
	answer_late(desk, TITLES)
	assert expect_figures_to_lead_on(desk, MATRIX, "安徽省") >= 4


def test_a_figure_does_not_inherit_the_filters_of_the_last_visit(sign_in: SignIn) -> None:
	desk = sign_in("national")
	desk.go("annual-summary?cycle=2024&province=340000")
	desk.page.wait_for_function(f"() => {ROWS}")
	expect_rows(desk, desk.value("cur_list.data.filter(row => row.province === '340000').length"), "list")
	desk.page.close()
	desk.new_page()
	answer_late(desk, TITLES)
	open_report(desk, OVERVIEW)
	approved = desk.page.evaluate(FIGURES, "合计")["审核通过"]
	follow(desk, "合计", "审核通过")
	expect_rows(desk, approved, "审核通过")
	assert desk.value("cur_list.page.fields_dict.province.get_value()") == ""


def test_a_report_left_before_its_answer_draws_its_chart_when_it_is_shown_again(sign_in: SignIn) -> None:
	desk = sign_in("province")
	open_report(desk, MATRIX)
	answer_late(desk, ROWS_OF_REPORTS)
	with desk.page.expect_response(ROWS_OF_REPORTS):
		desk.value("(frappe.query_report.refresh(), frappe.set_route('kepu'), null)")
	desk.page.wait_for_function("() => !frappe.query_report.$report.is(':visible')")
	desk.settle()
	assert not desk.errors
	desk.page.go_back()
	desk.page.locator(".chart-wrapper svg.chart:visible").wait_for()
