"""Stamped scans: which paper a file shows, by its name, and what it is, by its content."""

from __future__ import annotations

import re
from pathlib import Path

from kepu_app.core.errors import InputError
from kepu_app.core.model import ScanOf, StampedScan, Submission

LARGEST_SCAN = 50 << 20
"""Bytes; 50 MB is a few dozen pages at 300 dpi."""

_SUFFIXES = {".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}
_MARKS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD8))
"""Markers of a JPEG that stand alone (ITU-T T.81, table B.1)."""

_COUNTY_CODE = re.compile(r"(\d{6})(?!\d)", re.ASCII)


def read_scans(folder: Path, submission: Submission) -> tuple[StampedScan, ...]:
	"""All scans of a folder, sorted by name.

	A name that starts with a county's code is that county's summary; one that has 典型案例 or 宣讲团人选
	in it is the province's. Hidden files and what Windows and Office leave in folders are passed over.

	Raises:
		InputError: no such folder, a name that tells no paper, a county that is not in the list, or a
			content that is not what the name says.
	"""
	if not folder.is_dir():
		raise InputError(f"找不到盖章件文件夹“{folder.name}”", code="scan.no_folder", place=folder.name)
	paths = sorted(each for each in folder.iterdir() if each.is_file() and not _is_by_catch(each.name))
	return tuple(read_scan(path, submission) for path in paths)


def read_scan(path: Path, submission: Submission) -> StampedScan:
	"""One scan; see ``read_scans``."""
	of, county_code = _paper_of(path.name, submission)
	if path.stat().st_size > LARGEST_SCAN:
		limit = LARGEST_SCAN >> 20
		raise InputError(f"盖章件“{path.name}”超过{limit}MB", code="scan.too_large", place=path.name)
	content = path.read_bytes()
	check_scan(path.name, content)
	return StampedScan(of, path.name, content, county_code)


def check_scan(name: str, content: bytes) -> None:
	"""Raises InputError unless the content is a PDF, a JPEG to its end, or a PNG, and the name's ending says so."""
	kind = next((kind for mark, kind in _MARKS if content.startswith(mark)), None)
	if kind is None or _SUFFIXES.get(Path(name).suffix.lower()) != kind:
		raise InputError(
			f"盖章件“{name}”不是PDF、JPG或PNG文件，或者扩展名与内容不符", code="scan.type", place=name
		)
	if is_cut_off(content):
		raise InputError(
			f"盖章件“{name}”不完整：缺少图片的结尾，请重新扫描或复制", code="scan.cut_off", place=name
		)


def is_cut_off(content: bytes) -> bool:
	"""Whether the content is a JPEG without its end mark, which has to come behind its first scan: previews in
	its header have marks of their own. Readers may fill up with grey what is missing, and say nothing."""
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


def _is_by_catch(name: str) -> bool:
	return name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini")


def _paper_of(name: str, submission: Submission) -> tuple[ScanOf, str]:
	for of in (ScanOf.CASES, ScanOf.NOMINEES):
		if of.value in name:
			return of, ""
	found = _COUNTY_CODE.match(name)
	if not found:
		raise InputError(
			f"盖章件“{name}”的文件名应以县级代码开头，或者含有“典型案例”“宣讲团人选”",
			code="scan.name",
			place=name,
		)
	if submission.county(found[1]) is None:
		raise InputError(
			f"盖章件“{name}”的代码{found[1]}不在示范县名单中", code="scan.unknown_county", place=name
		)
	return ScanOf.SUMMARY, found[1]
