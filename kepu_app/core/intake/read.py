"""Chooses the reader of a file by its content; its name only helps where the content is ambiguous."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from kepu_app.core.errors import InputError
from kepu_app.core.intake.convert import convert_to_docx
from kepu_app.core.intake.docx import read_docx
from kepu_app.core.intake.page import Page
from kepu_app.core.intake.pdf_text import read_pdf
from kepu_app.core.intake.plain import as_unicode, is_text, read_text_file
from kepu_app.core.office import OLE_CONTAINER
from kepu_app.core.sandbox import run_limited

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"BM", b"GIF8")
_OLD_FORMATS = (".doc", ".wps", ".wpt", ".dot")
_ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_LONGEST_START = 2000
_WEB_PAGE = re.compile(
	rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+)?html\b", re.I | re.S
)
_MAIL_PAGE = re.compile(rb"\s*MIME-Version:\s*1\.0", re.I)
_WORD_2003 = b'progid="Word.Document"'
_OTHER_KINDS = {
	".xlsx": "是Excel表格，不是报告；填报工作簿请用kepu check或在系统里上传",
	".xls": "是Excel表格，不是报告",
	".et": "是WPS表格，不是报告",
	".pptx": "是演示文稿，不是报告",
	".ppt": "是演示文稿，不是报告",
	".docm": "含有宏，请另存为不带宏的“Word文档（*.docx）”",
}


def read_document(name: str, data: bytes) -> Page:
	"""Read a file as displayed, in a child process with limits.

	Args:
		name: the file's name or path, for messages and for ambiguous content.
		data: its content.

	Raises:
		InputError: what is wrong with the file, by name and in Chinese.
	"""
	suffix = PurePosixPath(name).suffix.lower()
	if not data:
		raise _refused(name, "是空文件")
	if suffix in _OTHER_KINDS:
		raise _refused(name, _OTHER_KINDS[suffix])
	if data.startswith(OLE_CONTAINER):
		return _read_old(name, data, suffix)
	if data.startswith(_ZIP):
		return _read_zipped(name, data)
	if data.lstrip()[:5] == b"%PDF-" or b"%PDF-" in data[:1024]:
		return run_limited(read_pdf, name, data, name=name)
	if data.startswith(_PICTURES):
		return Page(name, is_scan=True)
	if data.startswith(b"{\\rtf"):
		return _converted(name, data, ".rtf", "RTF")
	if is_text(data):
		return _read_marked_up(name, data) or read_text_file(name, data)
	raise _refused(name, "不是Word、WPS、PDF、文本或图片文件，或者已损坏")


def is_converted(data: bytes) -> bool:
	"""Return whether LibreOffice converts a file of this format first.

	It runs outside of the sandbox, whose child may start no program, with limits of its own.
	"""
	if data.startswith((OLE_CONTAINER, b"{\\rtf")) or _is_open_document(data):
		return True
	start = data[:_LONGEST_START]
	return _WORD_2003 in start or bool(_WEB_PAGE.match(start))


def _is_open_document(data: bytes) -> bool:
	return data.startswith(_ZIP) and _OPEN_DOCUMENT in data[:200]


def _read_marked_up(name: str, data: bytes) -> Page | None:
	"""Read .doc files of office systems and old versions of Word; None where it is plain text."""
	start = data[:_LONGEST_START]
	if _MAIL_PAGE.match(start):
		raise _refused(name, "是网页归档文件（MHT），请用Word打开，另存为“Word文档（*.docx）”")
	if b"<!ENTITY" in data:
		raise _refused(name, "XML中有实体声明，不是Word保存的文件")
	if _WORD_2003 in start:
		return _converted(name, data, ".xml", "Word 2003 XML")
	return _converted(name, as_unicode(data), ".html", "HTML") if _WEB_PAGE.match(start) else None


def _read_zipped(name: str, data: bytes) -> Page:
	if _is_open_document(data):
		return _converted(name, data, ".odt", "ODT")
	return run_limited(read_docx, name, data, name=name)


def _read_old(name: str, data: bytes, suffix: str) -> Page:
	if _ENCRYPTED_MARK in data:
		raise _refused(name, "设有密码，请去掉密码后再报送")
	suffix = suffix if suffix in _OLD_FORMATS else ".doc"
	return _converted(name, data, suffix, suffix.lstrip(".").upper())


def _converted(name: str, data: bytes, suffix: str, called: str) -> Page:
	page = run_limited(read_docx, name, convert_to_docx(name, data, suffix), name=name)
	return Page(name, page.blocks, page.left_out, page.notes, called, page.is_scan)


def _refused(name: str, reason: str) -> InputError:
	return InputError(f"“{name}”{reason}", code="intake.refused", place=name)
