"""Files, restricted to their readers; for users of other apps, too, who may know a file's name. See ``registry.py``."""

# Annotations stay live (no postponed evaluation): Frappe validates argument types by them.
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils.typing_validations import validate_argument_types


@validate_argument_types
def unzip_file(original: Callable[..., Any], name: str) -> list[Any]:
	"""Restrict ``frappe.core.api.file.unzip_file`` to a file that the user may read."""
	frappe.get_doc("File", name).check_permission("read")
	return original(name)


@validate_argument_types
def zip_files(original: Callable[..., Any], files: Any) -> None:
	"""Restrict ``frappe.core.api.file.zip_files`` to files that the user may read, whoever uploaded them."""
	named = [frappe.get_doc("File", each) for each in frappe.parse_json(files)]
	readable = [each.name for each in named if each.is_downloadable()]
	original(frappe.as_json(readable))


@validate_argument_types
def add_attachments(original: Callable[..., Any], doctype: str, name: str, attachments: Any) -> None:
	"""Restrict ``frappe.utils.file_manager.add_attachments`` to files that the user may read."""
	for each in frappe.parse_json(attachments):
		frappe.get_doc("File", each).check_permission("read")
	original(doctype, name, attachments)
