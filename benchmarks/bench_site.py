#!/usr/bin/env python3
"""How fast the site is with a whole country on it: opening a cycle, lists and forms.

Makes a site of its own on the bench of ``make site``, with 533 counties, and opens a cycle. Four more years
follow, with full-length texts, cases, nominees, histories. People of each role fetch lists and forms by
HTTP, as the Desk does. Then the same calls are counted in SQL queries, with one year and with five in the
database, for pages of 20 and 500 rows. The site is removed at the end.

	make bench-site
	<bench>/env/bin/python benchmarks/bench_site.py --json result.json --keep

The services of the bench (MariaDB, Redis) have to run. The exit code is 1 if a limit is missed.
"""

from __future__ import annotations

import os
import statistics
import sys
from dataclasses import asdict, dataclass
from typing import Any

import frappe
import harness
from measured_site.calls import LISTS, count_queries, requests_to_make
from measured_site.filling import fill_year
from measured_site.places import SITE, YEARS, connect, make_cycle, make_people_and_counties, open_cycle
from measured_site.serving import percentile, time_requests, web_server

LONGEST_OPENING, SLOWEST_ANSWER = 60.0, 300.0
"""Seconds of opening a cycle; milliseconds of the 95th percentile of a list or form."""


@dataclass(frozen=True)
class Answer:
	"""What one kind of request took: milliseconds by HTTP, SQL queries by size of the database and page."""

	what: str
	role: str
	median: float
	p95: float
	queries_one_year: int
	queries_five_years: int
	queries_long_page: int | None


def main() -> int:
	parser = harness.parser("Measures the site with 533 counties and five years.")
	parser.add_argument("--requests", type=int, default=60, help="of each kind (default: 60)")
	options = parser.parse_args()
	return harness.benchmark(options, SITE, lambda: measure(options.requests), print_table)


def measure(times: int) -> dict[str, Any]:
	"""All figures, in the order in which the site grows."""
	connect()
	make_people_and_counties()
	opening = open_cycle(YEARS[0])
	fill_year(YEARS[0])
	small = {key: count_queries(*key) for key in requests_to_make()}
	for year in YEARS[1:]:
		make_cycle(year)
		open_cycle(year)
		fill_year(year)
	large = {key: count_queries(*key) for key in requests_to_make()}
	long_page = {key: count_queries(*key, page=500) for key in requests_to_make() if key[0] == "list"}
	with web_server() as url:
		taken = {key: time_requests(url, key, times) for key in requests_to_make()}
	answers = [
		Answer(
			what=f"{kind} {doctype}",
			role=role,
			median=round(statistics.median(taken[kind, doctype, role]), 1),
			p95=round(percentile(taken[kind, doctype, role], 95), 1),
			queries_one_year=small[kind, doctype, role],
			queries_five_years=large[kind, doctype, role],
			queries_long_page=long_page.get((kind, doctype, role)),
		)
		for kind, doctype, role in requests_to_make()
	]
	return {
		"opening": opening,
		"rows": {doctype: frappe.db.count(doctype) for doctype in (*LISTS, "Version")},
		"answers": [asdict(each) for each in answers],
		"missed": missed(opening, answers),
		"load": os.getloadavg(),
		"processors": os.cpu_count(),
	}


def missed(opening: dict[str, float], answers: list[Answer]) -> list[str]:
	"""Return the limits that do not hold, in words."""
	found = []
	if opening["seconds"] > LONGEST_OPENING:
		found.append(f"opening took {opening['seconds']} s")
	for each in answers:
		if each.p95 > SLOWEST_ANSWER:
			found.append(f"{each.what} ({each.role}): {each.p95} ms")
		if max(each.queries_five_years, each.queries_long_page or 0) > each.queries_one_year:
			found.append(f"{each.what} ({each.role}): the number of queries grows")
	return found


# ---- showing ----------------------------------------------------------------------------------------


def print_table(result: dict[str, Any]) -> None:
	opening = result["opening"]
	print(
		f"\nopening a cycle with {opening['summaries']} counties: {opening['seconds']} s "
		f"({opening['processor_seconds']} s of processor, {opening['queries']} queries; limit {LONGEST_OPENING:g} s)"
	)
	print("rows: " + ", ".join(f"{doctype} {number}" for doctype, number in result["rows"].items()))
	print()
	print(f"{'':28} {'role':14} {'median':>8} {'p95':>8}   queries: 1 year, 5 years, 500 rows")
	for each in result["answers"]:
		long_page = "" if each["queries_long_page"] is None else each["queries_long_page"]
		print(
			f"{each['what']:28} {each['role']:14} {each['median']:6.0f}ms {each['p95']:6.0f}ms"
			f"   {each['queries_one_year']:>15}, {each['queries_five_years']:>7}, {long_page:>8}"
		)


if __name__ == "__main__":
	sys.exit(main())
