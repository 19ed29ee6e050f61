"""Opens the reports on a random state, and takes apart what the Desk is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days

from kepu_app.reports.pdf import REPORTS
from tests.site import factories
from tests.site.factories import acting_as
from tests.site.report_states import ALL_COUNTIES, MORE_COUNTIES, YEAR, State, write

OVERVIEW, STATUS, MATRIX, ROSTER, CRITERIA, TURNAROUND, BY_COUNTY = REPORTS
LANGUAGE = ContextVar("language", default="en")


@contextmanager
def uncommitted_cycle() -> Iterator[str]:
	"""Yield a cycle in an uncommitted world that has no other counties than those of the random states."""
	doc = frappe.copy_doc(frappe.get_doc("Reporting Cycle", "2024"))
	doc.update({"year": int(YEAR), "national_deadline": add_days(doc.notice_date, 30)})
	doc.insert()
	for code, (name, province, city) in MORE_COUNTIES.items():
		factories.make_county(code, name, province, city)
	frappe.db.delete("County", {"name": ["not in", list(ALL_COUNTIES)]})
	yield YEAR
	frappe.db.rollback()
	frappe.clear_document_cache("Reporting Cycle", YEAR)


@contextmanager
def stored(state: State) -> Iterator[State]:
	"""Have the state in the database for a while."""
	frappe.db.savepoint("state")
	try:
		write(state)
		yield state
	finally:
		frappe.db.rollback(save_point="state")


def shown(report: str, reader: str, **filters: Any) -> Any:
	"""Return what the Desk gets when ``reader`` opens the report, in English unless a test asks for Chinese."""
	frappe.local.lang = LANGUAGE.get()
	with acting_as(reader):
		answer = run(report, filters={"cycle": YEAR, **filters}, are_default_filters=False)
	return frappe._dict(answer)


def figures_of(answer: Any) -> dict[str, Any]:
	return {each["label"]: each["value"] for each in answer.report_summary}


def bars_of(answer: Any) -> dict[str, dict[str, Any]]:
	"""Values of the chart by dataset and label."""
	data = answer.chart["data"]
	return {each["name"]: dict(zip(data["labels"], each["values"], strict=True)) for each in data["datasets"]}


def total_of(answer: Any) -> Any:
	return next((row for row in answer.result if row.get("bold")), None)


def rows_by(answer: Any, key: str) -> dict[str, Any]:
	return {row[key]: row for row in answer.result if not row.get("bold")}


def provinces_seen(reader: str) -> dict[str, str]:
	"""Names of the provinces that the reader may list, by code."""
	with acting_as(reader):
		fields = ["name", "province_name"]
		return dict(frappe.get_list("Province", fields=fields, order_by="name", as_list=True, limit=0))
