"""Which files are taken: by their content, as the list in Kepu Settings names them.

What a file is called says nothing. The extension has to agree with the content all the same: browsers and
office programs decide by it what to do.
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
# Telephones and chat programs mix up the two endings; a browser shows either under both.
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
"""By ending: what the content may be. An administrator chooses among these; nothing here is run by a browser."""

USUAL = ["pdf", "jpg", "jpeg", "png", "docx", "xlsx", "zip", "doc", "xls", "wps", "et", "txt", "csv"]
"""What is taken as long as Kepu Settings say nothing else."""

SHOWN_INLINE = ("application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp")
"""What a browser may show in its own window; everything else is saved."""


def accepted() -> list[str]:
	"""Return the endings of the files that are taken, in lower case and without the dot."""
	return endings_in(frappe.db.get_single_value("Kepu Settings", "accepted_file_types")) or USUAL


def endings_in(text: str | None) -> list[str]:
	"""Return the endings that somebody has written, with or without dots, separated by blanks, commas or
	lines."""
	words = cstr(text).replace(",", " ").replace("，", " ").replace("、", " ").split()
	return list(dict.fromkeys(word.lstrip(".").lower() for word in words))


def check_endings(text: str | None) -> None:
	"""Raise ValidationError for endings whose content cannot be told."""
	unknown = [each for each in endings_in(text) if each not in CONTENTS]
	if unknown:
		frappe.throw(
			_("These file types cannot be recognised by their content: {0}. Known are: {1}.").format(
				escape_html(", ".join(unknown)), ", ".join(CONTENTS)
			)
		)


def check_type(name: str, content: bytes) -> None:
	"""Raise FileTypeError unless the content is of a kind that is taken, and the name's ending says so."""
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
	"""Return what a content may be: an ending, ``office`` for the binary formats of Office and WPS, ``text``.
	Words may begin with the letters by which a program is known, so text may be two things."""
	kinds = {"text"} if _is_text(content) else set()
	if content.startswith(_OFFICE_97):
		return {"office"}
	return kinds | {filetype.guess_extension(content[:8192]) or ""} - {""}


def _is_text(content: bytes) -> bool:
	"""Text of whatever encoding: without the bytes that only programs write."""
	if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
		return True
	return not any(byte in content for byte in (b"\0", b"\x01", b"\x02", b"\x03", b"\x7f"))
