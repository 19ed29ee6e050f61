"""Allow-list of file types, by content, as set in Kepu Settings.

A file's name proves nothing. Still the extension must agree with the content: browsers and office programs
rely on it.
"""

from __future__ import annotations

import codecs
from pathlib import PurePath

import filetype
import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from kepu_app.exceptions import FileTypeError

_OFFICE_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPPED = frozenset({"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp"})
# Phones and chat apps mix up the two extensions; a browser shows either under both.
_PICTURES = frozenset({"jpg", "png"})

CONTENTS: dict[str, frozenset[str]] = {
	"pdf": frozenset({"pdf"}),
	"jpg": _PICTURES,
	"jpeg": _PICTURES,
	"png": _PICTURES,
	"docx": _ZIPPED,
	"xlsx": _ZIPPED,
	"pptx": _ZIPPED,
	"zip": _ZIPPED,
	"ofd": _ZIPPED,
	"doc": frozenset({"office"}),
	"xls": frozenset({"office"}),
	"ppt": frozenset({"office"}),
	"wps": frozenset({"office"}) | _ZIPPED,
	"et": frozenset({"office"}) | _ZIPPED,
	"dps": frozenset({"office"}) | _ZIPPED,
	"txt": frozenset({"text"}),
	"csv": frozenset({"text"}),
	"rar": frozenset({"rar"}),
	"7z": frozenset({"7z"}),
	"gif": frozenset({"gif"}),
	"webp": frozenset({"webp"}),
	"tif": frozenset({"tif"}),
	"tiff": frozenset({"tif"}),
	"mp4": frozenset({"mp4"}),
}
"""Allowed content by extension. An administrator chooses among these; no browser executes any of them."""

USUAL = ["pdf", "jpg", "jpeg", "png", "docx", "xlsx", "zip", "doc", "xls", "wps", "et", "txt", "csv"]
"""Accepted unless Kepu Settings say otherwise."""

SHOWN_INLINE = ("application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp")
"""Types that a browser may display; all others are saved."""


def accepted() -> list[str]:
	"""Return the accepted extensions, in lower case and without the dot."""
	return endings_in(frappe.db.get_single_value("Kepu Settings", "accepted_file_types")) or USUAL


def endings_in(text: str | None) -> list[str]:
	"""Parse extensions, with or without dots, separated by blanks, commas or lines."""
	words = cstr(text).replace(",", " ").replace("，", " ").replace("、", " ").split()
	return list(dict.fromkeys(word.lstrip(".").lower() for word in words))


def check_endings(text: str | None) -> None:
	"""Raise ValidationError for extensions whose content cannot be recognised."""
	unknown = [each for each in endings_in(text) if each not in CONTENTS]
	if unknown:
		frappe.throw(
			_("These file types cannot be recognised by their content: {0}. Known are: {1}.").format(
				escape_html(", ".join(unknown)), ", ".join(CONTENTS)
			)
		)


def check_type(name: str, content: bytes) -> None:
	"""Raise FileTypeError unless the content's type is accepted and agrees with the extension."""
	ending = PurePath(name).suffix.lstrip(".").lower()
	kinds = CONTENTS[ending] if ending in accepted() else frozenset()
	if kinds.isdisjoint(kinds_of(content)):
		frappe.throw(
			_(
				"{0} is not taken: its content is not of a kind that belongs here. Please upload one of: {1}."
			).format(escape_html(name), ", ".join(each.upper() for each in accepted())),
			FileTypeError,
		)


def kinds_of(content: bytes) -> set[str]:
	"""Return the types that content may have: an extension, ``office`` for binary formats of Office and WPS,
	``text``. Text may begin with the magic bytes of a program, so it may have two types."""
	kinds = {"text"} if _is_text(content) else set()
	if content.startswith(_OFFICE_97):
		return {"office"}
	return kinds | {filetype.guess_extension(content[:8192]) or ""} - {""}


def _is_text(content: bytes) -> bool:
	"""Return whether it is text in any encoding: without bytes that only binary formats have."""
	if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
		return True
	return not any(byte in content for byte in (b"\0", b"\x01", b"\x02", b"\x03", b"\x7f"))
