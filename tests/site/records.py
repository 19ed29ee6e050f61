"""Records beside the documents of a workflow: one of a kind, with what a test needs to see of it."""

from typing import Any

import frappe
from frappe.utils import nowdate

from tests.site.factories import APPROVER, HOME, MARKS, acting_as, approver_of


def make_standard(province: str, name: str) -> str:
	"""Return a province's refinement, that counties do not use yet."""
	doc = frappe.new_doc("Evaluation Standard")
	doc.update({"standard_name": f"{MARKS[province]}{name}", "province": province, "active": 0})
	doc.append("criteria", {"number": 1, "criterion_group": "条件", "title": "阵地建设"})
	return doc.insert().name


def make_receipt_list(year: str, province: str) -> str:
	"""Return an empty list of received files, by the province's approver."""
	with acting_as(approver_of(province)):
		doc = frappe.new_doc("Receipt List")
		doc.submission = f"{year}-{province}"
		return doc.insert().name


def make_refusal() -> str:
	"""Return a refused call as if it had been noted."""
	doc = frappe.new_doc("Refused Call")
	doc.update({"name": frappe.generate_hash(length=10), "refused_user": APPROVER})
	doc.db_insert()
	return doc.name


def make_message() -> str:
	"""Return a message as if it had been sent to a person."""
	doc = frappe.new_doc("Outgoing Message")
	doc.update({"name": frappe.generate_hash(length=10), "channel": "SMS", "kind": "Result"})
	doc.update({"status": "Delivered", "recipient": APPROVER, "province": HOME, "text": "年度工作总结退回"})
	doc.db_insert()
	return doc.name


def make_remark(doc: Any) -> str:
	"""Return a remark on a summary or a case, as if its province's approver had written it."""
	remark = frappe.new_doc("Review Remark")
	remark.update(
		{"reference_doctype": doc.doctype, "reference_name": doc.name, "quote": MARKS[doc.province]}
	)
	remark.update({field: doc.get(field) for field in ("cycle", "province", "county")})
	remark.update({"remark": f"{MARKS[doc.province]}的场次请核对。", "user": approver_of(doc.province)})
	remark.flags.from_review = True
	return str(remark.insert(ignore_permissions=True).name)


def make_reminder(year: str) -> str:
	"""Return a reminder as if it had been sent."""
	doc = frappe.new_doc("Sent Reminder")
	doc.update({"name": frappe.generate_hash(length=10), "user": APPROVER, "day": nowdate(), "cycle": year})
	doc.update({"digest_key": doc.name, "subject": "距截止还有三天"})
	doc.db_insert()
	return doc.name
