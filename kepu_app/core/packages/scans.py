"""Stamped scans: which paper a file shows, by its name, and what it is, by its content."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from kepu_app.core.by_catch import is_by_catch
from kepu_app.core.characters import without_invisible
from kepu_app.core.county_names import CountyNames
from kepu_app.core.errors import InputError
from kepu_app.core.model import ScanOf, StampedScan, Submission
from kepu_app.core.packages.printing import paper_files
from kepu_app.core.packages.scan_codes import ScannedPage, extract_pages, papers_of, read_pages
from kepu_app.core.packages.scan_content import check_scan
from kepu_app.core.printing.paper_codes import PaperCode, parse_code

LARGEST_SCAN = 50 << 20
"""Bytes; 50 MB is a few dozen pages at 300 dpi."""

_COUNTY_CODE = re.compile(r"(?<!\d)([1-9]\d{5})(?!\d)", re.ASCII)
_PAPERS = {
	ScanOf.CASES: re.compile(r"案例|附件(?:3|三)(?!\d)"),
	ScanOf.NOMINEES: re.compile(r"宣讲|人选|建议名单|附件(?:4|四)(?!\d)"),
	ScanOf.SUMMARY: re.compile(r"总结|附件(?:2|二)(?!\d)"),
}


@dataclass(frozen=True)
class PlacedScans:
	"""The scans by paper, and what is to be said of them, in Chinese sentences."""

	scans: tuple[StampedScan, ...]
	remarks: tuple[str, ...] = ()


def place_scans(folder: Path, submission: Submission) -> PlacedScans:
	"""All scans of a folder, sorted by name, each put in its place.

	Where the province prints codes, or a name says nothing, the pages of a file are sorted by the 二维码 in
	their feet. A file with several papers is split. Otherwise a name with a county's code or name is that
	county's summary. One with 典型案例 or 宣讲团, 附件3 or 附件4 is the province's. What systems and office programs
	leave in folders is passed over.

	Raises:
		InputError: no such folder, a file that tells no paper, a paper that is none of the submission's, or a
			content that is not what the name says.
	"""
	if not folder.is_dir():
		raise InputError(f"找不到盖章件文件夹“{folder.name}”", code="scan.no_folder", place=folder.name)
	paths = sorted(each for each in folder.iterdir() if each.is_file() and not _is_passed_over(each.name))
	scans: list[StampedScan] = []
	remarks: list[str] = []
	for path in paths:
		placed = place_scan(path.name, _content(path), submission)
		scans += placed.scans
		remarks += placed.remarks
	return PlacedScans(tuple(scans), tuple(remarks))


def read_scans(folder: Path, submission: Submission) -> tuple[StampedScan, ...]:
	"""Return the scans alone of ``place_scans``."""
	return place_scans(folder, submission).scans


def place_scan(name: str, content: bytes, submission: Submission) -> PlacedScans:
	"""Return the papers that are on one file; see ``place_scans``."""
	number = check_scan(name, content)
	try:
		by_name = _paper_of(name, submission)
		problem = None
	except InputError as error:
		by_name, problem = None, error
	if submission.province.paper_codes or problem:
		pages = _pages_with_codes(name, content, number, problem)
		if any(page.code for page in pages):
			return _placed_by_code(name, content, pages, submission, by_name)
	if by_name is None or problem:
		assert problem is not None
		raise problem
	remarks = (f"盖章件“{name}”没有读到二维码，按文件名归入",) if submission.province.paper_codes else ()
	return PlacedScans((StampedScan(by_name[0], name, content, by_name[1]),), remarks)


def _pages_with_codes(
	name: str, content: bytes, number: int, problem: InputError | None
) -> list[ScannedPage]:
	"""Return the pages. Of an unreadable file whose name was refused, that refusal is reported."""
	try:
		return read_pages(name, content, number)
	except InputError:
		if problem:
			raise problem from None
		raise


def _placed_by_code(
	name: str,
	content: bytes,
	pages: list[ScannedPage],
	submission: Submission,
	by_name: tuple[ScanOf, str] | None,
) -> PlacedScans:
	versions = _versions(submission)
	scans, remarks = [], []
	for (of, place), numbers in _by_paper(pages).items():
		codes = {pages[each].code for each in numbers if pages[each].code}
		_refuse_foreign(name, next(iter(codes)), numbers, submission)
		what, where = _named(of, place, submission), _page_numbers(numbers)
		if any(code.version != versions.get((of, place)) for code in codes if code):
			remarks.append(
				f"盖章件“{name}”{where}：{what}盖章的是旧文本，与现在的内容不一致，请重新打印、盖章"
			)
		county = place if of is ScanOf.SUMMARY else ""
		if by_name and by_name != (of, county):
			remarks.append(f"盖章件“{name}”{where}：按二维码归入{what}，与文件名不一致")
		scans.append(StampedScan(of, name, extract_pages(name, content, numbers, pages), county))
	without = [number for number, page in enumerate(pages) if page.code is None]
	if without:
		remarks.append(f"盖章件“{name}”{_page_numbers(without)}没有读到二维码，随相邻的页归入，请核对")
	return PlacedScans(tuple(scans), tuple(remarks))


def _by_paper(pages: list[ScannedPage]) -> dict[tuple[ScanOf, str], list[int]]:
	"""Pages of two versions of a paper in one file are one scan of it."""
	found: dict[tuple[ScanOf, str], list[int]] = {}
	for code, numbers in papers_of(pages).items():
		found.setdefault((code.of, code.place), []).extend(numbers)
	return {paper: sorted(numbers) for paper, numbers in found.items()}


def _refuse_foreign(name: str, code: PaperCode | None, numbers: list[int], submission: Submission) -> None:
	assert code is not None
	year, province = submission.cycle.year, submission.province
	if code.year != year:
		reason = f"是{code.year}年度的材料，应为{year}年度的"
	elif code.of is ScanOf.SUMMARY and submission.county(code.place) is None:
		reason = f"是代码{code.place}的工作总结，不在示范县名单中"
	elif code.of is not ScanOf.SUMMARY and code.place != province.code:
		reason = f"是代码{code.place}的{code.of.value}，不是{province.name}的"
	else:
		return
	message = f"盖章件“{name}”{_page_numbers(numbers)}{reason}"
	raise InputError(message, code="scan.foreign", place=name)


def _versions(submission: Submission) -> dict[tuple[ScanOf, str], str]:
	"""Return the versions that the papers have as the submission stands."""
	with_codes = replace(submission, province=replace(submission.province, paper_codes=True))
	codes = [parse_code(file.paper.code) for file in paper_files(with_codes)]
	return {(code.of, code.place): code.version for code in codes if code}


def _named(of: ScanOf, place: str, submission: Submission) -> str:
	county = submission.county(place) if of is ScanOf.SUMMARY else None
	return f"{county.name if county else ''}{of.value}"


def _page_numbers(numbers: list[int]) -> str:
	"""第1-4、7页, counted from 1."""
	runs: list[list[int]] = []
	for number in numbers:
		if runs and number == runs[-1][-1] + 1:
			runs[-1].append(number)
		else:
			runs.append([number])
	shown = (f"{run[0] + 1}-{run[-1] + 1}" if len(run) > 1 else str(run[0] + 1) for run in runs)
	return f"第{'、'.join(shown)}页"


def _content(path: Path) -> bytes:
	if path.stat().st_size > LARGEST_SCAN:
		limit = LARGEST_SCAN >> 20
		raise InputError(f"盖章件“{path.name}”超过{limit}MB", code="scan.too_large", place=path.name)
	return path.read_bytes()


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
