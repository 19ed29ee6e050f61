#!/usr/bin/env python3
"""How long the Desk takes with a province's workbook of 500 rows: to fill it, take it back unchanged,
preview a changed one, write that.

Makes a site of its own on the bench of ``make site`` with all the counties of one province. Each has a
summary with self-assessment and two cases, full-length; nominees make up 500 rows. All of it waits for the
province, whose approver downloads and uploads by HTTP, as the Desk does. In the changed workbook something
is different in every row. The site is removed at the end.

	make bench-workbook
	<bench>/env/bin/python benchmarks/bench_workbook.py --json result.json --keep

The services of the bench (MariaDB, Redis) have to run. The exit code is 1 if a limit is missed.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import frappe
import harness
import openpyxl
import requests
from frappe.utils import now
from frappe.workflow.doctype.workflow_action.workflow_action import process_workflow_actions
from measured_site import filling, places, serving, users

from kepu_app.access.roles import PROVINCIAL_APPROVER
from kepu_app.core.defaults import divisions
from kepu_app.cycles import jobs

YEAR, PROVINCE = places.YEARS[0], places.PROVINCE
SUBMISSION = f"{YEAR}-{PROVINCE}"
ROWS, CASES_OF_A_COUNTY = 500, 2
LONGEST = 10.0
"""Seconds of each request."""

CHANGES = {"工作总结": "落款单位", "测评自评": "1.", "典型案例": "案例标题", "宣讲团人选": "职务"}
"""By sheet, how the heading begins of the column that is changed in every row."""
DOCUMENTS = ("Annual Summary", "Typical Case", "Speaker Nominee")


def main() -> int:
	options = harness.parser("Measures a province's workbook of 500 rows in the Desk.").parse_args()
	return harness.benchmark(options, places.SITE, measure, print_table)


def measure() -> dict[str, Any]:
	"""Return the four requests, and what was in the database after each."""
	places.connect()
	make_province()
	jobs.execute(YEAR, "open", "Administrator", "zh")
	fill_province()
	with serving.web_server() as url:
		desk = Desk(url)
		desk.download()  # the first request of a web server imports everything
		export, workbook = desk.download()
		unchanged, said = desk.upload(workbook)
		assert not said["changes"], f"{len(said['changes'])} documents differ from their own workbook"
		rows, changed = with_changes(workbook)
		before = newest()
		rehearsal, said = desk.upload(changed)
		assert not said["obstacles"], next(each for each in said["changes"] if each["refusal"])
		assert before == newest(), "a rehearsal wrote something"
		writing, written = desk.upload(changed, confirmed=1)
	frappe.db.rollback()
	assert newest() > before, "nothing was written"
	assert written["written"] == len(said["changes"]) == documents()
	seconds = {"download": export, "unchanged": unchanged, "rehearsal": rehearsal, "writing": writing}
	return {
		"rows": rows,
		"documents": written["written"],
		"megabytes": round(len(workbook) / 1e6, 2),
		"seconds": {what: round(each, 2) for what, each in seconds.items()},
		"processors": os.cpu_count(),
		"load": os.getloadavg(),
		"missed": [f"{what} took {each:.1f} s" for what, each in seconds.items() if each > LONGEST],
	}


def make_province() -> None:
	"""All counties of the province, and its approver."""
	print("making the province …", flush=True)
	approver = places.PEOPLE["province"]
	users.make_user(approver)
	for division in divisions().values():
		if division.current and division.code[:2] == PROVINCE[:2]:
			county = frappe.new_doc("County")
			county.update({"code": division.code, "county_name": division.name, "city": division.city})
			county.update({"province": PROVINCE, "batch": "第二批", "period": "2021-2025年度"})
			county.insert()
	province = frappe.get_doc("Province", PROVINCE)
	province.append("users", {"user": approver, "role": PROVINCIAL_APPROVER})
	province.save()
	frappe.db.commit()


def fill_province() -> None:
	"""Texts of full length; everything waits for the province, which may change it then."""
	place = {"cycle": YEAR, "province": PROVINCE}
	names = frappe.get_all("Annual Summary", place, pluck="name")
	rows = {"parent": ["in", names]}
	frappe.db.set_value("Summary Section", rows, "text", filling.TEXT, update_modified=False)
	frappe.db.set_value("Summary Assessment", {**rows, "indicator_code": ["is", "not set"]}, "met", "Met")
	frappe.db.set_value("Summary Assessment", {**rows, "indicator_code": ["is", "set"]}, "value", "50")
	waiting = {"workflow_state": "Pending Provincial Review", "on_behalf_of": "县科协", "modified": now()}
	frappe.db.set_value("Annual Summary", {"name": ["in", names]}, waiting, update_modified=False)
	counties = frappe.get_all("County", {"province": PROVINCE}, pluck="name", order_by="name asc")
	for doc in (*_cases(counties), *_nominees(counties)):
		doc.insert()
		doc.db_set("workflow_state", "Proposed", update_modified=False)
	# Frappe keeps for each document who may take the next step, as of when it came into its state.
	for doctype in DOCUMENTS:
		for name in frappe.get_all(doctype, place, pluck="name"):
			process_workflow_actions(frappe.get_doc(doctype, name), "on_update")
	frappe.db.commit()


def _cases(counties: list[str]) -> Iterator[Any]:
	topics = [row.code for row in frappe.get_doc("Reporting Cycle", YEAR).topics]
	for number, county in enumerate(counties):
		for index in range(CASES_OF_A_COUNTY):
			doc = frappe.new_doc("Typical Case")
			doc.update({"cycle": YEAR, "county": county, "topic": topics[(number + index) % len(topics)]})
			doc.update({"title": "以赛促学的做法", "text": filling.SCORE})
			yield doc


def _nominees(counties: list[str]) -> Iterator[Any]:
	wanted = ROWS - (2 + CASES_OF_A_COUNTY) * len(counties)
	for number in range(wanted):
		doc = frappe.new_doc("Speaker Nominee")
		doc.update({"cycle": YEAR, "county": counties[number % len(counties)], "rank": number + 1})
		doc.update({"nominee_name": f"张{number:03}", "sex": "女", "political_status": "中共党员"})
		doc.update({"birth_month": "1980-06", "phone": f"1380013{number:04}", "organisation": "县科协"})
		doc.update({"position": "副主席", "bio": filling.SCORE[:200]})
		doc.append("reasons", {"reason": filling.SCORE[:60]})
		yield doc


def documents() -> int:
	"""How many documents the workbook has rows of."""
	place = {"cycle": YEAR, "province": PROVINCE}
	return sum(frappe.db.count(doctype, place) for doctype in DOCUMENTS)


def newest() -> str:
	"""When anything of it was changed last."""
	frappe.db.rollback()
	place = {"cycle": YEAR, "province": PROVINCE}
	return max(str(frappe.db.get_value(each, place, "max(modified)")) for each in DOCUMENTS)


def with_changes(content: bytes) -> tuple[int, bytes]:
	"""Return the workbook with another value in each row of a county, a case or a nominee, and their number."""
	workbook, rows = openpyxl.load_workbook(io.BytesIO(content)), 0
	for name, heading in CHANGES.items():
		sheet = workbook[name]
		top, column = next(
			(cell.row, cell.column)
			for row in sheet.iter_rows(max_row=5)
			for cell in row
			if str(cell.value or "").replace("*", "").strip().startswith(heading)
		)
		for row in range(top + 1, sheet.max_row + 1):
			cell = sheet.cell(row, column)
			if cell.value not in (None, ""):
				cell.value = "否" if name == "测评自评" else f"{cell.value}（改）"
				rows += 1
	target = io.BytesIO()
	workbook.save(target)
	assert rows == ROWS, f"{rows} rows"
	return rows, target.getvalue()


class Desk:
	"""The approver's session; every call gives its seconds and what came."""

	def __init__(self, url: str) -> None:
		self._url = f"{url}/api/method/kepu_app.workbooks.api"
		self._session = serving.signed_in(url, "province")

	def download(self) -> tuple[float, bytes]:
		place = {"doctype": "Provincial Submission", "name": SUBMISSION}
		seconds, response = self._timed("GET", "download", params=place)
		return seconds, response.content

	def upload(self, content: bytes, confirmed: int = 0) -> tuple[float, dict[str, Any]]:
		data = {"doctype": "Provincial Submission", "name": SUBMISSION, "confirmed": confirmed}
		files = {"file": ("工作簿.xlsx", content)}
		seconds, response = self._timed("POST", "upload", data=data, files=files)
		said = response.json()["message"]
		if "problems" in said:
			sys.exit(f"the workbook was not read: {said['problems'][:3]}")
		return seconds, said

	def _timed(self, verb: str, method: str, **options: Any) -> tuple[float, requests.Response]:
		started = time.perf_counter()
		response = self._session.request(verb, f"{self._url}.{method}", timeout=110, **options)
		seconds = time.perf_counter() - started
		if not response.ok:
			sys.exit(f"{method}: {response.status_code} {response.text[:1000]}")
		return seconds, response


def print_table(result: dict[str, Any]) -> None:
	print(f"\n{result['rows']} rows, {result['documents']} documents, {result['megabytes']} MB")
	for what, seconds in result["seconds"].items():
		print(f"{what:12} {seconds:6.2f} s (limit {LONGEST:g} s)")


if __name__ == "__main__":
	sys.exit(main())
