#!/usr/bin/env python3
"""How fast the site is with a whole country on it: opening a cycle, lists and forms.

Makes a site of its own on the bench of ``make site``, with 533 counties; opens a cycle; then four more
years, with texts of full length, cases, nominees, histories. People of each role fetch lists and forms by
HTTP, as the Desk does. Then the same calls are counted in SQL queries, with one year and with five in the
database, for a page of 20 rows and of 500. The site is removed at the end.

	make bench-site
	<bench>/env/bin/python benchmarks/bench_site.py --json result.json --keep

The services of the bench (MariaDB, Redis) have to run. The exit code is 1 if a limit is missed.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count as count_from
from itertools import pairwise
from pathlib import Path
from typing import Any

import frappe
import harness
import requests
from frappe.model.document import bulk_insert
from frappe.utils import add_days, now_datetime
from frappe.utils.password import update_password

from kepu_app.access.roles import CITY_REVIEWER, KEPU_ADMINISTRATOR, NATIONAL_OFFICER, PROVINCIAL_APPROVER
from kepu_app.core.defaults import divisions, provinces
from kepu_app.cycles import jobs

SITE = "benchmark.localhost"
SETTINGS = Path(__file__).parents[1] / "scripts/one_site.py"
COUNTIES, YEARS = 533, ("2024", "2023", "2022", "2021", "2020")
LONGEST_OPENING, SLOWEST_ANSWER = 60.0, 300.0
"""Seconds of opening a cycle; milliseconds of the 95th percentile of a list or form."""

PASSWORD = frappe.generate_hash(length=24)
PROVINCE, COUNTY, CITY = "340000", "340102", "合肥市"
PEOPLE = {
	"county": "county@benchmark.example",
	"city": "city@benchmark.example",
	"province": "province@benchmark.example",
	"national": "national@benchmark.example",
	"administrator": "administrator@benchmark.example",
}
REPORTERS = {COUNTY: PEOPLE["county"]}
LISTS = {
	"Annual Summary": ("county", "province", "words", "workflow_state", "title"),
	"Typical Case": ("county", "province", "topic", "workflow_state"),
	"Speaker Nominee": ("nominee_name", "province", "workflow_state"),
	"Provincial Submission": ("cycle", "province", "county_deadline", "workflow_state", "sent_late", "title"),
	"County": ("code", "county_name", "province", "city", "active"),
	"Review Entry": ("reference_doctype", "reference_name", "action", "at"),
	"Reporting Cycle": ("year", "status", "standard", "national_deadline"),
}
NOT_FOR = {("Speaker Nominee", "county"), ("Speaker Nominee", "city")}
NOT_FOR |= {("Provincial Submission", "county"), ("Provincial Submission", "city")}
TEXT = "县委、县政府高度重视公民科学素质建设，把科普工作纳入经济社会发展总体规划。" * 18
SCORE = "".join(("立足本地实际，整合资源，建成覆盖城乡的科普服务圈。",) * 18)


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
	"""The limits that do not hold, in words."""
	found = []
	if opening["seconds"] > LONGEST_OPENING:
		found.append(f"opening took {opening['seconds']} s")
	for each in answers:
		if each.p95 > SLOWEST_ANSWER:
			found.append(f"{each.what} ({each.role}): {each.p95} ms")
		if max(each.queries_five_years, each.queries_long_page or 0) > each.queries_one_year:
			found.append(f"{each.what} ({each.role}): the number of queries grows")
	return found


def percentile(values: list[float], rank: int) -> float:
	return statistics.quantiles(values, n=100, method="inclusive")[rank - 1]


# ---- the site ---------------------------------------------------------------------------------------


def connect() -> None:
	"""A fresh connection as Administrator, with nothing remembered of an earlier request."""
	frappe.destroy()
	frappe.init(SITE)
	frappe.connect()


def make_people_and_counties(reporters: Mapping[str, str] = REPORTERS) -> None:
	"""533 counties spread over all of China, and a person of each role; ``reporters`` by code of the county."""
	print(f"making {COUNTIES} counties …", flush=True)
	for person in PEOPLE.values():
		user = frappe.new_doc("User")
		user.update({"email": person, "first_name": person.split("@")[0], "send_welcome_email": 0})
		user.insert()
		update_password(person, PASSWORD)
	for role, person in ((NATIONAL_OFFICER, "national"), (KEPU_ADMINISTRATOR, "administrator")):
		user = frappe.get_doc("User", PEOPLE[person])
		user.append_roles(role)
		user.save()
	homes = {each.code[:2]: each.code for each in provinces()}
	for division in chosen_divisions():
		county = frappe.new_doc("County")
		county.update({"code": division.code, "county_name": division.name, "city": division.city})
		county.update({"province": homes[division.code[:2]], "batch": "第二批", "period": "2021-2025年度"})
		if division.code in reporters:
			county.append("users", {"user": reporters[division.code]})
		county.insert()
	province = frappe.get_doc("Province", PROVINCE)
	province.append("users", {"user": PEOPLE["city"], "role": CITY_REVIEWER, "city": CITY})
	province.append("users", {"user": PEOPLE["province"], "role": PROVINCIAL_APPROVER})
	province.save()
	frappe.db.commit()


def chosen_divisions() -> list[Any]:
	"""Every nth county of the country, and the one that the reporter works for."""
	current = [each for each in divisions().values() if each.current and each.code != COUNTY]
	step = len(current) / (COUNTIES - 1)
	chosen = [current[int(number * step)] for number in range(COUNTIES - 1)]
	return [divisions()[COUNTY], *chosen]


def make_cycle(year: str) -> None:
	cycle = frappe.copy_doc(frappe.get_doc("Reporting Cycle", YEARS[0]))
	cycle.update({"year": int(year), "notice_number": f"科协普函基字〔{int(year) + 1}〕1号"})
	cycle.insert()
	frappe.db.commit()


def open_cycle(year: str) -> dict[str, float]:
	"""Opens a cycle as the worker does; how long it took, and with how many queries."""
	print(f"opening {year} …", flush=True)
	started, processor = time.perf_counter(), time.process_time()
	with counted_queries() as count:
		jobs.execute(year, "open", "Administrator", "zh")
	figures = {
		"seconds": round(time.perf_counter() - started, 1),
		"processor_seconds": round(time.process_time() - processor, 1),
		"queries": count(),
		"summaries": frappe.db.count("Annual Summary", {"cycle": year}),
	}
	assert figures["summaries"] == COUNTIES, figures
	return figures


# ---- what a year leaves behind ----------------------------------------------------------------------


def fill_year(year: str) -> None:
	"""Texts of full length, a history of each summary, five cases and three nominees of each province."""
	parents = frappe.get_all(
		"Annual Summary", {"cycle": year}, ["name", "county", "province"], order_by="county asc"
	)
	names = [each.name for each in parents]
	frappe.db.set_value("Summary Section", {"parent": ["in", names]}, "text", TEXT, update_modified=False)
	values = {"words": 2700, "characters": 2800, "workflow_state": "Approved"}
	frappe.db.set_value("Annual Summary", {"name": ["in", names]}, values, update_modified=False)
	bulk_insert("Review Entry", (entry for each in parents for entry in _history(year, each)))
	bulk_insert("Version", (version for each in parents for version in _versions(each)))
	by_province: dict[str, list[str]] = {}
	for each in parents:
		by_province.setdefault(each.province, []).append(each.county)
	bulk_insert("Typical Case", _cases(year, by_province))
	bulk_insert("Speaker Nominee", _nominees(year, by_province))
	frappe.db.commit()


_entry_numbers = count_from(1)


def _named(doctype: str, name: str | int, values: dict[str, Any]) -> Any:
	doc = frappe.new_doc(doctype)
	doc.update(values)
	doc.name = name
	doc.docstatus = 0
	for position, row in enumerate(doc.get_all_children(), start=1):
		row.update({"name": frappe.generate_hash(length=10), "parent": name, "idx": position})
	return doc


def _history(year: str, summary: Any) -> Iterator[Any]:
	states = ("Draft", "Pending Provincial Review", "Returned", "Pending Provincial Review", "Approved")
	for number, (before, after) in enumerate(pairwise(states)):
		values = {
			"reference_doctype": "Annual Summary",
			"reference_name": summary.name,
			"cycle": year,
			"province": summary.province,
			"county": summary.county,
			"action": "Return" if after == "Returned" else "Submit for Review",
			"from_state": before,
			"to_state": after,
			"user": "Administrator",
			"at": add_days(now_datetime(), number),
			"hours_in_state": 24.0,
		}
		yield _named("Review Entry", next(_entry_numbers), values)


def _versions(summary: Any) -> Iterator[Any]:
	data = json.dumps({"changed": [["on_behalf_of", None, "县科协"]], "row_changed": [], "added": []})
	for number in range(5):
		values = {"ref_doctype": "Annual Summary", "docname": summary.name, "data": data}
		yield _named("Version", f"{summary.name}-{number}", values)


def _cases(year: str, counties: dict[str, list[str]]) -> Iterator[Any]:
	topics = [row.code for row in frappe.get_doc("Reporting Cycle", year).topics]
	for province, codes in counties.items():
		for number, (topic, county) in enumerate(zip(topics, codes, strict=False), start=1):
			values = {"cycle": year, "province": province, "county": county, "topic": topic, "text": SCORE}
			values |= {"title": "典型案例", "sort_order": number, "workflow_state": "Proposed"}
			yield _named("Typical Case", f"CASE-{year}-{province}-{number}", values)


def _nominees(year: str, counties: dict[str, list[str]]) -> Iterator[Any]:
	for province, codes in counties.items():
		for number, county in enumerate(codes[:3], start=1):
			values = {"cycle": year, "province": province, "county": county, "rank": number}
			values |= {"nominee_name": "张伟", "bio": SCORE[:200], "workflow_state": "Proposed"}
			values["reasons"] = [{"reason": SCORE[:60]} for _ in range(3)]
			yield _named("Speaker Nominee", f"NOM-{year}-{province}-{number}", values)


# ---- requests ---------------------------------------------------------------------------------------


def requests_to_make() -> list[tuple[str, str, str]]:
	"""Kind, DocType and role of each request."""
	return [
		(kind, doctype, role)
		for kind in ("list", "form")
		for doctype in LISTS
		for role in PEOPLE
		if (doctype, role) not in NOT_FOR
	]


def list_arguments(doctype: str, page: int = 20) -> dict[str, Any]:
	"""What the Desk's list view sends."""
	fields = ["name", "owner", "creation", "modified", "modified_by", "_user_tags", "_comments", "_assign"]
	fields += ["_liked_by", "docstatus", "idx", *LISTS[doctype]]
	return {
		"doctype": doctype,
		"fields": json.dumps([f"`tab{doctype}`.`{field}`" for field in fields]),
		"filters": "[]",
		"order_by": f"`tab{doctype}`.`modified` desc",
		"start": 0,
		"page_length": page,
		"view": "List",
		"group_by": "",
		"with_comment_count": 1,
	}


def document_of(doctype: str) -> Any:
	"""A document that every role with the right to the DocType may open."""
	names = {
		"Annual Summary": f"{YEARS[0]}-{COUNTY}",
		"Typical Case": f"CASE-{YEARS[0]}-{PROVINCE}-1",
		"Speaker Nominee": f"NOM-{YEARS[0]}-{PROVINCE}-1",
		"Provincial Submission": f"{YEARS[0]}-{PROVINCE}",
		"County": COUNTY,
		"Review Entry": frappe.db.get_value("Review Entry", {"reference_name": f"{YEARS[0]}-{COUNTY}"}),
		"Reporting Cycle": YEARS[0],
	}
	return names[doctype]


@contextmanager
def counted_queries() -> Iterator[Callable[[], int]]:
	"""Counts what goes through ``frappe.db.sql``, by which every query goes."""
	plain, number = frappe.db.sql, 0

	def sql(*arguments: Any, **options: Any) -> Any:
		nonlocal number
		number += 1
		return plain(*arguments, **options)

	frappe.db.sql = sql
	try:
		yield lambda: number
	finally:
		frappe.db.sql = plain


def count_queries(kind: str, doctype: str, role: str, page: int = 20) -> int:
	"""Queries of a request once the caches are warm, counted in this process as that person."""
	for _ in range(2):
		connect()
		name = document_of(doctype)
		frappe.set_user(PEOPLE[role])
		with counted_queries() as count:
			_call(kind, doctype, name, page)
	number = count()
	connect()
	return number


def _call(kind: str, doctype: str, name: Any, page: int) -> None:
	if kind == "list":
		frappe.local.form_dict = frappe._dict(list_arguments(doctype, page))
		frappe.get_attr("frappe.desk.reportview.get")()
	else:
		frappe.get_attr("frappe.desk.form.load.getdoc")(doctype, name)


@contextmanager
def web_server() -> Iterator[str]:
	"""A web server of this site alone, as the bench runs its own."""
	with socket.socket() as free:
		free.bind(("127.0.0.1", 0))
		port = free.getsockname()[1]
	command = [str(harness.BENCH / "env/bin/gunicorn"), "--config", str(SETTINGS)]
	server = subprocess.Popen(
		[*command, "--bind", f"127.0.0.1:{port}"],
		env={**os.environ, "KEPU_SITE": SITE},
		stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL,
	)
	try:
		_wait_for(port)
		yield f"http://127.0.0.1:{port}"
	finally:
		server.terminate()
		server.wait(timeout=60)


def _wait_for(port: int) -> None:
	deadline = time.monotonic() + 60
	while time.monotonic() < deadline:
		with socket.socket() as probe:
			if probe.connect_ex(("127.0.0.1", port)) == 0:
				return
		time.sleep(0.2)
	sys.exit("the web server did not start")


sessions: dict[str, requests.Session] = {}
"""By role, of whoever has signed in."""


def time_requests(url: str, key: tuple[str, str, str], times: int) -> list[float]:
	"""Milliseconds of each request, one after the other, after a few that warm up both processes."""
	kind, doctype, role = key
	form = {"doctype": doctype, "name": document_of(doctype)}
	session = sessions.get(role) or signed_in(url, role)
	milliseconds = []
	for number in range(times + 4):
		started = time.perf_counter()
		if kind == "list":
			response = session.post(
				f"{url}/api/method/frappe.desk.reportview.get", data=list_arguments(doctype)
			)
		else:
			response = session.get(f"{url}/api/method/frappe.desk.form.load.getdoc", params=form)
		taken = (time.perf_counter() - started) * 1000
		if not response.ok:
			sys.exit(f"{kind} {doctype} ({role}): {response.status_code} {response.text[:1000]}")
		if number >= 4:
			milliseconds.append(taken)
	return milliseconds


def signed_in(url: str, role: str) -> requests.Session:
	session = requests.Session()
	session.headers["Accept"] = "application/json"
	response = session.post(
		f"{url}/api/method/login", data={"usr": PEOPLE[role], "pwd": PASSWORD}, timeout=60
	)
	response.raise_for_status()
	sessions[role] = session
	return session


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
