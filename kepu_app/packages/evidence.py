"""佐证材料 of a province's counties, for its package."""

from __future__ import annotations

from pathlib import Path

import frappe
from frappe.model.document import Document
from frappe.utils import cint, cstr

from kepu_app.core.packages import EvidenceFile
from kepu_app.review.evidence import EVIDENCE, own_files
from kepu_app.review.states import HELD
from kepu_app.utils.doctypes import SUMMARY


def evidence_of(submission: str) -> list[EvidenceFile]:
	"""Return the approved summaries' files, by county and criterion; none unless the province sends them."""
	fields = ["cycle", "province", "evidence_in_package"]
	asked = frappe.db.get_value("Provincial Submission", submission, fields, as_dict=True)
	if not cint(asked.evidence_in_package):
		return []
	held = {"cycle": asked.cycle, "province": asked.province, "workflow_state": ["in", HELD[SUMMARY]]}
	counties = dict(frappe.get_all(SUMMARY, held, ["name", "county"], as_list=True))
	rows = {"parent": ["in", list(counties)], "parenttype": SUMMARY}
	order = "parent asc, criterion asc, idx asc"
	listed = frappe.get_all(EVIDENCE, rows, ["parent", "criterion", "file", "file_name"], order_by=order)
	files = own_files(list(counties), [each.file for each in listed])
	return [
		EvidenceFile(
			county_code=counties[each.parent],
			criterion=cint(each.criterion),
			filename=cstr(each.file_name),
			source=_path(files.get((each.parent, each.file))),
		)
		for each in listed
	]


def _path(file: Document | None) -> Path | None:
	return Path(file.get_full_path()).resolve() if file else None
