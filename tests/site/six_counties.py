"""Six counties with people of their own, and cycles that are opened, closed and locked for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.utils.background_jobs import get_job

from kepu_app.access.roles import CITY_REVIEWER, KEPU_ADMINISTRATOR, NATIONAL_OFFICER, PROVINCIAL_APPROVER
from kepu_app.cycles import jobs
from kepu_app.cycles.run import last_run, run_of
from tests.site.factories import make_county
from tests.site.new_users import make_whole_user

COUNTIES = (
	*(("630102", "城东区", "630000", "西宁市"), ("630103", "城中区", "630000", "西宁市")),
	*(("630104", "城西区", "630000", "西宁市"), ("640104", "兴庆区", "640000", "银川市")),
	*(("640105", "西夏区", "640000", "银川市"), ("650102", "天山区", "650000", "乌鲁木齐市")),
)
QINGHAI, NINGXIA = "630000", "640000"
REPORTER, REVIEWER, APPROVER = "reporter@cycles.test", "reviewer@cycles.test", "approver@cycles.test"
OFFICER, KEPU_ADMIN = "officer@cycles.test", "administrator@cycles.test"
TABLES = ("Summary Section", "Summary Assessment", "Missing County")
IGNORED = {"name", "creation", "modified", "parent", "title", "cycle", "state_since"}
ACTIONS = "kepu_app.cycles.api."


@contextmanager
def people_and_counties(*years: str) -> Iterator[None]:
	"""Six counties, and a user of each role, for a while; ``years`` are the cycles that may be made meanwhile."""
	_remove_everything(*years)
	for user, role in ((OFFICER, NATIONAL_OFFICER), (KEPU_ADMIN, KEPU_ADMINISTRATOR)):
		make_whole_user(user, role)
	for user in (REPORTER, REVIEWER, APPROVER):
		make_whole_user(user)
	for code, name, province, city in COUNTIES:
		users = [{"user": REPORTER}] if code == "630102" else []
		make_county(code, name, province, city, users=users)
	province = frappe.get_doc("Province", QINGHAI)
	province.append("users", {"user": REVIEWER, "role": CITY_REVIEWER, "city": "西宁市"})
	province.append("users", {"user": APPROVER, "role": PROVINCIAL_APPROVER})
	province.save()
	frappe.db.commit()
	yield
	frappe.db.rollback()
	_remove_everything(*years)


def open_here(cycle: str, action: str = "open") -> dict[str, Any]:
	"""Do an action in this process, as the worker would."""
	jobs.execute(cycle, action, OFFICER, "zh")
	frappe.db.commit()
	return last_run(cycle)


def content_of(cycle: str) -> dict[str, list[dict[str, Any]]]:
	"""All that a cycle holds, without what differs from year to year."""
	content = {}
	for doctype in ("Provincial Submission", "Annual Summary"):
		documents = frappe.get_all(doctype, {"cycle": cycle}, ["*"], order_by="name asc")
		for table in TABLES:
			rows = frappe.get_all(
				table, {"parent": ["in", [each.name for each in documents]]}, ["*"], order_by="parent, idx"
			)
			content[f"{doctype} {table}"] = [_plain(row) | {"of": row.parent[5:]} for row in rows]
		content[doctype] = [_plain(each) for each in documents]
	actions = frappe.get_all(
		"Workflow Action", {"reference_name": ["like", f"{cycle}-%"]}, ["reference_name", "status"]
	)
	content["Workflow Action"] = sorted((each.reference_name[5:], each.status) for each in actions)
	return content


def _plain(record: dict[str, Any]) -> dict[str, Any]:
	return {key: value for key, value in record.items() if key not in IGNORED}


def missing_of(cycle: str, province: str) -> dict[str, str | None]:
	rows = frappe.get_all(
		"Missing County", {"parent": f"{cycle}-{province}"}, ["county", "reason"], order_by="idx"
	)
	return {row.county: row.reason for row in rows}


def remove_cycles(*years: str) -> None:
	frappe.db.rollback()
	for year in years:
		if job := get_job(run_of(year).job):
			job.delete()
		for table in TABLES:
			frappe.db.delete(table, {"parent": ["like", f"{year}-%"]})
		actions = frappe.get_all("Workflow Action", {"reference_name": ["like", f"{year}-%"]}, pluck="name")
		frappe.db.delete("Workflow Action Permitted Role", {"parent": ["in", actions]})
		frappe.db.delete("Workflow Action", {"name": ["in", actions]})
		frappe.db.delete("Version", {"docname": ["like", f"{year}%"]})
		frappe.db.delete("Comment", {"reference_doctype": "Reporting Cycle", "reference_name": year})
		for doctype in ("Annual Summary", "Provincial Submission", "Review Entry"):
			frappe.db.delete(doctype, {"cycle": year})
		for table in ("Cycle Heading", "Cycle Topic"):
			frappe.db.delete(table, {"parent": year})
		frappe.db.delete("Reporting Cycle", year)
		frappe.clear_document_cache("Reporting Cycle", year)
	frappe.db.commit()


def _remove_everything(*years: str) -> None:
	remove_cycles(*years)
	province = frappe.get_doc("Province", QINGHAI)
	province.users = [row for row in province.users if not row.user.endswith("@cycles.test")]
	province.save()
	for code, *_rest in COUNTIES:
		frappe.delete_doc("County", code, force=True, ignore_missing=True)
	# Frappe refuses to delete users while nobody but Administrator is a System Manager.
	for doctype, field in (("Has Role", "parent"), ("Notification Settings", "name"), ("User", "name")):
		frappe.db.delete(doctype, {field: ["like", "%@cycles.test"]})
	frappe.db.commit()
