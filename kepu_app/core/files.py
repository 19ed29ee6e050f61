"""Reading submitted files, and writing results atomically."""

from __future__ import annotations

import codecs
import errno
import os
import secrets
from pathlib import Path

from kepu_app.core.errors import InputError

LARGEST_TEXT = 64 << 20
"""Bytes of the largest text file that is read; a 3,000-字 summary has about nine thousand."""

_REASONS = {
	errno.ENOENT: "文件或文件夹不存在",
	errno.EACCES: "没有访问权限",
	errno.EPERM: "没有访问权限",
	errno.EROFS: "所在磁盘是只读的",
	errno.ENOSPC: "磁盘空间不足",
	errno.EDQUOT: "磁盘配额已用完",
	errno.EISDIR: "是文件夹，不是文件",
	errno.ENOTDIR: "路径中有一段不是文件夹",
	errno.EEXIST: "已有同名文件",
	errno.ENOTEMPTY: "已有同名文件夹且不是空的",
	errno.ENAMETOOLONG: "名称过长",
	errno.ELOOP: "符号链接循环",
}


def system_reason(error: OSError) -> str:
	"""Return why the system refused, in Chinese; in the system's words where there is no translation."""
	return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def read_text(path: Path) -> str:
	"""Read a text file in UTF-8, UTF-16 (with BOM) or GB18030, as Chinese Windows writes them.

	Raises:
		InputError: the file cannot be read, is larger than ``LARGEST_TEXT``, or is not text.
	"""
	return decode_text(read_whole(path, LARGEST_TEXT), path.name)


def read_whole(path: Path, largest: int) -> bytes:
	"""Read the bytes of a file. Raises InputError if it cannot be read or has more than ``largest``."""
	try:
		if path.stat().st_size > largest:
			raise InputError(f"文件“{path.name}”过大", code="file.too_large", place=path.name)
		return path.read_bytes()
	except OSError as error:
		raise InputError(
			f"无法读取文件“{path.name}”：{system_reason(error)}", code="file.unreadable", place=path.name
		) from error


def decode_text(raw: bytes, name: str) -> str:
	"""Decode as ``read_text`` does; the error contains ``name``."""
	encoding = "gb18030"
	if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
		encoding = "utf-16"
	elif _is_utf8(raw):
		encoding = "utf-8-sig"
	try:
		text = raw.decode(encoding)
	except UnicodeDecodeError as error:
		raise InputError(f"“{name}”不是文本文件", code="file.not_text", place=name) from error
	if "\0" in text:
		raise InputError(f"“{name}”不是文本文件", code="file.not_text", place=name)
	return text


def write_whole(path: Path, content: bytes) -> None:
	"""Write a file atomically, replacing an older one."""
	path.parent.mkdir(parents=True, exist_ok=True)
	partial = path.with_name(f".kepu-{secrets.token_hex(8)}.part")
	try:
		with partial.open("xb") as stream:
			stream.write(content)
			stream.flush()
			os.fsync(stream.fileno())
		partial.replace(path)
	finally:
		partial.unlink(missing_ok=True)


def _is_utf8(raw: bytes) -> bool:
	try:
		raw.decode("utf-8")
	except UnicodeDecodeError:
		return False
	return True
