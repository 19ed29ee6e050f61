"""Office files (.docx, .xlsx) as zips of parts: read within limits, written reproducibly."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from enum import Enum
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from kepu_app.core.errors import RefusedZip

OLE_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Magic number of Office 97-2003 files, and of encrypted ones of any version."""

TEXT_SUFFIXES = (".xml", ".rels")
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True)
class ZipLimits:
	"""Limits of an untrusted file: bytes packed and unpacked, unpacked bytes of one XML part, parts."""

	packed: int
	unpacked: int
	text_part: int
	parts: int


class Refusal(Enum):
	"""Why a file is not unpacked."""

	PACKED_SIZE = "packed size"
	UNPACKED_SIZE = "unpacked size or number of parts"
	TEXT_PART_SIZE = "size of an XML part"
	METHOD = "compression that no office program uses"
	NAMES = "repeated names, or paths that lead outside"
	BROKEN = "no zip, a damaged or an encrypted one"


def unzip(content: bytes, limits: ZipLimits, suffixes: tuple[str, ...] = ("",)) -> dict[str, bytes]:
	"""Return all parts by name, or only those whose names end in one of the suffixes.

	The sizes in the zip's directory are checked first; no entry is unpacked beyond its size.

	Raises:
		RefusedZip: with the reason.
	"""
	if len(content) > limits.packed:
		raise RefusedZip(Refusal.PACKED_SIZE)
	try:
		with ZipFile(io.BytesIO(content)) as archive:
			_check_entries(archive.infolist(), limits)
			wanted = [entry for entry in archive.infolist() if entry.filename.endswith(suffixes)]
			return {entry.filename: archive.read(entry) for entry in wanted}
	except (BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
		raise RefusedZip(Refusal.BROKEN) from error


def zip_parts(content: bytes) -> bytes:
	"""Zip the same parts again reproducibly: no timestamps, names in order."""
	target = io.BytesIO()
	with ZipFile(io.BytesIO(content)) as source, ZipFile(target, "w") as archive:
		for name in sorted(source.namelist(), key=_place_in_zip):
			entry = ZipInfo(name, _EPOCH)
			entry.compress_type = ZIP_DEFLATED
			entry.create_system = _UNIX
			entry.external_attr = _PLAIN_FILE
			archive.writestr(entry, source.read(name))
	return target.getvalue()


def parse_part(content: bytes) -> etree._Element | None:
	"""Parse an XML part; None if it is not well-formed. Resolves no entity and loads no address."""
	parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
	try:
		return etree.fromstring(content, parser)
	except etree.XMLSyntaxError:
		return None


def content_types(content: bytes) -> dict[str, str]:
	"""Return the types of ``[Content_Types].xml`` by part name or, for a default, by suffix with its dot."""
	root = parse_part(content)
	if root is None:
		return {}
	types = {}
	for entry in root.iter("{*}Default", "{*}Override"):
		name = entry.get("PartName", "").lstrip("/") or "." + entry.get("Extension", "")
		types[name] = entry.get("ContentType", "")
	return types


def _place_in_zip(name: str) -> tuple[int, str]:
	"""Sort the content types first, for streaming readers."""
	return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _check_entries(entries: list[ZipInfo], limits: ZipLimits) -> None:
	names = [entry.filename for entry in entries]
	if len(names) > limits.parts or sum(entry.file_size for entry in entries) > limits.unpacked:
		raise RefusedZip(Refusal.UNPACKED_SIZE)
	texts = [entry for entry in entries if entry.filename.endswith(TEXT_SUFFIXES)]
	if any(entry.file_size > limits.text_part for entry in texts):
		raise RefusedZip(Refusal.TEXT_PART_SIZE)
	if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
		raise RefusedZip(Refusal.METHOD)
	if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
		raise RefusedZip(Refusal.NAMES)
