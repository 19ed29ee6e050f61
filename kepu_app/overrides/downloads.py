"""Safe downloads: the right file, under its own name, and nothing that a browser would run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import cstr
from werkzeug.wrappers import Request, Response

from kepu_app.access.file_names import served_name
from kepu_app.access.file_types import SHOWN_INLINE
from kepu_app.core.characters import harmless_name
from kepu_app.utils.downloads import Disposition, content_disposition

PRIVATE = "/private/files/"
HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def find_file_by_url(original: Callable[..., Any], path: str, name: str | None = None) -> Document | None:
	"""Make ``frappe.core.doctype.file.utils.find_file_by_url`` match exactly. The database compares ``X.zip``
	and ``x.zip`` as equal; the disk does not."""
	filters = {"file_url": cstr(path), **({"name": cstr(name)} if name else {})}
	found = frappe.get_all("File", filters, ["name", "file_url"])
	for record in found:
		file = frappe.get_doc("File", record.name)
		if record.file_url == path and file.is_downloadable():
			return file
	if not found:
		_look_at_another()
	return None


def _look_at_another() -> None:
	"""Look up another file, so that a missing one takes as long to refuse as a forbidden one (timing)."""
	others = {"is_folder": 0, "owner": ["!=", frappe.session.user], "is_private": 1}
	name = frappe.db.get_value("File", others, "name")
	if name:
		with suppress(frappe.PermissionError):
			frappe.get_doc("File", name).is_downloadable()
	frappe.local.kepu_served_file = None


def harden(response: Response | None = None, request: Request | None = None) -> None:
	"""Handle hook ``after_request``: browsers display uploaded PDFs and images, save all other files, and never
	sniff the type."""
	if response is None or request is None or response.status_code >= 300:
		return
	if request.path.startswith(PRIVATE):
		inline = response.mimetype in SHOWN_INLINE
		_name(response, "inline" if inline else "attachment")
	elif "attachment" in response.headers.get("Content-Disposition", ""):
		inline = False
		if cstr(frappe.form_dict.get("cmd") or request.path).endswith("download_file"):
			_name(response, "attachment")
	else:
		return
	response.headers["X-Content-Type-Options"] = "nosniff"
	if not inline:
		response.headers["Content-Security-Policy"] = HARMLESS


def _name(response: Response, manner: Disposition) -> None:
	"""Name the download as its user named the file, with the stored extension.

	A browser would run a page saved as x.html."""
	file = getattr(frappe.local, "kepu_served_file", None)
	named: dict[str, str] = {"Content-Disposition": manner}
	if file:
		name = served_name(harmless_name(cstr(file.file_name)), cstr(file.file_url))
		named = content_disposition(name, manner)
	response.headers.update(named)
