"""The six reports in the browser: their names, who reads them, and how they are opened."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.browser.desk import Desk

OVERVIEW, STATUS, MATRIX, ROSTER, CRITERIA, TURNAROUND = (
	"Provincial Submission Overview",
	"County Filing Status",
	"Case Topic Matrix",
	"Speaker Roster",
	"Criteria Attainment",
	"Review Turnaround",
)
TITLES = {
	OVERVIEW: "各省报送汇总",
	STATUS: "县级报送进度",
	MATRIX: "典型案例专题分布",
	ROSTER: "宣讲团人选名册",
	CRITERIA: "测评标准达标情况",
	TURNAROUND: "审核时效",
}
FOR_COUNTIES = (STATUS, MATRIX, CRITERIA, TURNAROUND)
READERS = {
	"county": FOR_COUNTIES,
	"city": FOR_COUNTIES,
	"province": tuple(TITLES),
	"national": tuple(TITLES),
	"administrator": tuple(TITLES),
}
FILTERS: dict[str, dict[str, str]] = {ROSTER: {"chosen": "Everybody"}, MATRIX: {"counted": "All Candidates"}}
"""So that there is something to see."""

SHOWN = """name => {
	const report = frappe.query_report;
	const is_current = report?.report_name === name && report.get_filter_value("cycle") === "2024";
	return is_current && report.datatable && report.data?.length && report.$report.is(":visible");
}"""


def open_report(desk: Desk, name: str) -> None:
	"""Open a report within the Desk, as a link does."""
	filters = {"cycle": "2024", **FILTERS.get(name, {})}
	if "/app/" not in desk.page.url:
		desk.go(f"query-report/{name}?{urlencode(filters)}")
	else:
		desk.page.evaluate(
			"([name, filters]) => {"
			"	if (frappe.query_report) frappe.query_report.data = null;"
			"	frappe.route_options = filters;"
			"	frappe.set_route('query-report', name);"
			"}",
			[name, filters],
		)
	wait_for_report(desk, name)


def wait_for_report(desk: Desk, name: str) -> None:
	"""Wait until the report shows its rows."""
	desk.page.wait_for_function(SHOWN, arg=name)
	desk.settle()
