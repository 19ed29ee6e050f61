"""Background job that builds a submission's package."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from kepu_app.core.errors import KepuError
from kepu_app.core.packages import BuiltPackage, Templates, build_package
from kepu_app.core.rules import check_submission
from kepu_app.mappers.submission import submission_model
from kepu_app.packages.evidence import evidence_of
from kepu_app.packages.scans import scan_files, scans_of
from kepu_app.packages.start import DRAFT, FOR_SENDING, OUTDATED, kind_of
from kepu_app.packages.state import build_of, note
from kepu_app.printing.fonts import font_folders
from kepu_app.printing.printable import uncovered_on_site
from kepu_app.printing.templates import default_copies, own_source, own_style, own_word_templates
from kepu_app.utils.doctypes import SUBMISSION
from kepu_app.utils.isolation import lock_value
from kepu_app.utils.jobs import count, job
from kepu_app.utils.runs import DONE, FAILED, RUNNING


@job("build of a package", "submission", "kind")
def run(submission: str, kind: str) -> None:
	"""Build and attach the package and report the outcome; repeat if a scan arrived meanwhile."""
	lock_value(SUBMISSION, submission, "name")
	frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the job waited for its caller and now lets go
	with build_of(submission).alone() as is_alone:
		if is_alone and kind == DRAFT:
			_run_alone(submission, DRAFT)
		while is_alone and _is_wanted(submission):
			_run_alone(submission, kind_of(frappe.get_doc(SUBMISSION, submission)))


def _is_wanted(submission: str) -> bool:
	return frappe.db.get_value(SUBMISSION, submission, "package_status") == OUTDATED


def _run_alone(submission: str, kind: str) -> None:
	try:
		scans = scan_files(submission)
		built = _build(submission, kind)
		# A new snapshot, to see what was committed while the papers were printed. The lock keeps scans out
		# until the package is recorded: they would count as part of it.
		frappe.db.commit()  # nosemgrep: frappe-manual-commit
		lock_value(SUBMISSION, submission, "name")
		_attach(submission, kind, built, is_current=scans == scan_files(submission))
	except Exception as error:
		frappe.db.rollback()
		_report_failure(submission, error)
		raise
	# Commit the package before anybody is notified.
	frappe.db.commit()  # nosemgrep: frappe-manual-commit
	count(built=1, files=len(built.manifest.files))
	note(submission, DONE, message=built.sha256)


def working_folder(submission: str) -> Path:
	"""Return the folder in which a submission's package is built; a build removes a killed one's remains."""
	return Path(frappe.get_site_path("private", "kepu-packages", submission)).resolve()


def _build(submission: str, kind: str) -> BuiltPackage:
	model = submission_model(submission, held_only=kind != DRAFT)
	breaches = check_submission(model, uncovered_on_site())
	if kind == FOR_SENDING:
		model = replace(model, scans=scans_of(submission))
	return build_package(
		model,
		working_folder(submission),
		breaches=breaches,
		evidence=() if kind == DRAFT else evidence_of(submission),
		draft=kind == DRAFT,
		jobs=1,
		progress=lambda done, total, step: note(submission, RUNNING, done=done, total=total, step=step),
		templates=own_templates(),
	)


def own_templates() -> Templates:
	"""Return the administrator's replacements of the shipped templates, styles and fonts."""
	copies = default_copies()
	return Templates(
		pages={paper: own_source(copy) for paper, copy in copies.items()},
		words=own_word_templates(),
		styles={paper: own_style(copy) for paper, copy in copies.items()},
		font_folders=font_folders(),
	)


def _attach(submission: str, kind: str, built: BuiltPackage, is_current: bool) -> None:
	"""Store the zip as a private file of the submission, then remove the working folder."""
	file = frappe.new_doc("File")
	file.update(
		{
			"file_name": built.archive.name,
			"attached_to_doctype": SUBMISSION,
			"attached_to_name": submission,
			"is_private": 1,
			"content": built.archive.read_bytes(),
		}
	)
	# The user who started the job may have read permission only.
	file.insert(ignore_permissions=True)
	_note_package(frappe.get_doc(SUBMISSION, submission), kind, built, file, is_current)
	shutil.rmtree(built.folder.parent, ignore_errors=True)


def _note_package(doc: Document, kind: str, built: BuiltPackage, file: Document, is_current: bool) -> None:
	"""Record the package past the workflow: it may be built when the submission itself is closed."""
	row = doc.append(
		"packages",
		{
			"built_at": now_datetime(),
			"built_by": frappe.session.user,
			"kind": kind,
			"file": file.file_url,
			"sha256": built.sha256,
			"size": built.archive.stat().st_size,
		},
	)
	row.db_insert()
	if kind != DRAFT:
		doc.db_set(
			{
				"package": file.file_url,
				"package_sha256": built.sha256,
				"package_status": None if is_current else OUTDATED,
			},
			notify=True,
			update_modified=False,  # users with an open form can still save
		)


def _report_failure(submission: str, error: Exception) -> None:
	message = error.message if isinstance(error, KepuError) else _("The package could not be built.")
	note(submission, FAILED, message=message)
