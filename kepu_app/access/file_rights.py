"""Who may read the file at a URL, and who may have a record of it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from kepu_app.access.addresses import address_of, paths_of
from kepu_app.access.policies import has_record_permission
from kepu_app.access.roles import is_app_user


def has_file_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Handle hook ``has_permission`` of File. A new record of an existing file would serve it to the readers of the
	record's document."""
	if ptype == "create" and doc.file_url and not doc.content and not may_take_file(doc.file_url):
		return False
	return has_record_permission(doc, ptype, user, debug)


def may_read_file(url: str) -> bool:
	"""Return whether the user may read one of the File records of exactly this URL. The database ignores case."""
	found = frappe.get_all("File", {"file_url": url}, ["name", "file_url"])
	return any(
		frappe.get_doc("File", each.name).has_permission("read") for each in found if each.file_url == url
	)


def may_take_file(address: str) -> bool:
	"""Return whether the user may create another record of the file at a URL. A record of it must be readable; for
	users of other apps, none may exist either.

	Raises:
		AddressError: the URL leads out of the folders.
	"""
	for path in paths_of(address):
		own = address_of(path)
		if not may_read_file(own) and (is_app_user() or records_of(own)):
			return False
	return True


def refuse_foreign(address: str) -> None:
	"""Raise PermissionError for other users' files, or a URL outside the folders."""
	if frappe.session.user != "Administrator" and not may_take_file(address):
		refuse_unreadable(address)


def refuse_unreadable(address: str) -> None:
	"""Raise PermissionError, in the same words as for a missing file."""
	message = _("The file {0} is not there, or not yours to read.")
	frappe.throw(message.format(escape_html(address)), frappe.PermissionError)


def records_of(address: str, besides: str = "") -> list[str]:
	"""Return the names of a URL's File records; the database ignores case."""
	found = frappe.get_all("File", {"file_url": address}, ["name", "file_url"])
	return [each.name for each in found if each.file_url == address and each.name != besides]
