#!/usr/bin/env python3
"""How fast the seven reports of a year are: five cycles of 533 counties, and of ten times as many.

Makes a site of its own on the bench of ``make site`` and fills it past all rules, with whatever the reports
read: counties, summaries with their answers, cases, nominees, submissions and histories. Each report runs as
the Desk runs it, with its permissions, for the national officer, who sees everything, and for the approver
of one province. The site is removed at the end.

	make bench-reports
	<bench>/env/bin/python benchmarks/bench_reports.py --json result.json --keep

The services of the bench (MariaDB, Redis) have to run. The exit code is 1 if a limit is missed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import frappe
import harness
from frappe.desk.query_report import run
from frappe.utils import now_datetime
from measured_site.users import make_user

from kepu_app.access.roles import NATIONAL_OFFICER, PROVINCIAL_APPROVER
from kepu_app.access.scopes import forget_scopes
from kepu_app.core.defaults import provinces
from kepu_app.reports.pdf import REPORTS

SITE = "reports-benchmark.localhost"
YEARS = ("2024", "2023", "2022", "2021", "2020")
SIZES = {533: 1.0, 5330: 5.0}
"""Seconds that a report may take, by the number of counties."""

OFFICER, APPROVER, PROVINCE = "officer@benchmark.example", "approver@benchmark.example", "340000"
OTHER_VIEWS = {"Criteria Attainment": {"view": "Province"}, "Review Turnaround": {"grouping": "Reviewer"}}
TOPICS = ("resources", "workers", "organisation", "venues", "digital")
STATES = ("Approved", "Pending Provincial Review", "Returned", "Draft", "Approved", "Accepted")
CASES_AND_NOMINEES = ("Typical Case", 5), ("Speaker Nominee", 3)
"""So many of each a province and year."""
HISTORY = (
	("Draft", "Pending Provincial Review", "Kepu County Reporter"),
	("Pending Provincial Review", "Returned", PROVINCIAL_APPROVER),
	("Returned", "Pending Provincial Review", "Kepu County Reporter"),
	("Pending Provincial Review", "Approved", PROVINCIAL_APPROVER),
)


@dataclass(frozen=True)
class Measured:
	"""Seconds and SELECTs of one report for one reader."""

	counties: int
	report: str
	view: str
	reader: str
	rows: int
	median: float
	slowest: float
	queries: int


def main() -> int:
	parser = harness.parser("Measures the reports with 533 and 5330 counties.")
	parser.add_argument("--times", type=int, default=5, help="runs of each report (default: 5)")
	options = parser.parse_args()
	return harness.benchmark(options, SITE, lambda: result_of(measure(options.times)), print_table)


def result_of(measured: list[Measured]) -> dict[str, Any]:
	return {"reports": [asdict(each) for each in measured], "missed": list(misses(measured))}


def measure(times: int) -> list[Measured]:
	"""All figures, in the order in which the site grows."""
	frappe.init(SITE)
	frappe.connect()
	make_people()
	measured, present = [], 0
	for size in SIZES:
		fill(range(present, size))
		present = size
		for reader in (OFFICER, APPROVER):
			for report in REPORTS:
				for filters in ({}, OTHER_VIEWS.get(report)):
					if filters is not None:
						measured.append(measure_report(size, report, filters, reader, times))
	return measured


def measure_report(size: int, report: str, filters: dict[str, str], reader: str, times: int) -> Measured:
	"""One report, caches warm: the first run does not count."""
	frappe.set_user(reader)
	forget_scopes()
	chosen = {"cycle": YEARS[0], **filters}
	rows = len(run(report, filters=chosen, are_default_filters=False)["result"])
	seconds, selects = [], []
	for _each in range(times):
		before, start = count_selects(), time.perf_counter()
		run(report, filters=chosen, are_default_filters=False)
		seconds.append(time.perf_counter() - start)
		selects.append(count_selects() - before)
	frappe.set_user("Administrator")
	return Measured(
		counties=size,
		report=report,
		view=next(iter(filters.values()), ""),
		reader=reader.split("@")[0],
		rows=rows,
		median=round(statistics.median(seconds), 3),
		slowest=round(max(seconds), 3),
		queries=max(selects),
	)


def count_selects() -> int:
	# The query builder has no "show".
	return int(frappe.db.sql("show session status like 'Com_select'")[0][1])  # nosemgrep: frappe-using-db-sql


def misses(measured: list[Measured]) -> Iterator[str]:
	"""Yield what is slower than it may be, or asks more of the database the more there is in it."""
	queries: dict[tuple[str, str, str], int] = {}
	for each in measured:
		key = (each.report, each.view, each.reader)
		what = f"{each.counties} counties, {each.report} {each.view}, {each.reader}".replace(" ,", ",")
		if each.slowest > SIZES[each.counties]:
			yield f"{what}: {each.slowest} s, limit {SIZES[each.counties]} s"
		if each.queries > queries.setdefault(key, each.queries):
			yield f"{what}: {each.queries} queries, with fewer counties {queries[key]}"


def print_table(result: dict[str, Any]) -> None:
	line = "{:>8}  {:<30} {:<9} {:<8} {:>6} {:>9} {:>9} {:>8}"
	print(line.format("counties", "report", "view", "reader", "rows", "median s", "slowest", "queries"))
	for each in result["reports"]:
		print(line.format(*each.values()))


# ---------------------------------------------------------------------- the site


def make_people() -> None:
	for email, role in ((OFFICER, NATIONAL_OFFICER), (APPROVER, PROVINCIAL_APPROVER)):
		make_user(email, role, first_name=role, language="zh")
	province = frappe.get_doc("Province", PROVINCE)
	province.append("users", {"user": APPROVER, "role": PROVINCIAL_APPROVER})
	province.save()
	for year in YEARS[1:]:
		cycle = frappe.copy_doc(frappe.get_doc("Reporting Cycle", YEARS[0]))
		cycle.update({"year": int(year), "status": "Closed"})
		cycle.insert()
	frappe.db.set_value("Reporting Cycle", YEARS[0], "status", "Open")
	frappe.db.commit()


def fill(numbers: range) -> None:
	"""Add these counties, spread over all provinces, with all that they filed in every year."""
	codes = [each.code for each in provinces()]
	counties = {
		f"{codes[number % len(codes)][:2]}{number:05d}": codes[number % len(codes)] for number in numbers
	}
	insert("County", (_county(code, province) for code, province in counties.items()))
	insert("County User", (_county_user(code) for code in counties))
	for year in YEARS:
		if numbers.start == 0:
			insert("Provincial Submission", (_submission(year, code) for code in codes))
		insert("Annual Summary", (_summary(year, *each) for each in counties.items()))
		insert("Summary Assessment", (row for code in counties for row in _assessments(year, code)))
		insert("Review Entry", (row for each in counties.items() for row in _history(year, *each)))
		for doctype, number in CASES_AND_NOMINEES:
			insert(doctype, _chosen(doctype, number, year, counties))
		insert("Nominee Reason", _reasons(year, counties))
	frappe.db.commit()
	tables = ("County", "Annual Summary", "Summary Assessment", "Review Entry", "Typical Case")
	# The query builder has no "analyze", without which the database would plan for empty tables.
	frappe.db.sql_ddl(  # nosemgrep: frappe-using-db-sql
		"analyze table " + ", ".join(f"`tab{table}`" for table in tables)
	)


def insert(doctype: str, rows: Iterator[dict[str, Any]]) -> None:
	found = list(rows)
	if found:
		fields = list(found[0])
		values = [[row[field] for field in fields] for row in found]
		frappe.db.bulk_insert(doctype, fields, values, chunk_size=5000)


def _chance(code: str, limit: int) -> int:
	"""Return a number below ``limit`` that is always the same for a code."""
	return int(code) * 7919 % 10_007 % limit


def _county(code: str, province: str) -> dict[str, Any]:
	city = f"第{_chance(code, 12)}市"
	place = {"county_name": f"示范县{code}", "province": province, "city": city}
	return {"name": code, "code": code, **place, "active": 1}


def _county_user(code: str) -> dict[str, Any]:
	person = {"user": OFFICER, "full_name": f"联系人{code}", "phone": "13800000000"}
	return {"name": f"user-{code}", "parent": code, "parenttype": "County", "parentfield": "users", **person}


def _submission(year: str, province: str) -> dict[str, Any]:
	name = f"{year}-{province}"
	return {"name": name, "cycle": year, "province": province, "workflow_state": "Collecting"}


def _summary(year: str, code: str, province: str) -> dict[str, Any]:
	state = STATES[_chance(code, len(STATES))]
	filed_at = None if state == "Draft" else datetime(int(year) + 1, 2, 1 + _chance(code, 25))
	return {
		"name": f"{year}-{code}",
		"cycle": year,
		"county": code,
		"province": province,
		"workflow_state": state,
		"first_submitted_at": filed_at,
		"submitted_late": int(_chance(code, 9) == 0),
		"state_since": now_datetime() - timedelta(days=_chance(code, 30)),
	}


def _assessments(year: str, code: str) -> Iterator[dict[str, Any]]:
	rows = frappe.get_cached_doc("Reporting Cycle", year).standard
	for index, row in enumerate(frappe.get_cached_doc("Evaluation Standard", rows).criteria):
		met = _chance(f"{code}{index:02d}", 5) > 0
		yield {
			"name": f"{year}-{code}-{index}",
			"parent": f"{year}-{code}",
			"parenttype": "Annual Summary",
			"parentfield": "assessments",
			"criterion": row.number,
			"title": row.title,
			"indicator_code": row.indicator_code,
			"value": str(_chance(f"{code}{index:02d}", 997)) if row.indicator_code else None,
			"met": "Met" if met else "Not Met",
		}


def _history(year: str, code: str, province: str) -> Iterator[dict[str, Any]]:
	for step, (from_state, to_state, role) in enumerate(HISTORY):
		yield {
			"name": YEARS.index(year) * 10_000_000 + int(code[2:]) * 10 + step + 1,
			"reference_doctype": "Annual Summary",
			"reference_name": f"{year}-{code}",
			"cycle": year,
			"province": province,
			"county": code,
			"from_state": from_state,
			"to_state": to_state,
			"role": role,
			"user": APPROVER if role == PROVINCIAL_APPROVER else OFFICER,
			"hours_in_state": _chance(code, 300),
		}


def _chosen(doctype: str, number: int, year: str, counties: dict[str, str]) -> Iterator[dict[str, Any]]:
	"""Cases or nominees of every county, of which a province has chosen as many as it may."""
	is_case = doctype == "Typical Case"
	taken: dict[str, int] = {}
	for code, province in counties.items():
		taken[province] = taken.get(province, 0) + 1
		is_chosen = taken[province] <= number
		own = (
			{"topic": TOPICS[taken[province] % len(TOPICS)], "title": f"案例{code}"}
			if is_case
			else {"nominee_name": f"人选{code}", "sex": "女", "bio": "从事科普工作多年。" * 18, "rank": 1}
		)
		yield {
			"name": f"{year}-{'case' if is_case else 'nominee'}-{code}",
			"cycle": year,
			"county": code,
			"province": province,
			"workflow_state": ("Selected" if is_case else "Nominated") if is_chosen else "Proposed",
			**own,
		}


def _reasons(year: str, counties: dict[str, str]) -> Iterator[dict[str, Any]]:
	for code in counties:
		for number in (1, 2, 3):
			yield {
				"name": f"{year}-reason-{code}-{number}",
				"parent": f"{year}-nominee-{code}",
				"parenttype": "Speaker Nominee",
				"parentfield": "reasons",
				"idx": number,
				"reason": "善于面向公众讲解，讲课受到欢迎。",
			}


if __name__ == "__main__":
	sys.exit(main())
