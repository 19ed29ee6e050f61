"""Makes what the test of the no-code path needs on the site, and puts back what it has changed.

Runs with the bench's own Python, from the folder ``sites``::

    ../env/bin/python …/no_code_data.py SITE make PASSWORD
    ../env/bin/python …/no_code_data.py SITE put-back FILE

``make`` writes people, documents and, under ``before``, what an administrator is going to change, as JSON;
``put-back`` is given that in a file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import frappe

from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.browser.site_steps import (
	CYCLE,
	USERS,
	assign,
	have_user,
	insert_by_system,
	make_county,
	make_summary,
	new,
)

PROVINCE, COUNTY, WORKFLOW = "620000", "620102", "Annual Summary Review"
STANDARD = "Evaluation Standard"
PEOPLE = {
	"manager": ("pei.zhi@kepu.test", "裴知", ("Kepu Administrator", "System Manager")),
	"reporter": ("sha.zao@kepu.test", "沙棘", ()),
	"approver": ("mai.ji@kepu.test", "麦积", ()),
	"second_approver": ("yue.ya@kepu.test", "岳雅", ()),
}


def main() -> None:
	site, task, argument = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	answer = {"make": make, "put-back": put_back}[task](argument)
	frappe.db.commit()
	print(json.dumps(answer, ensure_ascii=False, default=str))
	frappe.destroy()


def make(password: str) -> dict[str, Any]:
	"""People, one province with one county, and its complete summary, still a draft."""
	USERS.update({role: (user, name) for role, (user, name, _roles) in PEOPLE.items()})
	for user, name, roles in PEOPLE.values():
		have_user(user, name, password, *roles)
	_remove_documents()
	make_county(COUNTY, ["reporter"], county_name="城关区", city="兰州市", province=PROVINCE)
	approvers = [(role, "Kepu Provincial Approver", None) for role in ("approver", "second_approver")]
	assign(PROVINCE, approvers, city_review=0)
	insert_by_system(new(SUBMISSION, cycle=CYCLE, province=PROVINCE))
	name = make_summary(COUNTY, "城关区科协", "全年举办科普活动五十场，覆盖各街道。")
	before = [frappe.get_doc("Workflow", WORKFLOW), frappe.get_doc("Reporting Cycle", CYCLE)]
	users = {role: user for role, (user, _name, _roles) in PEOPLE.items()}
	return {"users": users, "summary": name, "before": [doc.as_dict() for doc in before]}


def put_back(file: str) -> None:
	"""Put the site back as it was, but for the people and the place."""
	_remove_documents()
	for stored in json.loads(Path(file).read_text(encoding="utf-8"))["before"]:
		doc = frappe.get_doc(stored["doctype"], stored["name"])
		doc.update({field: stored[field] for field in stored if field not in ("modified", "creation")})
		doc.save()
	for doctype, filters in (
		("Print Format", {"doc_type": SUMMARY, "standard": "No"}),
		("Property Setter", {"doc_type": SUMMARY, "is_system_generated": 0}),
		("Custom Field", {"dt": SUMMARY, "is_system_generated": 0}),
		(STANDARD, {"province": PROVINCE}),
		("Workflow State", {"name": ["like", "%复核%"]}),
		("Workflow Action Master", {"name": ["like", "%初审%"]}),
	):
		for name in frappe.get_all(doctype, filters, pluck="name"):
			frappe.delete_doc(doctype, name, force=True)
	frappe.clear_cache()


def _remove_documents() -> None:
	"""Past the rule that nobody deletes what has a review history."""
	for doctype in (SUMMARY, SUBMISSION):
		for name in frappe.get_all(doctype, {"province": PROVINCE}, pluck="name"):
			for field in frappe.get_meta(doctype).get_table_fields():
				frappe.db.delete(field.options, {"parenttype": doctype, "parent": name})
			frappe.db.delete("Review Entry", {"reference_doctype": doctype, "reference_name": name})
			frappe.db.delete(doctype, {"name": name})


if __name__ == "__main__":
	main()
