"""Assessments keep the city or province of what they are about, so that results stay as they were.

Before, it was looked up whenever a ranking was shown; what is looked up here once is what was shown last.
"""

from __future__ import annotations

import frappe

from kepu_app.assessment.assessors import ASSESSMENT
from kepu_app.assessment.sheets import ROUND
from kepu_app.assessment.subjects import subjects_of


def execute() -> None:
	"""Leaves those that have a group already."""
	for name in frappe.get_all(ROUND, pluck="name"):
		for entry in subjects_of(frappe.get_doc(ROUND, name)):
			place = {"round": name, "subject": entry.key, "subject_group": ["is", "not set"]}
			frappe.db.set_value(ASSESSMENT, place, "subject_group", entry.group[:140], update_modified=False)
