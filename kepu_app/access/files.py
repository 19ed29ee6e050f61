"""Files: URLs are assigned by the server, types are determined by content, stored names are unguessable.

A user of the app uploads content and gets a URL for it. No endpoint sets or changes a URL: the rules are in the
document itself. An existing file may be referenced again by users who may read it, as when choosing it for
another field.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.core.doctype.file.file import File
from frappe.core.doctype.file.utils import get_content_hash
from frappe.model.document import Document
from frappe.utils import cint, cstr, escape_html

from kepu_app.access.addresses import address_of, is_inside
from kepu_app.access.file_names import check_extension, checked_name, served_name, stored_name
from kepu_app.access.file_rights import records_of, refuse_foreign
from kepu_app.access.file_types import check_type
from kepu_app.access.policies import POLICIES, may_see
from kepu_app.access.roles import is_app_user
from kepu_app.core.characters import harmless_name
from kepu_app.packages.pictures import is_scan, refuse_damaged, refuse_unsafe_pdf

SERVER_FIELDS = (
	"file_type",
	"file_size",
	"content_hash",
	"thumbnail_url",
	"is_folder",
	"is_home_folder",
	"is_attachments_folder",
	"old_parent",
	"uploaded_to_dropbox",
	"uploaded_to_google_drive",
)
"""Fields derived from the content. By some of these Frappe finds what else to change, or to delete."""

REPORTS = "Prepared Report"
"""Frappe's own results of a user's report: compressed, never shown."""


class ProtectedFile(File):
	"""File whose URL, name and type the server determines."""

	if TYPE_CHECKING:  # fields of Frappe's File
		content: Any
		file_name: Any
		file_size: Any
		file_url: Any
		is_private: Any

	def before_insert(self) -> None:
		if self.file_name and not is_app_user():
			self.file_name = harmless_name(cstr(self.file_name))
		if is_app_user():
			self._drop_server_fields()
			self._take_content() if self.content else self._take_address()
		elif self.attached_to_doctype in POLICIES and self.content:
			self._take_content()
		# Each record has a file of its own. A shared one would disclose that another user has the same, and be
		# published, changed or deleted with the other.
		self.flags.ignore_duplicate_entry_error = True
		self.flags.names_present_file = bool(self.file_url and not self.content)
		super().before_insert()
		if self.flags.names_present_file:
			self.flags.new_file = False  # not this record's to delete from disk

	def validate(self) -> None:
		before = self.get_doc_before_save()
		if before and self.file_name != before.file_name:
			self._keep_extension(before)
		if before and is_app_user():
			self._keep_address(before)
		elif self.flags.names_present_file or (before and before.file_url != self.file_url):
			refuse_foreign(self.file_url)
		size = self.file_size
		super().validate()
		if is_app_user():
			self.file_size = size  # Frappe trusts the request

	def save_file(
		self,
		content: bytes | str | None = None,
		decode: bool = False,
		ignore_existing_file_check: bool = True,
		overwrite: bool = False,
	) -> Any:
		"""Save without sharing or overwriting another record's file; see ``before_insert``."""
		if not self.flags.names_present_file:
			return super().save_file(content, decode, True, overwrite or self._has_stored_name())
		stored = content.encode() if isinstance(content, str) else content or b""
		self.file_size, self.content_hash = len(stored), get_content_hash(stored)
		return None

	def save_file_on_filesystem(self) -> dict[str, str]:
		"""Give a private file an unguessable name on the disk; its own name stays."""
		if self.is_new() and not self._has_stored_name():
			return super().save_file_on_filesystem()
		if self.is_new():
			self.file_url = f"/private/files/{stored_name(self.file_name)}"
		self.write_file()
		return {"file_name": self.file_name, "file_url": self.file_url}

	def get_full_path(self) -> str:
		"""Return the file's path, always inside the folders for files.

		Raises:
			PermissionError: the URL leads out of them.
		"""
		path = super().get_full_path()
		if not self.is_folder and not path.startswith(("http://", "https://")) and not is_inside(Path(path)):
			message = _("The address {0} does not lead to a file of this site.")
			frappe.throw(message.format(escape_html(self.file_url)), frappe.PermissionError)
		return path

	def handle_is_private_changed(self) -> None:
		"""Change this record only: Frappe gives the new URL to all records of the same content, whoever owns them."""
		before, content_hash = self.file_url, self.content_hash
		self.content_hash = frappe.generate_hash()
		super().handle_is_private_changed()
		self.content_hash = content_hash
		values = {"file_url": self.file_url, "is_private": self.is_private}
		for name in records_of(before):
			if name != self.name:
				frappe.db.set_value("File", name, values)

	def check_content(self) -> None:
		"""Scan a PDF for scripts in a child process with limits. Newer Frappe versions do it here, with a library that
		damaged files crash or hang."""
		if self.file_type == "PDF" and self._content:
			refuse_unsafe_pdf(self.file_name, self._content)

	def is_downloadable(self) -> bool:
		"""Check the record and its URL. Frappe calls no hook when it serves a file to its uploader, and old records may
		have a made-up URL."""
		if not may_see(self.attached_to_doctype, self.attached_to_name) or not super().is_downloadable():
			return False
		if not self.is_remote_file and address_of(Path(self.get_full_path())) != self.file_url:
			return False
		frappe.local.kepu_served_file = self
		return True

	def _delete_file_on_disk(self) -> None:
		"""Delete unconditionally: Frappe looks for records of the same content, and so leaves a public copy behind."""
		self.delete_file_data_content()

	def _has_stored_name(self) -> bool:
		return bool(cint(self.is_private) and (is_app_user() or self.attached_to_doctype in POLICIES))

	def _drop_server_fields(self) -> None:
		for field in SERVER_FIELDS:
			if field != "is_folder":
				self.set(field, None)
		if self.is_folder:
			self.file_url = None
			self.file_name = checked_name(cstr(self.file_name))

	def _take_content(self) -> None:
		"""Assign an upload its URL, and make it private."""
		self.file_url = None
		self.file_name = checked_name(cstr(self.file_name))
		content = self.get_content()
		self.content = content.encode() if isinstance(content, str) else content
		if self.attached_to_doctype in POLICIES and is_scan(self.file_name):
			refuse_damaged(self.file_name, self.content)
		if self.attached_to_doctype != REPORTS or frappe.request:
			check_type(self.file_name, self.content)
		if self.attached_to_doctype not in POLICIES:
			self.is_private = 1

	def _take_address(self) -> None:
		"""Accept the URL of an existing file, for a record without content."""
		if self.is_folder:
			return
		if not self.file_url:
			frappe.throw(_("{0} is empty.").format(escape_html(cstr(self.file_name))))
		if not (self.flags.ignore_permissions or _is_picked(self.file_url)):
			_refuse_address(self.file_url)
		refuse_foreign(self.file_url)
		self.file_name = self.file_name or frappe.db.get_value(
			"File", {"file_url": self.file_url}, "file_name"
		)
		name = cstr(self.file_name or self.file_url.split("/")[-1])
		self.file_name = checked_name(served_name(name, self.file_url))
		self.is_private = cint(self.file_url.startswith("/private/"))

	def _keep_extension(self, before: Document) -> None:
		"""Refuse a new name whose extension differs from the old one's."""
		name = cstr(self.file_name)
		self.file_name = checked_name(name) if is_app_user() else harmless_name(name)
		if not self.is_folder and (is_app_user() or before.attached_to_doctype in POLICIES):
			check_extension(self.file_name, cstr(before.file_name))

	def _keep_address(self, before: Document) -> None:
		if cstr(self.file_url) != cstr(before.file_url):
			_refuse_address(self.file_url)
		if before.is_private and not cint(self.is_private):
			frappe.throw(_("A private file is not made public."), frappe.PermissionError)
		for field in SERVER_FIELDS:
			self.set(field, before.get(field))


def delete_file_content(file: Document, only_thumbnail: bool = False) -> None:
	"""Handle hook ``delete_file_data_content``: delete a file after the commit. Frappe does it at once, so that
	neither a refusal nor a rollback restores it."""
	if file.flags.new_file:
		_delete_unused(file, only_thumbnail)
	else:
		frappe.db.after_commit.add(partial(_delete_unused, file, only_thumbnail))


def _delete_unused(file: Document, only_thumbnail: bool) -> None:
	if only_thumbnail or not records_of(file.file_url, besides=file.name):
		file.delete_file_from_filesystem(only_thumbnail=only_thumbnail)


def _is_picked(address: str) -> bool:
	"""Return whether the request selects a file of the library, which Frappe looks up by its record."""
	picked = frappe.form_dict.get("library_file_name") if frappe.request else None
	return bool(picked) and frappe.db.get_value("File", cstr(picked), "file_url") == address


def _refuse_address(address: str | None) -> None:
	frappe.throw(
		_("The address of a file is set by the server: {0}. Please upload the file itself.").format(
			escape_html(cstr(address))
		),
		frappe.PermissionError,
	)
