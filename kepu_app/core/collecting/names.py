"""What files are called: names as people wrote them, and which ones are nobody's report."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
import zlib
from collections.abc import Sequence
from zipfile import ZipInfo

_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075
"""Info-ZIP's extra field: version, checksum of the plain name, the name in UTF-8."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LEFT_BY_PROGRAMS = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin")


def junk_reason(name: str) -> str:
	"""Why a file of this path is nothing that somebody sent; blank if it may be."""
	parts = [part for part in name.split("/") if part]
	last = parts[-1] if parts else ""
	if "__MACOSX" in parts or last.startswith("._"):
		return "macOS自动生成的文件"
	if last.startswith(("~$", ".~", "~WRL")) or last.lower().endswith(
		(".tmp", ".bak", ".crdownload", ".part")
	):
		return "办公软件或浏览器的临时文件"
	if last.lower() in _LEFT_BY_PROGRAMS or any(part.startswith(".") for part in parts):
		return "系统自动生成的文件"
	return ""


def name_on_disk(name: str) -> str:
	"""A name of this machine's disk; one in GBK, as unzip leaves it on Linux, as what it says."""
	if _CONTROL.search(name):
		with contextlib.suppress(UnicodeDecodeError):
			name = os.fsencode(name).decode("gb18030")
	return _tidy(name)


def archive_names(entries: Sequence[ZipInfo]) -> list[str]:
	"""The names of a zip's entries, each path with slashes.

	A name without the flag for UTF-8 is in the encoding of the machine on which the zip was made: GBK on
	Chinese Windows, UTF-8 on macOS. All of one zip are taken alike, since short names fit either.
	"""
	plain = [each for each in entries if not each.flag_bits & _UTF8_FLAG]
	encoding = "utf-8" if all(_fits(_raw(each), "utf-8") for each in plain) else "gb18030"
	return [_tidy(_archive_name(each, encoding)) for each in entries]


def _archive_name(entry: ZipInfo, encoding: str) -> str:
	if entry.flag_bits & _UTF8_FLAG:
		return entry.filename
	raw = _raw(entry)
	return _unicode_path(entry.extra, raw) or raw.decode(encoding, "replace")


def _raw(entry: ZipInfo) -> bytes:
	"""The bytes of a name that zipfile took for the code page of the first PC."""
	try:
		return entry.filename.encode("cp437")
	except UnicodeEncodeError:
		return entry.filename.encode("utf-8", "surrogatepass")


def _unicode_path(extra: bytes, raw: bytes) -> str:
	"""The name of the extra field, if it is there and belongs to this name."""
	while len(extra) >= 4:
		kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
		field, extra = extra[4 : 4 + size], extra[4 + size :]
		belongs = len(field) > 5 and int.from_bytes(field[1:5], "little") == zlib.crc32(raw)
		if kind == _UNICODE_PATH and belongs and _fits(field[5:], "utf-8"):
			return field[5:].decode("utf-8")
	return ""


def _tidy(name: str) -> str:
	"""Composed, with slashes, nothing in it that cannot be shown, and no way out of its folder."""
	shown = _CONTROL.sub("\ufffd", unicodedata.normalize("NFC", name).replace("\\", "/"))
	parts = [part for part in shown.split("/") if part not in ("", ".", "..")]
	return "/".join(parts) + ("/" if shown.endswith("/") else "")


def _fits(raw: bytes, encoding: str) -> bool:
	try:
		raw.decode(encoding)
	except UnicodeDecodeError:
		return False
	return True
