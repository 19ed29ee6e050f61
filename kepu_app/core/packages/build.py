"""Builds a province's package: papers in parallel, then overview, manifest and zip, then all at once
into place.

The folder is made beside its place and moved there when it is whole. A killed build leaves only a hidden
folder, which the next build in the same folder removes. Two builds in one folder wait for each other.
"""

from __future__ import annotations

import fcntl
import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kepu_app import __version__
from kepu_app.core.breaches import Breach
from kepu_app.core.errors import FontError, PackageError
from kepu_app.core.model import County, ScanOf, StampedScan, Submission
from kepu_app.core.packages.archive import ARCHIVE_SUFFIX, write_archive
from kepu_app.core.packages.evidence import EvidenceFile, write_evidence
from kepu_app.core.packages.manifest import MANIFEST_NAME, Manifest, entries_below, entry_of
from kepu_app.core.packages.printing import (
	FOLDERS,
	SHIPPED,
	PaperFile,
	Templates,
	county_stem,
	paper_files,
	print_papers,
	safe_name,
)
from kepu_app.core.packages.verify import verify_package
from kepu_app.core.printing.fonts import installed_fonts
from kepu_app.core.rules import check_printable
from kepu_app.core.workbooks import write_overview

OVERVIEW_NAME = "汇总表.xlsx"
_LIBRARIES = ("weasyprint", "uharfbuzz", "docxtpl", "openpyxl")
_HIDDEN, _HIDDEN_END = ".kepu-", ".part"

Progress = Callable[[int, int, str], None]
"""Called with the steps done, all steps, and the name of the step that has just been done."""


@dataclass(frozen=True)
class BuiltPackage:
	"""A finished package on disk; ``sha256`` is that of the zip."""

	folder: Path
	archive: Path
	manifest: Manifest
	sha256: str


def package_name(submission: Submission, draft: bool = False) -> str:
	"""安徽省2024年全国科普示范县汇总材料, with （草稿） behind it for a draft."""
	name = f"{submission.province.name}{submission.cycle.year}年全国科普示范县汇总材料"
	return safe_name(name) + ("（草稿）" if draft else "")


def build_package(
	submission: Submission,
	out: Path,
	*,
	breaches: Sequence[Breach] = (),
	evidence: Sequence[EvidenceFile] = (),
	draft: bool = False,
	jobs: int | None = None,
	progress: Progress | None = None,
	templates: Templates = SHIPPED,
) -> BuiltPackage:
	"""Build folder and zip of a submission in the folder ``out``, replacing those of an earlier build.

	Args:
		submission: what the province sends, checked before.
		out: an existing or new folder.
		breaches: what the check found, for the overview.
		evidence: files of counties for single criteria, where the province sends them.
		draft: marks name and manifest; a draft may have errors, and carries neither stamped scans nor
			evidence.
		jobs: processes to print with; all cores by default, 1 prints in this process.
		progress: told before the first and after each step.
		templates: own templates of the papers.

	Raises:
		FontError: characters that no installed font has, each named with its county and field; nothing is
			printed and nothing is left behind.
		PackageError: a printing process was killed, or the earlier package was changed by hand.
		OSError: ``out`` cannot be written.
	"""
	_refuse_unprintable(submission, templates)
	out.mkdir(parents=True, exist_ok=True)
	name = package_name(submission, draft)
	with _only_build_in(out), _working_folder(out, name) as folder:
		_refuse_to_lose(out / name)
		_print(paper_files(submission), folder, jobs or len(os.sched_getaffinity(0)), templates, progress)
		if not draft:
			_write_scans(submission, folder)
			write_evidence(submission, evidence, folder)
		(folder / OVERVIEW_NAME).write_bytes(write_overview(submission, breaches))
		manifest = Manifest(_facts(submission, breaches, evidence, draft), entries_below(folder))
		(folder / MANIFEST_NAME).write_bytes(manifest.to_bytes())
		return _move_into_place(folder, out / name, manifest)


def _refuse_unprintable(submission: Submission, templates: Templates) -> None:
	found = check_printable(submission, installed_fonts(templates.font_folders).without)
	if found:
		message = "；".join(each.message.rstrip("。") for each in found)
		raise FontError(message, code=found[0].code, place=found[0].place.label)


def _print(
	files: list[PaperFile], folder: Path, jobs: int, templates: Templates, progress: Progress | None
) -> None:
	told = progress or (lambda done, total, name: None)
	told(0, len(files), "")
	for done, file in enumerate(print_papers(files, folder, jobs, templates), start=1):
		told(done, len(files), file.stem.split("/")[-1])


def _write_scans(submission: Submission, folder: Path) -> None:
	times: dict[str, int] = {}
	for scan in submission.scans:
		stem = _scan_stem(submission, scan)
		times[stem] = times.get(stem, 0) + 1
		number = f"-{times[stem]}" if times[stem] > 1 else ""
		target = folder / f"{stem}{number}{Path(scan.filename).suffix.lower()}"
		target.parent.mkdir(exist_ok=True)
		target.write_bytes(scan.content)


def _scan_stem(submission: Submission, scan: StampedScan) -> str:
	if scan.of is not ScanOf.SUMMARY:
		return f"{FOLDERS[scan.of]}/{safe_name(submission.province.name)}-盖章件"
	county = submission.county(scan.county_code) or County(code=scan.county_code, name=scan.county_code)
	return f"{FOLDERS[scan.of]}/{county_stem(county)}-盖章件"


def _facts(
	submission: Submission, breaches: Sequence[Breach], evidence: Sequence[EvidenceFile], draft: bool
) -> dict[str, Any]:
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
			"evidence": 0 if draft else len(evidence),
			"breaches": len(breaches),
		},
		"versions": {
			"kepu_app": __version__,
			**{name: importlib.metadata.version(name) for name in _LIBRARIES},
		},
	}


@contextmanager
def _only_build_in(out: Path) -> Iterator[None]:
	"""Hold a lock on the folder itself, so that no lock file is left behind."""
	descriptor = os.open(out, os.O_RDONLY)
	try:
		fcntl.flock(descriptor, fcntl.LOCK_EX)
		yield
	finally:
		os.close(descriptor)


@contextmanager
def _working_folder(out: Path, name: str) -> Iterator[Path]:
	"""Make a hidden folder for the package; remove what killed builds have left.

	Each build has a folder of its own: a printing process that outlives its build cannot write into the
	next one's.
	"""
	for left in out.glob(f"{_HIDDEN}*{_HIDDEN_END}"):
		shutil.rmtree(left, ignore_errors=True)
	hidden = Path(tempfile.mkdtemp(_HIDDEN_END, _HIDDEN, out))
	try:
		folder = hidden / name
		folder.mkdir()
		yield folder
	finally:
		shutil.rmtree(hidden, ignore_errors=True)


def _refuse_to_lose(target: Path) -> None:
	"""Replace an earlier package only as it was built: what people put into it is not in the input."""
	for earlier in (target, _archive_of(target)):
		if not os.path.lexists(earlier):
			continue
		try:
			found = verify_package(earlier)
			touched = [*found.changed, *found.missing, *found.extra]
		except PackageError as error:
			touched = [error.message]
		if touched:
			listed = "、".join(touched[:3]) + ("等" if len(touched) > 3 else "")
			message = f"已有的“{earlier.name}”不是生成时的原样（{listed}），为免丢失没有覆盖，请先移走或改名"
			raise PackageError(message, code="package.would_be_lost", place=earlier.name)


def _archive_of(target: Path) -> Path:
	return target.with_name(target.name + ARCHIVE_SUFFIX)


def _move_into_place(folder: Path, target: Path, manifest: Manifest) -> BuiltPackage:
	"""Folder and zip are whole before the first of them is moved; each move is one rename."""
	archive = _archive_of(target)
	finished = folder.with_name(archive.name)
	write_archive(folder, finished)
	with finished.open("rb") as stream:
		sha256 = entry_of(archive.name, stream).sha256
	if target.exists():
		target.rename(folder.with_name("replaced"))
	folder.rename(target)
	finished.replace(archive)
	return BuiltPackage(target, archive, manifest, sha256)
