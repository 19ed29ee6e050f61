"""Check that a picture or a scan is whole before anything is done with it."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

import frappe
from frappe import _
from frappe.utils import cint, escape_html

from kepu_app.core.errors import InputError
from kepu_app.core.packages.scan_content import check_pdf, check_scan
from kepu_app.exceptions import PictureError

PICTURES = (".jpg", ".jpeg", ".png")
_KNOWN_SECONDS = 24 * 3600


def is_picture(name: str | None) -> bool:
	"""Return whether the file name is that of a JPEG or PNG."""
	return _suffix(name) in PICTURES


def is_scan(name: str | None) -> bool:
	"""Return whether the file name is that of a picture or a PDF."""
	return is_picture(name) or _suffix(name) == ".pdf"


def refuse_damaged(name: str, content: bytes) -> None:
	"""Raise PictureError unless the content is a whole picture or, for such a name, a PDF that opens."""
	pages_of(name, content)


def pages_of(name: str, content: bytes) -> int:
	"""Return the pages of a scan, 1 for a picture, cached by content for a day; raise PictureError."""
	key = f"kepu_scan_pages::{_suffix(name)}::{hashlib.sha256(content).hexdigest()}"
	known = frappe.cache.get_value(key, expires=True)
	if known:
		return cint(known)
	try:
		pages = check_scan(name, content)
	except InputError as error:
		frappe.throw(_explained(name, error), PictureError)
	frappe.cache.set_value(key, pages, expires_in_sec=_KNOWN_SECONDS)
	return pages


def refuse_unsafe_pdf(name: str, content: bytes) -> None:
	"""Raise PictureError for a PDF that is damaged or has a script in it."""
	try:
		has_script = check_pdf(name, content)
	except InputError as error:
		frappe.throw(_explained(name, error), PictureError)
	if has_script:
		frappe.throw(
			_("{0} has a script in it and cannot be uploaded.").format(escape_html(name)), PictureError
		)


def _explained(name: str, error: InputError) -> str:
	"""Return the usual errors in the user's language, others in the core's words."""
	shown = escape_html(name)
	if error.code == "scan.cut_off":
		return _("{0} is incomplete: the end of the picture is missing. Please upload it again.").format(
			shown
		)
	if error.code not in ("scan.damaged", "scan.type"):
		return escape_html(error.message)
	if is_picture(name):
		return _(
			"{0} is damaged, or is no JPEG or PNG picture. Please scan it or save it as JPG again."
		).format(shown)
	return _("{0} is damaged, or is no PDF. Please scan it again.").format(shown)


def _suffix(name: str | None) -> str:
	return PurePath(name or "").suffix.lower()
