"""The lists and forms that people fetch, and how many SQL queries each of them takes."""

from __future__ import annotations

import json
from typing import Any

import frappe

from measured_site.places import COUNTY, PEOPLE, PROVINCE, YEARS, connect
from measured_site.queries import counted_queries

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
	"""Return what the Desk's list view sends."""
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
	"""Return a document that every role with the right to the DocType may open."""
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


def count_queries(kind: str, doctype: str, role: str, page: int = 20) -> int:
	"""Count the queries of a request once the caches are warm, counted in this process as that person."""
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
