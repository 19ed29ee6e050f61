"""The zip of a package, the same bytes for the same files on every machine.

Entries are stored, not deflated: PDF, Word and Excel files are compressed already, and a stored entry does
not depend on the version of zlib. So a zip can be made again from its entries and compared byte for byte;
that shows a changed byte in its headers.
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from struct import Struct
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

ARCHIVE_SUFFIX = ".zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_IS_UTF8, _UNICODE_PATH = 0x800, 0x7075
_FIELD, _PATH_HEAD = Struct("<HH"), Struct("<BI")


def write_archive(folder: Path, target: Path) -> None:
	"""Write all files below ``folder`` to the zip ``target``, under the folder's name.

	The zip appears whole or not at all: it is written beside its place and then moved there.
	"""
	paths = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
	partial = target.with_name(f".{target.name}.part")
	try:
		with partial.open("wb") as stream:
			write_entries(
				stream,
				((f"{folder.name}/{path}", _opener(folder / path)) for path in paths),
			)
			stream.flush()
			os.fsync(stream.fileno())
		partial.replace(target)
	finally:
		partial.unlink(missing_ok=True)


def _opener(path: Path) -> Callable[[], BinaryIO]:
	return lambda: path.open("rb")


def write_entries(stream: BinaryIO, entries: Iterable[tuple[str, Callable[[], BinaryIO]]]) -> None:
	"""Write a zip of (name, opener of the content) to a seekable stream."""
	with ZipFile(stream, "w", ZIP_STORED) as archive:
		for name, open_content in entries:
			with open_content() as source, archive.open(_plain_entry(name), "w") as sink:
				shutil.copyfileobj(source, sink, 1 << 20)


def entry_names(entries: Sequence[ZipInfo]) -> list[str]:
	"""Return the names of a zip's entries as whoever packed it wrote them, with forward slashes.

	Without the UTF-8 flag a name is in its machine's code page, in China GBK, or in UTF-8 all the same
	(macOS). zipfile assumes cp437. All of one zip are taken alike, since a short name may fit either. Some
	programs add the name in UTF-8 as an extra field (APPNOTE 4.6.9).
	"""
	unmarked = [_raw_name(each) for each in entries if not each.flag_bits & _IS_UTF8]
	encoding = "utf-8" if all(map(_is_utf8, unmarked)) else "gb18030"
	return [_entry_name(each, encoding).replace("\\", "/") for each in entries]


def _entry_name(entry: ZipInfo, encoding: str) -> str:
	if entry.flag_bits & _IS_UTF8:
		return entry.filename
	raw = _raw_name(entry)
	return _unicode_name(entry.extra, raw) or raw.decode(encoding, "replace")


def _raw_name(entry: ZipInfo) -> bytes:
	return entry.orig_filename.encode("cp437", "replace")


def _is_utf8(raw: bytes) -> bool:
	try:
		raw.decode("utf-8")
	except UnicodeDecodeError:
		return False
	return True


def _unicode_name(extra: bytes, raw: bytes) -> str:
	"""Return the name in the extra field 0x7075, if it is there and meant for this entry; else a blank."""
	while len(extra) >= _FIELD.size:
		kind, size = _FIELD.unpack_from(extra)
		field, extra = extra[_FIELD.size : _FIELD.size + size], extra[_FIELD.size + size :]
		if kind == _UNICODE_PATH and len(field) > _PATH_HEAD.size:
			_version, checksum = _PATH_HEAD.unpack_from(field)
			if checksum == zlib.crc32(raw):
				return field[_PATH_HEAD.size :].decode("utf-8", "replace")
	return ""


def _plain_entry(name: str) -> ZipInfo:
	entry = ZipInfo(name, _EPOCH)
	entry.compress_type = ZIP_STORED
	entry.create_system = _UNIX
	entry.external_attr = _PLAIN_FILE
	return entry
