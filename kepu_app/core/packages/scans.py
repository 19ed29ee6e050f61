"""Stamped scans: which paper a file shows, by its name, and what it is, by its content."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from kepu_app.core.by_catch import is_by_catch
from kepu_app.core.characters import without_invisible
from kepu_app.core.county_names import CountyNames
from kepu_app.core.errors import InputError
from kepu_app.core.model import ScanOf, StampedScan, Submission

LARGEST_SCAN = 50 << 20
"""Bytes; 50 MB is a few dozen pages at 300 dpi."""

_SUFFIXES = {".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}
_MARKS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD8))
"""Markers of a JPEG that stand alone (ITU-T T.81, table B.1)."""

_COUNTY_CODE = re.compile(r"(?<!\d)([1-9]\d{5})(?!\d)", re.ASCII)
_PAPERS = {
	ScanOf.CASES: re.compile(r"案例|附件(?:3|三)(?!\d)"),
	ScanOf.NOMINEES: re.compile(r"宣讲|人选|建议名单|附件(?:4|四)(?!\d)"),
	ScanOf.SUMMARY: re.compile(r"总结|附件(?:2|二)(?!\d)"),
}


def read_scans(folder: Path, submission: Submission) -> tuple[StampedScan, ...]:
	"""All scans of a folder, sorted by name.

	A name with a county's code or name in it is that county's summary; one that has 典型案例 or 宣讲团, 附件3
	or 附件4 in it is the province's. What systems and office programs leave in folders is passed over.

	Raises:
		InputError: no such folder, a name that tells no paper, a county that is not in the list, or a
			content that is not what the name says.
	"""
	if not folder.is_dir():
		raise InputError(f"找不到盖章件文件夹“{folder.name}”", code="scan.no_folder", place=folder.name)
	paths = sorted(each for each in folder.iterdir() if each.is_file() and not _is_passed_over(each.name))
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


def _is_passed_over(name: str) -> bool:
	return name.startswith(".") or is_by_catch(name)


def _paper_of(name: str, submission: Submission) -> tuple[ScanOf, str]:
	"""Which paper a name tells, and of which county: by its code, by its name, by 附件3 and the like."""
	plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", without_invisible(Path(name).stem)))
	if found := _COUNTY_CODE.search(plain):
		return ScanOf.SUMMARY, _listed_code(found[1], name, submission)
	papers = [of for of, pattern in _PAPERS.items() if pattern.search(plain)]
	counties = CountyNames(submission.counties, submission.province.name).named_in(plain)
	if len(papers) == 1 and papers[0] is not ScanOf.SUMMARY:
		return papers[0], ""
	if len(papers) <= 1 and len(counties) == 1:
		return ScanOf.SUMMARY, counties[0].code
	if not counties and papers in ([], [ScanOf.SUMMARY]):
		sentence = (
			"看不出是哪一份材料：文件名应有县级代码或示范县名称，或者“典型案例”（附件3）、“宣讲团”（附件4）"
		)
	else:
		candidates = [*(of.value for of in papers), *(f"{each.code}{each.name}" for each in counties)]
		sentence = f"不能确定是哪一份材料（{'、'.join(candidates)}），请在文件名开头写县级代码"
	raise InputError(f"盖章件“{name}”{sentence}", code="scan.name", place=name)


def _listed_code(code: str, name: str, submission: Submission) -> str:
	if submission.county(code) is None:
		raise InputError(
			f"盖章件“{name}”的代码{code}不在示范县名单中", code="scan.unknown_county", place=name
		)
	return code
