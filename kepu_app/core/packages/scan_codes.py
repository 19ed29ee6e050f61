"""The pages of a scan by the 二维码 in their feet: read, taken apart by paper, put upright.

A scan is a stranger's file: pages are drawn one at a time and never larger than ``MOST_PIXELS`` a side.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kepu_app.core.errors import InputError
from kepu_app.core.printing.paper_codes import PaperCode, parse_code
from kepu_app.core.sandbox import FILE_LIMITS, run_limited

if TYPE_CHECKING:
	from PIL.Image import Image

MOST_PIXELS = 5_000
MOST_PAGES = 3_000
"""Pages of one file; 533 summaries have about as many."""

_RESOLUTIONS = (200, 300)
"""Dots per inch at which a page is looked at, the second only if the first shows nothing."""
_POINTS = 72
_SECONDS_A_PAGE = 3
_DRAWING_MEMORY = 400 << 20
"""Bytes; a page of ``MOST_PIXELS`` a side has 100 MB in colour."""

_LARGEST_PART = 128 << 20
"""Bytes of the answer with a part of a scan, which is written as text."""

_COPIES = 8
"""Of a scan while it is taken apart: as it came, its part, and that as the text of the answer."""

_RIGHT_ANGLE, _FULL_TURN = 90, 360


@dataclass(frozen=True)
class ScannedPage:
	"""One page: its code, if one was found, and by how many degrees clockwise it has to be turned."""

	code: PaperCode | None = None
	turn: int = 0


def read_pages(name: str, content: bytes, pages: int = 1) -> list[ScannedPage]:
	"""Return the pages of a PDF, or the one page of a picture; they are drawn in a child process with limits.

	Args:
		name: of the file, for messages.
		content: the scan, which ``check_scan`` has found whole.
		pages: as many as that has counted: the child's time goes by them.

	Raises:
		InputError: the file is damaged, has more pages than ``MOST_PAGES``, or takes longer than it may.
	"""
	seconds = FILE_LIMITS.processor + _SECONDS_A_PAGE * pages
	limits = replace(
		FILE_LIMITS, processor=seconds, clock=FILE_LIMITS.clock + 10 * seconds, memory=_DRAWING_MEMORY
	)
	return run_limited(read_pages_unlimited, name, content, name=name, limits=limits)


def read_pages_unlimited(name: str, content: bytes) -> list[ScannedPage]:
	"""As ``read_pages``, in this process."""
	draw = _drawn_pages if content.startswith(b"%PDF-") else _drawn_picture
	return [_first_found(each) for each in draw(name, content)]


def papers_of(pages: Sequence[ScannedPage]) -> dict[PaperCode, list[int]]:
	"""Return the numbers of the pages, from 0, of each paper. A page without a code, such as a blank back,
	goes with the one before it; those in front of the first code with that."""
	first = next((each.code for each in pages if each.code), None)
	found: dict[PaperCode, list[int]] = {}
	current = first
	for number, page in enumerate(pages):
		current = page.code or current
		if current:
			found.setdefault(current, []).append(number)
	return found


def extract_pages(name: str, content: bytes, numbers: Sequence[int], pages: Sequence[ScannedPage]) -> bytes:
	"""Return a PDF of these pages, each upright; the same bytes for the same scan. The whole of a file whose
	pages all stand upright is the file itself; any other is taken apart in a child process with limits.

	Args:
		name: of the file, for messages.
		content: the scan.
		numbers: of the pages, from 0, in their order.
		pages: all pages of the file, as ``read_pages`` gave them.

	Raises:
		InputError: the file takes longer or more memory than it may.
	"""
	is_whole = list(numbers) == list(range(len(pages)))
	if not content.startswith(b"%PDF-") or (is_whole and not any(pages[each].turn for each in numbers)):
		return content
	turns = [pages[each].turn for each in numbers]
	memory = FILE_LIMITS.memory + _COPIES * len(content)
	limits = replace(FILE_LIMITS, memory=memory, answer=_LARGEST_PART)
	return run_limited(extract_pages_unlimited, content, list(numbers), turns, name=name, limits=limits)


def extract_pages_unlimited(content: bytes, numbers: Sequence[int], turns: Sequence[int]) -> bytes:
	"""Return a PDF of these pages, turned clockwise by so many degrees, in this process."""
	import pikepdf

	target = io.BytesIO()
	with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as part:
		for number, turn in zip(numbers, turns, strict=True):
			part.pages.append(source.pages[number])
			if turn:
				part.pages[-1].rotate(turn, relative=True)
		part.remove_unreferenced_resources()
		part.save(target, deterministic_id=True)
	return target.getvalue()


def _first_found(pictures: Iterator[Image]) -> ScannedPage:
	# The library is loaded where scans are read and nowhere else.
	import zxingcpp

	formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
	for picture in pictures:
		for found in zxingcpp.read_barcodes(picture, formats=formats):
			code = parse_code(found.text)
			if code:
				turns = round(-found.orientation / _RIGHT_ANGLE)
				return ScannedPage(code, turns * _RIGHT_ANGLE % _FULL_TURN)
	return ScannedPage()


def _drawn_pages(name: str, content: bytes) -> Iterator[Iterator[Image]]:
	import pypdfium2

	try:
		document = pypdfium2.PdfDocument(content)
	except pypdfium2.PdfiumError as error:
		raise _damaged(name) from error
	try:
		if len(document) > MOST_PAGES:
			message = f"盖章件“{name}”有{len(document)}页，超过{MOST_PAGES}页，请分成几个文件"
			raise InputError(message, code="scan.too_many_pages", place=name)
		for number in range(len(document)):
			yield _resolutions(name, document, number)
	finally:
		document.close()


def _resolutions(name: str, document: object, number: int) -> Iterator[Image]:
	import pypdfium2

	try:
		page = document[number]  # type: ignore[index]
		longest = max(page.get_size())
		for resolution in _RESOLUTIONS:
			scale = min(resolution / _POINTS, MOST_PIXELS / max(longest, 1))
			yield page.render(scale=scale, grayscale=True).to_pil().convert("L")
	except pypdfium2.PdfiumError as error:
		raise _damaged(name) from error


def _drawn_picture(name: str, content: bytes) -> Iterator[Iterator[Image]]:
	from PIL import Image, UnidentifiedImageError

	try:
		with Image.open(io.BytesIO(content)) as picture:
			if max(picture.size) > MOST_PIXELS:
				picture.draft("L", (MOST_PIXELS, MOST_PIXELS))
				picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
			yield iter([picture.convert("L")])
	except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
		raise _damaged(name) from error


def _damaged(name: str) -> InputError:
	return InputError(f"盖章件“{name}”已损坏，无法打开", code="scan.damaged", place=name)
