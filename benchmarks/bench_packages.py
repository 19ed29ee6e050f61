#!/usr/bin/env python3
"""How long the packages take, and what the Desk and the memory feel of it.

Uses the site that ``measured_site`` makes, with one year of 533 counties, all of it approved. First one
province with 30 counties is built while its approver keeps asking for lists. Then all 32 provinces are
built in a single process, the large one at both ends. Frappe's worker starts a process for each build, so
flat memory here is a stricter test than the site will ever see.

	make bench-packages
	<bench>/env/bin/python benchmarks/bench_packages.py --json result.json --keep

The services of the bench (MariaDB, Redis) have to run. The exit code is 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import frappe
import harness
from measured_site import calls, filling, places, serving

from kepu_app.packages.build import run
from kepu_app.packages.start import FOR_STAMPING, OUTDATED
from kepu_app.utils.doctypes import SUBMISSION

YEAR = places.YEARS[0]
COUNTIES_OF_A_LARGE_PROVINCE = 30
LONGEST_BUILD, LONGEST_COUNTRY = 30.0, 360.0
SLOWEST_LIST, LARGEST_MEMORY, LARGEST_GROWTH = 500.0, 500.0, 50.0
"""Seconds of one province and of all; milliseconds of the 95th percentile; MB at the peak. Also MB more
that the same province may take at the end than at the beginning."""


@dataclass(frozen=True)
class Build:
	"""One province's package: seconds, and the largest resident memory of the process meanwhile in MB."""

	submission: str
	counties: int
	seconds: float
	memory: float
	papers: int


def main() -> int:
	parser = harness.parser("Measures the packages of a province and of the country.")
	parser.add_argument("--build", nargs="+", help=argparse.SUPPRESS)
	options = parser.parse_args()
	if options.build:
		return build_all(options.build)
	return harness.benchmark(options, places.SITE, measure, print_table)


def measure() -> dict[str, Any]:
	"""Return the large province with the Desk in use, then the country."""
	places.connect()
	places.make_people_and_counties()
	places.open_cycle(YEAR)
	filling.fill_year(YEAR)
	finish_the_year()
	counties = counties_of_submissions()
	large = large_province(counties)
	others = [name for name in counties if name != large]
	answers: list[float] = []
	with serving.web_server() as url:
		serving.time_requests(url, ("list", "Annual Summary", "province"), 2)
		print(f"building {large} with {counties[large]} counties …", flush=True)
		busy = build_in_another_process([large], counties, lambda: answers.extend(one_look(url)))
	print("building the whole country …", flush=True)
	# The first build of a process loads fonts and templates, so what it takes says nothing of growth.
	_first, *country, again = build_in_another_process(
		[large, large, *others, large], counties, lambda: time.sleep(0.2)
	)
	result = {
		"large": asdict(busy[0]),
		"lists": {
			"requests": len(answers),
			"median": round(statistics.median(answers)),
			"p95": round(serving.percentile(answers, 95)),
		},
		"country_seconds": round(sum(each.seconds for each in country), 1),
		"country": [asdict(each) for each in country],
		"growth": round(again.memory - country[0].memory, 1),
		"processors": os.cpu_count(),
		"load": os.getloadavg(),
	}
	return {**result, "missed": missed(result)}


def finish_the_year() -> None:
	"""Everything as it stands when the provinces have finalised."""
	frappe.db.set_value("Typical Case", {"cycle": YEAR}, "workflow_state", "Selected", update_modified=False)
	frappe.db.set_value(
		"Speaker Nominee", {"cycle": YEAR}, "workflow_state", "Nominated", update_modified=False
	)
	frappe.db.set_value(SUBMISSION, {"cycle": YEAR}, "workflow_state", "Awaiting Seal", update_modified=False)
	frappe.db.commit()


def counties_of_submissions() -> dict[str, int]:
	"""How many counties each province with any has, the small ones first."""
	numbers: dict[str, int] = {}
	for province in frappe.get_all("Annual Summary", {"cycle": YEAR}, pluck="province"):
		numbers[f"{YEAR}-{province}"] = numbers.get(f"{YEAR}-{province}", 0) + 1
	return dict(sorted(numbers.items(), key=lambda item: item[1]))


def large_province(counties: dict[str, int]) -> str:
	"""Return the smallest with at least 30 counties."""
	return next(name for name, number in counties.items() if number >= COUNTIES_OF_A_LARGE_PROVINCE)


def one_look(url: str) -> list[float]:
	"""Milliseconds of one list request, as an approver who works on makes it every half second."""
	session = serving.sessions["province"]
	started = time.perf_counter()
	response = session.post(
		f"{url}/api/method/frappe.desk.reportview.get",
		data=calls.list_arguments("Annual Summary"),
		timeout=60,
	)
	taken = (time.perf_counter() - started) * 1000
	response.raise_for_status()
	time.sleep(0.2)
	return [taken]


def build_in_another_process(names: list[str], counties: dict[str, int], meanwhile: Any) -> list[Build]:
	"""Build as the queue does, in a process whose memory is that of the builds alone."""
	command = [sys.executable, str(Path(__file__).resolve()), "--build", *names]
	process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
	while process.poll() is None:
		meanwhile()
	if process.returncode:
		sys.exit(f"the builds ended with {process.returncode}")
	lines = [json.loads(line) for line in process.stdout if line.startswith("{")]
	return [Build(counties=counties[each["submission"]], **each) for each in lines]


def build_all(names: list[str]) -> int:
	"""Return the other process: one line of JSON for each build."""
	places.connect()
	for name in names:
		frappe.db.set_value(SUBMISSION, name, "package_status", OUTDATED, update_modified=False)
		frappe.db.commit()
		_forget_peak()
		started = time.perf_counter()
		run(name, FOR_STAMPING)
		seconds = round(time.perf_counter() - started, 2)
		facts = {"submission": name, "seconds": seconds, "memory": _peak(), "papers": _papers(name)}
		print(json.dumps(facts), flush=True)
	frappe.destroy()
	return 0


def _forget_peak() -> None:
	Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
	"""Return the largest resident memory since the last ``_forget_peak``, in MB."""
	lines = Path("/proc/self/status").read_text().splitlines()
	return round(int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024, 1)


def _papers(name: str) -> int:
	"""How many PDF files the package holds; a package without the summaries would be fast for nothing."""
	url = frappe.db.get_value(SUBMISSION, name, "package")
	file = frappe.get_doc("File", {"file_url": url, "attached_to_name": name})
	with zipfile.ZipFile(file.get_full_path()) as archive:
		return sum(entry.endswith(".pdf") for entry in archive.namelist())


def missed(result: dict[str, Any]) -> list[str]:
	"""Return the limits that do not hold, in words."""
	found = []
	if result["large"]["seconds"] > LONGEST_BUILD:
		found.append(f"the large province took {result['large']['seconds']} s")
	if result["lists"]["p95"] > SLOWEST_LIST:
		found.append(f"lists took {result['lists']['p95']} ms meanwhile")
	if result["country_seconds"] > LONGEST_COUNTRY:
		found.append(f"the country took {result['country_seconds']} s")
	if max(each["memory"] for each in result["country"]) > LARGEST_MEMORY:
		found.append("too much memory")
	if result["growth"] > LARGEST_GROWTH:
		found.append(f"memory grew by {result['growth']} MB")
	for each in [result["large"], *result["country"]]:
		if each["papers"] < each["counties"]:
			found.append(
				f"{each['submission']} holds {each['papers']} papers for {each['counties']} counties"
			)
	return found


def print_table(result: dict[str, Any]) -> None:
	large, lists, country = result["large"], result["lists"], result["country"]
	print(
		f"\n{large['counties']} counties: {large['seconds']} s (limit {LONGEST_BUILD:g} s), {large['memory']} MB"
	)
	print(
		f"lists meanwhile: {lists['requests']} requests, median {lists['median']} ms, "
		f"95 % within {lists['p95']} ms (limit {SLOWEST_LIST:g} ms)"
	)
	print(
		f"{len(country)} provinces, {sum(each['counties'] for each in country)} counties: "
		f"{result['country_seconds']} s (limit {LONGEST_COUNTRY:g} s), "
		f"at most {max(each['memory'] for each in country)} MB (limit {LARGEST_MEMORY:g} MB), "
		f"growth {result['growth']} MB"
	)


if __name__ == "__main__":
	sys.exit(main())
