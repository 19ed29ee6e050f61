"""Text files: UTF-8, UTF-16 with BOM, or GB18030, as Chinese Windows writes them."""

from __future__ import annotations

import codecs
import re

from kepu_app.core.errors import InputError
from kepu_app.core.intake.page import Line, Page, check_length

LARGEST_TEXT = 4 << 20
"""Bytes; a report has ten thousand."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_text_file(name: str, data: bytes) -> Page:
	"""Read a text file. Raises InputError where it is none, or is too long."""
	if len(data) > LARGEST_TEXT:
		raise InputError(
			f"“{name}”超过{LARGEST_TEXT >> 20}MB，不是一份报告", code="text.too_large", place=name
		)
	text = _decoded(name, data)
	check_length(name, len(text))
	return page_of_text(name, text)


def page_of_text(name: str, text: str) -> Page:
	"""Return a page of plain text, as pasted or written in an editor."""
	return Page(name, tuple(Line(line.strip()) for line in text.splitlines()))


def as_unicode(data: bytes) -> bytes:
	"""Return a web page or another text in UTF-8, whatever its encoding and its declaration.

	Pages that declare GB2312 have characters beyond it.
	"""
	return re.sub(r"charset=[\"']?[\w-]+", "charset=utf-8", _decode(data).lstrip("\ufeff")).encode(
		"utf-8-sig"
	)


def is_text(data: bytes) -> bool:
	"""Return whether a file holds text and nothing that text never has."""
	if data.startswith(tuple(mark for mark, _encoding in _MARKS)):
		return True
	if b"\0" in data[:65536]:
		return False
	try:
		_decode(data)
	except UnicodeDecodeError:
		return False
	return True


def _decoded(name: str, data: bytes) -> str:
	try:
		return _decode(data)
	except UnicodeDecodeError as error:
		raise InputError(
			f"“{name}”的文字编码无法识别，请用记事本打开，另存为UTF-8编码", code="text.encoding", place=name
		) from error


def _decode(data: bytes) -> str:
	encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
	if encoding:
		return data.decode(encoding)
	try:
		return data.decode("utf-8")
	except UnicodeDecodeError:
		return data.decode("gb18030")
