"""Endpoints for the form and the list of Provincial Submissions."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html
from werkzeug.wrappers import Response

from kepu_app.core.workbooks import write_national_overview
from kepu_app.mappers.submission import submission_model
from kepu_app.packages import mail
from kepu_app.packages.download import stream_zip
from kepu_app.packages.many_scans import place_many
from kepu_app.packages.scans import file_of, missing_scans, place_by_codes
from kepu_app.packages.start import DRAFT, OUTDATED, kind_of, start_build
from kepu_app.packages.state import build_state
from kepu_app.review.states import COLLECTING_STATES, SENT_STATES
from kepu_app.utils.arguments import list_of_names
from kepu_app.utils.doctypes import SUBMISSION
from kepu_app.utils.downloads import XLSX, content_disposition
from kepu_app.utils.isolation import lock_value

_MEGABYTE = 1 << 20


@frappe.whitelist(methods=["POST"])
def build(submission: str) -> dict[str, Any]:
	"""Rebuild the package: a draft while the province collects, else one with the scans so far.

	Raises:
		ValidationError: it was sent; its package stays as sent.
	"""
	doc = _readable(submission)
	state = lock_value(SUBMISSION, doc.name, "workflow_state")
	if state in SENT_STATES:
		frappe.throw(_("The submission has been sent; its package stays as it is."))
	kind = DRAFT if state in COLLECTING_STATES else kind_of(doc)
	if kind != DRAFT:
		doc.db_set("package_status", OUTDATED)
	return {"started": start_build(doc.name, kind), "state": asdict(build_state(doc.name))}


@frappe.whitelist(methods=["POST"])
def place_scans(submission: str, file_url: str) -> list[str]:
	"""Sort the pages of an attached scan by the codes in their feet; return sentences on what to check.

	Raises:
		ScanError: the file cannot be sorted; nothing was changed.
	"""
	doc = _readable(submission)
	doc.check_permission("write")
	return place_by_codes(doc, file_url)


@frappe.whitelist(methods=["POST"])
def place_many_scans(submission: str, file_urls: str | list[str]) -> dict[str, Any]:
	"""Assign many attached files, zips included, to their papers, and have the package built once.

	Returns:
		``placed``, the number of papers; ``remarks``, sentences on what to check. ``left``, the URLs of files
		left to the next call at the timeout; ``rest``, a sentence that names them.

	Raises:
		ScanError: a file is not attached to the submission.
	"""
	doc = _readable(submission)
	doc.check_permission("write")
	done = place_many(doc, list_of_names(file_urls))
	return {"placed": len(done.scans), "remarks": done.remarks, "left": done.urls_left, "rest": done.rest}


@frappe.whitelist()
def status(submission: str) -> dict[str, Any]:
	"""Return the progress of the build and the missing scans.

	``too_large``: megabytes of the latest package and of a mail's limit, if above it; else None.
	"""
	doc = _readable(submission)
	return {
		"state": asdict(build_state(doc.name)),
		"missing_scans": missing_scans(doc),
		"too_large": _too_large(doc),
	}


@frappe.whitelist()
def without_package(submissions: str | list[str]) -> list[dict[str, str]]:
	"""Return ``name`` and ``title`` of the submissions that have no package yet."""
	docs = [_readable(name) for name in list_of_names(submissions)]
	return [{"name": doc.name, "title": doc.get_title()} for doc in docs if not doc.package]


@frappe.whitelist()
def download_packages(submissions: str | list[str]) -> Response:
	"""Stream the packages of several submissions as one zip; raise naming those that have none."""
	docs = [_readable(name) for name in list_of_names(submissions)]
	without = [escape_html(doc.get_title()) for doc in docs if not doc.package]
	if without or not docs:
		frappe.throw(_("No package has been built yet for: {0}").format(", ".join(without) or "-"))
	files = [file_of(doc.package, SUBMISSION, doc.name) for doc in docs]
	paths = [(file.file_name, Path(file.get_full_path()).resolve()) for file in files]
	name = f"{docs[0].cycle}年全国科普示范县汇总材料（{len(docs)}个省级单位）.zip"
	return Response(stream_zip(paths), mimetype="application/zip", headers=content_disposition(name))


@frappe.whitelist()
def download_overview(cycle: str) -> Response:
	"""Return 汇总表.xlsx of all provinces whose submissions the user may read."""
	names = frappe.get_list(SUBMISSION, {"cycle": cycle}, pluck="name", order_by="province asc", limit=0)
	if not names:
		raise frappe.PermissionError
	content = write_national_overview([submission_model(name, held_only=False) for name in names])
	return Response(content, mimetype=XLSX, headers=content_disposition(f"{cycle}年全国汇总表.xlsx"))


@frappe.whitelist()
def preview_mail(submission: str) -> dict[str, Any]:
	"""Return the mail as it would go out, and what blocks it, see ``mail.preview``."""
	return mail.preview(submission)


@frappe.whitelist(methods=["POST"])
def send(
	submission: str, with_mail: bool = False, subject: str = "", message: str = "", seen: str | None = None
) -> str:
	"""Send the submission, with the mail or without it, see ``mail.send``."""
	return mail.send(submission, with_mail, subject, message, seen)


def _too_large(doc: Document) -> dict[str, Any] | None:
	limit = cint(frappe.db.get_single_value("Kepu Settings", "mail_size_limit"))
	size = cint(doc.packages[-1].size) if doc.packages else 0
	return {"size": round(size / _MEGABYTE, 1), "limit": limit} if size > limit * _MEGABYTE else None


def _readable(submission: str) -> Document:
	doc = frappe.get_doc(SUBMISSION, submission)
	doc.check_permission("read")
	return doc
