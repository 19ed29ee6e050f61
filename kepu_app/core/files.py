"""Reading what people hand in and writing results whole."""

from __future__ import annotations

import codecs
import os
import tempfile
from pathlib import Path

from kepu_app.core.errors import InputError

LARGEST_TEXT = 64 << 20
"""Bytes of a text file that are still read; a 3,000-字 summary has about nine thousand."""


def read_text(path: Path) -> str:
	"""The text of a file in UTF-8, UTF-16 (with its mark) or GB18030, as Chinese Windows writes them.

	Raises:
		InputError: the file cannot be read, is larger than ``LARGEST_TEXT``, or is not text.
	"""
	try:
		if path.stat().st_size > LARGEST_TEXT:
			raise InputError(f"文件“{path.name}”过大", code="file.too_large", place=path.name)
		return decode_text(path.read_bytes(), path.name)
	except OSError as error:
		reason = error.strerror or str(error)
		raise InputError(
			f"无法读取文件“{path.name}”：{reason}", code="file.unreadable", place=path.name
		) from error


def decode_text(raw: bytes, name: str) -> str:
	"""As ``read_text``, for bytes that were read already; ``name`` is for the error."""
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
	"""Writes a file so that it is there whole or not at all; an older one is replaced."""
	path.parent.mkdir(parents=True, exist_ok=True)
	descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
	try:
		with os.fdopen(descriptor, "wb") as stream:
			stream.write(content)
			stream.flush()
			os.fsync(stream.fileno())
		os.chmod(partial, 0o644)
		os.replace(partial, path)
	except BaseException:
		os.unlink(partial)
		raise


def _is_utf8(raw: bytes) -> bool:
	try:
		raw.decode("utf-8")
	except UnicodeDecodeError:
		return False
	return True
