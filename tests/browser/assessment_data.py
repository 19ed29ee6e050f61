"""A round of assessment for the browser test: a province that names two assessors, one of whom has marked all.

Runs with the bench's own Python, from the folder ``sites``, after ``site_data.py``::

    ../env/bin/python …/assessment_data.py SITE PASSWORD

Writes as JSON the users and the name of the sheet.
"""

from __future__ import annotations

import json
import sys

import frappe

from tests.browser.site_data import PROVINCE
from tests.browser.site_steps import CYCLE, have_user

PEOPLE = {"assessor": ("marks-1@assess.test", "程立文"), "second_assessor": ("marks-2@assess.test", "吴秀兰")}


def main() -> None:
	site, password = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	_take_away()
	for user, name in PEOPLE.values():
		have_user(user, name, password, "Kepu Assessor")
	frappe.db.commit()
	print(
		json.dumps(
			{
				"users": {role: user for role, (user, _name) in PEOPLE.items()},
				"names": [name for _user, name in PEOPLE.values()],
				"cycle": CYCLE,
				"province": PROVINCE,
			},
			ensure_ascii=False,
		)
	)
	frappe.destroy()


def _take_away() -> None:
	"""Remove what an earlier run has made."""
	rounds = frappe.get_all("Assessment Round", {"province": PROVINCE}, pluck="name")
	marked = frappe.get_all("Subject Assessment", {"round": ["in", rounds]}, pluck="name")
	sheets = frappe.get_all("Scoring Sheet", {"province": PROVINCE}, pluck="name")
	for table, parents in (
		("Subject Mark", marked),
		("Round Assessor", rounds),
		("Round Choice", rounds),
		("Scoring Item", sheets),
	):
		frappe.db.delete(table, {"parent": ["in", parents]})
	for doctype, names in (
		("Subject Assessment", marked),
		("Assessment Round", rounds),
		("Scoring Sheet", sheets),
	):
		frappe.db.delete(doctype, {"name": ["in", names]})


if __name__ == "__main__":
	main()
