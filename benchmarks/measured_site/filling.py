"""What a year leaves behind: texts, histories, versions, cases, nominees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count as count_from
from itertools import pairwise
from typing import Any

import frappe
from frappe.model.document import bulk_insert
from frappe.utils import add_days, now_datetime

TEXT = "县委、县政府高度重视公民科学素质建设，把科普工作纳入经济社会发展总体规划。" * 18
SCORE = "".join(("立足本地实际，整合资源，建成覆盖城乡的科普服务圈。",) * 18)


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
