"""The site with a whole country on it: its counties, a person of each role, and its cycles."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import frappe

from kepu_app.access.roles import CITY_REVIEWER, KEPU_ADMINISTRATOR, NATIONAL_OFFICER, PROVINCIAL_APPROVER
from kepu_app.core.defaults import divisions, provinces
from kepu_app.cycles import jobs
from measured_site.queries import counted_queries
from measured_site.users import make_user

SITE = "benchmark.localhost"
COUNTIES, YEARS = 533, ("2024", "2023", "2022", "2021", "2020")

PROVINCE, COUNTY, CITY = "340000", "340102", "合肥市"
PEOPLE = {
	"county": "county@benchmark.example",
	"city": "city@benchmark.example",
	"province": "province@benchmark.example",
	"national": "national@benchmark.example",
	"administrator": "administrator@benchmark.example",
}
ROLES = {"national": (NATIONAL_OFFICER,), "administrator": (KEPU_ADMINISTRATOR,)}
"""Of those who are not given one by a place."""

REPORTERS = {COUNTY: PEOPLE["county"]}


def connect() -> None:
	"""Provide a fresh connection as Administrator, with nothing remembered of an earlier request."""
	frappe.destroy()
	frappe.init(SITE)
	frappe.connect()


def make_people_and_counties(reporters: Mapping[str, str] = REPORTERS) -> None:
	"""533 counties spread over all of China, and a person of each role; ``reporters`` by code of the county."""
	print(f"making {COUNTIES} counties …", flush=True)
	for person in PEOPLE:
		make_user(PEOPLE[person], *ROLES.get(person, ()))
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
	"""Open a cycle as the worker does; how long it took, and with how many queries."""
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
