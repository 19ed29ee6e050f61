"""Files, to those who may read them; for users of other apps too, who may know a file's name. See ``replace.py``."""

# Annotations stay live (no postponed evaluation): Frappe checks the type of every argument by them.
from typing import Any

import frappe

from kepu_app.overrides.replace import original


@frappe.whitelist(methods=["POST"])
def unzip_file(name: str) -> list[Any]:
	"""``frappe.core.api.file.unzip_file``: of a file that the user may read."""
	frappe.get_doc("File", name).check_permission("read")
	return original("frappe.core.api.file.unzip_file")(name)


@frappe.whitelist(methods=["POST"])
def zip_files(files: Any) -> None:
	"""``frappe.core.api.file.zip_files``: of files that the user may read, whoever uploaded them."""
	named = [frappe.get_doc("File", each) for each in frappe.parse_json(files)]
	readable = [each.name for each in named if each.is_downloadable()]
	original("frappe.core.api.file.zip_files")(frappe.as_json(readable))


@frappe.whitelist(methods=["POST"])
def add_attachments(doctype: str, name: str, attachments: Any) -> None:
	"""``frappe.utils.file_manager.add_attachments``: files that the user may read."""
	for each in frappe.parse_json(attachments):
		frappe.get_doc("File", each).check_permission("read")
	original("frappe.utils.file_manager.add_attachments")(doctype, name, attachments)
