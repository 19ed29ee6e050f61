"""Names of files: as users see them, and on the disk."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.utils import escape_html

from kepu_app.core.characters import HIDDEN, harmless_name
from kepu_app.exceptions import FileNameError, FileTypeError

LONGEST_NAME = 255
"""Bytes; the limit of most file systems."""

LONGEST_FIELD = 140
"""Characters of a name that Frappe stores."""

_RANDOM_CHARACTERS = 24
_LONGEST_STEM = 120
"""Bytes of the readable part of a stored name."""


def check_name(name: str) -> None:
	"""Raise FileNameError for a name with hidden characters or path separators, or one that is too long."""
	if any(unicodedata.category(each) in HIDDEN for each in name):
		_refuse(_("The file name {0} has hidden characters. Please rename the file."), name)
	decoded = unquote(unquote(name)).replace("\\", "/")
	if "/" in decoded or "\0" in decoded or name.strip(". ") == "":
		_refuse(_("The file name {0} is not a name but a path. Please rename the file."), name)
	if len(name.encode()) > LONGEST_NAME or len(name) > LONGEST_FIELD:
		_refuse(
			_("The file name {0} is too long; at most {1} characters and {2} bytes."),
			name,
			LONGEST_FIELD,
			LONGEST_NAME,
		)


def checked_name(name: str) -> str:
	"""Return the name without characters that Windows forbids or HTML needs; raise as ``check_name``."""
	check_name(name)
	return harmless_name(name)


def check_extension(name: str, before: str) -> None:
	"""Raise FileTypeError if a name changes its extension: browsers and office programs rely on it."""
	if extension_of(name) != extension_of(before):
		message = _("{0} has to keep the extension of its content: {1}")
		frappe.throw(
			message.format(escape_html(visible(name)), escape_html(extension_of(before)) or "-"),
			FileTypeError,
		)


def served_name(name: str, address: str) -> str:
	"""Return the name of a download, with the stored extension, which was checked against the content at upload."""
	given, stored = extension_of(name), extension_of(unquote(address))
	return name if given == stored or not stored else f"{name}{stored}"


def extension_of(name: str) -> str:
	"""Return the extension, such as ``.pdf``, in lower case; empty without one."""
	return PurePath(name).suffix.lower()


def short_name(name: str) -> str:
	"""Return a harmless name, truncated to the limits; for members of a zip, which users cannot rename."""
	path = PurePath(harmless_name(name))
	stem, extension = path.stem, path.suffix[:20]
	longest = LONGEST_FIELD - len(extension)
	while len(stem) > longest or len(f"{stem}{extension}".encode()) > LONGEST_NAME:
		stem = stem[:-1]
	return f"{stem}{extension}"


def stored_name(name: str) -> str:
	"""Return a name for the disk: the readable part of the given one, and a random part."""
	suffix = re.sub(r"[^0-9a-z.]", "", PurePath(name).suffix.lower())[:10]
	stem = re.sub(r"[^\w.()（）-]+", "_", PurePath(name).stem)
	stem = stem.encode()[:_LONGEST_STEM].decode(errors="ignore").strip("._") or "file"
	return f"{stem}-{frappe.generate_hash(length=_RANDOM_CHARACTERS)}{suffix}"


def visible(name: str) -> str:
	"""Return a name with hidden characters spelled out, short enough for a message."""
	shown = "".join(_written_out(each) for each in name)
	return shown if len(shown) <= LONGEST_FIELD else f"{shown[:LONGEST_FIELD]}…"


def _written_out(character: str) -> str:
	return f"[U+{ord(character):04X}]" if unicodedata.category(character) in HIDDEN else character


def _refuse(message: str, name: str, *more: int) -> None:
	frappe.throw(message.format(escape_html(visible(name)), *more), FileNameError)
