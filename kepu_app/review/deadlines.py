"""When a document is due, how many days are left, and whether it is late.

A county's documents are due by its province's own deadline if set; all others by the national one. The last
day is still in time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate
from pypika.functions import Coalesce

from kepu_app.utils.doctypes import CASE, SUBMISSION, SUMMARY
from kepu_app.utils.stored import stored_value

COUNTY_FILES = (SUMMARY, CASE)
"""Documents that are due by the deadline of the counties; the others by the national one."""


def county_deadline(own: Any, national: Any) -> date:
	"""Return the day by which a county files: its province's own deadline, else the national one."""
	return getdate(own or national)


def county_deadline_term(submission: Any, national: Any) -> Coalesce:
	"""Return ``county_deadline`` as a term of a query.

	Args:
		submission: the table of Provincial Submission, joined to its counties.
		national: a column or a day.
	"""
	return Coalesce(submission.county_deadline, national)


def county_deadlines(cycle: str, national: Any) -> dict[str, date]:
	"""Return ``county_deadline`` in a cycle by province, of those that have a submission in it."""
	rows = frappe.get_all(SUBMISSION, {"cycle": cycle}, ["province", "county_deadline"])
	return {row.province: county_deadline(row.county_deadline, national) for row in rows}


def due_date(doc: Any) -> date:
	"""Return the day by which a document with a workflow is due."""
	own = None
	if doc.doctype in COUNTY_FILES:
		own = stored_value(SUBMISSION, doc.submission_name(), "county_deadline")
	return county_deadline(own, frappe.get_cached_value("Reporting Cycle", doc.cycle, "national_deadline"))


def due_dates(documents: Collection[Mapping[str, Any]]) -> list[date]:
	"""Return ``due_date`` of each document, with two queries for all.

	Args:
		documents: each with ``doctype``, ``cycle`` and ``province``.
	"""
	names = sorted({f"{each['cycle']}-{each['province']}" for each in documents})
	rows = frappe.get_all(SUBMISSION, {"name": ["in", names]}, ["cycle", "province", "county_deadline"])
	own = {(row.cycle, row.province): row.county_deadline for row in rows}
	cycles = sorted({each["cycle"] for each in documents})
	rows = frappe.get_all("Reporting Cycle", {"name": ["in", cycles]}, ["name", "national_deadline"])
	national = {row.name: row.national_deadline for row in rows}
	return [
		county_deadline(
			own.get((each["cycle"], each["province"])) if each["doctype"] in COUNTY_FILES else None,
			national[each["cycle"]],
		)
		for each in documents
	]


def days_until(deadline: Any) -> int:
	"""Return the number of days until a deadline, negative once it is past."""
	return (getdate(deadline) - getdate()).days


def is_past(deadline: Any) -> bool:
	"""Return whether a document handed in today is late."""
	return days_until(deadline) < 0
