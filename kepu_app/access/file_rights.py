"""Who may read what lies at an address, and who may have a record of it."""

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
	"""Handle hook ``has_permission`` of File. A new record of an existing file would hand that file out
	with whatever the record is attached to."""
	if ptype == "create" and doc.file_url and not doc.content and not may_take_file(doc.file_url):
		return False
	return has_record_permission(doc, ptype, user, debug)


def may_read_file(url: str) -> bool:
	"""Whether one of the File records of exactly this address is one that the user may read. The database
	takes upper and lower case for the same."""
	found = frappe.get_all("File", {"file_url": url}, ["name", "file_url"])
	return any(
		frappe.get_doc("File", each.name).has_permission("read") for each in found if each.file_url == url
	)


def may_take_file(address: str) -> bool:
	"""Return whether the user may have a new record of what lies at an address. Some record lets the user
	read it; for users of other apps, it may also be nobody's.

	Raises:
		AddressError: it leads out of the folders.
	"""
	for path in paths_of(address):
		own = address_of(path)
		if not may_read_file(own) and (is_app_user() or records_of(own)):
			return False
	return True


def refuse_foreign(address: str) -> None:
	"""Raise PermissionError for what somebody else has, or an address that leads elsewhere."""
	if frappe.session.user != "Administrator" and not may_take_file(address):
		refuse_unreadable(address)


def refuse_unreadable(address: str) -> None:
	"""Raise PermissionError, in the same words for what is not there."""
	message = _("The file {0} is not there, or not yours to read.")
	frappe.throw(message.format(escape_html(address)), frappe.PermissionError)


def records_of(address: str, besides: str = "") -> list[str]:
	"""Names of the File records of an address; the database takes upper and lower case for the same."""
	found = frappe.get_all("File", {"file_url": address}, ["name", "file_url"])
	return [each.name for each in found if each.file_url == address and each.name != besides]
