"""综合评估 in the demo: one province with a round in progress, and one that is finished and ranked."""

from __future__ import annotations

from decimal import Decimal
from zlib import crc32

import frappe
from frappe.utils import add_days

from kepu_app.assessment import marking, rounds
from kepu_app.assessment.assessors import ASSESSMENT, TO_DO
from kepu_app.assessment.sheets import COUNTY_REPORTS, ROUND, SHEET, ready_made
from kepu_app.demo import people, plan
from kepu_app.demo.filling import acting_as
from kepu_app.demo.moving import Edition

DAYS_BEFORE = 3
"""Days between the assessors' deadline and CAST's."""


def assess(edition: Edition, password: str) -> None:
	"""Create the round of each province that the plan names for the year, unless it has one."""
	for name, left in plan.ASSESSED[edition.is_over].items():
		code = edition.samples[name].province.code
		if frappe.db.exists(ROUND, {"cycle": edition.name, "province": code}):
			continue
		for person in people.assessors(code):
			people.make_user(person, password)
		with acting_as(people.approvers(code)[0].user):
			round_doc = _open_round(edition, code)
		for person, number in zip(people.assessors(code), left, strict=True):
			_mark(round_doc, person, number)
		if edition.is_over:
			_close(round_doc.name, code)


def _open_round(edition: Edition, province: str) -> frappe.model.document.Document:
	sheet = frappe.new_doc(SHEET)
	sheet.update(
		{"title": f"{edition.name}年度县级总结评分表", "about": COUNTY_REPORTS, "province": province}
	)
	sheet.update(ready_made(COUNTY_REPORTS))
	sheet.insert()
	round_doc = frappe.new_doc(ROUND)
	round_doc.update({"cycle": edition.name, "province": province, "about": COUNTY_REPORTS})
	round_doc.update(
		{"sheet": sheet.name, "deadline": add_days(edition.cycle.national_deadline, -DAYS_BEFORE)}
	)
	for person in people.assessors(province):
		round_doc.append("assessors", {"email": person.user, "full_name": person.name})
	rounds.open_round(round_doc.insert())
	return round_doc


def _mark(round_doc: frappe.model.document.Document, person: people.Person, left: int) -> None:
	"""Mark the submitted subjects, except the last ``left``."""
	own = {"round": round_doc.name, "assessor": person.user, "status": TO_DO}
	found = frappe.get_all(ASSESSMENT, own, ["name", "subject"], order_by="subject asc")
	with acting_as(person.user):
		for each in found[: max(0, len(found) - left)]:
			for row in frappe.get_doc(ASSESSMENT, each.name).marks:
				mark = _mark_of(f"{person.user}{each.subject}{row.number}", Decimal(row.full_marks))
				marking.save_mark(each.name, row.number, f"{mark:f}")
			marking.submit(each.name)


def _close(name: str, province: str) -> None:
	"""Close the round. Counties that filed nothing are awaited to the end."""
	round_doc = frappe.get_doc(ROUND, name)
	if round_doc.status == rounds.OPEN:
		with acting_as(people.approvers(province)[0].user):
			rounds.close_round(round_doc)


def _mark_of(key: str, full_marks: Decimal) -> Decimal:
	"""Return a mark between seven tenths of the full marks and all of them, in halves; deterministic for a key."""
	tenths = 14 + crc32(key.encode()) % 7
	return full_marks * tenths / 20
