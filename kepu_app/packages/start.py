"""Start the build of a package. Imports no engine, since the form's controller imports it."""

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
"""``package_status`` while the package does not, or not yet, match the submission."""

LONGEST_BUILD = 1800
"""Timeout of a build in seconds; a province with 30 counties takes less than 30."""


def start_build(submission: str, kind: str) -> bool:
	"""Enqueue a build; return False when one is queued or running already.

	The caller holds the lock on the submission's row. The job locks that row first, and so begins after the
	caller's commit.
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
	"""Return the package's kind: for sending once every scan exists, for stamping until then."""
	return FOR_STAMPING if missing_scans(submission) else FOR_SENDING


def note_new_scan(submission: str) -> None:
	"""Mark the package as outdated after a new scan; rebuild it once all scans exist.

	The caller's change has locked the submission's row.
	"""
	state = frappe.db.get_value(SUBMISSION, submission, "workflow_state")
	if state != AWAITING_SEAL:
		return
	frappe.db.set_value(SUBMISSION, submission, "package_status", OUTDATED, update_modified=False)
	if not missing_scans(frappe.get_doc(SUBMISSION, submission)):
		start_build(submission, FOR_SENDING)
