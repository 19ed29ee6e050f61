"""Mails about a document: who may send one, to whom, with what."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, get_formatted_email, parse_addr, split_emails
from frappe.utils.html_utils import clean_email_html

from kepu_app.access.addresses import address_of, folders, paths_of
from kepu_app.access.file_rights import may_read_file
from kepu_app.access.policies import may_see
from kepu_app.access.roles import is_app_user
from kepu_app.exceptions import AddressError

FREE = ("subject", "send_me_a_copy", "read_receipt", "print_format", "print_letterhead", "print_language")
"""Arguments of the mail dialog besides text, recipients, attachments and document."""


def make(original: Callable[..., Any], **given: Any) -> dict[str, str]:
	"""Override ``frappe.core.doctype.communication.email.make``: users of the app mail only documents they may read,
	in their own name. Files and recipients need the same right.

	Raises:
		PermissionError: one of these does not hold; the message names it.
	"""
	if not is_app_user():
		return original(**given)
	document = _document(given.get("doctype"), given.get("name"))
	people = {field: _recipients(given.get(field), document) for field in ("recipients", "cc", "bcc")}
	attachments = frappe.parse_json(given.get("attachments")) or []
	_check_attachments(attachments)
	return original(
		doctype=document.doctype,
		name=document.name,
		content=clean_email_html(cstr(given.get("content"))),
		sender=get_formatted_email(frappe.session.user),
		sender_full_name=frappe.utils.get_fullname(),
		send_email=given.get("send_email"),
		attachments=attachments,
		**people,
		**{field: given[field] for field in FREE if field in given},
	)


def get_filecontent_from_path(original: Callable[..., Any], path: str | None) -> bytes | None:
	"""Override ``frappe.email.email_body.get_filecontent_from_path``: a text may name any file of the server as a
	picture. Allow the framework's own, and those that the user may read."""
	if not path or frappe.session.user == "Administrator":
		return original(path)
	if _is_asset(path) or _is_readable(path):
		return original(path)
	return None


def _document(doctype: Any, name: Any) -> Document:
	if not (doctype and name):
		frappe.throw(_("A mail is about a document: please write it from the form."), frappe.PermissionError)
	if not frappe.db.exists(cstr(doctype), cstr(name)):
		raise frappe.PermissionError
	document = frappe.get_doc(cstr(doctype), cstr(name))
	document.check_permission("read")
	document.check_permission("email")
	return document


def _recipients(given: Any, document: Document) -> str | None:
	addresses = split_emails(", ".join(given) if isinstance(given, list) else cstr(given))
	refused = [each for each in addresses if not _may_get(parse_addr(each)[1] or each, document)]
	if refused:
		frappe.throw(
			_("These are no users who may see {0}: {1}. Nothing was sent.").format(
				escape_html(cstr(document.get_title() or document.name)), escape_html(", ".join(refused))
			),
			frappe.PermissionError,
		)
	return ", ".join(addresses) or None


def _may_get(address: str, document: Document) -> bool:
	"""Return whether the address is of a user who may see the document, or CAST's address in its cycle."""
	if address == _receiving_office(document):
		return True
	users = frappe.get_all("User", {"email": address, "enabled": 1}, pluck="name")
	return any(
		may_see(document.doctype, document.name, user) and document.has_permission("read", user=user)
		for user in users
	)


def _receiving_office(document: Document) -> str | None:
	if document.doctype != "Provincial Submission":
		return None
	return frappe.get_cached_value("Reporting Cycle", document.cycle, "receiving_mail")


def _check_attachments(attachments: list[Any]) -> None:
	for each in attachments:
		if not isinstance(each, str) or not frappe.db.exists("File", each):
			frappe.throw(_("Only files that are on the site can be attached."), frappe.PermissionError)
		frappe.get_doc("File", each).check_permission("read")


def _is_asset(path: str) -> bool:
	"""Return whether it is one of the framework's own images, whose folders are symbolic links."""
	assets = Path("assets").absolute()
	return Path(os.path.abspath(path.lstrip("/"))).is_relative_to(assets)


def _is_readable(path: str) -> bool:
	try:
		found = paths_of(path)
	except AddressError:
		return False
	public = folders()["/files"]
	return bool(found) and all(
		each.is_relative_to(public) or may_read_file(address_of(each)) for each in found
	)
