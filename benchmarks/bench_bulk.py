#!/usr/bin/env python3
"""How long it takes to return the summaries of a whole country in one go.

Makes a site of its own on the bench of ``make site``, with 533 counties whose summaries, of full length, all
wait for approval. Somebody who approves for every province returns them with one reason, in this process as
the background worker does it. One name of the list is of no document: that must not stop the others. The
site is removed at the end.

	make bench-bulk
	<bench>/env/bin/python benchmarks/bench_bulk.py --json result.json --keep

The services of the bench (MariaDB, Redis) have to run. The exit code is 1 if the limit is missed, or if a
summary was not returned or has no Review Entry.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import frappe
import harness
from measured_site import filling, places, queries

from kepu_app.access.roles import PROVINCIAL_APPROVER
from kepu_app.review import bulk
from kepu_app.utils.doctypes import SUMMARY

YEAR = places.YEARS[0]
LONGEST = 120.0
"""Seconds for all of them."""

NO_DOCUMENT = f"{YEAR}-000000"
REASON = "第二部分的场次与自评不一致，请核对后再报。"


def main() -> int:
	options = harness.parser("Measures the bulk return of 533 summaries.").parse_args()
	return harness.benchmark(options, places.SITE, measure, print_table)


def measure() -> dict[str, Any]:
	"""Seconds, queries, and what the database holds afterwards."""
	places.connect()
	places.make_people_and_counties()
	assign_everywhere()
	places.open_cycle(YEAR)
	names = wait_for_approval()
	print(f"returning {len(names)} summaries …", flush=True)
	frappe.set_user(places.PEOPLE["province"])
	started, processor = time.perf_counter(), time.process_time()
	with queries.counted_queries() as count:
		bulk.run("benchmark", SUMMARY, [NO_DOCUMENT, *names], "Return", REASON, {}, "zh")
	figures = {
		"documents": len(names),
		"seconds": round(time.perf_counter() - started, 1),
		"processor_seconds": round(time.process_time() - processor, 1),
		"queries": count(),
		"returned": frappe.db.count(SUMMARY, {"cycle": YEAR, "workflow_state": "Returned"}),
		"entries": frappe.db.count("Review Entry", {"cycle": YEAR, "action": "Return", "reason": REASON}),
		"told": frappe.db.count("Notification Log", {"document_type": SUMMARY}),
		"load": os.getloadavg(),
		"processors": os.cpu_count(),
	}
	return figures | {"missed": list(missed(figures))}


def missed(figures: dict[str, Any]) -> Iterator[str]:
	"""Yield the limits that do not hold, in words."""
	if figures["seconds"] > LONGEST:
		yield f"it took {figures['seconds']} s"
	for what in ("documents", "returned", "entries"):
		if figures[what] != places.COUNTIES:
			yield f"{what}: {figures[what]}, not {places.COUNTIES}"


def assign_everywhere() -> None:
	"""Have the provincial approver of the benchmark approve for every province."""
	print("assigning the approver …", flush=True)
	for name in frappe.get_all("Province", {"name": ["!=", places.PROVINCE]}, pluck="name"):
		province = frappe.get_doc("Province", name)
		province.append("users", {"user": places.PEOPLE["province"], "role": PROVINCIAL_APPROVER})
		province.save()
	frappe.db.commit()


def wait_for_approval() -> list[str]:
	"""Names of all summaries, which have texts of full length and were handed in."""
	filling.fill_year(YEAR)
	frappe.db.delete("Review Entry", {"cycle": YEAR})
	values = {"workflow_state": "Pending Provincial Review"}
	frappe.db.set_value(SUMMARY, {"cycle": YEAR}, values, update_modified=False)
	frappe.db.commit()
	return frappe.get_all(SUMMARY, {"cycle": YEAR}, pluck="name", order_by="name asc")


def print_table(result: dict[str, Any]) -> None:
	each = 1000 * result["seconds"] / result["documents"]
	print(
		f"\nreturning {result['documents']} summaries: {result['seconds']} s, {each:.0f} ms each "
		f"({result['processor_seconds']} s of processor, {result['queries']} queries; limit {LONGEST:g} s)"
	)
	print(
		f"returned {result['returned']}, review entries {result['entries']}, notifications {result['told']}"
	)


if __name__ == "__main__":
	sys.exit(main())
