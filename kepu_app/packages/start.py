"""Starts the building of a package. Imports no engine, since the form's controller imports it."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import now

from kepu_app.packages.scans import missing_scans
from kepu_app.packages.state import build_of
from kepu_app.review.states import AWAITING_SEAL
from kepu_app.utils.doctypes import SUBMISSION

FOR_STAMPING, FOR_SENDING, DRAFT = "For Stamping", "For Sending", "Draft"
OUTDATED = "Outdated"
"""``package_status`` while the package is not, or not yet, that of the submission as it is."""

LONGEST_BUILD = 1800
"""Seconds after which a build is given up; a province with 30 counties takes less than 30."""


def start_build(submission: str, kind: str) -> bool:
	"""Put a build on the queue; False when one is waiting or running already.

	The caller holds the row of the submission, by changing it or by reading it for update. The job locks
	that row first, and so begins after the caller's commit.
	"""
	build = build_of(submission)
	if build.is_alive():
		return False
	build.start(
		"kepu_app.packages.build.run",
		{"at": now()},
		timeout=LONGEST_BUILD,
		submission=submission,
		kind=kind,
	)
	return True


def kind_of(submission: Document) -> str:
	"""For stamping until every scan is there, for sending from then on."""
	return FOR_STAMPING if missing_scans(submission) else FOR_SENDING


def note_new_scan(submission: str) -> None:
	"""Mark the package as outdated after a new scan; build it again once all scans exist.

	The caller's change has locked the submission's row.
	"""
	state = frappe.db.get_value(SUBMISSION, submission, "workflow_state")
	if state != AWAITING_SEAL:
		return
	frappe.db.set_value(SUBMISSION, submission, "package_status", OUTDATED, update_modified=False)
	if not missing_scans(frappe.get_doc(SUBMISSION, submission)):
		start_build(submission, FOR_SENDING)
