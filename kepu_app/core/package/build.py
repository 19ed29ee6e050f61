"""Builds a province's package: papers in parallel, then overview, manifest and zip, then all at once
into place.

The folder is made beside its place and moved there when it is whole. A build that was killed leaves
only a hidden folder, which the next build of the same package removes; two builds of packages in one
folder wait for each other.
"""

from __future__ import annotations

import fcntl
import importlib.metadata
import multiprocessing
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kepu_app import __version__
from kepu_app.core.errors import PackageError
from kepu_app.core.model import AnnualSummary, Breach, County, ScanOf, StampedScan, Submission
from kepu_app.core.package.archive import ARCHIVE_SUFFIX, write_archive
from kepu_app.core.package.manifest import MANIFEST_NAME, Manifest, entries_below, entry_of
from kepu_app.core.papers import (
	CaseBookPaper,
	NomineeListPaper,
	SummaryPaper,
	case_book_paper,
	nominee_list_paper,
	summary_paper,
)
from kepu_app.core.pdf import render_pdf
from kepu_app.core.word import render_docx
from kepu_app.core.workbook import write_overview

FOLDERS = {ScanOf.SUMMARY: "1-工作总结", ScanOf.CASES: "2-典型案例", ScanOf.NOMINEES: "3-宣讲团人选"}
OVERVIEW_NAME = "汇总表.xlsx"
_LIBRARIES = ("weasyprint", "uharfbuzz", "docxtpl", "openpyxl")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LONGEST_NAME = 80

Paper = SummaryPaper | CaseBookPaper | NomineeListPaper
Progress = Callable[[int, int, str], None]
"""Called with the steps done, all steps, and the name of the step that has just been done."""


@dataclass(frozen=True)
class BuiltPackage:
	"""A finished package on disk; ``sha256`` is that of the zip."""

	folder: Path
	archive: Path
	manifest: Manifest
	sha256: str


@dataclass(frozen=True)
class PaperFile:
	"""One paper to print: ``stem`` is its path in the package without the ending."""

	stem: str
	paper: Paper


def package_name(submission: Submission, draft: bool = False) -> str:
	"""安徽省2024年全国科普示范县汇总材料, with （草稿） behind it for a draft."""
	name = f"{submission.province.name}{submission.cycle.year}年全国科普示范县汇总材料"
	return _safe(name) + ("（草稿）" if draft else "")


def build_package(
	submission: Submission,
	out: Path,
	*,
	breaches: Sequence[Breach] = (),
	draft: bool = False,
	jobs: int | None = None,
	progress: Progress | None = None,
) -> BuiltPackage:
	"""Builds folder and zip of a submission in the folder ``out``, replacing those of an earlier build.

	Args:
		submission: what the province sends, checked before.
		out: an existing or new folder.
		breaches: what the check found, for the overview.
		draft: marks name and manifest; a draft may have errors, and carries no stamped scans.
		jobs: processes to print with; all cores by default, 1 prints in this process.
		progress: told after each step.

	Raises:
		FontError: a character that no installed font has; nothing is left behind.
		PackageError: a printing process was killed, or ``out`` cannot be written.
	"""
	out.mkdir(parents=True, exist_ok=True)
	name = package_name(submission, draft)
	with _only_build_in(out), _working_folder(out, name) as folder:
		_print_papers(paper_files(submission), folder, jobs or os.cpu_count() or 1, progress)
		if not draft:
			_write_scans(submission, folder)
		(folder / OVERVIEW_NAME).write_bytes(write_overview(submission, breaches))
		manifest = Manifest(_facts(submission, breaches, draft), entries_below(folder))
		(folder / MANIFEST_NAME).write_bytes(manifest.to_bytes())
		return _move_into_place(folder, out / name, manifest)


def paper_files(submission: Submission) -> list[PaperFile]:
	"""Every paper of the package, in its order; no case book without cases, no list without nominees."""
	files = [_summary_file(submission, each, n) for n, each in enumerate(submission.summaries)]
	year, province = submission.cycle.year, _safe(submission.province.name)
	if submission.cases:
		stem = f"{FOLDERS[ScanOf.CASES]}/{province}{year}年典型案例"
		files.append(PaperFile(stem, case_book_paper(submission)))
	if submission.nominees:
		stem = f"{FOLDERS[ScanOf.NOMINEES]}/{province}宣讲团人选建议名单"
		files.append(PaperFile(stem, nominee_list_paper(submission)))
	return files


def print_paper(file: PaperFile, folder: Path) -> None:
	"""Writes one paper as PDF and as Word file below ``folder``."""
	target = folder / file.stem
	target.parent.mkdir(parents=True, exist_ok=True)
	target.with_name(target.name + ".pdf").write_bytes(render_pdf(file.paper))
	target.with_name(target.name + ".docx").write_bytes(render_docx(file.paper))


def _summary_file(submission: Submission, summary: AnnualSummary, index: int) -> PaperFile:
	code = summary.county_code
	# A draft may hold a summary of a county that is not in the list: it is printed under its code.
	county = submission.county(code) or County(code=code, name=code)
	earlier = sum(each.county_code == code for each in submission.summaries[:index])
	number = f"-{earlier + 1}" if earlier else ""
	stem = f"{FOLDERS[ScanOf.SUMMARY]}/{_county_stem(county)}-{submission.cycle.year}年工作总结{number}"
	return PaperFile(stem, summary_paper(submission.cycle, submission.province, county, summary))


def _county_stem(county: County) -> str:
	return _safe(f"{county.code}-{county.name}" if county.name != county.code else county.code)


def _safe(name: str) -> str:
	"""A name that every file system takes, Windows' among them."""
	return _FORBIDDEN.sub("_", name).strip(". ")[:_LONGEST_NAME] or "_"


def _print_papers(files: list[PaperFile], folder: Path, jobs: int, progress: Progress | None) -> None:
	total = len(files)
	for done, file in enumerate(_printed(files, folder, min(jobs, total)), start=1):
		if progress:
			progress(done, total, file.stem.split("/")[-1])


def _printed(files: list[PaperFile], folder: Path, jobs: int) -> Iterator[PaperFile]:
	if jobs <= 1:
		for file in files:
			print_paper(file, folder)
			yield file
		return
	# A fork server, started before any font is open, is safe beside the threads of a progress bar.
	context = multiprocessing.get_context("forkserver")
	context.set_forkserver_preload([__name__])
	with ProcessPoolExecutor(jobs, mp_context=context) as pool:
		waiting = {pool.submit(print_paper, file, folder): file for file in files}
		try:
			for future in as_completed(waiting):
				future.result()
				yield waiting[future]
		except BrokenProcessPool as error:
			raise PackageError("打印进程被中断，请重试", code="package.worker_lost") from error
		finally:
			pool.shutdown(cancel_futures=True)


def _write_scans(submission: Submission, folder: Path) -> None:
	times: dict[str, int] = {}
	for scan in submission.scans:
		stem = _scan_stem(submission, scan)
		times[stem] = times.get(stem, 0) + 1
		number = f"-{times[stem]}" if times[stem] > 1 else ""
		target = folder / f"{stem}{number}{Path(scan.filename).suffix.lower()}"
		target.parent.mkdir(parents=True, exist_ok=True)
		target.write_bytes(scan.content)


def _scan_stem(submission: Submission, scan: StampedScan) -> str:
	if scan.of is not ScanOf.SUMMARY:
		return f"{FOLDERS[scan.of]}/{_safe(submission.province.name)}-盖章件"
	county = submission.county(scan.county_code) or County(code=scan.county_code, name=scan.county_code)
	return f"{FOLDERS[scan.of]}/{_county_stem(county)}-盖章件"


def _facts(submission: Submission, breaches: Sequence[Breach], draft: bool) -> dict[str, Any]:
	cycle, province = submission.cycle, submission.province
	return {
		"draft": draft,
		"cycle": {"year": cycle.year, "notice": cycle.notice_number},
		"province": {"code": province.code, "name": province.name},
		"counts": {
			"counties": len(submission.counties),
			"summaries": len(submission.summaries),
			"missing": len(submission.missing),
			"cases": len(submission.cases),
			"nominees": len(submission.nominees),
			"scans": 0 if draft else len(submission.scans),
			"breaches": len(breaches),
		},
		"versions": {
			"kepu_app": __version__,
			**{name: importlib.metadata.version(name) for name in _LIBRARIES},
		},
	}


@contextmanager
def _only_build_in(out: Path) -> Iterator[None]:
	"""Holds a lock on the folder itself, so that no lock file is left behind."""
	descriptor = os.open(out, os.O_RDONLY)
	try:
		fcntl.flock(descriptor, fcntl.LOCK_EX)
		yield
	finally:
		os.close(descriptor)


@contextmanager
def _working_folder(out: Path, name: str) -> Iterator[Path]:
	"""A hidden folder with the package inside; whatever a killed build left in it goes first."""
	hidden = out / f".{name}.part"
	shutil.rmtree(hidden, ignore_errors=True)
	folder = hidden / name
	folder.mkdir(parents=True)
	try:
		yield folder
	finally:
		shutil.rmtree(hidden, ignore_errors=True)


def _move_into_place(folder: Path, target: Path, manifest: Manifest) -> BuiltPackage:
	"""Folder and zip are whole before the first of them is moved; each move is one rename."""
	archive = target.with_name(target.name + ARCHIVE_SUFFIX)
	finished = folder.with_name(archive.name)
	write_archive(folder, finished)
	with finished.open("rb") as stream:
		sha256 = entry_of(archive.name, stream).sha256
	if target.exists():
		target.rename(folder.parent / "replaced")
	folder.rename(target)
	finished.replace(archive)
	return BuiltPackage(target, archive, manifest, sha256)
