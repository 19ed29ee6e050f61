"""URLs of files, compared by the path they resolve to, not as strings.

``/private/files/./x``, ``//private/files/x`` and ``/private/files/%78`` are three strings and one file. Frappe
compares the strings, and the database ignores case.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, get_files_path, get_url

from kepu_app.exceptions import AddressError

_MOST_ENCODINGS = 5
"""Levels of percent-encoding that a URL may have; more is an attack."""


def folders() -> dict[str, Path]:
	"""Return the site's folders of files by their URL."""
	return {
		"/private/files": Path(get_files_path(is_private=1)).resolve(),
		"/files": Path(get_files_path()).resolve(),
	}


def paths_of(address: str) -> set[Path]:
	"""Return the files on the site's disk that a URL may mean, encoded or decoded. None for a URL of another site,
	or of no file.

	Raises:
		AddressError: one of the readings leads out of the folders (path traversal).
	"""
	local = _local_part(cstr(address))
	found = {_path_of(text, address) for text in _readings(local)} if local else set()
	return {path for path in found if path}


def is_inside(path: Path) -> bool:
	"""Return whether a path, symbolic links resolved, is inside one of the folders."""
	resolved = path.resolve()
	return any(resolved.is_relative_to(folder) and resolved != folder for folder in folders().values())


def address_of(path: Path) -> str:
	"""Return the canonical URL of a path inside one of the folders."""
	resolved = path.resolve()
	for address, folder in folders().items():
		if resolved.is_relative_to(folder):
			return f"{address}/{resolved.relative_to(folder).as_posix()}"
	raise _outside(str(path))


def names_file(address: str) -> bool:
	"""Return whether a URL, valid or not, means a file of the site."""
	local = _local_part(cstr(address))
	return any(_prefix_of(_normal(text)) or ".." in text.split("/") for text in _readings(local))


def _local_part(address: str) -> str:
	"""Return the path of this site's URL; empty for another site's."""
	text = address.strip().replace("\\", "/")
	parts = urlsplit(text)
	if parts.scheme in ("http", "https"):
		return parts.path if parts.netloc.lower() in _own_hosts() else ""
	if parts.scheme:
		return ""
	return text.split("?", 1)[0].split("#", 1)[0]


def _own_hosts() -> set[str]:
	hosts = {urlsplit(get_url()).netloc.lower()}
	if frappe.request:
		hosts.add(cstr(frappe.request.host).lower())
	return hosts


def _readings(text: str) -> list[str]:
	readings = [text]
	while (decoded := unquote(readings[-1]).replace("\\", "/")) != readings[-1]:
		if len(readings) > _MOST_ENCODINGS:
			raise _outside(text)
		readings.append(decoded)
	return readings


def _normal(text: str) -> str:
	return posixpath.normpath("/" + text.lstrip("/"))


def _prefix_of(normal: str) -> str:
	return next((each for each in ("/private/files", "/files") if f"{normal}/".startswith(f"{each}/")), "")


def _path_of(text: str, address: str) -> Path | None:
	if "\0" in text:
		raise _outside(address)
	normal = _normal(text)
	prefix = _prefix_of(normal)
	if not prefix:
		if ".." in text.split("/") or normal.startswith("/private"):
			raise _outside(address)
		return None
	path = folders()[prefix] / normal.removeprefix(prefix).lstrip("/")
	if not is_inside(path):
		raise _outside(address)
	return path.resolve()


def _outside(address: str) -> AddressError:
	message = _("The address {0} does not lead to a file of this site.").format(escape_html(address))
	frappe.msgprint(message, indicator="red", raise_exception=False)
	return AddressError(message)
