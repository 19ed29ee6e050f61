"""A province of thirty counties, for counting the clicks of a main job.

Runs with the bench's own Python, from the folder ``sites``, after ``site_data.py``::

    ../env/bin/python …/clicks_data.py SITE make|finalise|send|remove FOLDER

``make``: one summary to hand in, one that waits for the city. ``finalise``: all are approved and the package is
being stamped; FOLDER gets the scans as one zip. ``send``: the package waits for CAST. Writes as JSON the names of the
submission and of the two summaries.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import frappe

from kepu_app.core.defaults import divisions
from kepu_app.utils.doctypes import SUBMISSION, SUMMARY
from tests.blank_pdf import blank_pdf
from tests.browser.site_steps import CYCLE, act, assign, insert_by_system, make_county, make_summary, new

PROVINCE, CITY, COUNTIES = "230000", "哈尔滨市", 30
NAME = f"{CYCLE}-{PROVINCE}"
TEXT = "全年举办科普活动五十场，覆盖各乡镇，群众参与踊跃。"


def main() -> None:
	site, wanted, folder = sys.argv[1:]
	frappe.init(site)
	frappe.connect()
	frappe.local.lang = "zh"
	codes = [code for code in divisions() if code.startswith(PROVINCE[:2])][:COUNTIES]
	if wanted == "make":
		_remove()
		_make(codes)
	elif wanted == "finalise":
		_finalise(codes, Path(folder))
	elif wanted == "send":
		frappe.db.set_value(SUBMISSION, NAME, "workflow_state", "Sent")
	else:
		_remove()
	frappe.db.commit()
	print(json.dumps({"submission": NAME, "own": f"{CYCLE}-{codes[0]}", "waiting": f"{CYCLE}-{codes[1]}"}))
	frappe.destroy()


def _make(codes: list[str]) -> None:
	approver, reviewer = (
		("small_province", "Kepu Provincial Approver", None),
		("small_city", "Kepu City Reviewer", CITY),
	)
	contact = {"contact_name": "符琼林", "contact_phone": "0451-65000000"}
	assign(PROVINCE, [approver, reviewer], city_review=1, **contact)
	insert_by_system(new(SUBMISSION, cycle=CYCLE, province=PROVINCE))
	for index, code in enumerate(codes):
		place = divisions()[code]
		reporters = ["small_county"] if index == 0 else []
		make_county(code, reporters, county_name=place.name, province=PROVINCE, city=place.city)
		make_summary(code, f"{place.name}科协", TEXT)
	frappe.db.set_value(SUMMARY, f"{CYCLE}-{codes[1]}", "workflow_state", "Pending City Review")


def _finalise(codes: list[str], folder: Path) -> None:
	for code in codes:
		frappe.db.set_value(SUMMARY, f"{CYCLE}-{code}", "workflow_state", "Approved")
	act("small_province", SUBMISSION, NAME, "Finalise")
	with zipfile.ZipFile(folder / "盖章件.zip", "w") as archive:
		for code in codes:
			archive.writestr(f"{divisions()[code].name}.pdf", blank_pdf(title=code))
		for paper in ("附件3典型案例", "附件4宣讲团人选"):
			archive.writestr(f"{paper}.pdf", blank_pdf(title=paper))


def _remove() -> None:
	"""Put the province back as it was: without people, counties or documents."""
	for doctype in (SUMMARY, SUBMISSION):
		names = frappe.get_all(doctype, {"cycle": CYCLE, "province": PROVINCE}, pluck="name")
		for field in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(field.options, {"parent": ["in", names]})
		for table, column in (
			("Review Entry", "reference_name"),
			("File", "attached_to_name"),
			("Version", "docname"),
		):
			frappe.db.delete(table, {column: ["in", names]})
		frappe.db.delete(doctype, {"name": ["in", names]})
	if frappe.get_doc("Province", PROVINCE).users:
		assign(PROVINCE, [], city_review=0)
	for code in frappe.get_all("County", {"province": PROVINCE}, pluck="name"):
		make_county(code, [])
		frappe.delete_doc("County", code, force=True)


if __name__ == "__main__":
	main()
