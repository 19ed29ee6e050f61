"""A closed cycle of another year with two selected cases, for the browser test of the library.

Runs with the bench's own Python, from the folder ``sites``, after ``site_data.py``::

    ../env/bin/python …/library_data.py SITE make|remove

Writes the year and the titles of the cases as JSON.
"""

from __future__ import annotations

import json
import sys

import frappe

from tests.browser.site_data import OTHER, OWN
from tests.browser.site_steps import CYCLE, insert_by_system, new
from tests.years import year_of

YEAR = year_of(__file__)
CASES = {OWN: "石榴籽科普小院走进村头", OTHER: "水果之乡的田间课堂"}
TEXT = "县科协联合农技推广中心，每月在果园里开一堂课，果农当场提问，专家当场示范修剪。"


def main() -> None:
	site, wanted = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	_remove()
	if wanted == "make":
		_make()
	frappe.db.commit()
	print(json.dumps({"year": YEAR, "titles": sorted(CASES.values())}, ensure_ascii=False))
	frappe.destroy()


def _remove() -> None:
	frappe.db.delete("Typical Case", {"cycle": YEAR})
	frappe.db.delete("Reporting Cycle", YEAR)
	for table in ("Cycle Topic", "Cycle Heading"):
		frappe.db.delete(table, {"parent": YEAR})
	frappe.clear_cache()


def _make() -> None:
	"""Make what was decided in a year that is over: its states are set, not gone through."""
	cycle = frappe.copy_doc(frappe.get_doc("Reporting Cycle", CYCLE))
	cycle.update(
		{"year": int(YEAR), "status": "Draft", "notice_date": "2072-01-10", "national_deadline": "2072-03-10"}
	)
	cycle.insert()
	frappe.db.set_value("Reporting Cycle", YEAR, "status", "Open")
	for county, title in CASES.items():
		case = new("Typical Case", cycle=YEAR, county=county, topic=cycle.topics[0].code, title=title)
		case.text = TEXT
		insert_by_system(case)
		frappe.db.set_value("Typical Case", case.name, "workflow_state", "Selected")
	frappe.db.set_value("Reporting Cycle", YEAR, "status", "Closed")


if __name__ == "__main__":
	main()
