"""What a scan is, by its content: a PDF with pages, or a whole picture. It is looked at in a child process
with limits, since whoever hands it in may have made it by hand."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from kepu_app.core.errors import InputError
from kepu_app.core.sandbox import run_limited

LARGEST_PICTURE = 120_000_000
"""Points; an A3 page at 600 dpi has 70 million."""

MOST_PAGES = 2_000
"""Of one scan; a package of 533 counties' summaries would have that many."""

_SUFFIXES = {".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}
_MARKS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
_SCRIPTS = ("/JS", "/JavaScript")
_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD8))
"""Markers of a JPEG that stand alone (ITU-T T.81, table B.1)."""


def check_scan(name: str, content: bytes) -> int:
	"""Return the number of pages of a scan, 1 of a picture.

	Raises:
		InputError: ``scan.type`` unless it is a PDF, a JPEG or a PNG and the name's ending says so,
			``scan.cut_off`` for a JPEG without its end, ``scan.damaged``, ``scan.encrypted``,
			``scan.no_page``, ``scan.too_many_pages`` or ``scan.too_many_points``.
	"""
	return run_limited(count_pages, name, content, name=name)


def count_pages(name: str, content: bytes) -> int:
	"""As ``check_scan``, in this process."""
	kind = next((kind for mark, kind in _MARKS if content.startswith(mark)), None)
	if kind is None or _SUFFIXES.get(Path(name).suffix.lower()) != kind:
		raise _refused(name, "scan.type", "不是PDF、JPG或PNG文件，或者扩展名与内容不符")
	if kind == "pdf":
		return _pages_of_pdf(name, content)
	_check_picture(name, content)
	if is_cut_off(content):
		raise _refused(name, "scan.cut_off", "不完整：缺少图片的结尾，请重新扫描或复制")
	return 1


def check_pdf(name: str, content: bytes) -> bool:
	"""Whether a PDF brings a script along, which whoever opens it would run; looked at in a child process.

	Raises:
		InputError: as ``check_scan``, except that one with a password is taken as it is.
	"""
	return run_limited(has_script, name, content, name=name)


def has_script(name: str, content: bytes) -> bool:
	"""As ``check_pdf``, in this process."""
	try:
		with _opened(name, content) as document:
			return any(_names_script(each) for each in document.objects)
	except InputError as error:
		if error.code == "scan.encrypted":
			return False
		raise


def is_cut_off(content: bytes) -> bool:
	"""Return whether the content is a JPEG without its end marker (EOI) behind its first scan. Previews in
	its header have markers of their own. Readers may fill up with grey what is missing, and say nothing."""
	if not content.startswith(_START_OF_IMAGE):
		return False
	place = len(_START_OF_IMAGE)
	while place + 4 <= len(content) and content[place] == 0xFF:
		marker = content[place + 1]
		if marker == _START_OF_SCAN:
			return content.find(_END_OF_IMAGE, place) < 0
		if marker in _WITHOUT_LENGTH:
			place += 2
		elif marker == 0xFF:
			place += 1
		else:
			place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
	return True


def _pages_of_pdf(name: str, content: bytes) -> int:
	with _opened(name, content) as document:
		pages = len(document.pages)
	if not pages:
		raise _refused(name, "scan.no_page", "没有页面，请重新扫描")
	if pages > MOST_PAGES:
		raise _refused(name, "scan.too_many_pages", f"有{pages}页，超过{MOST_PAGES}页，不是一份盖章件")
	return pages


@contextmanager
def _opened(name: str, content: bytes) -> Iterator[pikepdf.Pdf]:
	"""Open a PDF; raise InputError for what is wrong with it, or turns out to be."""
	try:
		with pikepdf.open(io.BytesIO(content)) as document:
			yield document
	except pikepdf.PasswordError as error:
		raise _refused(name, "scan.encrypted", "设有密码，请去掉密码后再试") from error
	except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
		raise _refused(name, "scan.damaged", "已损坏，无法打开，请重新扫描") from error


def _names_script(item: Any) -> bool:
	"""Whether an object, or one that stands in it, holds a script; what it refers to is looked at by itself."""
	if isinstance(item, pikepdf.Stream):
		item = item.stream_dict
	if isinstance(item, pikepdf.Dictionary):
		return any(key in _SCRIPTS or _is_inner_script(value) for key, value in item.items())
	return isinstance(item, pikepdf.Array) and any(map(_is_inner_script, item))


def _is_inner_script(value: Any) -> bool:
	return not getattr(value, "is_indirect", False) and _names_script(value)


def _check_picture(name: str, content: bytes) -> None:
	# The limit is our own, with a message of its own: Pillow only warns at first.
	Image.MAX_IMAGE_PIXELS = LARGEST_PICTURE
	try:
		with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
			width, height = image.size
			image.verify()
	except Image.DecompressionBombError as error:
		raise _too_many_points(name) from error
	# Pillow says by all of these that a file is broken.
	except (OSError, SyntaxError, ValueError, TypeError, OverflowError) as error:
		raise _refused(name, "scan.damaged", "已损坏，无法打开，请重新扫描") from error
	if width * height > LARGEST_PICTURE:
		raise _too_many_points(name)


def _too_many_points(name: str) -> InputError:
	most = LARGEST_PICTURE // 10_000
	return _refused(name, "scan.too_many_points", f"的图片超过{most}万像素，请用300dpi重新扫描")


def _refused(name: str, code: str, what: str) -> InputError:
	return InputError(f"“{name}”{what}", code=code, place=name)
