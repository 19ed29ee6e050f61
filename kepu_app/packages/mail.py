"""The mail that goes with a submission: previewed, then sent by a user, never automatically.

A submission reaches CAST's officers in the system without it; the mail is for the receiving office's mailbox, as
the notice asks.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import cint, get_url, get_url_to_form
from frappe.utils.html_utils import clean_email_html
from markupsafe import Markup, escape

from kepu_app.controllers.intent import intend
from kepu_app.packages.scans import file_of, missing_scans
from kepu_app.review.notify import outgoing_account
from kepu_app.review.states import AWAITING_SEAL
from kepu_app.review.told import tell
from kepu_app.utils.doctypes import SUBMISSION

TEMPLATE = "Provincial Submission to CAST"
_MEGABYTE = 1 << 20


def preview(submission: str) -> dict[str, Any]:
	"""Return the mail as it would go out (recipient, subject, message, attachment), and what blocks it."""
	doc = _sendable(submission)
	template, context = frappe.get_doc("Email Template", TEMPLATE), _context(doc)
	return {
		"recipient": frappe.get_cached_value("Reporting Cycle", doc.cycle, "receiving_mail"),
		"subject": template.get_formatted_subject(context),
		"message": template.get_formatted_response(_escaped(context)),
		"attachment": _attachment_facts(doc),
		"missing_scans": missing_scans(doc),
		"scans_follow_on_paper": cint(
			frappe.get_cached_value("Reporting Cycle", doc.cycle, "scans_follow_on_paper")
		),
		"has_account": bool(outgoing_account(SUBMISSION)),
	}


def send(
	submission: str, with_mail: bool = False, subject: str = "", message: str = "", seen: str | None = None
) -> str:
	"""Take the workflow's step Send; with ``with_mail`` the mail goes out after the commit.

	Args:
		seen: ``modified`` of the submission as the user saw it.

	Raises:
		ChangedMeanwhileError, VersionMissingError: see ``review.versions``.
		ValidationError: scans, the package or the mail's outgoing account are missing.
	"""
	doc = _sendable(submission)
	if with_mail and not outgoing_account(SUBMISSION):
		frappe.throw(_("There is no outgoing mail account; the submission was not sent."))
	intend(doc, decided_on=seen)
	doc = apply_workflow(doc, "Send")
	tell(doc)
	if with_mail:
		_send_mail(doc, subject, message)
	return doc.workflow_state


def _sendable(submission: str) -> Document:
	doc = frappe.get_doc(SUBMISSION, submission)
	doc.check_permission("write")
	if doc.workflow_state != AWAITING_SEAL:
		frappe.throw(_("Only a finalised submission can be sent."))
	return doc


def _context(doc: Document) -> dict[str, Any]:
	return {
		"doc": doc.as_dict(),
		"province": frappe.get_cached_doc("Province", doc.province).as_dict(),
		"cycle": frappe.get_cached_doc("Reporting Cycle", doc.cycle).as_dict(),
		"link": get_url_to_form(SUBMISSION, doc.name),
	}


def _escaped(value: Any) -> Any:
	"""Return the context with every text escaped, whether or not the template uses ``| e``."""
	if isinstance(value, dict):
		return {key: _escaped(each) for key, each in value.items()}
	if isinstance(value, list):
		return [_escaped(each) for each in value]
	return escape(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _attachment_facts(doc: Document) -> dict[str, Any]:
	"""Return the package's facts; above the mail limit ``as_link``, for a link that needs a login."""
	if not doc.package:
		frappe.throw(_("The package has not been built yet."))
	file = file_of(doc.package, SUBMISSION, doc.name)
	limit = cint(frappe.db.get_single_value("Kepu Settings", "mail_size_limit")) * _MEGABYTE
	return {
		"file": file.name,
		"file_name": file.file_name,
		"size": cint(file.file_size),
		"sha256": doc.package_sha256,
		"as_link": cint(file.file_size) > limit,
		"url": get_url(file.file_url),
	}


def _send_mail(doc: Document, subject: str, message: str) -> None:
	"""Send the mail, cleaned: Frappe would inline this server's style sheets and pictures into untrusted HTML."""
	message, facts = clean_email_html(message), _attachment_facts(doc)
	if facts["as_link"]:
		message += (
			"<p>" + _("The package can be downloaded after logging in: {0}").format(facts["url"]) + "</p>"
		)
	frappe.sendmail(
		recipients=[frappe.get_cached_value("Reporting Cycle", doc.cycle, "receiving_mail")],
		subject=subject,
		message=message,
		attachments=[] if facts["as_link"] else [{"fid": facts["file"]}],
		reference_doctype=SUBMISSION,
		reference_name=doc.name,
	)
	doc.add_comment("Info", _("Mail to the receiving office: {0}").format(frappe.utils.escape_html(subject)))
